// Scenarios that stand in a file, run once more: those of earlier campaigns, and what this one saved.

import { resolve } from 'node:path';
import type { TestCase, TestResult } from '../../dsl/index.ts';
import { engineOf, type Modules } from '../engine.ts';
import { noTests } from '../exit.ts';
import type { Host } from '../host.ts';
import { internalMistake, withoutAnswer } from '../mistakes.ts';
import type { TestOutcome } from '../report/reporter.ts';
import { hasErrors, loadFile } from '../run/load.ts';
import { replayOf } from '../run/replay-line.ts';
import type { Crew } from './crew.ts';

/** What became of a file: its tests ran, or it is none that can run. */
export type SavedRun =
  | { readonly kind: 'ran'; readonly outcomes: readonly TestOutcome[] }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** The seed of tests without a `seed` line. */
const SEED = '1';

/** What runs saved files. */
export interface SavedTools {
  readonly modules: Modules;
  readonly crew: Crew;
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
  for (const [index, test] of parsed.tests.entries()) {
    if (host.interrupted.aborted) break;
    const result = await resultOf(test, index, tools);
    if (result.verdict === 'interrupted') break;
    const replay = replayOf(result, test, parsed.tests, tools.bug ?? undefined);
    outcomes.push({ result, replay, sources: parsed.sources });
  }
  return { kind: 'ran', outcomes };
}

/** A thread of the crew runs the test, so that one that hangs inside a tick does not keep the campaign. */
async function resultOf(test: TestCase, index: number, tools: SavedTools): Promise<TestResult> {
  const { crew, host } = tools;
  const { file: path, sources } = test;
  const stop = (): void => crew.stop();
  host.interrupted.addEventListener('abort', stop, { once: true });
  try {
    const answered = await crew.ask('saved', { path, sources, index, seed: SEED });
    if (answered.kind === 'answer') return answered.answer;
    if (answered.kind === 'lost') return internalMistake(test, SEED, answered.error, host);
    return withoutAnswer(test, SEED, 'the run hangs: it stays inside one tick', [
      'its thread gave no sign of life for too long and was ended',
    ]);
  } finally {
    host.interrupted.removeEventListener('abort', stop);
  }
}
