// Pieces of source text by their place.

import type { Span } from './diagnostics.ts';

/** The text that a span covers; the rest of its first line when it covers several. */
export function textAt(source: string, span: Span): string {
  const ending = /\r\n|\n|\r/g;
  let start = 0;
  for (let line = 1; line < span.line; line += 1) {
    if (ending.exec(source) === null) return '';
    start = ending.lastIndex;
  }
  const end = ending.exec(source)?.index ?? source.length;
  const text = source.slice(start, end);
  return text.slice(span.column - 1, span.endLine > span.line ? undefined : span.endColumn - 1);
}
