// Reading one file that the user named: size, kind and encoding are judged before anything looks into it.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { systemReason } from '../exit.ts';

/** Bytes a file may have. Larger ones are refused unread. */
export const FILE_BYTES_MAX = 10_000_000;

/** A file's text, or why it cannot be had. */
export type FileText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Reads a file as UTF-8. Never throws. `shown` is the path as messages write it. */
export function readText(path: string, shown: string): FileText {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would hang.
    descriptor = openSync(path, O_READ_NONBLOCK);
    const status = fstatSync(descriptor);
    if (status.isDirectory()) return refused(`${shown} is a folder, not a file`);
    if (!status.isFile()) return refused(`${shown} is not a regular file`);
    if (status.size > FILE_BYTES_MAX) return refused(tooLarge(shown, status.size));
    return decoded(readFileSync(descriptor), shown);
  } catch (error) {
    return refused(`cannot read ${shown}: ${systemReason(error)}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** O_RDONLY | O_NONBLOCK where the platform has it. */
const O_READ_NONBLOCK = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function tooLarge(shown: string, size: number): string {
  const millions = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
  return `${shown} has ${millions(size)}; a scenario has at most ${millions(FILE_BYTES_MAX)}`;
}

/** The text of some bytes; what is not text is refused by name, not shown as garbage. */
export function decoded(bytes: Uint8Array, shown: string): FileText {
  if (bytes.includes(0)) return refused(`${shown} is not a text file: it has bytes of value 0`);
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refused(`${shown} is not a text file: its bytes are not UTF-8`);
  }
}

function refused(problem: string): FileText {
  return { ok: false, problem };
}
