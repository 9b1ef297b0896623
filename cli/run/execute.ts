// One test, run on this thread in small pieces, so that signals are heard and progress is seen.

import type { TestCase, TestResult } from '../../dsl/index.ts';
import { grouped } from '../../view/index.ts';
import type { Engine, RunningTest, RunSettings } from '../engine.ts';
import { breathe } from '../host.ts';

/** Milliseconds a piece of work should take: short enough for Ctrl-C, long enough to be free. */
const PIECE_MS = 12;

/** Ticks up to which a failed run is repeated for its events. Those of a longer run would fill the memory. */
const TRACED_TICKS_MAX = 50_000;

/** Called between pieces. */
export type OnProgress = (ticks: number) => void;

/**
 * Runs a test to its end, or until the signal. A failing run that kept no trace is run again with one, so
 * that its report can tell what led to the failure.
 */
export async function executeTest(
  engine: Engine,
  test: TestCase,
  settings: RunSettings,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<TestResult> {
  const result = await runOnce(engine, test, settings, signal, onProgress);
  const { failure } = result;
  const told = settings.trace || failure === undefined || failure.events.length > 0;
  if (told || result.verdict === 'interrupted') return result;
  if (result.ticks > TRACED_TICKS_MAX) {
    const most = grouped(TRACED_TICKS_MAX);
    const note = `no events are shown: the run has more than ${most} ticks; --trace shows them all`;
    return { ...result, notes: [...result.notes, note] };
  }
  const again = await runOnce(engine, test, { ...settings, trace: true }, signal, onProgress);
  return again.verdict === 'interrupted' ? result : again;
}

async function runOnce(
  engine: Engine,
  test: TestCase,
  settings: RunSettings,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<TestResult> {
  const run = engine.start(test, settings);
  let budget = 64;
  while (!signal.aborted) {
    const started = performance.now();
    if (run.advance(budget)) return run.result();
    budget = nextBudget(budget, performance.now() - started);
    onProgress(run.ticks);
    await breathe();
  }
  return interrupted(run);
}

function interrupted(run: RunningTest): TestResult {
  run.interrupt();
  return run.result();
}

function nextBudget(budget: number, elapsed: number): number {
  if (elapsed < PIECE_MS / 2) return Math.min(budget * 2, 1 << 20);
  return elapsed > PIECE_MS * 2 ? Math.max(1, budget >> 1) : budget;
}
