// Some runs of a campaign, one after the other, on the thread that calls.

import type { RandomFault, TestResult } from '../../dsl/index.ts';
import type { RandomRun } from '../../fuzz/index.ts';
import { Coverage } from '../../sim/index.ts';
import type { Modules } from '../engine.ts';
import {
  type AuditOrder,
  type BatchAnswer,
  type BatchOrder,
  type Campaign,
  type FailedRun,
  isSmaller,
  specOf,
  statementsIn,
  type TracedRun,
  withoutPlan,
} from './campaign.ts';
import { type Digest, digestOf, EMPTY_DIGEST, sumOf } from './digest.ts';
import { brokenBy, signatureOf } from './signature.ts';

/** Ticks between two looks at whoever may want it to stop. */
const STRIDE = 2_000;

/** Heard by whoever wants the work to stop, and told that it goes on. */
export interface Listener {
  readonly isStopped: boolean;
  beat(): void;
}

/** Makes the runs of an order until all are made, time is up, or somebody says stop; that run is not counted. */
export function runBatch(modules: Modules, order: BatchOrder, listener: Listener): BatchAnswer {
  const batch = new Batch(modules, order.campaign);
  const started = performance.now();
  for (let index = order.from; index < order.to; index += 1) {
    if (index > order.from && performance.now() - started > order.patienceMs) break;
    if (!batch.make(index, listener)) break;
    if (order.bail && batch.hasFailed) break;
  }
  return batch.answer(order.from);
}

/** The hashes of some runs, in their order; made from the last to the first. Null: somebody said stop before. */
export function hashesBackwards(
  modules: Modules,
  { campaign, from, to }: AuditOrder,
  listener: Listener,
): (string | null)[] {
  const hashes = Array.from({ length: to - from }, (): string | null => null);
  for (let index = to - 1; index >= from; index -= 1) {
    const run = startRun(modules, campaign, index, true);
    if (!finish(run, listener)) break;
    hashes[index - from] = run.result().hash;
  }
  return hashes;
}

/** One run with its trace; undefined when somebody says stop. */
export function traceRun(
  modules: Modules,
  campaign: Campaign,
  index: number,
  listener: Listener,
): TracedRun | undefined {
  const run = startRun(modules, campaign, index, true);
  if (!finish(run, listener)) return undefined;
  const { hash, verdict, ticks, trace = [] } = run.result();
  return { hash, verdict, ticks, trace };
}

/** Runs to the end. False when somebody said stop before. */
function finish(run: RandomRun, listener: Listener): boolean {
  do {
    listener.beat();
    if (listener.isStopped) return false;
  } while (!run.advance(STRIDE));
  return true;
}

class Batch {
  private readonly modules: Modules;
  private readonly campaign: Campaign;
  private readonly coverage: Coverage | null;
  private readonly kinds = new Map<RandomFault, number>();
  private readonly failed: FailedRun[] = [];
  /** Place of the smallest failed run of each signature: the only one whose plan is kept. */
  private readonly smallest = new Map<string, number>();
  private readonly hashes: string[] = [];
  private ticks = 0;
  private digest: Digest = EMPTY_DIGEST;

  constructor(modules: Modules, campaign: Campaign) {
    this.modules = modules;
    this.campaign = campaign;
    this.coverage = campaign.coverage ? new Coverage(0) : null;
  }

  get hasFailed(): boolean {
    return this.failed.length > 0;
  }

  /** False when the run was stopped on its way. */
  make(index: number, listener: Listener): boolean {
    const run = startRun(this.modules, this.campaign, index);
    if (!finish(run, listener)) return false;
    this.count(index, run);
    return true;
  }

  answer(from: number): BatchAnswer {
    const { hashes, ticks, digest, failed, coverage } = this;
    const counts = coverage === null ? {} : { coverage: coverage.toJSON() };
    const kinds = coverage === null ? {} : { kinds: Object.fromEntries(this.kinds) };
    return { from, count: hashes.length, ticks, digest, failed, hashes, ...counts, ...kinds };
  }

  private count(index: number, run: RandomRun): void {
    const result = run.result();
    this.ticks += result.ticks;
    this.hashes.push(result.hash);
    this.digest = sumOf(this.digest, digestOf(index, result.hash));
    if (result.coverage !== undefined) this.coverage?.merge(Coverage.fromJSON(result.coverage));
    for (const kind of run.kinds) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (result.verdict !== 'passed') this.keep(failedRun(this.modules, this.campaign, index, run));
  }

  private keep(run: FailedRun): void {
    const place = this.smallest.get(run.signature);
    const known = place === undefined ? undefined : this.failed[place];
    if (known === undefined || isSmaller(run, known)) {
      if (known !== undefined && place !== undefined) this.failed[place] = withoutPlan(known);
      this.smallest.set(run.signature, this.failed.length);
      this.failed.push(run);
    } else this.failed.push(withoutPlan(run));
  }
}

/** Begins a run of a campaign. */
function startRun(
  { RandomRun }: Modules,
  campaign: Campaign,
  index: number,
  trace = false,
): RandomRun {
  return new RandomRun(specOf(campaign, index), { coverage: campaign.coverage, trace });
}

/** What is to be known of a run that did not hold. */
function failedRun(
  { ticketOf }: Modules,
  campaign: Campaign,
  index: number,
  run: RandomRun,
): FailedRun {
  const result = run.result();
  const { verdict, ticks, hash } = result;
  const property = brokenBy(result);
  const message = messageOf(result);
  const ticket = ticketOf(campaign.version, run.spec);
  const plan = run.planText([`${property}: ${message}`, `ticket ${ticket}`]);
  const signature = signatureOf(property, message);
  const statements = statementsIn(plan);
  return {
    ...{ index, ticket, verdict, property, message, signature, ticks, hash, statements, plan },
  };
}

function messageOf({ failure, verdict }: TestResult): string {
  return failure?.message ?? verdict;
}
