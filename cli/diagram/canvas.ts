// What a diagram is drawn on: the output, or a file that is there only when it is complete.

import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { systemReason, UsageError } from '../exit.ts';
import { refuseOddFile } from '../files/target.ts';
import type { Host } from '../host.ts';

/** Letters that are gathered before they are written. */
const PIECE = 1 << 16;

/** Takes a text piece by piece. */
export interface Canvas {
  readonly write: (text: string) => void;
  /** Resolves when there is room for more. */
  readonly ready: () => Promise<void>;
  /** Writes what is left; a file is there from now on. */
  readonly finish: () => void;
  /** Leaves a file as it was. */
  readonly discard: () => void;
}

/** Standard output. */
export function outputCanvas({ out }: Host): Canvas {
  let gathered = '';
  const flush = (): void => {
    if (gathered !== '') out.write(gathered);
    gathered = '';
  };
  return {
    write: (text) => {
      gathered += text;
      if (gathered.length >= PIECE) flush();
    },
    ready: () => out.ready(),
    finish: flush,
    discard: () => undefined,
  };
}

/** A file. Errors: a `UsageError` when it cannot be written. */
export function fileCanvas(path: string, shown: string): Canvas {
  refuseOddFile(path, shown);
  const draft = `${path}.${process.pid}.tmp`;
  const tried = <T>(attempt: () => T): T => {
    try {
      return attempt();
    } catch (error) {
      rmSync(draft, { force: true });
      throw new UsageError(`cannot write ${shown}: ${systemReason(error, 'write')}`);
    }
  };
  const descriptor = tried(() => openSync(draft, 'wx'));
  let gathered = '';
  const flush = (): void => {
    const bytes = Buffer.from(gathered);
    gathered = '';
    for (let written = 0; written < bytes.length;) {
      written += tried(() => writeSync(descriptor, bytes, written));
    }
  };
  return {
    write: (text) => {
      gathered += text;
      if (gathered.length >= PIECE) flush();
    },
    ready: () => Promise.resolve(),
    finish: () => {
      flush();
      closeSync(descriptor);
      tried(() => renameSync(draft, path));
    },
    discard: () => {
      closeSync(descriptor);
      rmSync(draft, { force: true });
    },
  };
}
