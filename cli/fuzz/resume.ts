// Whether a campaign begins or goes on.

import { UsageError } from '../exit.ts';
import type { Campaign } from './campaign.ts';
import type { Noted } from './journal.ts';
import type { OutFolder } from './out-folder.ts';

/**
 * What an earlier command noted of this campaign, when it was not ended; null when the campaign begins. Errors: a
 * `UsageError` when the folder holds another campaign that was not ended, unless it may be dropped. `command`: the
 * line that goes on with the campaign.
 */
export function resumeFrom(
  campaign: Campaign,
  command: string,
  out: OutFolder,
  mayDrop: boolean,
): Noted | null {
  const noted = mayDrop ? null : out.journal.read();
  if (noted === null || noted.hasEnded) {
    out.journal.begin(campaign, command);
    return null;
  }
  const differences = differencesBetween(noted.campaign, campaign);
  if (differences.length === 0) {
    if (command !== noted.command) out.journal.noteCommand(command);
    return noted;
  }
  const runs = noted.batches.reduce((sum, { count }) => sum + count, 0);
  throw new UsageError(
    `${out.shown} holds a campaign that is not ended, with ${runs} runs made and other settings: ` +
      differences.join(', '),
    `go on with it: ${noted.command}\n` +
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
