// The front end as one function: a file's text to its tests and everything that is wrong with it.

import { type Diagnostic, DiagnosticSink } from './diagnostics.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { ParsedBeginning } from './parsed-beginning.ts';
import { type FilePort, SourceLoader } from './source.ts';
import { expandTests, type TestCase, TestGrouper } from './test-case.ts';
import { checkDefinition, TestValidator } from './validate.ts';

/** A file, parsed and checked. */
export interface ParsedFile {
  readonly path: string;
  readonly text: string;
  /** All problems of this file and of what it uses. */
  readonly diagnostics: readonly Diagnostic[];
  /** The tests in order, `for` lines expanded. Empty when there is any error. */
  readonly tests: readonly TestCase[];
  /** The text of this file and of everything it uses, by path. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Parses and checks a file. `files` is what `use` reads from. `beginning` is for a text that grows. Never throws,
 * whatever the text is.
 */
export function parseFile(
  path: string,
  text: string,
  files?: FilePort,
  limits: Partial<Limits> = {},
  beginning?: ParsedBeginning,
): ParsedFile {
  const all: Limits = { ...DEFAULT_LIMITS, ...limits };
  const sink = new DiagnosticSink(all.diagnostics);
  const accept = sink.errorsIn(path);
  const loader = new SourceLoader(path, files, all, sink, beginning);
  const source = loader.load(path, text);
  const grouper = new TestGrouper(source, accept);
  grouper.run();
  for (const definition of loader.definitions()) {
    checkDefinition(definition, sink.errorsIn(definition.file), all);
  }
  for (const template of grouper.templates) {
    if (sink.isFull) break;
    new TestValidator(template, path, grouper.definitions, all, sink).run();
  }
  const tests = sink.failed ? [] : expandTests(source, grouper, loader.texts, all, accept);
  const failed = sink.failed;
  return {
    path,
    text,
    diagnostics: sink.list(),
    tests: failed ? [] : tests,
    sources: loader.texts,
  };
}
