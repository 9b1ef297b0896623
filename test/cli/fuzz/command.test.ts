// Campaigns, tickets and shrinking as processes: threads, signals, deaths, and what is typed wrong.

import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../cli/program.ts';
import { ticketOf } from '../../../fuzz/index.ts';
import { type Ended, start, whitewater } from '../built-command.ts';
import { folderWith, hostIn } from '../surroundings.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const FAILS = 'cluster of 3\ntick 5\nclient 1 writes x = 1\ntick 20\ncheck 0.term is 77\ntick 5\n';

function hashIn({ out }: Ended): string {
  return /\b([0-9a-f]{16})\b/.exec(out)?.[1] ?? 'none';
}

function ticketFor(profile: 'calm' | 'everything', madeBy = version): string {
  return ticketOf(madeBy, { seed: '1.7', profile, overrides: {} });
}

/** Runs that a journal tells of; each must stand in it once. */
function runsIn(folder: string): number[] {
  const lines = readFileSync(join(folder, 'whitewater-out/campaign.jsonl'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    if (!line.startsWith('{"type":"batch"') || !line.endsWith('}')) return [];
    const { batch } = JSON.parse(line) as { batch: { from: number; count: number } };
    return Array.from({ length: batch.count }, (_, offset) => batch.from + offset);
  });
}

describe('a campaign on threads', () => {
  const words = ['fuzz', '--runs', '60', '--profile', 'network', '--ticks', '60'];

  test('each run twice, on other threads and backwards: the same hashes, whatever the jobs', async () => {
    const folder = folderWith({});
    const audited = await whitewater(folder, [...words, '--jobs', '2', '--check-determinism']);
    expect(audited.out).toContain('60 of 60 runs held, each made twice with the same hash');
    expect(audited.status).toBe(0);
    const plain = await whitewater(folder, [...words, '--jobs', '1', '--out', 'other']);
    expect(hashIn(plain)).toBe(hashIn(audited));
  });

  test('killed and interrupted on its way, it comes to the same hash; each run is made once', async () => {
    const folder = folderWith({});
    const journal = join(folder, 'whitewater-out/campaign.jsonl');
    const long = ['fuzz', '--runs', '150', '--profile', 'network', '--ticks', '200', '--jobs', '2'];
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const { child, ended } = start(folder, long);
      const before = existsSync(journal) ? runsIn(folder).length : 0;
      while (!existsSync(journal) || runsIn(folder).length <= before) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill(signal);
      const { status } = await ended;
      expect(status).toBe(signal === 'SIGKILL' ? null : 130);
    }
    const last = await whitewater(folder, long);
    expect(last.out).toMatch(/goes on: \d+ runs of it were made before/);
    expect(last.out).toContain('150 of 150 runs held');
    const runs = runsIn(folder).sort((a, b) => a - b);
    expect(runs).toEqual(Array.from({ length: 150 }, (_, index) => index));
    const whole = await whitewater(folderWith({}), long);
    expect(hashIn(whole)).toBe(hashIn(last));
  });

  test('time ends it as well as a number of runs', async () => {
    const timed = await whitewater(folderWith({}), ['fuzz', '--seconds', '1', '--jobs', '1']);
    expect(timed.out).toContain('random runs for 1 second');
    expect(timed.out).toMatch(/\b([1-9][\d,]*) of \1 runs held/);
    expect(timed.status).toBe(0);
  });
});

