// Which files the command takes, and what it says of those that it cannot.

import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asNobody, whitewater } from './built-command.ts';
import { folderWith } from './surroundings.ts';

const GOOD =
  'test "one leader"\ncluster of 3\nset 0.leaderTimeout to 0\ntick until 0.state is leader\n';
const BAD = `test "it's wrong"\ncluster of 1\ntick until 0.state is leader\ncheck 0.state is follower\n`;

describe('files that are not what they seem', () => {
  test('garbage, a file too large and a folder called like a file are refused by name', async () => {
    const folder = folderWith({
      'garbage.raft': Uint8Array.from({ length: 4096 }, (_, place) => (place * 37) % 256),
      'latin.raft': Uint8Array.from([0x63, 0xe9, 0x0a]),
      'large.raft': '',
      'sub.raft/good.raft': GOOD,
    });
    truncateSync(join(folder, 'large.raft'), 50_000_000);
    const { status, out } = await whitewater(folder, ['run']);
    expect(status).toBe(2);
    expect(out).toContain('garbage.raft is not a text file');
    expect(out).toContain('latin.raft is not a text file: its bytes are not UTF-8');
    expect(out).toContain('large.raft has 50 MB; a scenario has at most 10 MB');
    expect(out).toContain('1 passed, 3 files with errors');
  });

  test('a file that may not be read', async () => {
    const folder = folderWith({ 'secret.raft': GOOD });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secret.raft'), 0);
    const { status, out } = await asNobody(folder, ['run', 'secret.raft']);
    expect(status).toBe(2);
    expect(out).toContain('cannot read secret.raft: this user may not read it');
  });

  test('`use` does not leave the folder of the run, by path or by link', async () => {
    const outside = folderWith({ 'secret.raft': 'define go\n  tick 1\nend\n' });
    const folder = folderWith({
      'up.raft': `use "../${basename(outside)}/secret.raft"\ncluster of 1\n`,
      'link.raft': 'use "inner.raft"\ncluster of 1\n',
    });
    symlinkSync(join(outside, 'secret.raft'), join(folder, 'inner.raft'));
    const up = await whitewater(folder, ['run', 'up.raft']);
    expect(up.status).toBe(2);
    expect(up.out).toContain('up.raft:1');
    const link = await whitewater(folder, ['run', 'link.raft']);
    expect(link.status).toBe(2);
    expect(link.out).toContain('inner.raft leads outside the folder of the run');
  });

  test.each(['', '.', './', 'lib/..'])(
    '`use "%s"` is told that it names a folder',
    async (path) => {
      const folder = folderWith({ 'a.raft': `use "${path}"\ncluster of 1\n`, 'lib/b.raft': '' });
      const { status, out } = await whitewater(folder, ['run', 'a.raft']);
      expect(status).toBe(2);
      expect(out).toContain(`error: "${path}" is a folder, and a file can use only files`);
      expect(out).not.toContain('note:');
    },
  );

  test.each([
    ['by itself', ['closed'], 0],
    ['in a search', ['.'], 1],
    ['in a glob', ['**/*.raft'], 1],
  ])('a folder that may not be read is named: %s', async (_how, paths, tests) => {
    const folder = folderWith({ 'a.raft': GOOD, 'closed/b.raft': GOOD });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'closed'), 0);
    for (const command of ['run', 'check']) {
      const { status, out, err } = await asNobody(folder, [command, ...paths]);
      expect(err).toBe('');
      expect(out).toContain('cannot read closed: this user may not read it');
      if (command === 'run') expect(out).toContain(`${tests} passed, 1 file with errors`);
      expect(status).toBe(2);
    }
    chmodSync(join(folder, 'closed'), 0o755);
  });

  test('a file elsewhere may use what lies beside it', async () => {
    const folder = folderWith({
      'main.raft': 'use "lib.raft"\ncluster of 1\ngo\n',
      'lib.raft': 'define go\n  tick 1\nend\n',
    });
    const { status, out } = await whitewater(resolve('.'), ['run', join(folder, 'main.raft')]);
    expect(out).toContain('1 passed');
    expect(status).toBe(0);
  });
});

describe('what is run', () => {
  test('a folder leaves out what its ignore file lists, and files named by themselves are run', async () => {
    const folder = folderWith({
      'a.raft': GOOD,
      'bugs/b.raft': BAD,
      'bugs/deep/c.raft': BAD,
      'sub/d.raft': GOOD,
      'sub/draft-1.raft': BAD,
      '.whitewaterignore': '# there to fail\n\nbugs/\n',
      'sub/.whitewaterignore': 'draft-*.raft\r\n',
    });
    expect((await whitewater(folder, ['run'])).out).toContain('2 passed  (2 files');
    expect((await whitewater(folder, ['run', 'bugs'])).out).toContain('2 failed  (2 files');
    expect((await whitewater(folder, ['run', 'bugs/b.raft'])).status).toBe(1);
    expect((await whitewater(folder, ['run', 'sub/*.raft'])).out).toContain('1 passed, 1 failed');
    writeFileSync(join(folder, '.whitewaterignore'), '**/*.raft\n');
    const none = await whitewater(folder, ['run']);
    expect(none.err).toContain('that .whitewaterignore does not leave out');
    expect(none.status).toBe(2);
  });

  test('a line picks one of several tests with alike names, and all values of its `for`', async () => {
    const three = `test "a"\ncluster of 1\n\ntest "ab"\nfor $x in 1 10\ncluster of 1\ntick $x\n\ntest "a"\ncluster of 1\n`;
    const folder = folderWith({ 'a.raft': three });
    const names = async (...words: string[]): Promise<string[]> => {
      const { out } = await whitewater(folder, ['run', ...words]);
      return [...out.matchAll(/a\.raft {2}(.*)$/gm)].map((match) => match[1] ?? '');
    };
    expect(await names('a.raft:1')).toEqual(['a']);
    expect(await names('a.raft:7')).toEqual(['ab [x=1]', 'ab [x=10]']);
    expect(await names('a.raft:4', '--grep', 'ab [x=1]')).toEqual(['ab [x=1]']);
    expect(await names('a.raft:99', 'a.raft:2')).toEqual(['a', 'a']);
    expect(await names('a.raft:1', 'a.raft')).toHaveLength(4);
  });

  test('`-` is standard input, for run and for check', async () => {
    const folder = folderWith({});
    const ran = await whitewater(folder, ['run', '-'], BAD);
    expect(ran.status).toBe(1);
    expect(ran.out).toContain('<stdin>:4:1: error:');
    expect(ran.out).toContain('npx whitewater run - --seed 1 --trace');
    expect((await whitewater(folder, ['check', '-'], 'clutser of 3\n')).status).toBe(2);
  });

  test('golden lines out of date are shown beside the new ones, with the line that updates them', async () => {
    const text = 'seed 1\ncluster of 1\ntick 30\nshow state\n> n0@1 leader  log 1@1  commit 9\n';
    const folder = folderWith({ 'gold.raft': text });
    const { out } = await whitewater(folder, ['run', 'gold.raft']);
    expect(out).toContain('gold.raft:5:1: error: the golden lines differ');
    expect(out).toContain(
      '    - n0@1 leader  log 1@1  commit 9\n    + n0@1 leader  log 1@1  commit 1\n',
    );
    expect(out).not.toContain('what led here');
    const typed = /^ *npx whitewater (run .* --update)$/m.exec(out)?.[1] ?? '';
    await whitewater(folder, typed.split(' '));
    expect((await whitewater(folder, ['run', 'gold.raft'])).status).toBe(0);
  });
});
