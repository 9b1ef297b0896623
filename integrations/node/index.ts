// Scenarios in files, for programs that run on Node: `whitewater` itself reads none, so that it runs in a browser.

import { resolve } from 'node:path';
import { runScenario, type ScenarioOptions, type ScenarioResult } from '../../api/index.ts';
import { readText, shownPath, usedFiles } from '../files.ts';

/** How a file is run: as `runScenario`, but its name and what `use` reads follow from where it is. */
export interface FileOptions extends Omit<ScenarioOptions, 'name' | 'files'> {
  /** The folder that paths in reports and in `use` begin at, and that `use` cannot leave. Default the current one. */
  readonly folder?: string;
}

/** Runs a `.raft` file. Errors: throws an `Error` when it cannot be read; what is in it is told in the result. */
export function runFile(path: string, options: FileOptions = {}): ScenarioResult {
  const { folder = '.', ...rest } = options;
  const root = resolve(folder);
  const file = resolve(path);
  const name = shownPath(file, root);
  const read = readText(file, name);
  if (!read.ok) throw new Error(read.problem);
  const files = usedFiles(file, root);
  const result = runScenario(read.text, { ...rest, name, files });
  if (files.refusals.length === 0) return result;
  return { ...result, report: [...files.refusals, result.report].join('\n') };
}

/** The same. Errors: throws an `Error` with the report unless everything passed. */
export function expectFile(path: string, options: FileOptions = {}): ScenarioResult {
  const result = runFile(path, options);
  if (!result.passed) throw new Error(result.report);
  return result;
}
