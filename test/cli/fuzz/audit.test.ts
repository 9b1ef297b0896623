// The audit of determinism: every run twice, on modules of its own, backwards and traced. It is tested itself
// by a generator of random numbers that remembers how often it was asked.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Workshop } from '../../../cli/fuzz/crew.ts';
import { type Asked, doTask } from '../../../cli/fuzz/tasks.ts';
import type { Answered } from '../../../cli/pool/index.ts';
import { type CapturedHost, folderWith, hostIn } from '../surroundings.ts';
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

describe('a campaign that is stopped while runs are compared', () => {
  const options = { runs: '40', profile: 'calm', checkDeterminism: true, json: true, jobs: '1' };

  /** Says stop after so many looks at whoever may want it to stop; `stop` is asked before the first. */
  function cutShort(host: CapturedHost, beats: number): Workshop {
    const workshop = localWorkshop();
    return {
      ...workshop,
      openCrew: (jobs, bug) => {
        const crew = workshop.openCrew(jobs, bug);
        return {
          stop: () => crew.stop(),
          close: () => crew.close(),
          ask: async (task, order) => {
            if (task !== 'audit') return crew.ask(task, order);
            const modules = await workshop.loadModules(undefined);
            let left = beats;
            const listener = {
              get isStopped() {
                return left <= 0;
              },
              beat: () => void (left -= 1),
            };
            host.interrupt();
            const answer = doTask(modules, { task, bug, order } as Asked, listener);
            return { kind: 'answer', answer } as Answered<never>;
          },
        };
      },
    };
  }

  test.each([1, 3, 4])('Ctrl-C after %i looks accuses nothing', async (beats) => {
    const host = hostIn(folderWith({}));
    const done = await campaign(host, options, cutShort(host, beats));
    const summary = objectsIn(done).at(-1);
    expect(summary).toMatchObject({ interrupted: true, different: 0, status: 130 });
    expect(Number(summary?.runs)).toBeGreaterThan(1);
  });

  test('the end of its time lets the comparison come to its end, and accuses nothing', async () => {
    const { runs: _runs, ...endless } = options;
    let audits = 0;
    const workshop = localWorkshop(({ task }) => {
      if (task === 'audit') audits += 1;
    });
    const timed = { ...endless, seconds: '1' };
    const done = await campaign(hostIn(folderWith({})), timed, workshop);
    const summary = objectsIn(done).at(-1);
    expect(summary).toMatchObject({ interrupted: false, different: 0, status: 0 });
    expect(Number(summary?.runs)).toBeGreaterThan(0);
    expect(audits).toBeGreaterThan(0);
  });
});

test('a time of many years ends a campaign no sooner than its runs', async () => {
  const options = { runs: '3', minutes: '1000000', profile: 'calm', json: true };
  const done = await campaign(hostIn(folderWith({})), options, localWorkshop());
  expect(objectsIn(done).at(-1)).toMatchObject({ runs: 3, status: 0 });
});
