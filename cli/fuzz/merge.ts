// Bugs that looked like several, and turn out to be one when they are small.

import { isSmaller, statementsIn } from './campaign.ts';
import type { BugReport } from './report.ts';
import { brokenBy, signatureOf } from './signature.ts';

/** What is told of bugs, each once. */
export interface Merged {
  readonly kept: readonly BugReport[];
  /** Whose files are not needed. */
  readonly dropped: readonly BugReport[];
}

/**
 * Puts the reports together whose shrunk scenarios break the same property in the same words: the smallest one is
 * kept, with the runs of all. One that a file of an earlier campaign shows is kept as that. In the order of `reports`.
 */
export function mergeBugs(
  reports: readonly BugReport[],
  knownFile: (signature: string) => string | null,
): Merged {
  const best = new Map<string, BugReport>();
  const runs = new Map<string, number>();
  for (const report of reports) {
    const key = shrunkSignature(report);
    const other = best.get(key);
    runs.set(key, (runs.get(key) ?? 0) + report.bug.runs);
    if (other === undefined || isBetter(report, other)) best.set(key, report);
  }
  const kept = reports.filter((report) => best.get(shrunkSignature(report)) === report);
  const isKnown = (report: BugReport): boolean => knownFile(shrunkSignature(report)) !== null;
  return {
    kept: kept.map((report) => {
      const key = shrunkSignature(report);
      const bug = { ...report.bug, runs: runs.get(key) ?? report.bug.runs };
      const known = knownFile(key);
      return known === null
        ? { ...report, bug }
        : { bug, known, plan: null, shrunk: null, outcome: null };
    }),
    dropped: reports.filter((report) => !kept.includes(report) || isKnown(report)),
  };
}

/** How the small scenario fails; how its run did when it was not made small. */
function shrunkSignature({ bug, shrunk, outcome }: BugReport): string {
  const failure = outcome?.result.failure;
  if (shrunk === null || outcome === null || failure === undefined) return bug.signature;
  return signatureOf(brokenBy(outcome.result), failure.message);
}

function isBetter(one: BugReport, other: BugReport): boolean {
  const [size, otherSize] = [sizeOf(one), sizeOf(other)];
  return size === otherSize ? isSmaller(one.bug.smallest, other.bug.smallest) : size < otherSize;
}

/** Statements of the scenario that shows it; what has none is larger than all others. */
function sizeOf({ outcome }: BugReport): number {
  const text = outcome?.sources.get(outcome.result.file);
  return text === undefined ? Infinity : statementsIn(text);
}
