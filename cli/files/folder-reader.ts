// Listing folders for a search, which passes over those that it may not read without a word.

import { type Dirent, readdir } from 'node:fs';

/** The file system of one search. */
export interface FolderReader {
  readonly fs: { readonly readdir: typeof readdir };
  /** Paths of folders that could not be listed. */
  readonly refused: ReadonlySet<string>;
}

/** A reader that has not read anything yet. */
export function createFolderReader(): FolderReader {
  const refused = new Set<string>();
  const list = (path: string, options: { withFileTypes: true }, answer: OnList): void =>
    readdir(path, options, (error, entries) => {
      if (error !== null && error.code !== 'ENOENT') refused.add(path);
      answer(error, entries);
    });
  // Of the many ways to call it, the search uses one.
  return { fs: { readdir: list as typeof readdir }, refused };
}

type OnList = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;
