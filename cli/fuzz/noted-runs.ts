// The batches that a journal tells of, each run once. Neighbours without anything of interest become one, so
// that what is kept does not grow with the number of runs.

import { RANDOM_FAULTS } from '../../dsl/index.ts';
import { Coverage } from '../../sim/index.ts';
import type { KindCounts } from './campaign.ts';
import { sumOf } from './digest.ts';
import type { NotedBatch } from './journal-lines.ts';

/** Batches, by their first run. */
export class NotedRuns {
  private readonly sorted: NotedBatch[] = [];

  get batches(): readonly NotedBatch[] {
    return this.sorted;
  }

  /** Adds a batch; false when one of its runs is there already. */
  add(batch: NotedBatch): boolean {
    const place = this.placeOf(batch.from);
    const [left, right] = [this.sorted[place - 1], this.sorted[place]];
    if (left !== undefined && endOf(left) > batch.from) return false;
    if (right !== undefined && endOf(batch) > right.from) return false;
    this.sorted.splice(place, 0, batch);
    this.join(place);
    this.join(place - 1);
    return true;
  }

  /** The runs of the batch that begins there were compared; false when there is none. */
  audit(from: number): boolean {
    const place = this.placeOf(from);
    const batch = this.sorted[place];
    if (batch?.from !== from) return false;
    const { hashes: _hashes, ...rest } = batch;
    this.sorted[place] = rest;
    return true;
  }

  /** Makes one of the batch at a place and the next, if that loses nothing. */
  private join(place: number): void {
    const [left, right] = [this.sorted[place], this.sorted[place + 1]];
    if (left === undefined || right === undefined || endOf(left) !== right.from) return;
    // Where a campaign that ends with the first failure ends must still be seen, and so what is not compared yet.
    if (left.failed.length > 0 || left.hashes !== undefined || right.hashes !== undefined) return;
    this.sorted.splice(place, 2, joined(left, right));
  }

  /** Place of the first batch that does not begin before a run. */
  private placeOf(from: number): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.from ?? Infinity) < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The run behind the last one of a batch. */
export function endOf({ from, count }: NotedBatch): number {
  return from + count;
}

function joined(left: NotedBatch, right: NotedBatch): NotedBatch {
  const coverage = coverageOf(left, right);
  const kinds = kindsOf(left, right);
  return {
    ...{ from: left.from, count: left.count + right.count, ticks: left.ticks + right.ticks },
    ...{ digest: sumOf(left.digest, right.digest), failed: right.failed },
    ...(coverage === undefined ? {} : { coverage: coverage.toJSON() }),
    ...(kinds === undefined ? {} : { kinds }),
  };
}

function coverageOf(left: NotedBatch, right: NotedBatch): Coverage | undefined {
  if (left.coverage === undefined || right.coverage === undefined) return undefined;
  const sum = Coverage.fromJSON(left.coverage);
  sum.merge(Coverage.fromJSON(right.coverage));
  return sum;
}

function kindsOf(
  { kinds: left }: NotedBatch,
  { kinds: right }: NotedBatch,
): KindCounts | undefined {
  if (left === undefined || right === undefined) return undefined;
  const sums = RANDOM_FAULTS.map((kind) => [kind, (left[kind] ?? 0) + (right[kind] ?? 0)] as const);
  return Object.fromEntries(sums.filter(([, sum]) => sum > 0));
}
