// Shrinking on the thread that calls, in portions.

import type { Modules } from '../engine.ts';
import type { Listener } from './batch.ts';

/** What is shrunk. */
export interface ShrinkOrder {
  /** A failing scenario with one test. */
  readonly text: string;
  /** Runs that the search may take, about. */
  readonly runs: number;
}

/** Runs between two looks at whoever may want it to stop. */
const PORTION_RUNS = 20;

/** The smallest scenario that was found until all is done or somebody says stop. */
export function shrinkPlan(modules: Modules, order: ShrinkOrder, listener: Listener): string {
  const shrinker = new modules.Shrinker(modules, order.text, { budgetRuns: order.runs });
  do listener.beat();
  while (!listener.isStopped && !shrinker.advance(PORTION_RUNS));
  return shrinker.best.text;
}
