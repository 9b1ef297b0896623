// Folders that are made, and those that the system refuses.

import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../cli/files/make-folder.ts';
import { folderWith } from './surroundings.ts';

test('a folder is made with those above it, and stays when it is there', () => {
  const path = join(folderWith({}), 'a', 'b', 'c');
  makeFolder(path, 0o700);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('a file in the way is told of, at the end and before it', () => {
  const folder = folderWith({});
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(folder, 'file', 'a'))).toThrow(/EEXIST|ENOTDIR/);
});

// Node's own `recursive` goes round for ever there.
test.runIf(existsSync('/proc/self'))('a folder that takes in nothing new is told of', () => {
  expect(() => makeFolder('/proc/x')).toThrow(/ENOENT|EACCES|EPERM/);
  expect(() => makeFolder('/proc/x/y')).toThrow(/ENOENT|EACCES|EPERM/);
});
