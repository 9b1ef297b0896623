// Whether a campaign begins or goes on.

import { UsageError } from '../exit.ts';
import type { Campaign } from './campaign.ts';
import { campaignLine } from './command-lines.ts';
import type { Noted } from './journal.ts';
import type { OutFolder } from './out-folder.ts';

/**
 * What an earlier command noted of this campaign, when it was not ended; null when the campaign begins. Errors: a
 * `UsageError` when the folder holds another campaign that was not ended, unless it may be dropped.
 */
export function resumeFrom(campaign: Campaign, out: OutFolder, mayDrop: boolean): Noted | null {
  const noted = mayDrop ? null : out.journal.read();
  if (noted === null || noted.hasEnded) {
    out.journal.begin(campaign);
    return null;
  }
  const differences = differencesBetween(noted.campaign, campaign);
  if (differences.length === 0) return noted;
  const runs = noted.batches.reduce((sum, { count }) => sum + count, 0);
  throw new UsageError(
    `${out.shown} holds a campaign that is not ended, with ${runs} runs made and other settings: ` +
      differences.join(', '),
    `go on with it: ${campaignLine(noted.campaign, out.shown)}\n` +
      'or give another folder by --out, or drop what was not ended by --fresh',
  );
}

function differencesBetween(old: Campaign, now: Campaign): string[] {
  const names = Object.keys(now) as (keyof Campaign)[];
  return names.flatMap((name) => {
    const [before, after] = [JSON.stringify(old[name]), JSON.stringify(now[name])];
    return before === after ? [] : [`${name} ${before} instead of ${after}`];
  });
}
