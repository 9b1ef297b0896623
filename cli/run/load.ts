// Files to tests: read, parse, pick.

import type { ParsedFile, TestCase } from '../../dsl/index.ts';
import type { Engine } from '../engine.ts';
import type { FoundFile } from '../files/collect.ts';
import { portFor } from '../files/port.ts';
import { type FileText, readText } from '../files/read.ts';

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
  const read: FileText =
    file.text === undefined ? readText(file.path, file.shown) : { ok: true, text: file.text };
  if (!read.ok) return read;
  const port = portFor(file, folder);
  const parsed = engine.parseFile(file.shown, read.text, port);
  return { ok: true, loaded: { file, parsed, refusals: port.refusals } };
}

/** Whether a file has errors, so that none of its tests can run. */
export function hasErrors(parsed: ParsedFile): boolean {
  return parsed.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** The tests that were asked for, by line and by name. */
export function pickTests(
  tests: readonly TestCase[],
  lines: readonly number[] | undefined,
  grep: string | undefined,
): TestCase[] {
  const called = lines === undefined ? tests : lines.flatMap((line) => testsAt(tests, line));
  const listed = tests.filter((test) => called.includes(test));
  if (grep === undefined) return listed;
  // Case does not count; nameless tests are found by their file.
  const wanted = grep.toLowerCase();
  return listed.filter(({ file, name }) => `${file} ${name}`.toLowerCase().includes(wanted));
}

/** The test that a line stands in, or all that its `for` lines make of it; none above the first. */
function testsAt(tests: readonly TestCase[], line: number): readonly TestCase[] {
  const begin = tests.findLast((test) => test.line <= line)?.line;
  return tests.filter((test) => test.line === begin);
}
