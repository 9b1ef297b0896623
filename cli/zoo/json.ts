// The results as objects for programs, one a line.

import type { Breach } from '../../fuzz/index.ts';
import type { Menagerie, Misfit } from './bugs.ts';
import { type Row, totalsOf } from './rows.ts';
import type { Trial } from './trial.ts';

/** A bug. `lines` are the statements of what is left of the run that found it: shrunk, if that was not refused. */
export function rowObject(row: Row): object {
  const { id, category, found, foundSeeds, seeds, runs, ticks, seconds } = row;
  const { properties, original, shrunk, handwritten, ratio, trials } = row;
  return {
    ...{ type: 'bug', bug: id, category, found, foundSeeds, seeds, runs, ticks, seconds },
    property: properties[0]?.property ?? null,
    ...{ properties, lines: shrunk ?? original, original, shrunk, handwritten, ratio },
    hunts: trials.map(trialObject),
  };
}

function trialObject({
  seed,
  reason,
  runs,
  ticks,
  seconds,
  catch: found,
  accusations,
  breakdowns,
}: Trial): object {
  return {
    ...{ seed, found: found !== null, reason, runs, ticks, seconds },
    ...(found ?? {}),
    ...{ accusations: accusations.map(breachObject), breakdowns },
  };
}

/** A bug that cannot be planted. */
export function misfitObject({ id, problem }: Misfit): object {
  return {
    ...{ type: 'bug', bug: id, found: false, runs: 0, seconds: 0 },
    ...{ lines: null, handwritten: null, problem },
  };
}

/** The last line. */
export function summaryObject(
  rows: readonly Row[],
  { quarries, misfits }: Menagerie,
  broken: readonly string[],
  status: number,
): object {
  const { slowest, worstRatio, ...totals } = totalsOf(rows, quarries.length + misfits.length);
  return {
    ...{ type: 'summary', ...totals },
    slowest: slowest === null ? null : { bug: slowest.id, seconds: slowest.seconds },
    worstRatio: worstRatio === null ? null : { bug: worstRatio.id, ratio: worstRatio.ratio },
    ...{ broken, status },
  };
}

function breachObject({ spec, property, message }: Breach): object {
  return { seed: spec.seed, property, message };
}
