// The audit of determinism: every run twice, on modules of its own, backwards and traced. It is tested itself
// by a generator of random numbers that remembers how often it was asked.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, hostIn } from '../surroundings.ts';
import { campaign, localWorkshop, objectsIn } from './workshop.ts';

/** Every thousandth draw is another one, whoever asks: what came before in the same thread decides. */
const LEAK = {
  id: 'leak',
  category: 'simulation',
  property: 'assertion',
  summary: 'Draws depend on how many were made before.',
  source: 'written for this test',
  edits: [
    {
      file: 'sim/random.ts',
      find: 'export function drawBetween(',
      replace: [
        'let asked = 0;',
        'export function drawBetween(salt: Salt, tick: number, ordinal: number, min: number, max: number) {',
        '  asked += 1;',
        '  return asked % 1000 === 0 ? max : drawBetweenPurely(salt, tick, ordinal, min, max);',
        '}',
        'function drawBetweenPurely(',
      ].join('\n'),
    },
  ],
};

test('a draw that depends on what ran before is found, and the first event that differs is named', async () => {
  const folder = folderWith({});
  mkdirSync(join(folder, 'leak'));
  writeFileSync(join(folder, 'leak/bug.json'), JSON.stringify(LEAK));
  const options = { runs: '16', profile: 'network', bug: join(folder, 'leak'), shrink: false };
  const workshop = localWorkshop(undefined, true);
  const done = await campaign(hostIn(folder), { ...options, checkDeterminism: true }, workshop);
  expect(done.out).toMatch(
    /! 0\.1\.0:network:1\.\d+:[0-9a-f]{4} {2}two runs with one seed differ, first at tick \d+, \w+, event #\d+/,
  );
  expect(done.out).toMatch(/first run {3}.+\n {2}second run {2}.+/);
  expect(done.out).toMatch(/\d+ runs? not deterministic/);
  expect(done.status).toBe(3);
});

test('runs that are functions of their seeds are not accused', async () => {
  const options = { runs: '40', checkDeterminism: true, json: true, jobs: '3' };
  const done = await campaign(hostIn(folderWith({})), options, localWorkshop());
  expect(objectsIn(done).at(-1)).toMatchObject({ runs: 40, failed: 0, different: 0, status: 0 });
});
