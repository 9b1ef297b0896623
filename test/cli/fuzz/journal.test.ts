// The journal of a campaign: what is damaged is told by its line and never counted, and what was told once is
// told again by the command that goes on.

import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BatchAnswer, Campaign, FailedRun } from '../../../cli/fuzz/campaign.ts';
import type { Workshop } from '../../../cli/fuzz/crew.ts';
import { Journal } from '../../../cli/fuzz/journal.ts';
import { type Line, textOfLine } from '../../../cli/fuzz/journal-lines.ts';
import { UsageError } from '../../../cli/exit.ts';
import { Coverage } from '../../../sim/index.ts';
import { folderWith, hostIn } from '../surroundings.ts';
import { campaign, localWorkshop, objectsIn } from './workshop.ts';

const CAMPAIGN: Campaign = {
  ...{ version: '0.1.0', seed: '1', profile: 'calm', overrides: {} },
  ...{ coverage: false, audit: false, bug: null },
};
const FAILED: FailedRun = {
  ...{ index: 2, ticket: 't', verdict: 'broken', property: 'p', message: 'm', signature: 's' },
  ...{ ticks: 1, hash: 'h', statements: 3 },
};

function batch(from: number, count: number, rest: Partial<BatchAnswer> = {}): BatchAnswer {
  return { from, count, ticks: count, digest: [from, count], failed: [], hashes: [], ...rest };
}

/** A line that has all but sense. */
function line(value: object): string {
  return textOfLine(value as Line);
}

function noted(value: object): string {
  return line({
    type: 'batch',
    elapsedMs: 1,
    batch: { ...batch(0, 2), hashes: undefined, ...value },
  });
}

function hasHint(text: string): (error: unknown) => boolean {
  return (error) => error instanceof UsageError && error.hint?.includes(text) === true;
}

describe('a journal that is damaged is told by its line, and by what to type', () => {
  const head = line({ type: 'head', format: 3, campaign: CAMPAIGN, command: 'c' });

  test.each([
    ['no campaign in the head', [line({ type: 'head', format: 3, command: 'c' })], 1],
    ['a head of no format', ['{"type":"head","format":"x"}'], 1],
    ['no object', [head, 'null'], 2],
    ['a line of nothing', [head, ''], 2],
    ['no checksum', [head, '{"type":"end"}'], 2],
    ['a digit that was changed', [head, noted({}).replace('"ticks":2', '"ticks":3')], 2],
    ['a batch without fields', [head, line({ type: 'batch', elapsedMs: 1, batch: {} })], 2],
    ['a batch that is none', [head, line({ type: 'batch', elapsedMs: 1, batch: null })], 2],
    ['a beginning in words', [head, noted({ from: 'x' })], 2],
    ['a batch of no runs', [head, noted({ count: 0 })], 2],
    ['half a run', [head, noted({ count: 1.5 })], 2],
    ['runs behind the last one', [head, noted({ from: 999_999_999, count: 2 })], 2],
    ['a failed run of another batch', [head, noted({ failed: [FAILED] })], 2],
    [
      'coverage of another version',
      [head, noted({ coverage: { runs: 1, situations: { x: 1 } } })],
      2,
    ],
    ['a batch twice', [head, noted({}), noted({ from: 2 }), noted({})], 4],
    ['batches that overlap', [head, noted({ from: 2, count: 9 }), noted({ from: 0, count: 3 })], 3],
    ['a batch within another', [head, noted({ count: 9 }), noted({ from: 3, count: 2 })], 3],
    ['a second head', [head, head], 2],
    ['an audit of no batch', [head, line({ type: 'audited', from: 7 })], 2],
    ['another kind of line', [head, line({ type: 'other' })], 2],
  ])('%s', (_what, lines, number) => {
    const folder = folderWith({ 'campaign.jsonl': `${lines.join('\n')}\n` });
    const read = (): unknown => new Journal(folder, 'found').read();
    expect(read).toThrow(
      `found/campaign.jsonl is no journal to go on with: line ${number} is damaged`,
    );
    expect(read).toThrow(expect.toSatisfy(hasHint('--fresh')));
  });

  test('one of another version is no circle', () => {
    const folder = folderWith({ 'campaign.jsonl': '{"type":"head","format":2}\n' });
    expect(() => new Journal(folder, 'found').read()).toThrow('another version wrote it');
  });

  test('a campaign of another version is to be dropped, or another folder given', async () => {
    const folder = folderWith({ 'found/old.raft': 'cluster of 3\ntick 1\n' });
    new Journal(join(folder, 'found'), 'found').begin(
      { ...CAMPAIGN, version: '0.0.9' },
      'old line',
    );
    const done = campaign(hostIn(folder), { runs: '1', profile: 'calm' });
    const error = await done.catch((thrown: unknown) => thrown as UsageError);
    expect(String(error)).toContain('holds a campaign of version 0.0.9');
    expect(error).toSatisfy(hasHint('begin anew with --fresh'));
    expect(error).not.toSatisfy(hasHint('old line'));
    const fresh = await campaign(hostIn(folder), { runs: '1', profile: 'calm', fresh: true });
    expect(fresh.status).toBe(0);
  });
});

