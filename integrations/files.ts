// Files as the command sees them: called by their paths from the current folder, and `use` reaches only what
// lies below it, symbolic links followed before that is judged.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { FilePort } from '../dsl/index.ts';

/** Bytes a file may have. Larger ones are refused unread. */
const FILE_BYTES_MAX = 10_000_000;

/** A file's text, or the sentence why there is none. */
export type FileText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** How one file reaches those that it uses. */
export interface UsedFiles extends FilePort {
  /** Absolute paths of all that was asked for, whether or not it is there. */
  readonly asked: ReadonlySet<string>;
  /** Sentences about files that are there but cannot or may not be used. */
  readonly refusals: readonly string[];
}

/** A path as the command writes it: from the folder when it lies in it, else absolute; `/` between its parts. */
export function shownPath(path: string, folder: string): string {
  return (isInside(folder, path) ? relative(folder, path) : path).split(sep).join('/');
}

/** Reads a file as UTF-8. Never throws. */
export function readText(path: string, shown: string): FileText {
  try {
    const status = statSync(path);
    if (!status.isFile()) return refused(`${shown} is not an ordinary file`);
    if (status.size > FILE_BYTES_MAX) return refused(`${shown} has more than 10 MB`);
    const bytes = readFileSync(path);
    if (bytes.includes(0)) return refused(`${shown} is not a text file: it has bytes of value 0`);
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return refused(`${shown} is not a text file: its bytes are not UTF-8`);
    }
    return refused(`cannot read ${shown}: ${code ?? String(error)}`);
  }
}

/** What `use` lines of a file may reach. Both paths are absolute. */
export function usedFiles(path: string, folder: string): UsedFiles {
  const root = isInside(folder, path) ? folder : dirname(path);
  const asked = new Set<string>();
  const refusals: string[] = [];
  return {
    asked,
    refusals,
    read(used) {
      const target = resolve(folder, used);
      asked.add(target);
      const real = realPath(target);
      // No such file: the diagnostic of the `use` line says so.
      if (real === undefined) return undefined;
      if (!isInside(realPath(root) ?? root, real)) {
        refusals.push(`${used} leads outside the folder of the run, ${root}; it is not read`);
        return undefined;
      }
      const read = readText(real, used);
      if (read.ok) return read.text;
      refusals.push(read.problem);
      return undefined;
    },
  };
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && !/^\.\.([\\/]|$)/.test(inside) && !isAbsolute(inside);
}

function refused(problem: string): FileText {
  return { ok: false, problem };
}
