// How `use` reaches files: only below the folder of the run, symbolic links followed before that is judged.

import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { FilePort } from '../../dsl/index.ts';
import type { FoundFile } from './collect.ts';
import { readText } from './read.ts';

/** A port that remembers why it refused. */
export interface GuardedPort extends FilePort {
  /** Sentences about files that exist but may not or cannot be used. */
  readonly refusals: readonly string[];
}

/** The folder of a run: the current one when the file lies in it, else the file's own. */
export function runFolder(file: FoundFile, folder: string): string {
  return isInside(folder, file.path) ? folder : dirname(file.path);
}

/** The port for one file. Paths are resolved from the current folder, as `use` lines make them. */
export function portFor(file: FoundFile, folder: string): GuardedPort {
  const root = runFolder(file, folder);
  const refusals: string[] = [];
  return {
    refusals,
    read(path) {
      const target = resolve(folder, path);
      let real: string;
      try {
        real = realpathSync(target);
        const top = realpathSync(root);
        if (real !== top && !isInside(top, real)) {
          refusals.push(`${path} leads outside the folder of the run, ${root}; it is not read`);
          return undefined;
        }
      } catch {
        // No such file: the diagnostic of the `use` line says so.
        return undefined;
      }
      const read = readText(real, path);
      if (read.ok) return read.text;
      refusals.push(read.problem);
      return undefined;
    },
  };
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && inside !== '..' && !/^\.\.[\\/]/.test(inside) && !isAbsolute(inside);
}
