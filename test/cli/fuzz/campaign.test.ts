// Campaigns: what is said, saved and noted depends on the settings alone, and nothing is lost.

import { appendFileSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Workshop } from '../../../cli/fuzz/crew.ts';
import { judgeCoverage } from '../../../cli/fuzz/judge-coverage.ts';
import { campaignFacts } from '../../../cli/fuzz/progress.ts';
import { Totals } from '../../../cli/fuzz/totals.ts';
import { RANDOM_FAULTS } from '../../../dsl/index.ts';
import { SITUATIONS } from '../../../sim/index.ts';
import { type CapturedHost, folderWith, hostIn } from '../surroundings.ts';
import { campaign, type Done, localWorkshop, objectsIn } from './workshop.ts';

/** A bug that about every fourth run meets. */
const BUG = resolve('fixtures/bugs/quorum-too-small');
const FINDS = { runs: '24', shrinkRuns: '60', bug: BUG };

/** Files of a campaign with their texts, without its journal. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== 'campaign.jsonl');
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** What is said of runs and bugs. */
function findings(done: Done): unknown[] {
  const kinds = ['run', 'bug', 'test'];
  return objectsIn(done).filter(({ type }) => kinds.includes(String(type)));
}

function summaryOf(done: Done): Record<string, unknown> {
  return objectsIn(done).at(-1) ?? {};
}

describe('a campaign that finds bugs', () => {
  test('says the same and saves the same, whatever the order of its batches', async () => {
    const folders = [folderWith({}), folderWith({})] as const;
    const one = await campaign(hostIn(folders[0]), { ...FINDS, jobs: '1', json: true });
    const four = await campaign(hostIn(folders[1]), { ...FINDS, jobs: '4', json: true });
    expect([one.status, four.status]).toEqual([1, 1]);
    expect(findings(one).length).toBeGreaterThan(3);
    expect(findings(four)).toEqual(findings(one));
    expect(summaryOf(four)).toMatchObject({ runs: 24, hash: summaryOf(one).hash });
    expect(filesIn(join(folders[1], 'found'))).toEqual(filesIn(join(folders[0], 'found')));
  });

  test('shows what broke, why, and the lines to type; what was saved is run again first', async () => {
    const folder = folderWith({});
    const typed = relative(folder, BUG);
    const first = await campaign(hostIn(folder), { ...FINDS, bug: typed });
    expect(first.err).toBe('planting quorum-too-small …\n');
    expect(first.out).toMatch(/^24 random runs with the bug quorum-too-small: profile everything/);
    expect(first.out).toContain(` --bug ${typed}`);
    expect(first.out).not.toContain(` --bug ${BUG}`);
    expect(first.out).toMatch(/✗ 0\.1\.0:everything:1\.\d+:[0-9a-f]{4} {2}elected-by-quorum: n\d/);
    expect(first.out).toMatch(/expected {2}votes of a quorum/);
    expect(first.out).toMatch(
      /npx whitewater run found\/elected-by-quorum-\S+\.raft --seed \S+ --bug/,
    );
    expect(first.out).toMatch(/npx whitewater replay 0\.1\.0:everything:1\.\d+:[0-9a-f]{4} --bug/);
    expect(first.out).toMatch(
      /of 24 runs with the bug quorum-too-small held, \d+ failed by \d bugs? /,
    );
    const saved = filesIn(join(folder, 'found'));
    const again = await campaign(hostIn(folder), { ...FINDS, seed: 'other' });
    expect(again.out).toMatch(/saved before: found\/elected-by-quorum-\S+ still fails/);
    expect(again.out).toContain('fails the same way');
    expect(filesIn(join(folder, 'found'))).toMatchObject(saved);
    const { bug: _bug, ...healthy } = FINDS;
    const healed = await campaign(hostIn(folder), { ...healthy, runs: '2' });
    expect(healed.out).toMatch(/saved before: found\/elected-by-quorum-\S+ holds now/);
    expect(healed.status).toBe(0);
  });

  test('that is made once more, with the same seed, leaves what it had saved where it is', async () => {
    const folder = folderWith({});
    await campaign(hostIn(folder), FINDS);
    const saved = filesIn(join(folder, 'found'));
    expect(Object.keys(saved).length).toBeGreaterThan(0);
    const again = await campaign(hostIn(folder), FINDS);
    expect(again.out).toMatch(/saved before: found\/elected-by-quorum-\S+ still fails/);
    expect(filesIn(join(folder, 'found'))).toEqual(saved);
  });

  test('with --bail ends at the first run that fails, and counts none behind it', async () => {
    const one = await campaign(hostIn(folderWith({})), {
      ...FINDS,
      bail: true,
      jobs: '1',
      json: true,
    });
    const four = await campaign(hostIn(folderWith({})), {
      ...FINDS,
      bail: true,
      jobs: '4',
      json: true,
    });
    const { runs, failed } = summaryOf(one);
    expect(failed).toBe(1);
    expect(runs).toBeLessThan(24);
    expect(summaryOf(four)).toMatchObject({ runs, failed, hash: summaryOf(one).hash });
    expect(findings(four)).toEqual(findings(one));
  });

  test('a run whose thread ends is found among its neighbours, and the others count', async () => {
    const workshop = localWorkshop(({ task, order }) => {
      if (task === 'batch' && order.from <= 5 && 5 < order.to) throw new Error('out of memory');
    });
    const options = { runs: '12', jobs: '1', json: true, profile: 'calm' };
    // The first answer shows that threads work at all.
    const done = await campaign(hostIn(folderWith({})), options, workshop);
    const failed = objectsIn(done).filter(({ type }) => type === 'run');
    expect(failed).toMatchObject([{ index: 5, verdict: 'broken' }]);
    expect(summaryOf(done)).toMatchObject({ runs: 12, failed: 1, status: 1 });
  });
});

