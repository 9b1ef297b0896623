// The lines of a file, one by one, so that its size does not matter.

import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are read at a time. */
const PORTION = 1 << 16;
/** Bytes of the longest line that is handed on whole. */
const LINE_BYTES_MAX = 1 << 26;
const NEWLINE = 0x0a;

/** A line that came to its end. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  /** Without its newline; cut when it is far too long. */
  readonly text: string;
  /** Byte behind its newline. */
  readonly end: number;
}

/** The lines of a file that end in a newline. Throws what the system throws. */
export function* linesOf(path: string): Generator<FileLine, void> {
  const file = openSync(path, 'r');
  try {
    const portion = Buffer.alloc(PORTION);
    let parts: Buffer[] = [];
    let [length, number, position] = [0, 0, 0];
    for (;;) {
      const count = readSync(file, portion, 0, PORTION, position);
      if (count === 0) return;
      let begin = 0;
      for (let end = find(portion, begin, count); end !== -1; end = find(portion, begin, count)) {
        parts.push(portion.subarray(begin, end));
        number += 1;
        yield { number, text: Buffer.concat(parts).toString('utf8'), end: position + end + 1 };
        begin = end + 1;
        [parts, length] = [[], 0];
      }
      if (length < LINE_BYTES_MAX) parts.push(Buffer.from(portion.subarray(begin, count)));
      length += count - begin;
      position += count;
    }
  } finally {
    closeSync(file);
  }
}

/** Where the next newline is, below `end`; -1 without one. */
function find(portion: Buffer, begin: number, end: number): number {
  const at = portion.indexOf(NEWLINE, begin);
  return at < end ? at : -1;
}
