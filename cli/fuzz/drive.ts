// Gives the runs of a campaign to the threads, batch by batch, until the budget is used up. Batches come back
// in any order; they are handed on in the order of their runs, so that what is said does not depend on who
// was faster.

import type { Verdict } from '../../dsl/index.ts';
import type { Difference } from '../report/reporter.ts';
import { compareTraces } from './audit.ts';
import { type BatchAnswer, type Campaign, type FailedRun, type Range, specOf } from './campaign.ts';
import type { Crew } from './crew.ts';
import { digestOf, type Digest } from './digest.ts';

/** Runs of one batch, at most: handing one over costs as much as a few runs. */
const BATCH_RUNS_MAX = 128;
/** Milliseconds after which a thread answers with what it has: what a killed command loses, at most. */
const BATCH_MS = 500;

/** A run whose second try came to something else. */
export interface DifferentRun {
  readonly index: number;
  readonly difference: Difference;
}

/** What is to be driven. */
export interface DriveOptions {
  readonly campaign: Campaign;
  /** Makes the runs. */
  readonly crew: Crew;
  /** Makes them again, if they are compared. */
  readonly secondCrew: Crew | null;
  readonly jobs: number;
  /** Runs from 0 on; Infinity when only time ends it. */
  readonly runs: number;
  /** Milliseconds; Infinity when only the number of runs ends it. */
  readonly timeMs: number;
  readonly bail: boolean;
  /** Batches of an earlier command, that are not made again. */
  readonly done: readonly BatchAnswer[];
  readonly signal: AbortSignal;
  /** Makes the ticket of a run. */
  readonly ticketOf: (index: number) => string;
}

/** Who is told of batches. */
export interface DriveTold {
  /** At once, in the order in which they end. */
  readonly arrived: (batch: BatchAnswer) => void;
  /** In the order of their runs, each run once; those of before among them. */
  readonly counted: (batch: BatchAnswer) => void;
  readonly differed: (run: DifferentRun) => void;
}

/** Drives a campaign until its budget is used up or the signal comes. */
export async function driveCampaign(options: DriveOptions, told: DriveTold): Promise<void> {
  await new Drive(options, told).go();
}

class Drive {
  private readonly options: DriveOptions;
  private readonly told: DriveTold;
  /** Ranges to be made before any new one, sorted. */
  private readonly open: Range[] = [];
  /** The first run that was never given out. */
  private fresh = 0;
  /** Runs below this count. */
  private limit: number;
  /** Batches that wait for an earlier one, by their first run. */
  private readonly waiting = new Map<number, BatchAnswer>();
  /** The first run that was not counted yet. */
  private next = 0;
  private isOver = false;
  private hasAnswer = false;

  constructor(options: DriveOptions, told: DriveTold) {
    this.options = options;
    this.told = told;
    this.limit = options.runs;
    for (const batch of [...options.done].sort((a, b) => a.from - b.from)) {
      if (batch.from > this.fresh) this.open.push({ from: this.fresh, to: batch.from });
      this.fresh = batch.from + batch.count;
      this.waiting.set(batch.from, batch);
      this.lowerLimit(batch);
    }
    this.count();
  }

  async go(): Promise<void> {
    const { signal, timeMs, jobs } = this.options;
    const end = (): void => this.end();
    const timer = timeMs === Infinity ? undefined : setTimeout(end, Math.max(0, timeMs));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) this.end();
    try {
      await Promise.all(Array.from({ length: jobs }, () => this.work()));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
    this.countRest();
  }

  private end(): void {
    this.isOver = true;
    this.options.crew.stop();
    this.options.secondCrew?.stop();
  }

  /** What keeps one thread busy. */
  private async work(): Promise<void> {
    for (let range = this.take(); range !== null; range = this.take()) {
      await this.make(range);
    }
  }

  /** The next runs to make. */
  private take(): Range | null {
    const { jobs } = this.options;
    if (this.isOver) return null;
    const from = this.open[0]?.from ?? this.fresh;
    const end = Math.min(this.open[0]?.to ?? Infinity, this.limit);
    if (from >= end) return null;
    // Near the end batches are short, so that all threads end at about the same time.
    const share = Math.ceil((this.limit - from) / (jobs * 4));
    const to = Math.min(end, from + Math.max(1, Math.min(BATCH_RUNS_MAX, share)));
    if (this.open.length === 0) this.fresh = to;
    else this.giveBack(this.open.shift()?.to ?? to, to);
    return { from, to };
  }

