// From a scenario file to a module of tests. Everything of the file stands in it as JSON, so nothing of it is
// ever code; each `test` call stands on a line of its own that is mapped to the test's line.

import { resolve } from 'node:path';
import type { Diagnostic, ParsedFile } from '../../dsl/index.ts';
import type { FileSetup } from './runtime.ts';
import { type LineMap, lineMap } from './source-map.ts';

/** The name that modules import the runtime by. */
export const RUNTIME = 'virtual:whitewater/runtime';

/** What follows the path of a used file in an import: a module with nothing in it, so that vitest knows the file. */
export const USED = '?whitewater-used';

/** A module and where its lines come from. */
export interface TestModule {
  readonly code: string;
  readonly map: LineMap;
}

/** What a module is made of. */
export interface ModuleParts {
  /** Absolute path of the file. */
  readonly path: string;
  readonly parsed: ParsedFile;
  /** Sentences about files that could not be used. */
  readonly refusals: readonly string[];
  readonly setup: Omit<FileSetup, 'path' | 'sources'>;
}

interface Line {
  readonly code: string;
  /** Line of the scenario file; null for what has no place in it. */
  readonly line: number | null;
}

/** The module of a parsed file: a test per test of the file, or a failing one per error. */
export function testModule({ path, parsed, refusals, setup }: ModuleParts): TestModule {
  const file: FileSetup = { ...setup, path: parsed.path, sources: [...parsed.sources] };
  const lines: Line[] = [
    { code: `import { test } from 'vitest';`, line: null },
    { code: `import { raftFile } from ${literal(RUNTIME)};`, line: null },
    { code: `const file = raftFile(${literal(file)});`, line: null },
    ...importsOf(parsed, setup.folder),
    ...parsed.diagnostics.map((diagnostic) => diagnosticLine(diagnostic, parsed.path, refusals)),
    ...parsed.tests.map(({ name, line, index }) => ({
      code: `test(${literal(name)}, { timeout: 0 }, ({ task, signal }) => file.run(${index}, task, signal));`,
      line,
    })),
  ];
  if (parsed.diagnostics.every(isWarning) && parsed.tests.length === 0) {
    lines.push({ code: `test.skip('no test here, only what other files use');`, line: 1 });
  }
  return assembled(path, parsed.text, lines);
}

/** Vitest runs a test again when what it imports changes, and shows frames of files that it knows. */
function importsOf({ path, sources }: ParsedFile, folder: string): Line[] {
  return [...sources.keys()]
    .map((used) => resolve(folder, used))
    .filter((used) => used !== resolve(folder, path) && !/[?#%]/.test(used))
    .map((used) => ({ code: `import ${literal(`${used}${USED}`)};`, line: null }));
}

/** The module of a file that cannot be read: one failing test that says why. */
export function unreadableModule(path: string, problem: string): TestModule {
  const place = { file: path, span: { line: 1, column: 1 }, message: problem };
  return assembled(path, '', [
    { code: `import { test } from 'vitest';`, line: null },
    { code: `import { mistake } from ${literal(RUNTIME)};`, line: null },
    { code: `test(${literal(problem)}, () => mistake(${literal(place)}));`, line: 1 },
  ]);
}

function diagnosticLine(diagnostic: Diagnostic, path: string, refusals: readonly string[]): Line {
  const { file, span, message } = diagnostic;
  const line = file === path ? span.line : 1;
  if (isWarning(diagnostic)) return { code: `file.warn(${literal(diagnostic)});`, line };
  const place = file === path ? `line ${span.line}` : `${file}:${span.line}`;
  const told = { ...diagnostic, refusals };
  return {
    code: `test(${literal(`${place}: ${message}`)}, () => file.mistake(${literal(told)}));`,
    line,
  };
}

function isWarning({ severity }: Diagnostic): boolean {
  return severity === 'warning';
}

function assembled(path: string, text: string, lines: readonly Line[]): TestModule {
  const map = lineMap(
    path,
    text,
    lines.map(({ line }) => line),
  );
  return { code: `${lines.map(({ code }) => code).join('\n')}\n`, map };
}

/** A value as source text. `<` is escaped too, so that the module is harmless inside a page. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
