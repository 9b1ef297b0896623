// Numbers and lengths in words, for every report.

import { grouped } from '../sim/index.ts';
import { brokenAt, cellsOf } from './diagram/printable.ts';

export { grouped };

/** `1 tick`, `2 ticks`, `1,000 ticks`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `987`, `1.2k`, `98k`, `1.2M`: at most four letters up to a billion. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const [unit, letter] = count < 1_000_000 ? [1000, 'k'] : [1_000_000, 'M'];
  const tenths = Math.trunc((count * 10) / unit);
  if (tenths >= 100) return `${Math.trunc(tenths / 10)}${letter}`;
  return `${Math.trunc(tenths / 10)}.${tenths % 10}${letter}`;
}

/** Cuts a text that is wider than `width` in the middle, where names differ least: `scenari…tion.raft`. */
export function shortened(text: string, width: number): string {
  const letters = [...text];
  if (letters.length <= width) return text;
  if (width < 2) return '…'.slice(0, Math.max(0, width));
  const tail = Math.ceil((width - 1) * 0.6);
  return `${letters.slice(0, width - 1 - tail).join('')}…${letters.slice(-tail).join('')}`;
}

/** Breaks a text into lines of at most `width`, at spaces; a longer word gets a line of its own. */
export function wrapped(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/**
 * A text in lines of at most `width` cells, those below the first two further in; a word that is longer is broken.
 */
export function hanging(text: string, width: number): string[] {
  if (cellsOf(text) <= width) return [text];
  const indent = /^ */.exec(text)?.[0] ?? '';
  const room = width - indent.length;
  return brokenAt(text.trimStart(), room, room - 2).map((line, at) =>
    at === 0 ? indent + line : `${indent}  ${line}`,
  );
}

/** Replaces what a terminal would act upon by a dot, so that a file cannot steer the terminal. */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·');
}
