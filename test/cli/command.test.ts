// The command as a process: exit statuses, seeds, reports, signals, formatting, watching, completing.

import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, start, whitewater } from './built-command.ts';
import { folderWith } from './surroundings.ts';
import { readXml } from './xml.ts';

const GOOD =
  'test "one leader"\ncluster of 3\nset 0.leaderTimeout to 0\ntick until 0.state is leader\n';
const BAD = `test "it's wrong"\ncluster of 1\ntick until 0.state is leader\ncheck 0.state is follower\n`;
const LONG = 'test "long"\ncluster of 3\ntick 9000000\n';

test('a package that is not built says so', () => {
  const bare = folderWith({});
  cpSync('bin', join(bare, 'bin'), { recursive: true });
  const ended = spawnSync(process.execPath, [join(bare, 'bin/whitewater.js')], {
    encoding: 'utf8',
  });
  expect(ended.stderr).toContain('npm run build');
  expect(ended.status).toBe(2);
});

describe('exit statuses', () => {
  test.each([
    ['everything holds', ['run', 'good.raft'], 0, 'out', '1 passed'],
    ['a check fails', ['run', 'bad.raft'], 1, 'out', '1 failed'],
    ['nothing is typed', [], 2, 'err', 'Usage: whitewater'],
    ['an unknown command', ['rnu'], 2, 'err', 'Did you mean run?'],
    ['an unknown option', ['run', '--sed', '3'], 2, 'err', 'Did you mean --seed?'],
    ['help of an unknown command', ['help', 'rnu'], 2, 'err', 'the commands are: run'],
    ['an unknown file', ['run', 'none.raft'], 2, 'err', 'there is no file or folder none.raft'],
    ['a forgotten ending', ['run', 'good'], 2, 'err', 'did you mean good.raft?'],
    ['an unknown folder', ['run', 'x/y.raft'], 2, 'err', 'the folder x does not exist'],
    ['an empty folder', ['run', 'empty'], 2, 'err', 'no .raft files in empty'],
    ['a glob without a match', ['run', 'q*.raft'], 2, 'err', 'no file matches q*.raft'],
    ['a file without tests', ['run', 'none/none.raft'], 2, 'err', 'there are no tests in'],
    ['no seed', ['run', '--seed', ''], 2, 'err', '"" is no seed'],
    ['an option as a seed', ['run', '--seed', '--trace'], 2, 'err', '"--trace" is no seed'],
    ['a mistyped seed', ['run', '--seed', 'randon'], 2, 'err', 'type --seed random'],
    ['a swapped seed', ['run', '--seed', 'ranodm'], 2, 'err', 'type --seed random'],
    ['a word as a seed', ['run', 'good.raft', '--seed', 'river'], 0, 'out', 'seed river'],
    ['a line of a test', ['run', 'good.raft:3'], 0, 'out', '1 passed'],
    ['a line above all tests', ['run', 'late.raft:1'], 2, 'err', 'no test of late.raft stands in'],
    [
      'a line of no file',
      ['run', 'none.raft:3'],
      2,
      'err',
      'there is no file or folder none.raft:3',
    ],
    ['a line to check', ['check', 'good.raft:3'], 2, 'err', 'there is no file or folder'],
    ['check without a path', ['check'], 0, 'out', '5 files, 3 tests, no errors'],
    ['check of no tests', ['check', 'none/none.raft'], 2, 'err', 'there are no tests in'],
    ['check of definitions', ['check', 'lib.raft'], 0, 'out', '1 file, 0 tests, no errors'],
    ['fmt without a path', ['fmt'], 2, 'err', 'whitewater fmt --help'],
    ['help of completion', ['complete', '--help'], 0, 'out', 'Usage: whitewater complete'],
    ['input that is rewritten', ['run', '-', '--update'], 2, 'err', 'standard input is none'],
    ['a seed below 0', ['run', 'good.raft', '--seed=-1'], 0, 'out', 'seed -1'],
    ['a text as a seed', ['run', 'good.raft', '--seed', '1 2'], 0, 'out', 'seed 1 2'],
    [
      'a long seed',
      ['run', 'good.raft', '-s', '12345678901234567890'],
      0,
      'out',
      '678901234567890',
    ],
    ['help of seeds', ['run', '--help'], 0, 'out', 'a number, a word, or `random`'],
    ['an unknown reporter', ['run', '--reporter', 'xml'], 2, 'err', 'text, json, junit, tap'],
    ['two kinds of report', ['run', '--json', '--reporter', 'tap'], 2, 'err', 'exclude each other'],
    ['a shell nobody knows', ['complete', 'tcsh'], 2, 'err', 'bash, zsh, fish, powershell'],
    ['a file that cannot be written', ['run', '-o', 'no/x', 'good.raft'], 2, 'err', 'cannot write'],
    ['the version', ['--version'], 0, 'out', '0.1.0'],
    ['help', ['help', 'run'], 0, 'out', '--check-determinism'],
  ] as const)('%s', async (_what, words, status, where, text) => {
    const folder = folderWith({
      'good.raft': GOOD,
      'bad.raft': BAD,
      'empty/readme.txt': '',
      'none/none.raft': '# nothing\n',
      'late.raft': `# A comment.\n${GOOD}`,
      'lib.raft': 'define go\n  tick 1\nend\n',
      'odd:3': GOOD,
    });
    const ended = await whitewater(folder, words);
    expect(ended[where]).toContain(text);
    expect(ended.status).toBe(status);
  });
});