describe('what was noted', () => {
  test('is read as it was, whatever the order of the batches; neighbours become one', () => {
    const folder = folderWith({});
    const journal = new Journal(folder, 'found');
    journal.begin(CAMPAIGN, 'first');
    const coverage = new Coverage(1).toJSON();
    const kinds = { drops: 1 } as const;
    journal.noteBatch(batch(4, 2, { coverage, kinds }), 5);
    journal.noteBatch(batch(0, 3, { failed: [{ ...FAILED, plan: 'cluster of 3' }] }), 7);
    journal.noteBatch(batch(3, 1, { coverage, kinds }), 9);
    journal.noteBatch(batch(6, 1, { hashes: ['h'] }), 11);
    journal.noteCommand('second');
    journal.noteShrunk('x');
    const difference = { message: 'm', first: 'a', second: 'b' };
    journal.noteDifferent({ index: 4, difference });
    expect(journal.read()).toEqual({
      ...{ campaign: CAMPAIGN, command: 'second', elapsedMs: 11, hasEnded: false, shrunk: ['x'] },
      different: [{ index: 4, difference }],
      batches: [
        { from: 0, count: 3, ticks: 3, digest: [0, 3], failed: [FAILED] },
        {
          ...{ from: 3, count: 3, ticks: 3, digest: [7, 3], failed: [], kinds: { drops: 2 } },
          coverage: { ...coverage, runs: 2 },
        },
        { from: 6, count: 1, ticks: 1, digest: [6, 1], failed: [], hashes: ['h'] },
      ],
    });
    journal.noteAudited(batch(6, 1));
    expect(journal.read()?.batches.at(-1)).not.toHaveProperty('hashes');
  });

  test('stays small when it is read, however long it is, and a half-written end is cut off', () => {
    const folder = folderWith({});
    const path = join(folder, 'campaign.jsonl');
    new Journal(folder, 'found').begin(CAMPAIGN, 'ä'.repeat(70_000));
    const lines = Array.from({ length: 5_000 }, (_, at) => `${noted({ from: at * 2 })}\n`);
    appendFileSync(path, lines.join(''));
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, noted({ from: 10_000 }));
    expect(new Journal(folder, 'found').read()?.batches).toMatchObject([
      { from: 0, count: 10_000 },
    ]);
    expect(readFileSync(path, 'utf8')).toBe(whole);
    truncateSync(path, 100);
    expect(new Journal(folder, 'found').read()).toBeNull();
  });
});

describe('a campaign that goes on', () => {
  const options = { runs: '20', profile: 'calm', json: true, jobs: '1', checkDeterminism: true };

  /** The second try of some runs comes to something else; what it is asked for is told. */
  function differing(indexes: readonly number[], told: (from: number) => void): Workshop {
    const workshop = localWorkshop();
    return {
      ...workshop,
      openCrew: (jobs, bug) => {
        const crew = workshop.openCrew(jobs, bug);
        return {
          stop: () => crew.stop(),
          close: () => crew.close(),
          ask: async (task, order) => {
            const answered = await crew.ask(task, order);
            if (task !== 'audit' || answered.kind !== 'answer' || !('from' in order))
              return answered;
            told(order.from);
            const hashes = answered.answer as unknown as (string | null)[];
            const changed = hashes.map((hash, at) =>
              hash !== null && indexes.includes(order.from + at) ? 'other' : hash,
            );
            return { ...answered, answer: changed as unknown as typeof answered.answer };
          },
        };
      },
    };
  }

  test('tells every run that differed, and again what an earlier command saw', async () => {
    const folder = folderWith({});
    const host = hostIn(folder);
    const first = await campaign(
      host,
      options,
      differing([0, 1], () => host.interrupt()),
    );
    const told = (done: { out: string; status: number; err: string }): unknown[] =>
      objectsIn(done)
        .filter(({ type }) => type === 'difference')
        .map(({ index }) => index);
    expect(told(first)).toEqual([0, 1]);
    const second = await campaign(hostIn(folder), options, localWorkshop());
    expect(told(second)).toEqual([0, 1]);
    expect(objectsIn(second).at(-1)).toMatchObject({ runs: 20, different: 2, status: 3 });
  });

  test('compares first what could not be compared before', async () => {
    const folder = folderWith({});
    const host = hostIn(folder);
    // The batch is made, and then nobody wants to wait any more.
    const cut = localWorkshop(({ task }) => void (task === 'audit' && host.interrupt()));
    const first = await campaign(host, options, {
      ...cut,
      openCrew: (jobs, bug) => {
        const crew = cut.openCrew(jobs, bug);
        return {
          stop: () => crew.stop(),
          close: () => crew.close(),
          ask: async (task, order) => {
            if (task === 'audit') {
              host.interrupt();
              return { kind: 'stuck', megabytes: null };
            }
            return crew.ask(task, order);
          },
        };
      },
    });
    const { runs, unaudited } = objectsIn(first).at(-1) ?? {};
    expect(runs).toBeGreaterThan(0);
    expect(unaudited).toBe(runs);
    const audits: number[] = [];
    const second = await campaign(
      hostIn(folder),
      options,
      differing([0], (at) => audits.push(at)),
    );
    expect(audits[0]).toBe(0);
    expect(objectsIn(second).at(-1)).toMatchObject({ runs: 20, unaudited: 0, different: 1 });
  });

  test('takes no run back that was made', async () => {
    const folder = folderWith({});
    const host = hostIn(folder);
    let batches = 0;
    const cut = localWorkshop(({ task }) => {
      if (task !== 'batch') return;
      batches += 1;
      if (batches === 3) host.interrupt();
    });
    const { checkDeterminism: _audit, ...plain } = options;
    await campaign(host, plain, cut);
    await expect(campaign(hostIn(folder), { ...plain, runs: '2' })).rejects.toThrow(
      /and more runs of it than 2 are made: \d+/,
    );
    const done = await campaign(hostIn(folder), plain);
    expect(objectsIn(done).at(-1)).toMatchObject({ runs: 20, status: 0 });
  });
});
