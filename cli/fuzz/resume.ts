// Whether a campaign begins or goes on.

import { UsageError } from '../exit.ts';
import type { Campaign } from './campaign.ts';
import type { Noted } from './journal.ts';
import { endOf } from './noted-runs.ts';
import type { FuzzOptions } from './options.ts';
import type { OutFolder } from './out-folder.ts';

/**
 * What an earlier command noted of this campaign, when it was not ended; null when the campaign begins. Errors: a
 * `UsageError` when the folder holds another campaign that was not ended, or more runs of this one, unless they may be
 * dropped. `command`: the line that goes on with the campaign.
 */
export function resumeFrom(
  campaign: Campaign,
  command: string,
  out: OutFolder,
  { fresh: mayDrop, runs: limit }: Pick<FuzzOptions, 'fresh' | 'runs'>,
): Noted | null {
  const noted = mayDrop ? null : out.journal.read();
  if (noted === null || noted.hasEnded) {
    out.journal.begin(campaign, command);
    return null;
  }
  if (noted.campaign.version !== campaign.version) {
    throw new UsageError(
      `${out.shown} holds a campaign of version ${noted.campaign.version} that is not ended, and this is ` +
        `${campaign.version}: the runs may be other ones`,
      'begin anew with --fresh, which drops it, or give another folder by --out',
    );
  }
  const differences = differencesBetween(noted.campaign, campaign);
  if (differences.length === 0) {
    refuseFewer(noted, limit, out);
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

/** Runs that were made are not taken back. */
function refuseFewer({ batches, command }: Noted, limit: number, out: OutFolder): void {
  const made = batches.reduce((end, batch) => Math.max(end, endOf(batch)), 0);
  if (made <= limit) return;
  throw new UsageError(
    `${out.shown} holds a campaign that is not ended, and more runs of it than ${limit} are made: ${made}`,
    `go on with it: ${command}\nor give another folder by --out, or drop what was not ended by --fresh`,
  );
}

function differencesBetween(old: Campaign, now: Campaign): string[] {
  const names = Object.keys(now) as (keyof Campaign)[];
  return names.flatMap((name) => {
    const [before, after] = [JSON.stringify(old[name]), JSON.stringify(now[name])];
    return before === after ? [] : [`${name} ${before} instead of ${after}`];
  });
}
