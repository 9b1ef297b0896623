// A thread of a campaign: makes runs, or shrinks what failed, on modules that it loads once.

import { loadModules, type Modules } from '../engine.ts';
import { type Pulse, serve } from '../pool/index.ts';
import { hashesBackwards, runBatch, traceRun } from './batch.ts';
import type { AuditOrder, BatchAnswer, BatchOrder, Campaign, TracedRun } from './campaign.ts';
import { type ShrinkOrder, shrinkPlan } from './shrink-plan.ts';

/** What a thread can do: the order and the answer of each task. Answers are undefined when it was stopped. */
export interface Tasks {
  readonly batch: { readonly order: BatchOrder; readonly answer: BatchAnswer };
  readonly audit: { readonly order: AuditOrder; readonly answer: readonly string[] };
  readonly trace: {
    readonly order: { readonly campaign: Campaign; readonly index: number };
    readonly answer: TracedRun | undefined;
  };
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

const loaded = new Map<string | null, Promise<Modules>>();

function modulesWith(bug: string | null): Promise<Modules> {
  let modules = loaded.get(bug);
  if (modules === undefined) {
    modules = loadModules(bug ?? undefined);
    loaded.set(bug, modules);
  }
  return modules;
}

async function work(asked: Asked, pulse: Pulse): Promise<unknown> {
  const modules = await modulesWith(asked.bug);
  switch (asked.task) {
    case 'batch':
      return runBatch(modules, asked.order, pulse);
    case 'audit':
      return hashesBackwards(modules, asked.order, pulse);
    case 'trace':
      return traceRun(modules, asked.order.campaign, asked.order.index, pulse);
    case 'shrink':
      return shrinkPlan(modules, asked.order, pulse);
  }
}

export default serve(work);
