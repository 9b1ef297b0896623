// Whether a campaign came across everything it should have.

import type { SituationId } from '../../sim/index.ts';
import type { Campaign } from './campaign.ts';
import type { Totals } from './totals.ts';

/** Runs from which on a campaign must have seen everything. */
export const COVERAGE_RUNS_MIN = 1_000;

/** What a campaign did not come across. */
export interface CoverageJudgement {
  readonly missing: readonly SituationId[];
  /** Whether the campaign should have seen all of it, so that it fails by what is missing. */
  readonly isRequired: boolean;
}

/**
 * All situations of the catalogue are required of a campaign of `everything` that decides no knob itself and
 * has so many runs that chance is no excuse. A planted bug may make some of them impossible.
 */
export function judgeCoverage(
  { profile, overrides, bug }: Campaign,
  totals: Totals,
): CoverageJudgement {
  const isWhole = profile === 'everything' && bug === null && Object.keys(overrides).length === 0;
  const isRequired = isWhole && totals.runs >= COVERAGE_RUNS_MIN;
  return { missing: totals.coverage.missing(), isRequired };
}
