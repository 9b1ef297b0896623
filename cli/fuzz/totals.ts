// What a campaign has come to. Adding up loses nothing and does not depend on the order; of the runs that
// held nothing is kept, and of those that did not, one of each signature and a count.

import { RANDOM_FAULTS, type RandomFault } from '../../dsl/index.ts';
import { Coverage } from '../../sim/index.ts';
import { type FailedRun, isSmaller, withoutPlan } from './campaign.ts';
import { type Digest, digestText, EMPTY_DIGEST, sumOf } from './digest.ts';
import type { NotedBatch } from './journal-lines.ts';

/** Runs that fail by what looks like one bug. */
export interface Bug {
  readonly signature: string;
  /** How many runs failed by it. */
  runs: number;
  /** The run that is kept: the one with the shortest plan. */
  smallest: FailedRun;
}

/** The sum of a campaign. */
export class Totals {
  runs = 0;
  ticks = 0;
  failed = 0;
  readonly coverage = new Coverage(0);
  private digest: Digest = EMPTY_DIGEST;
  private readonly kinds = new Map<RandomFault, number>();
  private readonly known = new Map<string, Bug>();

  /** Adds a batch. */
  add(batch: NotedBatch): void {
    this.runs += batch.count;
    this.ticks += batch.ticks;
    this.digest = sumOf(this.digest, batch.digest);
    if (batch.coverage !== undefined) this.coverage.merge(Coverage.fromJSON(batch.coverage));
    for (const kind of RANDOM_FAULTS) {
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + (batch.kinds?.[kind] ?? 0));
    }
    for (const run of batch.failed) this.addFailed(run);
  }

  /** The hash of all runs together. */
  get hash(): string {
    return digestText(this.digest);
  }

  /** Bugs, in the order of the runs that are kept of them. */
  get bugs(): readonly Readonly<Bug>[] {
    return [...this.known.values()].sort((a, b) => a.smallest.index - b.smallest.index);
  }

  /** In how many runs each fault and operation was carried out, in the order of their list. */
  get kindCounts(): readonly (readonly [RandomFault, number])[] {
    return RANDOM_FAULTS.map((kind) => [kind, this.kinds.get(kind) ?? 0]);
  }

  private addFailed(run: FailedRun): void {
    this.failed += 1;
    const bug = this.known.get(run.signature);
    if (bug === undefined) {
      const { signature } = run;
      this.known.set(signature, { signature, runs: 1, smallest: withoutPlan(run) });
      return;
    }
    bug.runs += 1;
    if (isSmaller(run, bug.smallest)) bug.smallest = withoutPlan(run);
  }
}