describe('a ticket', () => {
  test('names one run: replayed, traced and saved, it comes to the same hash', async () => {
    const folder = folderWith({});
    const ticket = ticketFor('everything');
    const plain = await whitewater(folder, ['replay', ticket, '--save', 'saved.raft']);
    expect(plain.status).toBe(0);
    expect(plain.out).toContain('npx whitewater run saved.raft');
    const traced = await whitewater(folder, ['replay', ticket, '--trace']);
    expect(traced.out).toMatch(/^ +#0 +tick /m);
    const saved = await whitewater(folder, ['run', 'saved.raft']);
    expect(saved.out).toContain('1 passed');
    const hashes = [plain, saved].map(hashIn);
    expect(new Set(hashes).size).toBe(1);
    expect(traced.out).toContain(hashes[0]);
    const json = await whitewater(folder, ['replay', ticket, '--json']);
    const { hash, ticket: named } = JSON.parse(json.out) as { hash: string; ticket: string };
    expect(hash).toBe(hashes[0]);
    expect(named).toBe(ticket);
  });

  test('of another version is refused, and made all the same when that is wanted', async () => {
    const ticket = ticketFor('calm', '9.9.9');
    const refused = await whitewater(folderWith({}), ['replay', ticket]);
    expect(refused.err).toContain(`made by version 9.9.9, and this is ${version}`);
    expect(refused.status).toBe(2);
    const tried = await whitewater(folderWith({}), ['replay', ticket, '--anyway']);
    expect(tried.status).toBe(0);
  });
});

describe('shrink', () => {
  test('makes a failing test small, by its line, and says what to type', async () => {
    const folder = folderWith({ 'two.raft': `test "a"\ncluster of 1\ntest "b"\n${FAILS}` });
    const { out, status } = await whitewater(folder, ['shrink', 'two.raft:4', '--runs', '200']);
    expect(status).toBe(0);
    expect(out).toContain('5 statements became 3, in ');
    expect(out).toContain('npx whitewater run two.shrunk.raft');
    const shrunk = await whitewater(folder, ['run', 'two.shrunk.raft']);
    expect(shrunk.out).toContain('1 failed');
    expect(shrunk.out).toContain('check 0.term is 77');
  });

  test('takes random runs and other files apart into what they did', async () => {
    const folder = folderWith({
      'lib.raft': 'define wrong\n  check 0.term is 77\nend\n',
      'storm.raft': 'use "lib.raft"\ncluster of 3\nrun random 40 ticks with network\nheal\nwrong\n',
    });
    const words = ['shrink', 'storm.raft', '--runs', '100', '--out', 'small.raft', '--json'];
    const { out } = await whitewater(folder, words);
    const shrunk = JSON.parse(out) as { before: number; after: number; text: string };
    expect(shrunk.after).toBeLessThan(shrunk.before);
    expect(shrunk.text).toContain('check 0.term is 77');
    expect(readFileSync(join(folder, 'small.raft'), 'utf8')).toBe(shrunk.text);
  });

  test('keeps the best so far when it is interrupted', async () => {
    const storm = 'seed 1\ncluster of 5\nrun random 300 ticks with network\ncheck 0.term is 77\n';
    const folder = folderWith({ 'storm.raft': storm });
    const host = hostIn(folder);
    let looks = 0;
    // The test itself is run in a few looks; by then it is being shrunk.
    Object.defineProperty(host.interrupted, 'aborted', { get: () => (looks += 1) > 20 });
    expect(await runCommandLine(['shrink', 'storm.raft', '--json'], host)).toBe(130);
    const shrunk = JSON.parse(host.out.text()) as { before: number; after: number; text: string };
    expect(shrunk.after).toBeLessThan(shrunk.before);
    expect(readFileSync(join(folder, 'storm.shrunk.raft'), 'utf8')).toBe(shrunk.text);
  });
});

describe('a shrink that was ended at once', () => {
  const long = `cluster of 3\n${'tick\nclient foo\n'.repeat(30)}${'check 0.term is 77'}\n`;

  test('says that nothing is smaller yet, and prints the beginning only', async () => {
    const folder = folderWith({ 'long.raft': long });
    const { out } = await whitewater(folder, ['shrink', 'long.raft', '--runs', '1']);
    expect(out).toContain('long.raft: nothing smaller than 62 statements found yet, in 1 run\n');
    expect(out).toContain('the runs ended before it was known that every line is needed');
    expect(out).toMatch(/^ {2}… \d+ more lines$/m);
    expect(out.split('\n').length).toBeLessThan(40);
  });

  test('prints lines with the bug and all else as it was typed', async () => {
    const folder = folderWith({ 'long.raft': long });
    const bug = relative(folder, resolve('fixtures/bugs/quorum-too-small'));
    const words = ['shrink', 'long.raft', '--runs', '1', '--seed', '7', '--out', 'a b.raft'];
    const host = hostIn(folder);
    expect(await runCommandLine([...words, '--bug', bug], host)).toBe(0);
    const out = host.out.text();
    const [more, again] = out.split('\n').filter((line) => line.includes('npx whitewater'));
    expect(more).toMatch(/for more: npx whitewater shrink long\.raft --runs \d+ --seed 7 --out /);
    expect(more?.endsWith(` --out "a b.raft" --bug ${bug}`)).toBe(true);
    expect(again).toBe(`  npx whitewater run "a b.raft" --seed 7 --bug ${bug}`);
  });
});

/** What to type for a bug of the repository. */
const OWN = 'fixtures/bugs/meta-loss-resets-term';

describe('what is typed wrong', () => {
  const ticket = ticketFor('everything');

  test.each([
    ['no jobs', ['fuzz', '--jobs', '0'], '--jobs takes a whole number from 1 to 256'],
    ['a negative budget', ['fuzz', '--runs', '-5'], '--runs -5 is not possible'],
    ['no time', ['fuzz', '--minutes', '0'], '--minutes takes a whole number from 1'],
    ['a time in words', ['fuzz', '--seconds', 'ten'], '--seconds ten is not possible'],
    ['two times', ['fuzz', '--minutes', '1', '--seconds', '1'], 'exclude each other'],
    ['a mistyped profile', ['fuzz', '--profile', 'netwrok'], 'did you mean `network`?'],
    ['an unknown profile', ['fuzz', '-p', 'zebra'], 'calm, network, crash, disk'],
    ['too many nodes', ['fuzz', '--nodes', '12'], '--nodes takes a whole number from 1 to 9'],
    ['a seed for no ticket', ['fuzz', '--seed', 'a:b'], 'tickets carry it: use letters'],
    ['an unknown pace', ['fuzz', '--pace', 'slow'], 'storm, script'],
    ['no folder', ['fuzz', '--out', ''], '--out needs a folder'],
    ['a bug that is not there', ['fuzz', '--bug', 'none'], 'planted bug none: cannot read'],
    ['a bug by its name', ['fuzz', '--bug', 'meta-loss-resets-term'], `--bug ${OWN}\n`],
    ['no ticket', ['replay', 'hello'], 'this is no ticket: "hello"'],
    ['a ticket cut off', ['replay', ticket.slice(0, -1)], 'cut off or mistyped'],
    ['a ticket mistyped', ['replay', ticket.replace('1.7', '1.8')], 'cut off or mistyped'],
    ['a test that holds', ['shrink', 'good.raft'], 'does not fail: there is nothing to shrink'],
    ['a file with mistakes', ['shrink', 'bad.raft'], 'bad.raft:1:1'],
    ['several tests', ['shrink', 'two.raft'], 'two.raft:1, two.raft:3'],
    ['no file', ['shrink', 'none.raft'], 'there is no file or folder none.raft'],
    ['no runs to shrink with', ['shrink', 'good.raft', '-n', '0'], '--runs takes a whole number'],
  ])('%s', async (_what, words, text) => {
    const folder = folderWith({
      'good.raft': 'cluster of 3\ntick 1\n',
      'bad.raft': 'clutser of 3\n',
      'two.raft': 'test "a"\ncluster of 1\ntest "b"\ncluster of 3\n',
    });
    const host = hostIn(folder);
    expect(await runCommandLine(words, host)).toBe(2);
    expect(host.err.text()).toContain(text);
  });
});
