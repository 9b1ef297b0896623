// The results of hunts, put together by bug and for all bugs.

import type { Breach } from '../../fuzz/index.ts';
import type { Quarry } from './bugs.ts';
import type { Catch, Trial } from './trial.ts';

/** What came of all hunts for one bug. Numbers are medians; a hunt that found nothing counts as the longest. */
export interface Row {
  readonly id: string;
  readonly category: string;
  /** Whether the median hunt found it: more than half of them did. */
  readonly found: boolean;
  readonly foundSeeds: number;
  readonly seeds: number;
  readonly runs: number;
  readonly ticks: number;
  readonly seconds: number;
  /** What was seen to break, most often first. */
  readonly properties: readonly Seen[];
  /** Statements of the random run, and what is left of them; null when nothing was found or shrunk. */
  readonly original: number | null;
  readonly shrunk: number | null;
  readonly handwritten: number | null;
  /** Shrunk by hand-written. */
  readonly ratio: number | null;
  /** In the order of their seeds. */
  readonly trials: readonly Trial[];
}

/** A property that was seen to break. */
export interface Seen {
  readonly property: string;
  readonly times: number;
  /** Whether it answers to the bug's own. */
  readonly isOwn: boolean;
}

/** What can be said of all bugs. Numbers are null when there is nothing to say. */
export interface Totals {
  /** Bugs that were asked for, those that cannot be planted included. */
  readonly bugs: number;
  readonly found: number;
  /** Median of the bugs' medians. */
  readonly medianSeconds: number | null;
  readonly slowest: Row | null;
  readonly medianRatio: number | null;
  readonly worstRatio: Row | null;
}

/** Puts the trials of one bug together. There is at least one. */
export function rowOf({ bug, handwritten }: Quarry, trials: readonly Trial[]): Row {
  // What was found comes first, so that the median is a find exactly when most hunts found it.
  const ranked = (number: (trial: Trial) => number): number => {
    const found = trials.filter((trial) => trial.catch !== null).map(number);
    const missed = trials.filter((trial) => trial.catch === null).map(number);
    return middle([...inOrder(found), ...inOrder(missed)]) ?? 0;
  };
  const catches = trials.flatMap((trial) => trial.catch ?? []);
  const sizes = catches.flatMap(({ shrunk }) => shrunk ?? []);
  const shrunk = middle(inOrder(sizes));
  return {
    ...{ id: bug.id, category: bug.category, trials, handwritten, shrunk },
    found: catches.length > trials.length >> 1,
    ...{ foundSeeds: catches.length, seeds: trials.length },
    runs: ranked(({ runs }) => runs),
    ticks: ranked(({ ticks }) => ticks),
    seconds: ranked(({ seconds }) => seconds),
    properties: seenIn(catches),
    original: middle(inOrder(catches.map(({ original }) => original))),
    ratio: shrunk === null || handwritten === null ? null : shrunk / Math.max(1, handwritten),
  };
}

/** What all rows come to. `bugs`: how many were asked for. */
export function totalsOf(rows: readonly Row[], bugs: number): Totals {
  const found = rows.filter((row) => row.found);
  const ratios = rows.flatMap(({ ratio }) => ratio ?? []);
  return {
    bugs,
    found: found.length,
    medianSeconds: middle(inOrder(found.map(({ seconds }) => seconds))),
    slowest: highest(found, ({ seconds }) => seconds),
    medianRatio: middle(inOrder(ratios)),
    worstRatio: highest(
      rows.filter(({ ratio }) => ratio !== null),
      ({ ratio }) => ratio ?? 0,
    ),
  };
}

/** The runs that broke the clean engine as well, each once. */
export function accusationsIn(rows: readonly Row[]): readonly Breach[] {
  const known = new Map<string, Breach>();
  for (const { trials } of rows) {
    for (const { accusations } of trials) {
      for (const breach of accusations) known.set(breach.spec.seed, breach);
    }
  }
  return [...known.values()];
}

/** A number that is in the middle, the upper one of two; null without numbers. */
function middle(ordered: readonly number[]): number | null {
  return ordered[ordered.length >> 1] ?? null;
}

function inOrder(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

function highest(rows: readonly Row[], number: (row: Row) => number): Row | null {
  return rows.reduce<Row | null>(
    (best, row) => (best === null || number(row) > number(best) ? row : best),
    null,
  );
}

function seenIn(catches: readonly Catch[]): Seen[] {
  const seen = new Map<string, Seen>();
  for (const { property, isOwn } of catches) {
    const times = (seen.get(property)?.times ?? 0) + 1;
    seen.set(property, { property, times, isOwn });
  }
  return [...seen.values()].sort((a, b) => b.times - a.times || (a.property < b.property ? -1 : 1));
}