  /** Puts what is left of a range back, in front of all that is later. */
  private giveBack(to: number, from: number): void {
    if (from >= to) return;
    const place = this.open.findIndex((range) => range.from > from);
    this.open.splice(place === -1 ? this.open.length : place, 0, { from, to });
  }

  private async make({ from, to }: Range): Promise<void> {
    const { campaign, crew, bail } = this.options;
    const order = { campaign, from, to, bail, patienceMs: BATCH_MS };
    const answered = await crew.ask('batch', order);
    if (answered.kind === 'answer') {
      this.hasAnswer = true;
      await this.taken(answered.answer, to);
      return;
    }
    if (answered.kind === 'lost' && !this.hasAnswer) throw answered.error;
    const why = answered.kind === 'lost' ? `ends its thread: ${answered.error.message}` : 'hangs';
    // Somewhere in there is the run that does it: the halves are made again, apart.
    if (to - from === 1) await this.taken(this.lostRun(from, why), to);
    else {
      const middle = (from + to) >> 1;
      this.giveBack(to, middle);
      this.giveBack(middle, from);
    }
  }

  private async taken(batch: BatchAnswer, to: number): Promise<void> {
    const { from, count } = batch;
    this.lowerLimit(batch);
    this.giveBack(to, from + count);
    if (count === 0) return;
    await this.compare(batch);
    this.told.arrived(batch);
    this.waiting.set(from, batch);
    this.count();
  }

  /** With `bail`, what comes behind a run that failed does not count. */
  private lowerLimit({ failed: [first] }: BatchAnswer): void {
    if (!this.options.bail || first === undefined) return;
    this.limit = Math.min(this.limit, first.index + 1);
  }

  /** Hands on what has no gap before it. */
  private count(): void {
    for (;;) {
      const batch = this.waiting.get(this.next);
      if (batch === undefined || this.next >= this.limit) return;
      this.waiting.delete(this.next);
      this.next += batch.count;
      this.told.counted(batch);
    }
  }

  /** Hands on what is left when the end came early: the runs before it are missing, and it still counts. */
  private countRest(): void {
    for (const batch of [...this.waiting.values()].sort((a, b) => a.from - b.from)) {
      if (batch.from < this.limit) this.told.counted(batch);
    }
    this.waiting.clear();
  }

  /** Makes the runs of a batch again, on other threads and in the opposite order. */
  private async compare({ from, hashes }: BatchAnswer): Promise<void> {
    const { campaign, crew, secondCrew } = this.options;
    if (secondCrew === null || this.isOver) return;
    const order = { campaign, from, to: from + hashes.length };
    const answered = await secondCrew.ask('audit', order);
    if (answered.kind !== 'answer') {
      if (this.isOver) return;
      const second = answered.kind === 'lost' ? answered.error.message : 'it hangs';
      const message = `runs ${from} to ${order.to - 1} end, and do not when they are made again`;
      this.told.differed({ index: from, difference: { message, first: 'all end', second } });
      return;
    }
    const offset = hashes.findIndex((hash, at) => hash !== (answered.answer[at] ?? hash));
    if (offset === -1) return;
    const index = from + offset;
    const difference = await compareTraces(campaign, index, crew, secondCrew);
    this.told.differed({ index, difference });
  }

  /** What is said of a run that nothing came back from. */
  private lostRun(index: number, why: string): BatchAnswer {
    const { seed } = specOf(this.options.campaign, index);
    const message = `the run of seed ${seed} ${why}`;
    const signature = `broken: a run ${why}`;
    const hash = '-'.repeat(16);
    const verdict: Verdict = 'broken';
    const run: FailedRun = {
      ...{ index, ticket: this.options.ticketOf(index), verdict, property: 'broken', message },
      ...{ signature, ticks: 0, hash, statements: 0 },
    };
    const digest: Digest = digestOf(index, hash);
    return { from: index, count: 1, ticks: 0, digest, failed: [run], hashes: [hash] };
  }
}
