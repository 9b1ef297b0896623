// Which failed run of a signature is kept as a file: that does not depend on which one arrives first.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Campaign, FailedRun } from '../../../cli/fuzz/campaign.ts';
import { Finds } from '../../../cli/fuzz/finds.ts';
import { OutFolder } from '../../../cli/fuzz/out-folder.ts';
import { folderWith } from '../surroundings.ts';

const CAMPAIGN: Campaign = {
  ...{ version: '0.1.0', seed: '1', profile: 'calm', overrides: {} },
  ...{ coverage: false, audit: false, bug: null },
};

function failed(index: number, statements: number): FailedRun {
  return {
    ...{ index, ticket: `t:${index}`, verdict: 'broken', property: 'p', message: 'm' },
    ...{ signature: 's', ticks: 1, hash: 'h', statements, plan: 'plan\ncluster of 1\n' },
  };
}

/** Files of the plans that are kept of runs that arrive in this order. */
function kept(runs: readonly FailedRun[], bail: boolean): readonly string[] {
  const folder = folderWith({});
  const finds = new Finds(CAMPAIGN, new OutFolder('found', folder), bail);
  for (const run of runs) finds.save({ failed: [run] });
  return readdirSync(join(folder, 'found')).filter((name) => name.endsWith('.plan.raft'));
}

const long = failed(3, 90);
const short = failed(7, 4);

test.each([
  ['the shortest', false, 'p-1.7-7.plan.raft'],
  ['with --bail the first, which is the one that counts', true, 'p-1.3-3.plan.raft'],
])('%s, whichever arrives first', (_what, bail, name) => {
  expect(kept([long, short], bail)).toEqual([name]);
  expect(kept([short, long], bail)).toEqual([name]);
});
