// From what the user typed (files, folders, globs) to the list of scenario files.

import { lstatSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { systemReason, UsageError } from '../exit.ts';

/** A file to work on. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** As messages and reports write it: relative to the current folder when it lies in it, `/`-separated. */
  readonly shown: string;
}

/** What scenario files are called. */
const ENDING = '.raft';

/** Folders never looked into unless they are named. */
const SKIPPED = ['**/node_modules/**', '**/.*/**'];

/**
 * The files that some paths name, each once. Order: as typed; within a folder or a glob, by path.
 * Throws a `UsageError` for a path that names nothing.
 */
export async function collectFiles(paths: readonly string[], folder: string): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const typed of paths) {
    for (const path of await filesOf(typed, folder)) {
      if (!found.has(path)) found.set(path, { path, shown: shownPath(path, folder) });
    }
  }
  return [...found.values()];
}

/** A path as reports write it. */
export function shownPath(path: string, folder: string): string {
  const inside = relative(folder, path);
  const outside = /^\.\.([\\/]|$)/.test(inside) || isAbsolute(inside);
  return (outside ? path : inside).split(sep).join('/');
}

async function filesOf(typed: string, folder: string): Promise<string[]> {
  if (typed === '') throw new UsageError('a path is empty', 'name a file, a folder or a glob');
  const path = resolve(folder, typed);
  const kind = kindOf(path, typed);
  if (kind === 'file') return [path];
  if (kind === 'folder') return filesInFolder(path, typed);
  return filesOfGlob(typed, folder);
}

function kindOf(path: string, typed: string): 'file' | 'folder' | 'none' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ENAMETOOLONG') {
      throw new UsageError(`cannot read ${typed}: ${systemReason(error)}`);
    }
    return 'none';
  }
}

async function filesInFolder(path: string, typed: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const files = await glob(`**/*${ENDING}`, {
    cwd: path,
    absolute: true,
    ignore: SKIPPED,
    followSymbolicLinks: false,
  });
  if (files.length === 0) {
    throw new UsageError(
      `no ${ENDING} files in ${typed} or below it`,
      `name a folder that has some, or a file: whitewater run my-test${ENDING}`,
    );
  }
  return byPath(files);
}

async function filesOfGlob(typed: string, folder: string): Promise<string[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(typed)) throw unknownPath(typed, folder);
  const files = await glob(typed.split(sep).join('/'), {
    cwd: folder,
    absolute: true,
    ignore: ['**/node_modules/**'],
    followSymbolicLinks: false,
  });
  if (files.length === 0) {
    throw new UsageError(
      `no file matches ${typed}`,
      `a glob such as 'scenarios/**/*${ENDING}' goes in quotes, so that the shell leaves it alone`,
    );
  }
  return byPath(files);
}

/** A missing path: says which part of it is missing, or proposes the ending. */
function unknownPath(typed: string, folder: string): UsageError {
  if (!typed.endsWith(ENDING) && exists(resolve(folder, typed + ENDING))) {
    return new UsageError(`there is no ${typed}`, `did you mean ${typed}${ENDING}?`);
  }
  if (isDangling(resolve(folder, typed))) {
    return new UsageError(`${typed} is a symbolic link that leads nowhere`);
  }
  const parts = typed.split(/[\\/]/);
  for (let length = 1; length < parts.length; length += 1) {
    const part = parts.slice(0, length).join('/');
    if (part !== '' && !exists(resolve(folder, part))) {
      return new UsageError(`there is no ${typed}: the folder ${part} does not exist`, LOOK);
    }
  }
  return new UsageError(`there is no file or folder ${typed}`, LOOK);
}

const LOOK = 'check the spelling, and the folder you are in';

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDangling(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** By code units: the order must not depend on the machine's language. */
function byPath(files: readonly string[]): string[] {
  return files.map((file) => resolve(file)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
