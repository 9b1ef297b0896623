// Outputs that cannot be written: full disks, and readers that go away.

import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { start, startWriting, whitewater } from './built-command.ts';
import { folderWith } from './surroundings.ts';
import { readXml } from './xml.ts';

const GOOD = 'test "good"\ncluster of 1\ntick 5\n';
const LONG = 'test "long"\ncluster of 3\ntick 9000000\n';
const UNTIDY = 'CLUSTER   of 3\n';
const BAD = 'clutser of 3\n';
const HISTORY = '{"process":0,"type":"invoke","f":"write","value":1}\n';

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  test.each(['text', 'json', 'junit', 'tap'])('that a %s report goes to: 2', async (name) => {
    const folder = folderWith({ 'a.raft': GOOD });
    const words = ['run', '--reporter', name, '-o', '/dev/full'];
    for (const more of [[], ['--trace']]) {
      const { status, err } = await whitewater(folder, [...words, ...more]);
      expect(err).toBe('whitewater: cannot write /dev/full: the disk is full\n');
      expect(status).toBe(2);
    }
  });

  test.each([
    [['run']],
    [['run', '--trace']],
    [['check']],
    [['fmt', '--check', 'b.raft']],
    [['--help']],
    [['complete', 'bash']],
  ])('that standard output goes to: 2 for %s', async (words) => {
    const folder = folderWith({ 'a.raft': GOOD, 'b.raft': UNTIDY });
    const { ended } = startWriting(folder, words, openSync('/dev/full', 'w'));
    const { status, err } = await ended;
    expect(err).toContain('whitewater: cannot write the output: the disk is full\n');
    expect(status).toBe(2);
  });
});

describe('a reader that goes away', () => {
  test.each([
    [['run']],
    [['run', '--trace']],
    [['run', '--json', '--trace']],
    [['check', '.']],
    [['fmt', '--check', '.']],
    [['history', '.']],
    [['run', '--help']],
  ])('ends %s without a word, with 130', async (words) => {
    const folder = folderWith({
      'a.raft': GOOD,
      'b.raft': words[0] === 'run' ? LONG : BAD,
      'c.raft': UNTIDY,
      'h.jsonl': HISTORY,
    });
    const { child, ended } = start(folder, words);
    child.stdout?.destroy();
    const { status, err } = await ended;
    // What is wrong with files to format is told on standard error.
    if (words[0] !== 'fmt') expect(err).toBe('');
    expect(status).toBe(130);
  });

  test('leaves a complete report in the file', async () => {
    const folder = folderWith({ 'a.raft': GOOD, 'b.raft': LONG, 'c.raft': GOOD });
    const { child, ended } = start(folder, ['run', '--reporter', 'junit', '-o', 'report.xml']);
    child.stdout?.destroy();
    expect((await ended).status).toBe(130);
    const xml = readXml(readFileSync(join(folder, 'report.xml'), 'utf8'));
    expect(xml.count('testcase')).toBeGreaterThan(0);
  });
});
