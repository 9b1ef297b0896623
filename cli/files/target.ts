// A file that a command is to write: judged before the work, so that nothing is lost by it.

import { accessSync, constants, lstatSync, readFileSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemReason, UsageError } from '../exit.ts';
import { quoted } from '../run/replay-line.ts';

/** What a target must be. */
export interface TargetOptions {
  /** The option that names it, such as `--save`. */
  readonly option: string;
  readonly folder: string;
  /** Whether only scenarios that begin as those we write may be replaced. */
  readonly ownOnly: boolean;
}

/** The absolute path of a file to write. Errors: a `UsageError` when it cannot or should not be written. */
export function judgeTarget(typed: string, { option, folder, ownOnly }: TargetOptions): string {
  if (typed === '') {
    throw new UsageError(`${option} needs the name of a file`, `such as ${option} found.raft`);
  }
  const path = resolve(folder, typed);
  const found = refuseOddFile(path, typed);
  try {
    accessSync(dirname(path), constants.W_OK);
    if (found !== undefined) accessSync(path, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `cannot write ${typed}: ${systemReason(error, 'write')}`,
      `give another file by ${option}`,
    );
  }
  if (found !== undefined && ownOnly && !isOwn(path)) {
    throw new UsageError(
      `${typed} is there already, and does not begin as what this command writes`,
      `give another file by ${option}, or take it away: rm ${quoted(typed)}`,
    );
  }
  return path;
}

/** Refuses to write in place of what is no ordinary file. Answers what is there. */
export function refuseOddFile(path: string, shown: string): Stats | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return found;
  throw new UsageError(
    `cannot write ${shown}: it is ${kindOf(found)}, and an ordinary file would take its place`,
    'name an ordinary file, or one that is not there yet',
  );
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isSymbolicLink()) return 'a symbolic link';
  return found.isFIFO() ? 'a pipe' : 'a device';
}

/** What we write begins with a comment, or with the word that marks a plan; so does nothing else that matters. */
function isOwn(path: string): boolean {
  const [first = ''] = readFileSync(path, 'utf8').split('\n', 1);
  return /^\s*(#|plan\s*$|$)/.test(first);
}
