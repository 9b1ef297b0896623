// What a campaign is, what its threads are asked, and what they answer. Plain data throughout.

import type { RandomFault, RandomProfile, Verdict } from '../../dsl/index.ts';
import type { Overrides, RunSpec } from '../../fuzz/index.ts';
import type { CoverageData, TraceEvent } from '../../sim/index.ts';

/** What decides which runs a campaign makes and what is known of them; how many is no part of it. */
export interface Campaign {
  /** The version of the package, which is part of every ticket. */
  readonly version: string;
  readonly seed: string;
  readonly profile: RandomProfile;
  readonly overrides: Overrides;
  /** Whether situations, faults and operations are counted. */
  readonly coverage: boolean;
  /** Whether every run is made twice, to compare. */
  readonly audit: boolean;
  /** Absolute path of the folder of a planted bug; null without one. */
  readonly bug: string | null;
}

/** The run of a campaign at an index, from 0. */
export function specOf({ seed, profile, overrides }: Campaign, index: number): RunSpec {
  return { seed: `${seed}.${index}`, profile, overrides };
}

/** Runs from `from` to below `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a thread is asked. */
export interface BatchOrder extends Range {
  readonly campaign: Campaign;
  /** Stop behind the first run that does not hold. */
  readonly bail: boolean;
  /** Milliseconds after which it answers with the runs it has. */
  readonly patienceMs: number;
}

/** What a thread is asked to make once more, the last run first and with a trace: it must come to the same hashes. */
export interface AuditOrder extends Range {
  readonly campaign: Campaign;
}

/** One run, as it is compared with another one of the same seed. */
export interface TracedRun {
  readonly hash: string;
  readonly verdict: Verdict;
  readonly ticks: number;
  readonly trace: readonly TraceEvent[];
}

/** A run that did not hold. */
export interface FailedRun {
  readonly index: number;
  readonly ticket: string;
  readonly verdict: Verdict;
  /** Id of what broke, or the verdict when it is no property. */
  readonly property: string;
  /** What went wrong, in one sentence. */
  readonly message: string;
  /** What it has in common with other runs that fail by the same bug. */
  readonly signature: string;
  readonly ticks: number;
  readonly hash: string;
  /** Statements of its plan. */
  readonly statements: number;
  /** Everything it did, as a scenario; only of the smallest of a signature in a batch. */
  readonly plan?: string;
}

/** Counts by fault or operation: in how many runs it was carried out. */
export type KindCounts = Readonly<Partial<Record<RandomFault, number>>>;

/** What a thread answers: what came of the runs from `from` on. */
export interface BatchAnswer {
  readonly from: number;
  /** Runs that were made. */
  readonly count: number;
  readonly ticks: number;
  /** Sum of what the hashes of its runs come to; does not depend on their order. */
  readonly digest: readonly [number, number];
  readonly failed: readonly FailedRun[];
  /** The hash of every run, for whoever compares. Not kept. */
  readonly hashes: readonly string[];
  readonly coverage?: CoverageData;
  readonly kinds?: KindCounts;
}

/** The name of the files of a failed run: what broke, and which run of which campaign it was. */
export function nameOf({ property, ticket, index }: FailedRun, { seed }: Campaign): string {
  const check = ticket.slice(ticket.lastIndexOf(':') + 1);
  return `${property}-${seed}.${index}-${check}`;
}

/** Whether one failed run is to be kept rather than another of its signature: the shorter, then the earlier one. */
export function isSmaller(one: FailedRun, other: FailedRun): boolean {
  if (one.statements !== other.statements) return one.statements < other.statements;
  return one.index < other.index;
}

/** A failed run as it is counted and noted: without the bulk. */
export function withoutPlan(run: FailedRun): FailedRun {
  const { plan: _plan, ...rest } = run;
  return rest;
}

/** Lines of a scenario that are neither comment nor blank, nor mark it as a plan. */
export function statementsIn(text: string): number {
  return text.split('\n').filter((line) => !/^\s*(#|$|plan$)/.test(line)).length;
}
