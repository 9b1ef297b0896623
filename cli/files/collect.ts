// From what the user typed (files, folders, globs, `-`) to the list of scenario files.

import { lstatSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { STANDARD_INPUT } from '../../view/index.ts';
import { systemReason, UsageError } from '../exit.ts';
import { createFolderReader } from './folder-reader.ts';
import { type FileText, readText } from './read.ts';

/** A file to work on. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** As messages and reports write it: relative to the current folder when it lies in it, `/`-separated. */
  readonly shown: string;
  /** Lines of the tests that were asked for, as in `my-test.raft:4`; all tests when absent. */
  readonly lines?: readonly number[];
  /** What standard input held, if this is that. */
  readonly text?: string;
}

/** What scenario files are called. */
const ENDING = '.raft';

/** Folders never looked into unless they are named. */
const SKIPPED = ['**/node_modules/**', '**/.*/**'];

/**
 * A file of this name lists, a path or glob a line, what a search of its folder, or of one above it, leaves
 * out. What is named by itself is taken all the same, as is all below a folder that is.
 */
const IGNORE_FILE = '.whitewaterignore';

/**
 * The files that some paths name, each once. Order: as typed; within a folder or a glob, by path. A folder that
 * a search may not read stands among them, so that reading it says why. With `picksTests`, a file may be
 * followed by the line of one of its tests. Throws a `UsageError` for a path that names nothing.
 */
export async function collectFiles(
  paths: readonly string[],
  folder: string,
  picksTests = false,
): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const typed of paths) {
    const picked = picksTests ? pickedLine(typed, folder) : undefined;
    for (const path of await filesOf(picked?.path ?? typed, folder)) {
      const lines = linesOf(found.get(path), picked?.line);
      found.set(path, {
        ...{ path, shown: shownPath(path, folder) },
        ...(lines === undefined ? {} : { lines }),
      });
    }
  }
  return [...found.values()];
}

/** Standard input as a file. Throws a `UsageError` when it cannot be read as one. */
export function inputFile(read: FileText, folder: string): FoundFile {
  if (!read.ok) throw new UsageError(read.problem);
  return { path: resolve(folder, STANDARD_INPUT), shown: STANDARD_INPUT, text: read.text };
}

/** `my-test.raft:4` as its two parts; undefined for everything else, also for a file that is called so. */
export function pickedLine(
  typed: string,
  folder: string,
): { readonly path: string; readonly line: number } | undefined {
  const parts = /^(.+):([0-9]{1,9})$/.exec(typed);
  if (parts?.[1] === undefined || exists(resolve(folder, typed))) return undefined;
  const path = resolve(folder, parts[1]);
  return isFile(path) ? { path: parts[1], line: Number(parts[2]) } : undefined;
}

/** The lines asked for of a file named once more; a file without one is asked for as a whole. */
function linesOf(
  known: FoundFile | undefined,
  line: number | undefined,
): readonly number[] | undefined {
  if (line === undefined || (known !== undefined && known.lines === undefined)) return undefined;
  return [...(known?.lines ?? []), line];
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
  const { fs, refused } = createFolderReader();
  const options = { cwd: path, absolute: true, ignore: SKIPPED, followSymbolicLinks: false, fs };
  const files = await glob(`**/*${ENDING}`, options);
  const ignoreFiles = await glob(`**/${IGNORE_FILE}`, { ...options, dot: true });
  const ignored = new Set<string>();
  for (const file of ignoreFiles) for (const each of await ignoredBy(file)) ignored.add(each);
  const left = [...files.filter((file) => !ignored.has(file)), ...refused];
  if (left.length === 0) {
    const ignores = files.length === 0 ? '' : ` that ${IGNORE_FILE} does not leave out`;
    throw new UsageError(
      `no ${ENDING} files in ${typed} or below it${ignores}`,
      `name a folder that has some, or a file: npx whitewater run my-test${ENDING}`,
    );
  }
  return byPath(left);
}

/** The files that an ignore file leaves out. A line is a path or a glob from its folder; `#` begins a comment. */
async function ignoredBy(ignoreFile: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const read = readText(ignoreFile, IGNORE_FILE);
  if (!read.ok) throw new UsageError(read.problem);
  const lines = read.text.split(/\r?\n/).map((line) => line.trim());
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const options = { absolute: true, dot: true, followSymbolicLinks: false };
  return patterns.length === 0 ? [] : glob(patterns, { ...options, cwd: dirname(ignoreFile) });
}

async function filesOfGlob(typed: string, folder: string): Promise<string[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(typed)) throw unknownPath(typed, folder);
  const { fs, refused } = createFolderReader();
  const found = await glob(typed.split(sep).join('/'), {
    cwd: folder,
    absolute: true,
    ignore: ['**/node_modules/**'],
    followSymbolicLinks: false,
    fs,
  });
  const files = [...found, ...refused];
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

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isDangling(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** By code units: the order must not depend on the machine's language. */
function byPath(files: readonly string[]): string[] {
  return files.map((file) => resolve(file)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
