// `run` and `check` on terminals of few columns, and in a pipe, where nothing is cut.

import { describe, expect, test } from 'vitest';
import { checkFiles } from '../../cli/check.ts';
import { loadEngine } from '../../cli/engine.ts';
import { collectFiles } from '../../cli/files/collect.ts';
import type { Output } from '../../cli/host.ts';
import { openReporter } from '../../cli/report/create.ts';
import { judgeRunOptions, type TypedRunOptions } from '../../cli/run/options.ts';
import { runFiles } from '../../cli/run/run.ts';
import { folderWith, hostIn } from './surroundings.ts';

const engine = await loadEngine();
const KEY = 'a-key-of-many-letters-that-no-narrow-line-has-room-for';
const CHECK = 'check 0.commitIndex >= 30 and 1.commitIndex >= 30 and 2.commitIndex >= 30';
const FILES = {
  'some/long/folder/fails.raft': `test "a cluster that is cut off commits nothing"
cluster of 3
tick until one leader
client 1 writes ${KEY} = 5
show state
tick 20
${CHECK}
`,
  'wrong.raft': `cluster of 3\n${CHECK.replace('1.', '1 ')}\n`,
  'use.raft': `use "../elsewhere/what-cannot-be-read.raft"\ncluster of 3\n`,
  'golden.raft':
    'seed 1\ncluster of 3\ntick 3\nshow log 0\n> n0 1@1 no-op durable, or so one might think\n',
};

async function run(out: Partial<Output>, typed: Partial<TypedRunOptions> = {}): Promise<string> {
  const host = hostIn(folderWith(FILES), out);
  const options = judgeRunOptions({ seed: '1', ...typed });
  const { reporter } = openReporter(options, engine, host);
  const files = await collectFiles(['.'], host.folder);
  const progress = { update: () => undefined, hide: () => undefined };
  const secondRun = (): Promise<never> => Promise.reject(new Error('not asked for'));
  await runFiles(files, options, { host, engine, reporter, progress, secondRun });
  return host.out.text();
}

/** Lines that are copied: they stay whole, and the terminal joins them again. */
const isCommand = (line: string): boolean => line.trimStart().startsWith('npx whitewater');

describe.each([20, 30, 40, 60, 80])('a terminal of %i columns', (columns) => {
  const terminal = { terminal: true, columns };

  test.each<[Partial<TypedRunOptions>]>([
    [{}],
    [{ request: 'c1.1' }],
    [{ request: 'c9.9' }],
    [{ trace: true }],
  ])('shows everything of a run with %j, and no line is wider', async (typed) => {
    const out = await run(terminal, typed);
    for (const line of out.split('\n')) {
      if (!isCommand(line)) expect([...line].length, line).toBeLessThanOrEqual(columns);
    }
    const letters = out.replace(/\s+/g, '');
    for (const word of ['fails.raft', 'failed:', 'expected0.commitIndex>=30', 'stateattick']) {
      expect(letters).toContain(word);
    }
    expect(letters).toContain('0passed,2failed,');
    if (typed.request === 'c1.1') expect(letters).toContain('c1.1isdoneafter');
    if (typed.request === 'c9.9') expect(letters).toContain('c9.9wasnevermade');
  });

  test('shows what `check` found', async () => {
    const host = hostIn(folderWith(FILES), terminal);
    await checkFiles(await collectFiles(['.'], host.folder), false, engine, host);
    const lines = host.out.text().split('\n');
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(columns);
    expect(lines.join('').replace(/\s+/g, '')).toContain('wrong.raft:2:');
  });
});

test('in a pipe, places, source lines, tables and names stay whole', async () => {
  const out = await run({ terminal: false, columns: 20 }, { request: 'c1.1' });
  const failing = 'some/long/folder/fails.raft';
  expect(out).toContain(`${failing}  failed: a cluster that is cut off commits nothing\n`);
  expect(out).toContain(`${failing}:7:1: error: this does not hold\n`);
  expect(out).toContain(` | ${CHECK}\n`);
  expect(out).toMatch(/^ +node {2}state +term {2}vote {2}leader {2}log {2}commit/m);
  expect(out).toContain(`asks n0: ${KEY} = 5`);
});