describe('a campaign that does not come to its end', () => {
  let known: Done | undefined;

  /** The same campaign without an interruption. */
  async function whole(): Promise<Done> {
    known ??= await campaign(hostIn(folderWith({})), { ...FINDS, json: true });
    return known;
  }

  /** Interrupts when so many batches were asked for. */
  function interruptedAfter(batches: number, host: CapturedHost): ReturnType<typeof localWorkshop> {
    let count = 0;
    return localWorkshop(({ task }) => {
      if (task === 'batch') count += 1;
      if (count === batches) host.interrupt();
    });
  }

  test('goes on when the same command is typed again: nothing is lost, nothing is made twice', async () => {
    const folder = folderWith({});
    const host = hostIn(folder);
    const cut = await campaign(host, FINDS, interruptedAfter(4, host));
    expect(cut.status).toBe(130);
    const options = '--seed 1 --profile everything --runs 24 --jobs 2 --shrink-runs 60 --out found';
    expect(cut.out).toContain(`to go on:\n  npx whitewater fuzz ${options} --bug ${BUG}\n`);
    const made: number[] = [];
    const workshop = localWorkshop(({ task, order }) => {
      if (task === 'batch') made.push(order.from);
    });
    const done = await campaign(hostIn(folder), { ...FINDS, json: true }, workshop);
    expect(Number(objectsIn(done)[0]?.resumed)).toBeGreaterThan(0);
    expect(Math.min(...made)).toBeGreaterThan(0);
    expect(findings(done)).toEqual(findings(await whole()));
    expect(summaryOf(done)).toMatchObject({ runs: 24, hash: summaryOf(await whole()).hash });
  });

  test('a last line that was half written is cut off, and its runs are made again', async () => {
    const folder = folderWith({});
    const host = hostIn(folder);
    await campaign(host, FINDS, interruptedAfter(4, host));
    const journal = join(folder, 'found/campaign.jsonl');
    appendFileSync(journal, '{"type":"batch","elapsedMs":12,"batch":{"from":9,"cou');
    const done = await campaign(hostIn(folder), { ...FINDS, json: true });
    expect(summaryOf(done)).toMatchObject({ runs: 24, hash: summaryOf(await whole()).hash });
    for (const line of readFileSync(journal, 'utf8').trimEnd().split('\n')) JSON.parse(line);
  });

  test('is not mixed with a campaign of other settings', async () => {
    const folder = folderWith({});
    const host = hostIn(folder);
    await campaign(host, FINDS, interruptedAfter(4, host));
    const other = campaign(hostIn(folder), { ...FINDS, profile: 'calm' });
    await expect(other).rejects.toThrow('profile "everything" instead of "calm"');
    const fresh = await campaign(hostIn(folder), {
      ...FINDS,
      profile: 'calm',
      runs: '2',
      fresh: true,
    });
    expect(fresh.out).toContain('2 of 2 runs with the bug quorum-too-small held');
  });

  test('a journal that is damaged in the middle is refused, and stays as it is', async () => {
    const text = 'nonsense\n{"type":"end"}\n';
    const folder = folderWith({ 'found/campaign.jsonl': text });
    await expect(campaign(hostIn(folder), { runs: '1' })).rejects.toThrow('line 1 is damaged');
    expect(readFileSync(join(folder, 'found/campaign.jsonl'), 'utf8')).toBe(text);
  });
});

