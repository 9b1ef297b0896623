// Gives the runs of a campaign to the threads, batch by batch, until the budget is used up. Batches come back
// in any order; they are handed on in the order of their runs, so that what is said does not depend on who
// was faster.

import type { Verdict } from '../../dsl/index.ts';
import type { Difference } from '../report/reporter.ts';
import { setAlarm } from './alarm.ts';
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
  /** Batches of an earlier command, that are not made again. Those with hashes were not compared yet. */
  readonly done: readonly BatchAnswer[];
  readonly signal: AbortSignal;
  /** Makes the ticket of a run. */
  readonly ticketOf: (index: number) => string;
}

/** Who is told of batches. */
export interface DriveTold {
  /** At once, in the order in which they end. With hashes if they are still to be compared. */
  readonly arrived: (batch: BatchAnswer) => void;
  /** A batch of an earlier command was compared. */
  readonly audited: (batch: BatchAnswer) => void;
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
  /** Batches of an earlier command that are to be compared before all else. */
  private readonly unaudited: BatchAnswer[] = [];
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
      if (batch.hashes.length > 0) this.unaudited.push(batch);
    }
    this.count();
  }

  async go(): Promise<void> {
    const { signal, timeMs, jobs } = this.options;
    const end = (): void => this.end();
    const callOff = setAlarm(timeMs, end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) this.end();
    try {
      await Promise.all(Array.from({ length: jobs }, () => this.work()));
    } finally {
      callOff();
      signal.removeEventListener('abort', end);
    }
    this.countRest();
  }

  /** Time is up, or somebody says stop. Only then runs stay that were not compared. */
  private end(): void {
    this.isOver = true;
    this.options.crew.stop();
    if (this.options.signal.aborted) this.options.secondCrew?.stop();
  }

  /** What keeps one thread busy. */
  private async work(): Promise<void> {
    for (let batch = this.unaudited.shift(); batch; batch = this.unaudited.shift()) {
      if (await this.compare(batch)) this.told.audited(batch);
    }
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
    if (to - from === 1) this.keep(this.lostRun(from, why));
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
    const isCompared = this.options.secondCrew === null || (await this.compare(batch));
    this.keep(isCompared ? { ...batch, hashes: [] } : batch);
  }

  private keep(batch: BatchAnswer): void {
    this.lowerLimit(batch);
    this.told.arrived(batch);
    this.waiting.set(batch.from, batch);
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

  /** Makes the runs of a batch again, on other threads and in the opposite order. False: not all, for it was stopped. */
  private async compare({ from, hashes }: BatchAnswer): Promise<boolean> {
    const { campaign, secondCrew, signal } = this.options;
    if (secondCrew === null || signal.aborted) return false;
    const order = { campaign, from, to: from + hashes.length };
    const answered = await secondCrew.ask('audit', order);
    if (answered.kind !== 'answer') {
      if (signal.aborted) return false;
      const second = answered.kind === 'lost' ? answered.error.message : 'it hangs';
      const message = `runs ${from} to ${order.to - 1} end, and do not when they are made again`;
      this.told.differed({ index: from, difference: { message, first: 'all end', second } });
      return true;
    }
    const seconds = answered.answer;
    let isFirst = true;
    for (const [offset, first] of hashes.entries()) {
      const second = seconds[offset] ?? null;
      if (second === null || second === first) continue;
      await this.differs(from + offset, first, second, isFirst);
      isFirst = false;
    }
    return !seconds.includes(null);
  }

  /** Tells of a run that is not a function of its seed: with its traces, which are long, if that is wanted. */
  private async differs(
    index: number,
    first: string,
    second: string,
    isTraced: boolean,
  ): Promise<void> {
    const { campaign, crew, secondCrew } = this.options;
    const traced =
      isTraced && secondCrew !== null && !this.isOver
        ? await compareTraces(campaign, index, crew, secondCrew)
        : null;
    const message = `two runs with seed ${campaign.seed}.${index} come to different hashes`;
    const difference = traced ?? { message, first: `hash ${first}`, second: `hash ${second}` };
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
    return { from: index, count: 1, ticks: 0, digest, failed: [run], hashes: [] };
  }
}