describe('the same run again', () => {
  test('twice the same seed is the same hash, and two threads agree', async () => {
    const folder = folderWith({ 'good.raft': GOOD, 'lib/x.raft': 'define go\n  tick 1\nend\n' });
    writeFileSync(join(folder, 'uses.raft'), 'use "lib/x.raft"\ncluster of 3\ngo\n');
    const line = ({ out }: Ended): string | undefined => out.split('\n')[0];
    const first = await whitewater(folder, ['run', 'good.raft', '--seed', '7']);
    const second = await whitewater(folder, ['run', 'good.raft', '--seed=7']);
    expect(line(first)).toBe(line(second));
    const words = ['run', 'good.raft', 'uses.raft', '--seed', '7', '--check-determinism'];
    const checked = await whitewater(folder, words);
    expect(checked.out).toContain('2 passed');
    expect(checked.status).toBe(0);
    expect(line(checked)).toBe(line(first));
  });

  test('the line under a failure can be typed as it stands, and shows the trace', async () => {
    const folder = folderWith({ 'bad.raft': BAD + GOOD });
    const { out } = await whitewater(folder, ['run', 'bad.raft']);
    const typed = /^ *npx whitewater (run .*)$/m.exec(out)?.[1] ?? '';
    expect(typed).toBe('run bad.raft:1 --seed 1 --trace');
    const again = await whitewater(folder, typed.split(' '));
    expect(again.status).toBe(1);
    expect(again.out).toContain('0 passed, 1 failed');
    expect(again.out).toMatch(/state at tick \d+:/);
    expect(again.out).toMatch(/#0 +tick +\d+/);
  });

  test('the other line under a failure opens the prompt before the statement that failed', async () => {
    const folder = folderWith({ 'bad.raft': GOOD + BAD });
    const { out } = await whitewater(folder, ['run', 'bad.raft']);
    const typed = /^ *npx whitewater (run .* --repl-on-failure)$/m.exec(out)?.[1] ?? '';
    expect(typed).toBe('run bad.raft:5 --seed 1 --repl-on-failure');
    const lines = 'undo\nshow log 0\ncheck 0.state is leader\nsave mine.raft\nquit\ntikc\n';
    const prompt = await whitewater(folder, typed.split(' '), lines);
    expect(prompt.status).toBe(1);
    expect(prompt.out).toMatch(/undone: check 0\.state is follower\nn0 1@1 no-op {2}\S+\nsaved/);
    const hash = /comes to hash ([0-9a-f]{16})/.exec(prompt.out)?.[1];
    const saved = await whitewater(folder, ['run', 'mine.raft']);
    expect(saved.out).toContain(hash);
    expect(saved.status).toBe(0);
  });

  test.each(['12345678901234567890', '007', '-1', '"a $b"', 'Été', 'random', 'randon', '"-w"'])(
    'the line under a failure can be typed whatever the seed of the file is: %s',
    async (seed) => {
      const folder = folderWith({
        'a.raft': `seed ${seed}\n${BAD.split('\n').slice(1).join('\n')}`,
      });
      const { out } = await whitewater(folder, ['run', 'a.raft']);
      const typed = /^ *npx whitewater (run .*) --trace$/m.exec(out)?.[1] ?? '';
      const words = typed.split(/ (?=--|a\.raft)/).flatMap((word) => word.split(/(?<=--seed) /));
      const bare = words.map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
      const again = await whitewater(folder, bare);
      expect(again.out.split('\n')[0]).toBe(out.split('\n')[0]);
      expect(again.err).toBe('');
    },
  );

  test('a seed is the same in a `seed` line and on the command line', async () => {
    const text = 'cluster of 3\ntick 50\n';
    const folder = folderWith({ 'a.raft': `seed 12345678901234567890\n${text}`, 'b.raft': text });
    const { out } = await whitewater(folder, ['run', '--seed', '12345678901234567890']);
    const hashes = [...out.matchAll(/[0-9a-f]{16} {2}[ab]\.raft/g)].map(([found]) =>
      found.slice(0, 16),
    );
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(1);
  });

  test('--trace of a test that passes prints its events', async () => {
    const { out } = await whitewater(folderWith({ 'a.raft': GOOD }), ['run', '--trace']);
    expect(out).toMatch(/tick +\d+ +n0 +becomes leader in term 1/);
  });

  test('--seed random says which seed it drew', async () => {
    const folder = folderWith({ 'a.raft': GOOD });
    const { out } = await whitewater(folder, ['run', '--seed', 'random']);
    const drawn = /^seed (\d+), drawn for this run/.exec(out)?.[1];
    expect(out).toContain(`seed ${drawn ?? 'none'} `);
  });
});

describe('reports for programs', () => {
  test.each(['json', 'junit', 'tap'])('%s is well-formed for every kind of file', async (name) => {
    const folder = folderWith({ 'a.raft': GOOD, 'b.raft': BAD, 'c.raft': 'clutser of 3\n' });
    const { status, out } = await whitewater(folder, ['run', '--reporter', name]);
    expect(status).toBe(2);
    if (name === 'json') {
      const types = out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type);
      expect(types).toEqual(['test', 'test', 'diagnostic', 'summary']);
    } else if (name === 'junit') {
      expect(readXml(out).first('testsuites')).toMatchObject({ tests: '3', failures: '1' });
    } else {
      expect(out.trim().split('\n').at(-1)).toBe('1..3');
    }
  });
});