describe('a folder that cannot be used', () => {
  test('a file in its place', async () => {
    const folder = folderWith({ found: 'something else\n' });
    const done = campaign(hostIn(folder), { runs: '1' });
    await expect(done).rejects.toThrow('cannot save to found: it is a file, no folder');
  });

  test('a full disk ends the campaign with what it had found', async () => {
    const folder = folderWith({ 'found/old.raft': 'cluster of 3\ntick 1\n' });
    symlinkSync('/dev/full', join(folder, 'found/campaign.jsonl'));
    const done = campaign(hostIn(folder), { runs: '1' });
    await expect(done).rejects.toThrow('cannot write found/campaign.jsonl: the disk is full');
    expect(existsSync(join(folder, 'found/old.raft'))).toBe(true);
  });

  test('a saved file with mistakes is told, and the campaign goes on', async () => {
    const folder = folderWith({ 'found/bad.raft': 'clutser of 3\n' });
    const done = await campaign(hostIn(folder), { runs: '2', profile: 'calm' });
    expect(done.out).toContain('saved before: found/bad.raft cannot run: found/bad.raft:1:1:');
    expect(done.out).toContain('2 of 2 runs held');
    expect(done.status).toBe(2);
  });

  test('a saved file that hangs inside a tick is told, and the campaign goes on', async () => {
    const folder = folderWith({
      'found/a.raft': 'cluster of 1\ntick 5\n\ncluster of 3\ncheck one leader\n',
    });
    const workshop = localWorkshop();
    const asked: string[] = [];
    const hanging: Workshop = {
      ...workshop,
      openCrew(jobs, bug) {
        const crew = workshop.openCrew(jobs, bug);
        return {
          ask(task, order) {
            asked.push(task);
            if (task === 'saved' && asked.length === 1)
              return Promise.resolve({ kind: 'stuck', megabytes: null });
            return crew.ask(task, order);
          },
          stop: () => crew.stop(),
          close: () => crew.close(),
        };
      },
    };
    const done = await campaign(hostIn(folder), { runs: '2', profile: 'calm' }, hanging);
    expect(done.out).toMatch(/a\.raft still fails: .*the run hangs: it stays inside one tick/);
    expect(done.out).toMatch(/a\.raft still fails: .*this does not hold/);
    expect(done.out).toContain('2 of 2 runs held');
    expect([done.status, asked.slice(0, 3)]).toEqual([1, ['saved', 'saved', 'batch']]);
  });

  test('a saved file without a test does not hold', async () => {
    const folder = folderWith({ 'found/empty.raft': '# nothing\n' });
    const done = await campaign(hostIn(folder), { runs: '2', profile: 'calm' });
    expect(done.out).toContain('cannot run: there are no tests in found/empty.raft');
    expect(done.status).toBe(2);
  });

  test('a bug that throws while it is loaded is named', async () => {
    const bug = { id: 'early', category: 'election', property: 'election-safety' };
    const words = { summary: 'A mistake.', source: 'made up' };
    const find = /export function \w+\(/.exec(readFileSync('core/quorum.ts', 'utf8'))?.[0] ?? '';
    const edits = [
      { file: 'core/quorum.ts', find, replace: `throw new Error("no way");\n${find}` },
    ];
    const file = JSON.stringify({ ...bug, ...words, edits });
    const folder = folderWith({ 'early/bug.json': file });
    const done = campaign(hostIn(folder), { runs: '2', bug: 'early' });
    await expect(done).rejects.toThrow(/^planted bug early: .*no way/);
  });

  test('a folder below a file', async () => {
    const folder = folderWith({ x: '' });
    await expect(campaign(hostIn(folder), { runs: '1', out: 'x/y' })).rejects.toThrow(
      'cannot save to x/y: a part of the path is not a folder',
    );
  });
});

test('every fault and operation strikes in at least one of a hundred runs of everything', async () => {
  const options = { runs: '600', coverage: true, json: true, seed: 'kinds' };
  const done = await campaign(hostIn(folderWith({})), options);
  expect(done.status).toBe(0);
  const coverage = objectsIn(done).find(({ type }) => type === 'coverage');
  const kinds = Object.entries(coverage?.kinds as Record<string, number>);
  expect(kinds.map(([kind]) => kind)).toEqual(RANDOM_FAULTS);
  expect(kinds.filter(([, runs]) => runs < 6)).toEqual([]);
  expect(coverage).toMatchObject({ runs: 600, isRequired: false });
});

test('a campaign that must see everything fails by what never came up', () => {
  const totals = new Totals();
  const sum = { ticks: 1, digest: [1, 1], failed: [], coverage: { situations: {}, messages: {} } };
  const whole = { version: '0', seed: '1', profile: 'everything', overrides: {} } as const;
  const settings = { ...whole, coverage: true, audit: false, bug: null };
  totals.add({
    ...sum,
    digest: [1, 1],
    from: 0,
    count: 999,
    coverage: { ...sum.coverage, runs: 999 },
  });
  expect(judgeCoverage(settings, totals).excuse).toBe('below 1,000 runs');
  totals.add({
    ...sum,
    digest: [1, 1],
    from: 999,
    count: 1,
    coverage: { ...sum.coverage, runs: 1 },
  });
  expect(judgeCoverage(settings, totals)).toEqual({
    missing: SITUATIONS.map(({ id }) => id),
    missingKinds: RANDOM_FAULTS,
    excuse: null,
  });
  expect(judgeCoverage({ ...settings, profile: 'calm' }, totals).excuse).toContain('profile calm');
  expect(judgeCoverage({ ...settings, overrides: { nodes: 3 } }, totals).excuse).toContain(
    '--nodes',
  );
});

test('progress counts runs that were made, and says no rate before there is one', () => {
  const stand = { bugs: [], runs: 200, made: 0, here: 0, hereMs: 900 };
  expect(campaignFacts(stand)).toBe('0 of 200 runs');
  expect(campaignFacts({ ...stand, made: 51, here: 1, hereMs: 60_000 })).toBe(
    '51 of 200 runs, 1 run/min',
  );
  expect(campaignFacts({ ...stand, runs: Infinity, made: 1, here: 1, hereMs: 30_000 })).toBe(
    '1 run, 2 runs/min',
  );
});
