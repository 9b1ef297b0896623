// Scenarios that stand in a file, run once more: those of earlier campaigns, and what this one saved.

import { resolve } from 'node:path';
import type { TestCase, TestResult } from '../../dsl/index.ts';
import { type Engine, engineOf, type Modules } from '../engine.ts';
import { noTests } from '../exit.ts';
import type { Host } from '../host.ts';
import { internalMistake } from '../mistakes.ts';
import type { TestOutcome } from '../report/reporter.ts';
import { executeTest, TOLD_NOTHING } from '../run/execute.ts';
import { hasErrors, loadFile } from '../run/load.ts';
import { replayOf } from '../run/replay-line.ts';

/** What became of a file: its tests ran, or it is none that can run. */
export type SavedRun =
  | { readonly kind: 'ran'; readonly outcomes: readonly TestOutcome[] }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** What runs saved files. */
export interface SavedTools {
  readonly modules: Modules;
  readonly host: Host;
  /** Folder of the planted bug, as it was typed. */
  readonly bug: string | null;
}

/** Runs the tests of a file, named as people see it. */
export async function runSaved(file: string, tools: SavedTools): Promise<SavedRun> {
  const { host } = tools;
  const engine = engineOf(tools.modules);
  const found = { path: resolve(host.folder, file), shown: file };
  const read = loadFile(engine, found, host.folder);
  if (!read.ok) return { kind: 'unreadable', problem: read.problem };
  const { parsed } = read.loaded;
  const mistake = parsed.diagnostics.find(({ severity }) => severity === 'error');
  if (mistake !== undefined && hasErrors(parsed)) {
    return {
      kind: 'unreadable',
      problem: `${file}:${mistake.span.line}:${mistake.span.column}: ${mistake.message}`,
    };
  }
  if (parsed.tests.length === 0) return { kind: 'unreadable', problem: noTests([file]).message };
  const outcomes: TestOutcome[] = [];
  for (const test of parsed.tests) {
    if (host.interrupted.aborted) break;
    const result = await resultOf(engine, test, tools);
    const replay = replayOf(result, test, parsed.tests, tools.bug ?? undefined);
    outcomes.push({ result, replay, sources: parsed.sources });
  }
  return { kind: 'ran', outcomes };
}

async function resultOf(engine: Engine, test: TestCase, { host }: SavedTools): Promise<TestResult> {
  const settings = { seed: '1', trace: false };
  try {
    return await executeTest(engine, test, settings, host.interrupted, TOLD_NOTHING);
  } catch (error) {
    return internalMistake(test, settings.seed, error, host);
  }
}
