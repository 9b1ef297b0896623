// What was typed at the prompt, kept between uses: a file with a line per line, the oldest first. What is
// damaged in it is passed over, and nothing in it can keep the prompt from opening.

import { appendFileSync, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { counted } from '../../view/index.ts';
import { systemReason } from '../exit.ts';
import { makeFolder } from '../files/make-folder.ts';
import { replaceFile } from '../run/golden.ts';

/** Lines that are kept. */
const LINES_MAX = 1_000;
/** Letters a line may have to be kept. */
const LINE_MAX = 1_000;
/** Bytes that are read, from the end. */
const BYTES_MAX = 1_000_000;

/** The lines of earlier uses, and where this one's go. */
export interface HistoryFile {
  /** The oldest first. */
  readonly lines: readonly string[];
  /** What there is to say about the file; empty when all is well. */
  readonly remarks: readonly string[];
  /** Adds a line. Answers what went wrong, the first time it does. */
  add(line: string): string | undefined;
}

/** Where the history is kept, unless an option says otherwise: in the user's folder for such things; null without one. */
export function historyPath(environment: NodeJS.ProcessEnv): string | null {
  const { XDG_STATE_HOME: state, HOME } = environment;
  // Source: the XDG base directory specification: a relative path is to be ignored.
  if (state !== undefined && isAbsolute(state)) return join(state, 'whitewater', 'history');
  const home = HOME ?? homeOf();
  // An empty HOME would mean whatever folder one happens to be in.
  if (home === null || !isAbsolute(home)) return null;
  return join(home, '.local', 'state', 'whitewater', 'history');
}

/** The user's folder; null for a user whom the system does not know. */
function homeOf(): string | null {
  try {
    return homedir();
  } catch {
    return null;
  }
}

/** Opens a history. Never throws; a file that cannot be read or written is left alone. */
export function openHistory(path: string): HistoryFile {
  const read = readEnd(path);
  if (typeof read === 'string') {
    return { lines: [], remarks: [`no history: ${path}: ${read}`], add: () => undefined };
  }
  const written = read.text.split('\n');
  const sound = written.filter(isSound);
  const damaged = written.filter((line) => line !== '' && !isSound(line)).length;
  const lines = sound.slice(-LINES_MAX);
  const remarks: string[] = [];
  if (damaged > 0) {
    remarks.push(`history: ${counted(damaged, 'damaged line')} of ${path} passed over`);
  }
  if (sound.length > 2 * LINES_MAX || read.isCut) shorten(path, lines);
  let isTorn = read.text !== '' && !read.text.endsWith('\n');
  let hasFailed = false;
  return {
    lines,
    remarks,
    add(line) {
      if (!isSound(line) || hasFailed) return undefined;
      try {
        makeFolder(dirname(path), 0o700);
        appendFileSync(path, `${isTorn ? '\n' : ''}${line}\n`, { mode: 0o600 });
        isTorn = false;
        return undefined;
      } catch (error) {
        hasFailed = true;
        return `history is not kept: ${path}: ${systemReason(error, 'write')}`;
      }
    },
  };
}

// eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
const UNTYPEABLE = /[\u0000-\u001f\u007f-\u009f\ufffd]/;

/** Text that can be typed, and is not too long to be worth keeping. */
function isSound(line: string): boolean {
  return line.trim() !== '' && line.length <= LINE_MAX && !UNTYPEABLE.test(line);
}

/** The end of a file, or why it cannot be had. A file that is not there is empty. */
function readEnd(path: string): { readonly text: string; readonly isCut: boolean } | string {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK, a pipe would keep us until somebody writes into it.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (!status.isFile()) return 'it is no ordinary file';
    const length = Math.min(status.size, BYTES_MAX);
    const bytes = new Uint8Array(length);
    const count = readSync(descriptor, bytes, 0, length, status.size - length);
    const text = new TextDecoder().decode(bytes.subarray(0, count));
    const isCut = length < status.size;
    return { text: isCut ? text.slice(text.indexOf('\n') + 1) : text, isCut };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { text: '', isCut: false } : systemReason(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Rewrites a file that has grown too long. What cannot be rewritten stays as it is. */
function shorten(path: string, lines: readonly string[]): void {
  try {
    replaceFile(path, `${lines.join('\n')}\n`, path);
  } catch {
    // It is as good as before, and the next use tries again.
  }
}