describe('signals and pipes', () => {
  test('Ctrl-C ends a long test at once with 130, and tells what was done', async () => {
    const folder = folderWith({ 'a.raft': GOOD, 'b.raft': LONG, 'c.raft': GOOD });
    const { child, ended, says } = start(folder, ['run']);
    await says(/one leader/);
    const started = Date.now();
    child.kill('SIGINT');
    const { status, out } = await ended;
    expect(status).toBe(130);
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(out).toContain('interrupted: long');
    expect(out).toContain('1 passed, 1 file not reached, interrupted');
  });

  test.each(['json', 'junit', 'tap'])('Ctrl-C leaves a complete %s document', async (name) => {
    const folder = folderWith({ 'a.raft': GOOD, 'b.raft': LONG });
    const { child, ended, says } = start(folder, ['run', '--reporter', name, '--output', 'report']);
    await says(/one leader/);
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
    const report = readFileSync(join(folder, 'report'), 'utf8');
    if (name === 'json') {
      expect(JSON.parse(report.trim().split('\n').at(-1)!)).toMatchObject({ interrupted: true });
    } else if (name === 'junit') {
      expect(readXml(report).count('skipped')).toBe(1);
    } else {
      expect(report).toContain('Bail out! interrupted');
    }
  });

  test('a reader that goes away ends the run without a word', async () => {
    const folder = folderWith({ 'a.raft': GOOD, 'b.raft': LONG });
    const { child, ended, says } = start(folder, ['run', '--trace']);
    await says(/./);
    child.stdout?.destroy();
    child.kill('SIGINT');
    const { err } = await ended;
    expect(err).toBe('');
  });
});

