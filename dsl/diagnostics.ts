// What a file's author got wrong: where, what was expected, what stands there, what to type instead.

import { cellsOf } from '../sim/index.ts';

/** A stretch of source text. Lines and columns are from 1, columns count UTF-16 code units; the end is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One mistake, or one remark, about a file. */
export interface Diagnostic {
  /** A stable name of the rule, such as `unknown-property`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly span: Span;
  /** One sentence: what was expected and what stands there. */
  readonly message: string;
  /** What to type instead. */
  readonly hint?: string;
}

/** How checks report: they say what is wrong and go on. */
export type Accept = (code: string, span: Span, message: string, hint?: string) => void;

/** Collects diagnostics of any number of files, each mistake once, up to a limit. */
export class DiagnosticSink {
  private readonly found: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Whether anything that forbids running was reported. */
  get failed(): boolean {
    return this.found.some((diagnostic) => diagnostic.severity === 'error');
  }

  /** Whether what is reported from here on is not kept. */
  get isFull(): boolean {
    return this.found.length >= this.limit;
  }

  add(diagnostic: Diagnostic): void {
    const { file, span, code, message } = diagnostic;
    const key = `${file}:${span.line}:${span.column}:${code}:${message}`;
    if (this.seen.has(key)) return;
    if (this.isFull) return;
    this.seen.add(key);
    this.found.push(diagnostic);
  }

  /** A reporter of errors in `file`. */
  errorsIn(file: string): Accept {
    return (code, span, message, hint) =>
      this.add(makeDiagnostic('error', file, code, span, message, hint));
  }

  /** A reporter of warnings in `file`. */
  warningsIn(file: string): Accept {
    return (code, span, message, hint) =>
      this.add(makeDiagnostic('warning', file, code, span, message, hint));
  }

  /** Everything reported, by file in the order of their first diagnostic, then by place. */
  list(): readonly Diagnostic[] {
    const files = [...new Set(this.found.map((diagnostic) => diagnostic.file))];
    const sorted = [...this.found].sort(
      (a, b) =>
        files.indexOf(a.file) - files.indexOf(b.file) ||
        a.span.line - b.span.line ||
        a.span.column - b.span.column,
    );
    const last = sorted.at(-1);
    if (!this.isFull || last === undefined) return sorted;
    const message = `only the first ${this.limit} problems are shown; the rest of the file was not read`;
    return [...sorted, makeDiagnostic('error', last.file, 'too-many-problems', last.span, message)];
  }
}

function makeDiagnostic(
  severity: 'error' | 'warning',
  file: string,
  code: string,
  span: Span,
  message: string,
  hint?: string,
): Diagnostic {
  const bare = { code, severity, file, span, message };
  return hint === undefined ? bare : { ...bare, hint };
}

/**
 * A diagnostic as plain text: `file:line:column: error: message`, the source line with the one before it,
 * a caret under the place, and the hint. `source` is the text of the diagnostic's file.
 */
export function renderDiagnostic(diagnostic: Diagnostic, source: string): string {
  const { file, span, severity, message, hint } = diagnostic;
  const parts = [`${file}:${span.line}:${span.column}: ${severity}: ${message}`];
  parts.push(...codeFrame(span, source));
  if (hint !== undefined) parts.push(`hint: ${hint}`);
  return parts.join('\n');
}

/** The widest piece of a source line that a code frame shows. */
const FRAME_WIDTH = 96;

function codeFrame(span: Span, source: string): string[] {
  const [before, line] = linesAround(source, span.line);
  if (line === undefined) return [];
  const gutter = String(span.line).length;
  const offset = Math.min(span.column - 1, line.length);
  const from = offset > FRAME_WIDTH - 16 ? offset - 40 : 0;
  const shown = line.slice(from, from + FRAME_WIDTH);
  const ahead = (from > 0 ? '…' : '') + line.slice(from, offset);
  const end = span.endLine > span.line ? line.length : Math.min(span.endColumn - 1, line.length);
  const width = Math.max(1, Math.min(end - offset, from + FRAME_WIDTH - offset));
  const text = (from > 0 ? '…' : '') + shown + (from + FRAME_WIDTH < line.length ? '…' : '');
  const frame: string[] = [];
  if (before !== undefined && before.trim() !== '' && before.length <= FRAME_WIDTH) {
    frame.push(` ${String(span.line - 1).padStart(gutter)} | ${visible(before)}`);
  }
  frame.push(` ${span.line} | ${visible(text)}`);
  const carets = blankLike(line.slice(offset, offset + width)).replace(/./g, '^');
  frame.push(` ${' '.repeat(gutter)} | ${blankLike(ahead)}${carets === '' ? '^' : carets}`);
  return frame;
}

/** As many spaces as a text has columns. Tabs stay tabs, so that what follows stands right whatever a tab's width. */
function blankLike(text: string): string {
  const parts = visible(text).split('\t');
  return parts.map((part) => ' '.repeat(cellsOf(part))).join('\t');
}

/** The given line (from 1) and the one before it. */
function linesAround(source: string, line: number): [string | undefined, string | undefined] {
  const ending = /\r\n|\n|\r/g;
  let start = 0;
  let before: string | undefined;
  for (let number = 1; ; number += 1) {
    const match = ending.exec(source);
    const text = source.slice(start, match === null ? source.length : match.index);
    if (number === line) return [before, text];
    if (match === null) return [before, undefined];
    before = text;
    start = ending.lastIndex;
  }
}

const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/g;

/** Replaces what a terminal would act upon by a dot. */
function visible(text: string): string {
  return text.replace(UNPRINTABLE, '·');
}

/**
 * The candidate that `word` most probably meant, or undefined when none is within `most` edits. Case does not
 * count.
 */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  most: number = Math.floor(Math.max(word.length, 3) / 3),
): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean …?`, or else the list of what is possible, or else nothing. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (candidates.length === 0 || candidates.length > 40) return undefined;
  return `use one of: ${candidates.join(', ')}`;
}

/** Edits (insert, delete, replace, swap neighbours) from `a` to `b`; at least `bound` when there are that many. */
function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, offset) => offset);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? bound) + 1,
        (current[column - 1] ?? bound) + 1,
        (previous[column - 1] ?? bound) + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? bound) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? bound;
}
