// `whitewater history` as people and programs see it: verdicts, windows, mistakes, exit statuses.

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../cli/program.ts';
import { folderWith, hostIn } from './surroundings.ts';

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in a folder that has the histories of `fixtures`, and some files more. */
async function history(
  line: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Ended> {
  const folder = folderWith(files);
  mkdirSync(join(folder, 'given'), { recursive: true });
  cpSync('fixtures/histories', join(folder, 'given'), { recursive: true });
  const host = hostIn(folder);
  const status = await runCommandLine(['history', ...line.split(' ')], host);
  return { status, out: host.out.text(), err: host.err.text() };
}

describe('verdicts', () => {
  test('a folder: a line for each history, the window of one that is not linearizable', async () => {
    const { status, out } = await history('given');
    expect(status).toBe(1);
    expect(out).toBe(`✗ given/flip-back.log: not linearizable  (4 operations, 1 key, 7 steps)

    process 0 read the register = 1 after process 0's read of 2 had returned, and nothing could have written 1 in between.

    from whatever the register held before:
      process 0  read  2  lines 5-6
    > process 0  read  1  lines 7-8

✓ given/keyed.edn: linearizable  (4 operations, 2 keys, 3 steps)
✓ given/register.edn: linearizable  (4 operations, 1 key, 5 steps)
✗ given/stale-read.jsonl: not linearizable  (4 operations, 2 keys, 3 steps)

    c2 read x = 4 after c1's write of 5 had returned, and nothing could have written 4 in between.

    from whatever x held before:
      c1  write 5  ok  lines 3-5
    > c2  read     4   lines 6-8

2 linearizable, 2 not linearizable  (4 files)
`);
  });

  test('globs and files, each file once', async () => {
    const { status, out } = await history('given/*.edn given/keyed.edn');
    expect(status).toBe(0);
    expect(out).toContain('2 linearizable  (2 files)');
  });

  test('a budget that ends is unknown, and no success', async () => {
    const { status, out } = await history('given/register.edn --budget 1');
    expect(status).toBe(1);
    expect(out).toContain('? given/register.edn: unknown: the budget of 1 step ended');
    expect(out).toContain('0 linearizable, 1 unknown  (1 file)');
  });

  test('--keyed takes every value as a pair', async () => {
    const line = '{"process":0,"type":"invoke","f":"cas","value":["k",["1","2"]]}\n';
    const read = '{"process":1,"type":"invoke","f":"read","value":null}\n';
    expect((await history('a.jsonl', { 'a.jsonl': line + read })).status).toBe(2);
    const keyed = await history('a.jsonl --keyed', { 'a.jsonl': line });
    expect(keyed.status).toBe(0);
  });
});

describe('mistakes', () => {
  const OPEN = '{:process 0 :type :invoke :f :read}\n';
  test.each([
    [
      'a file that is cut off',
      'a.edn',
      `${OPEN}{:process 0`,
      'error: a.edn:2:1: this map never ends',
    ],
    [
      'a process that calls twice',
      'a.edn',
      OPEN + OPEN,
      'error: a.edn:2:1: process 0 calls read while',
    ],
    ['no text', 'a.edn', new Uint8Array([0, 1]), 'error: a.edn is not a text file'],
    ['an empty file', 'a.log', '', 'error: a.log:1:1: the file is empty'],
  ])('%s: the place, and status 2', async (_, name, text, message) => {
    const { status, out } = await history(`${name} given/register.edn`, { [name]: text });
    expect(out).toContain(message);
    expect(out).toContain('1 linearizable, 1 file with errors  (2 files)');
    expect(status).toBe(2);
  });

  test.each([
    ['', 'missing required argument'],
    ['none.edn', 'there is no file or folder none.edn'],
    ['empty', 'no histories in empty or below it'],
    ['given --budget 0', '"0" is no budget'],
    ['given --budget many', '"many" is no budget'],
  ])('`%s` says what is wrong, and the status is 2', async (line, message) => {
    const folder = folderWith({ 'empty/a.raft': '' });
    mkdirSync(join(folder, 'given'));
    const host = hostIn(folder);
    const words = line === '' ? [] : line.split(' ');
    expect(await runCommandLine(['history', ...words], host)).toBe(2);
    expect(host.err.text()).toContain(message);
  });

  test('a violation beside bad input: the input comes first', async () => {
    const { status } = await history('given a.edn', { 'a.edn': '{' });
    expect(status).toBe(2);
  });

  test('an interruption ends the command with 130', async () => {
    const host = hostIn(folderWith({ 'a.edn': OPEN }));
    host.interrupt();
    expect(await runCommandLine(['history', 'a.edn'], host)).toBe(130);
  });
});

test('--json prints an object a file, and a summary', async () => {
  const { out, status } = await history('given a.edn --json', { 'a.edn': '{' });
  const objects = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(status).toBe(2);
  expect(objects.map(({ type, file, verdict }) => [type, file, verdict])).toEqual([
    ['history', 'given/flip-back.log', 'violated'],
    ['history', 'given/keyed.edn', 'linearizable'],
    ['history', 'given/register.edn', 'linearizable'],
    ['history', 'given/stale-read.jsonl', 'violated'],
    ['unreadable', 'a.edn', undefined],
    ['summary', undefined, undefined],
  ]);
  expect(objects[1]).toEqual({
    ...{ type: 'history', file: 'given/keyed.edn', verdict: 'linearizable' },
    ...{ operations: 4, keys: 2, steps: 3 },
  });
  expect(objects[3]).toMatchObject({
    window: {
      ...{ key: 'x', start: 'any', culprit: 1, minimal: true, unit: 'lines' },
      operations: [
        { process: 'c1', call: { kind: 'write', value: '5' }, invokedAt: 3, returnedAt: 5 },
        { process: 'c2', call: { kind: 'read' }, result: '4', invokedAt: 6, returnedAt: 8 },
      ],
    },
  });
  expect(objects[4]).toMatchObject({ line: 1, column: 1 });
  expect(objects[5]).toEqual({
    ...{ type: 'summary', files: 5, linearizable: 2, violated: 2, unknown: 0, unreadable: 1 },
    status: 2,
  });
});
