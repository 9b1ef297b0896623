// What the threads of a campaign can do.

import type { TestResult } from '../../dsl/index.ts';
import type { Modules } from '../engine.ts';
import { hashesBackwards, type Listener, runBatch, traceRun } from './batch.ts';
import type { AuditOrder, BatchAnswer, BatchOrder, Campaign, TracedRun } from './campaign.ts';
import { runSavedTest, type SavedOrder } from './saved-run.ts';
import { type ShrinkOrder, shrinkPlan } from './shrink-plan.ts';

/** The order and the answer of each task. */
export interface Tasks {
  readonly batch: { readonly order: BatchOrder; readonly answer: BatchAnswer };
  readonly audit: {
    readonly order: AuditOrder;
    /** Null for runs that were stopped. */
    readonly answer: readonly (string | null)[];
  };
  readonly trace: {
    readonly order: { readonly campaign: Campaign; readonly index: number };
    /** Undefined when it was stopped. */
    readonly answer: TracedRun | undefined;
  };
  readonly saved: { readonly order: SavedOrder; readonly answer: TestResult };
  readonly shrink: { readonly order: ShrinkOrder; readonly answer: string };
}

/** A task of any kind with its order. `bug` is the folder of the planted bug. */
export type Asked = {
  [Task in keyof Tasks]: {
    readonly task: Task;
    readonly bug: string | null;
    readonly order: Tasks[Task]['order'];
  };
}[keyof Tasks];

/** Does a task on the thread that calls. */
export function doTask(modules: Modules, asked: Asked, listener: Listener): unknown {
  switch (asked.task) {
    case 'batch':
      return runBatch(modules, asked.order, listener);
    case 'audit':
      return hashesBackwards(modules, asked.order, listener);
    case 'trace':
      return traceRun(modules, asked.order.campaign, asked.order.index, listener);
    case 'saved':
      return runSavedTest(modules, asked.order, listener);
    case 'shrink':
      return shrinkPlan(modules, asked.order, listener);
  }
}
