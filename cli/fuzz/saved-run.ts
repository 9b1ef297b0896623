// One test of a saved file, run on the thread that calls.

import type { TestCase, TestResult } from '../../dsl/index.ts';
import { type Engine, engineOf, type Modules } from '../engine.ts';
import { canBeRunForEvents, withoutEvents } from '../run/execute.ts';
import type { Listener } from './batch.ts';

/** Which test is run. Plain data. */
export interface SavedOrder {
  readonly path: string;
  /** The file's text and that of everything it uses, by path. */
  readonly sources: ReadonlyMap<string, string>;
  /** Which of the file's tests. */
  readonly index: number;
  /** For tests without a `seed` line. */
  readonly seed: string;
}

/** Ticks between two looks at whoever may want it to stop. */
const STRIDE = 2_000;

/** Runs a test as `run` does: one that fails is run again for the events that led there. */
export function runSavedTest(
  modules: Modules,
  { path, sources, index, seed }: SavedOrder,
  listener: Listener,
): TestResult {
  const engine = engineOf(modules);
  const files = { read: (name: string) => sources.get(name) };
  const { tests } = engine.parseFile(path, sources.get(path) ?? '', files);
  const test = tests[index];
  if (test === undefined) throw new Error(`${path} has no test ${index} in a thread`);
  const result = played(engine, test, { seed, trace: false }, listener);
  const { failure, verdict } = result;
  if (failure === undefined || failure.events.length > 0 || verdict === 'interrupted')
    return result;
  if (!canBeRunForEvents(result)) return withoutEvents(result);
  const again = played(engine, test, { seed, trace: true }, listener);
  return again.verdict === 'interrupted' ? result : { ...again, trace: [] };
}

function played(
  engine: Engine,
  test: TestCase,
  settings: { readonly seed: string; readonly trace: boolean },
  listener: Listener,
): TestResult {
  const run = engine.start(test, settings);
  do {
    listener.beat();
    if (!listener.isStopped) continue;
    run.interrupt();
    break;
  } while (!run.advance(STRIDE));
  return run.result();
}
