// One test, run on this thread in small pieces, so that signals are heard and progress is seen.

import type { TestCase, TestResult } from '../../dsl/index.ts';
import type { TraceEvent } from '../../sim/index.ts';
import { grouped } from '../../view/index.ts';
import type { Engine, RunningTest, RunSettings } from '../engine.ts';
import { breathe } from '../host.ts';
import { RecentEvents } from './recent-events.ts';

/** Milliseconds a piece of work should take: short enough for Ctrl-C, long enough to be free. */
const PIECE_MS = 12;

/** Ticks up to which a failed run is repeated for its events. Those of a longer run would fill the memory. */
const TRACED_TICKS_MAX = 50_000;

/** What is told between pieces. */
export interface Told {
  readonly progress: (ticks: number) => void;
  /** The events since the last piece; the run forgets them then. Without it, the result has them all. */
  readonly events?: (events: readonly TraceEvent[], run: RunningTest) => Promise<void>;
}

/** For who waits for the result alone. */
export const TOLD_NOTHING: Told = { progress: () => undefined };

/**
 * Runs a test to its end, or until the signal. A failing run that kept no trace is run again with one, so
 * that its report can tell what led to the failure.
 */
export async function executeTest(
  engine: Engine,
  test: TestCase,
  settings: RunSettings,
  signal: AbortSignal,
  told: Told,
): Promise<TestResult> {
  const result = await runOnce(engine, test, settings, signal, told);
  const { failure } = result;
  const isTold = settings.trace || failure === undefined || failure.events.length > 0;
  if (isTold || result.verdict === 'interrupted') return result;
  if (!canBeRunForEvents(result)) return withoutEvents(result);
  const again = await runOnce(engine, test, { ...settings, trace: true }, signal, told);
  return again.verdict === 'interrupted' ? result : again;
}

/** Whether a failed run is short enough to be repeated for its events. */
export function canBeRunForEvents({ ticks }: TestResult): boolean {
  return ticks <= TRACED_TICKS_MAX;
}

/** The result of one that is not, which says so. */
export function withoutEvents(result: TestResult): TestResult {
  const most = grouped(TRACED_TICKS_MAX);
  const note = `no events are shown: the run has more than ${most} ticks; --trace shows them all`;
  return { ...result, notes: [...result.notes, note] };
}

async function runOnce(
  engine: Engine,
  test: TestCase,
  settings: RunSettings,
  signal: AbortSignal,
  told: Told,
): Promise<TestResult> {
  const run = engine.start(test, settings);
  const recent = new RecentEvents();
  let budget = 64;
  let hasEnded = false;
  while (!hasEnded && !signal.aborted) {
    const started = performance.now();
    hasEnded = run.advance(budget);
    const written = told.events === undefined ? undefined : tell(run, recent, told.events);
    budget = nextBudget(budget, performance.now() - started);
    await written;
    told.progress(run.ticks);
    if (!hasEnded) await breathe();
  }
  if (!hasEnded) run.interrupt();
  const result = run.result();
  const { failure } = result;
  if (told.events === undefined || failure === undefined) return result;
  return { ...result, failure: { ...failure, events: recent.list() } };
}

function tell(
  run: RunningTest,
  recent: RecentEvents,
  events: NonNullable<Told['events']>,
): Promise<void> {
  const fresh = run.takeEvents();
  recent.add(fresh);
  return events(fresh, run);
}

function nextBudget(budget: number, elapsed: number): number {
  if (elapsed < PIECE_MS / 2) return Math.min(budget * 2, 1 << 20);
  return elapsed > PIECE_MS * 2 ? Math.max(1, budget >> 1) : budget;
}
