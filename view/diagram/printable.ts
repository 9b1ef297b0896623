// Texts that come from scenarios, made fit to be drawn: what cannot be seen, or would steer whoever shows it, is
// replaced by a sign that says what stood there. Nothing is left out.

import { cellsOf } from '../../sim/index.ts';

export { cellsOf };

/** Invisible: control characters, marks of writing direction, line separators, halves of a pair, no characters. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

/** A text with `␊` for a line feed, `␛` for an escape, `‹202E›` for other letters nobody sees. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (letter) => {
    const code = letter.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : `‹${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

/**
 * Breaks a text into lines of at most `cells` columns, below the first at most `later`: at spaces, and inside of
 * words that are longer.
 */
export function brokenAt(text: string, cells: number, later = cells): string[] {
  let most = Math.max(2, cells);
  const lines: string[] = [];
  let line = '';
  let width = 0;
  const flush = (): void => {
    if (line === '') return;
    lines.push(line);
    most = Math.max(2, later);
    line = '';
    width = 0;
  };
  for (const word of text.split(' ')) {
    const needed = cellsOf(word);
    if (line !== '' && width + 1 + needed <= most) {
      line += ` ${word}`;
      width += 1 + needed;
      continue;
    }
    flush();
    for (const letter of word) {
      const own = cellsOf(letter);
      if (width + own > most) flush();
      line += letter;
      width += own;
    }
  }
  flush();
  return lines.length === 0 ? [''] : lines;
}
