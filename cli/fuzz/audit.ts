// Two runs of one seed that came to different hashes: where they part.

import { describeDifference, firstDifference } from '../run/determinism.ts';
import type { Difference } from '../report/reporter.ts';
import type { Campaign, TracedRun } from './campaign.ts';
import type { Crew } from './crew.ts';

/** Makes a run on threads of both crews with its trace, and finds the first event that differs. */
export async function compareTraces(
  campaign: Campaign,
  index: number,
  one: Crew,
  other: Crew,
): Promise<Difference> {
  const first = await tracedBy(one, campaign, index);
  const second = await tracedBy(other, campaign, index);
  if (first === undefined || second === undefined) {
    return {
      message: `two runs with seed ${campaign.seed}.${index} differ, and do not end any more`,
      first: first === undefined ? 'does not end' : `hash ${first.hash}`,
      second: second === undefined ? 'does not end' : `hash ${second.hash}`,
    };
  }
  return describeDifference(first, second, firstDifference(first.trace, second.trace));
}

async function tracedBy(
  crew: Crew,
  campaign: Campaign,
  index: number,
): Promise<TracedRun | undefined> {
  const answered = await crew.ask('trace', { campaign, index });
  return answered.kind === 'answer' ? answered.answer : undefined;
}
