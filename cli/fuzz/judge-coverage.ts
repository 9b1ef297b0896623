// Whether a campaign came across everything it should have.

import type { RandomFault } from '../../dsl/index.ts';
import type { SituationId } from '../../sim/index.ts';
import { grouped } from '../../view/index.ts';
import type { Campaign } from './campaign.ts';
import type { Totals } from './totals.ts';

/** Runs from which on a campaign must have seen everything. */
const COVERAGE_RUNS_MIN = 1_000;

/** What a campaign did not come across. */
export interface CoverageJudgement {
  readonly missing: readonly SituationId[];
  /** Faults and operations that were never carried out. */
  readonly missingKinds: readonly RandomFault[];
  /** Why that is no failure, to be read after "not a failure"; null when it is one. */
  readonly excuse: string | null;
}

/**
 * All situations of the catalogue, all faults and all operations are required of a campaign of `everything` that
 * decides nothing of its runs by options and has so many that chance is no excuse. A planted bug may make some of
 * them impossible.
 */
export function judgeCoverage(campaign: Campaign, totals: Totals): CoverageJudgement {
  return {
    missing: totals.coverage.missing(),
    missingKinds: totals.kindCounts.flatMap(([kind, runs]) => (runs === 0 ? [kind] : [])),
    excuse: excuseOf(campaign, totals.runs),
  };
}

/** Whether anything never came up. */
export function isMissing({ missing, missingKinds }: CoverageJudgement): boolean {
  return missing.length + missingKinds.length > 0;
}

function excuseOf({ profile, overrides, bug }: Campaign, runs: number): string | null {
  const [option] = Object.keys(overrides);
  if (profile !== 'everything') return `with the profile ${profile}`;
  if (option !== undefined) return `with --${option}, which keeps runs from some of it`;
  if (bug !== null) return 'with a bug planted, which may keep runs from some of it';
  return runs < COVERAGE_RUNS_MIN ? `below ${grouped(COVERAGE_RUNS_MIN)} runs` : null;
}
