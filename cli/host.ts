// Everything of the surroundings that commands may touch, as one object, so that tests can bring their own.

import type { FileText } from './files/read.ts';

/** One output of the command. */
export interface Output {
  write(text: string): void;
  /** Resolves when there is room for more, at once when there is, or when the command is interrupted. */
  ready(): Promise<void>;
  /** Whether a person looks at it. */
  readonly terminal: boolean;
  /** Letters a line; 80 when unknown. */
  readonly columns: number;
  /** How many colours it takes: 0 none, 1 sixteen, 2 and 3 more. */
  readonly colours: ColourLevel;
}

/** Letters that a line of an output may have: a terminal's, and any number in a pipe or a file. */
export function lineWidth({ terminal, columns }: Output): number {
  return terminal ? columns : Infinity;
}

export type ColourLevel = 0 | 1 | 2 | 3;

/** Where a command runs. */
export interface Host {
  /** Absolute path of the current folder. */
  readonly folder: string;
  readonly out: Output;
  readonly err: Output;
  /** Aborted when the user wants the command to end, or when nobody reads its output any more. */
  readonly interrupted: AbortSignal;
  /** Reads all of standard input, which may have at most so many bytes. */
  readInput(bytesMax: number): Promise<FileText>;
}

/** Lets signals and other events be handled; long work calls it every few milliseconds. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