describe('check and fmt', () => {
  test('check prints every mistake of every file and runs nothing', async () => {
    const folder = folderWith({ 'a.raft': 'clutser of 3\ncluster of 3\ntik 4\n', 'b.raft': LONG });
    const { status, out } = await whitewater(folder, ['check', '.']);
    expect(status).toBe(2);
    expect(out).toContain('a.raft:1:1: error:');
    expect(out).toContain('a.raft:3:1: error:');
    expect(out).toContain('1 file with errors of 2 files');
    expect((await whitewater(folder, ['check', 'b.raft'])).status).toBe(0);
  });

  test('fmt --check lists what differs, fmt rewrites it, and then it does not', async () => {
    const untidy = 'CLUSTER   of 3 # three\n   tick    5\n';
    const folder = folderWith({ 'a.raft': untidy, 'b.raft': GOOD });
    const before = await whitewater(folder, ['fmt', '--check', '.']);
    expect(before).toMatchObject({ status: 1, out: 'a.raft\n' });
    expect(readFileSync(join(folder, 'a.raft'), 'utf8')).toBe(untidy);
    expect((await whitewater(folder, ['fmt', '.'])).status).toBe(0);
    expect(readFileSync(join(folder, 'a.raft'), 'utf8')).toBe('cluster of 3  # three\ntick 5\n');
    expect(await whitewater(folder, ['fmt', '--check', '.'])).toMatchObject({ status: 0, out: '' });
  });

  test('fmt - formats standard input to standard output', async () => {
    const folder = folderWith({});
    const good = await whitewater(folder, ['fmt', '-'], 'cluster   of 3\n');
    expect(good).toMatchObject({ status: 0, out: 'cluster of 3\n' });
    const bad = await whitewater(folder, ['fmt', '-'], 'clutser of 3\n');
    expect(bad).toMatchObject({ status: 2, out: '' });
    expect(bad.err).toContain('<stdin>:1:1: error:');
  });
});

describe('colour', () => {
  test('none in a pipe, forced by FORCE_COLOR, taken back by --no-color', async () => {
    const folder = folderWith({ 'a.raft': GOOD });
    const words = ['run', 'a.raft'];
    const escape = String.fromCharCode(27);
    expect((await whitewater(folder, words)).out).not.toContain(escape);
    const forced = { FORCE_COLOR: '1' };
    expect((await whitewater(folder, words, '', forced)).out).toContain(escape);
    const refused = await whitewater(folder, [...words, '--no-color'], '', forced);
    expect(refused.out).not.toContain(escape);
    expect((await whitewater(folder, words, '', { NO_COLOR: '1' })).out).not.toContain(escape);
  });
});

describe('watching and completing', () => {
  test('--watch runs again when a file or what it uses changes, and Ctrl-C ends it', async () => {
    const folder = folderWith({
      'a.raft': 'use "lib/x.raft"\ncluster of 1\ngo\n',
      'lib/x.raft': 'define go\n  tick 1\nend\n',
    });
    const { child, ended, says } = start(folder, ['run', 'a.raft', '--watch']);
    await says(/waiting for changes/);
    writeFileSync(join(folder, 'lib/x.raft'), 'define go\n  check 0.state is candidate\nend\n');
    await says(
      /1 failed[\s\S]*── \d\d:\d\d:\d\d {2}lib\/x\.raft changed ─+\n[\s\S]*waiting for changes/,
    );
    writeFileSync(join(folder, 'a.raft'), GOOD);
    await says(/1 failed[\s\S]*1 passed/);
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
  });

  test.each(['bash', 'zsh', 'fish', 'powershell'])('there is a script for %s', async (shell) => {
    const { status, out } = await whitewater(folderWith({}), ['complete', shell]);
    expect(status).toBe(0);
    expect(out).toMatch(/whitewater complete '?--'?/);
  });

  test('commands, options, values and scenario files are proposed', async () => {
    const folder = folderWith({ 'good.raft': GOOD, 'notes.txt': '', 'sub/x.raft': GOOD });
    const proposals = async (...words: string[]): Promise<string[]> => {
      const { out } = await whitewater(folder, ['complete', '--', ...words]);
      const lines = out.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
      return lines.map((line) => line.split('\t')[0] ?? '');
    };
    expect(await proposals('')).toEqual([
      ...['run', 'repl', 'check', 'fmt', 'history', 'fuzz', 'replay', 'shrink', 'zoo', 'diagram'],
      ...['complete', 'help'],
    ]);
    expect(await proposals('zoo', '')).toEqual([]);
    expect(await proposals('zoo', '--b')).toEqual(['--bugs', '--budget']);
    expect(await proposals('fuzz', '--profile', 'c')).toEqual(['calm', 'crash', 'clock']);
    expect(await proposals('replay', '')).toEqual([]);
    expect(await proposals('shrink', 'g')).toEqual(['good.raft']);
    expect(await proposals('repl', 'g')).toEqual(['good.raft']);
    expect(await proposals('run', '--rep')).toEqual(['--reporter', '--repl-on-failure']);
    expect(await proposals('run', '--reporter', 'j')).toEqual(['json', 'junit']);
    expect(await proposals('run', '')).toEqual(['good.raft', 'sub/']);
    expect(await proposals('run', 'sub/')).toEqual(['sub/x.raft']);
  });
});
