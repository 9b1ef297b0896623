// Files to tests: read, parse, pick.

import type { ParsedFile, TestCase } from '../../dsl/index.ts';
import type { Engine } from '../engine.ts';
import type { FoundFile } from '../files/collect.ts';
import { portFor } from '../files/port.ts';
import { readText } from '../files/read.ts';

/** A file that was read and parsed; it may still have errors. */
export interface LoadedFile {
  readonly file: FoundFile;
  readonly parsed: ParsedFile;
  /** What `use` lines were refused, in sentences. */
  readonly refusals: readonly string[];
}

/** A file's contents, or the sentence why there are none. */
export type Loaded =
  | { readonly ok: true; readonly loaded: LoadedFile }
  | { readonly ok: false; readonly problem: string };

/** Reads and parses a file. Never throws for what the file is like. */
export function loadFile(engine: Engine, file: FoundFile, folder: string): Loaded {
  const read = readText(file.path, file.shown);
  if (!read.ok) return read;
  const port = portFor(file, folder);
  const parsed = engine.parseFile(file.shown, read.text, port);
  return { ok: true, loaded: { file, parsed, refusals: port.refusals } };
}

/** Whether a file has errors, so that none of its tests can run. */
export function hasErrors(parsed: ParsedFile): boolean {
  return parsed.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** The tests whose name or file contains a text; case does not count. Nameless tests are found by their file. */
export function pickTests(tests: readonly TestCase[], grep: string | undefined): TestCase[] {
  if (grep === undefined) return [...tests];
  const wanted = grep.toLowerCase();
  return tests.filter(({ file, name }) => `${file} ${name}`.toLowerCase().includes(wanted));
}
