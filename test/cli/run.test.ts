import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectFiles } from '../../cli/files/collect.ts';
import { openReporter } from '../../cli/report/create.ts';
import { judgeRunOptions, type TypedRunOptions } from '../../cli/run/options.ts';
import { runFiles } from '../../cli/run/run.ts';
import type { SecondRun } from '../../cli/run/second-run.ts';
import type { ExitStatus } from '../../cli/exit.ts';
import {
  type CapturedHost,
  engineWith,
  failureOf,
  folderWith,
  hostIn,
  type Story,
} from './surroundings.ts';
import { parseFile, runTest } from '../../dsl/index.ts';
import { readXml } from './xml.ts';

const NO_FILES = { read: (): undefined => undefined };

const TWO = 'test "first"\ncluster of 1\n\ntest "second \\"one\\""\ncluster of 1\ntick 20\n';
const passes: Story = () => ({});
const secondFails: Story = (item) =>
  item.name === 'first' ? {} : { verdict: 'failed', failure: failureOf(item) };

interface Ran {
  readonly status: ExitStatus;
  readonly host: CapturedHost;
  readonly out: string;
}

async function run(
  files: Readonly<Record<string, string | Uint8Array>>,
  story: Story,
  typed: Partial<TypedRunOptions> = {},
  more: { secondRun?: SecondRun; host?: CapturedHost; ticks?: number } = {},
): Promise<Ran> {
  const host = more.host ?? hostIn(folderWith(files));
  const engine = engineWith(story, more.ticks);
  const options = judgeRunOptions({ seed: '1', ...typed });
  const { reporter, close } = openReporter(options, engine, host);
  const found = await collectFiles(['.'], host.folder);
  const secondRun: SecondRun = more.secondRun ?? (() => Promise.reject(new Error('not asked for')));
  const progress = { update: () => undefined, hide: () => undefined };
  const end = await runFiles(found, options, { host, engine, reporter, progress, secondRun });
  close();
  if (end.mistake !== undefined) host.err.write(end.mistake.message);
  return { status: end.status, host, out: host.out.text() };
}

const objects = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a run', () => {
  test('prints a line per test with ticks, seed, hash, file and name, and ends with 0', async () => {
    const { status, out } = await run({ 'a.raft': TWO }, passes);
    expect(status).toBe(0);
    expect(out).toContain('✓    100 ticks  seed 1   0123456789abcdef  a.raft  first\n');
    expect(out).toMatch(/2 passed {2}\(1 file, default seed 1/);
  });

  test('shows the line, the facts and the line to type when a test fails, and ends with 1', async () => {
    const { status, out } = await run({ 'a.raft': TWO }, secondFails, { seed: '7' });
    expect(status).toBe(1);
    expect(out).toContain(
      '✗    100 ticks  seed 7   0123456789abcdef  a.raft  failed: second "one"',
    );
    expect(out).toContain('a.raft:5:1: error: n0 is not leader');
    expect(out).toContain(' 5 | cluster of 1');
    expect(out).toContain('expected  n0.state is leader');
    expect(out).toContain('observed  n0.state is follower');
    expect(out).toContain('why       n0 has 1 of 2 votes\n            n1 and n2 are cut off');
    expect(out).toContain('npx whitewater run a.raft:4 --seed 7 --trace\n');
    expect(out).toContain('1 passed, 1 failed');
  });

  test('--bail leaves out what comes after the first failure', async () => {
    const files = { 'a.raft': 'test "bad"\ncluster of 1\ncluster of 1\n', 'b.raft': TWO };
    const story: Story = (item) => ({ verdict: 'stalled', failure: failureOf(item) });
    const { status, out } = await run(files, story, { bail: true });
    expect(status).toBe(1);
    expect(out).toContain('0 passed, 1 stalled, 1 not run, 1 file not reached');
  });

  test('--grep picks tests in any case, and says what there is when nothing fits', async () => {
    const picked = await run({ 'a.raft': TWO }, passes, { grep: 'FIRST' });
    expect(picked.out).toContain('1 passed');
    const none = await run({ 'a.raft': TWO }, passes, { grep: 'nope' });
    expect(none.status).toBe(2);
    expect(none.host.err.text()).toContain(`no test's name contains "nope"`);
  });

  test('a long note goes on below, within the width', async () => {
    const story: Story = () => ({
      notes: [`convergence is not judged: ${'n0 is out; '.repeat(20)}`],
    });
    const { out } = await run({ 'a.raft': 'cluster of 1\n' }, story);
    const lines = out.split('\n').filter((line) => line.includes('is out'));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('a file without tests is said to have none', async () => {
    const { status, host } = await run({ 'a.raft': '# nothing\n' }, passes);
    expect(status).toBe(2);
    expect(host.err.text()).toContain('there are no tests in a.raft');
  });

  test('files with errors are reported, the others run, and the status is 2', async () => {
    const files = {
      'a.raft': 'clutser of 3\n',
      'b.raft': TWO,
      'c.raft': new Uint8Array([0, 1, 255]),
    };
    const { status, out } = await run(files, passes);
    expect(status).toBe(2);
    expect(out).toContain('a.raft:1:1: error:');
    expect(out).toContain('c.raft is not a text file');
    expect(out).toContain('2 passed, 2 files with errors');
  });

  test('an exception of ours is one broken test, told in a sentence, and the status is 3', async () => {
    const story: Story = (item) => {
      if (item.name === 'first') throw new Error('commit index beyond the log');
      return {};
    };
    const { status, out } = await run({ 'a.raft': TWO }, story);
    expect(status).toBe(3);
    expect(out).toContain('internal error: commit index beyond the log');
    expect(out).toContain('WHITEWATER_DEBUG=1');
    expect(out).not.toContain('run.test.ts');
    expect(out).toContain('1 passed, 1 broken');
  });

  test('an interruption ends the running test, tells what was done, and the status is 130', async () => {
    const host = hostIn(folderWith({ 'a.raft': TWO }));
    setTimeout(host.interrupt, 30);
    const story: Story = passes;
    const { status, out } = await run({}, story, { json: true }, { host, ticks: 1e12 });
    expect(status).toBe(130);
    const [first, summary] = objects(out);
    expect(first).toMatchObject({ type: 'test', verdict: 'interrupted' });
    expect(summary).toMatchObject({ type: 'summary', interrupted: true, notRun: 1, status: 130 });
  });

  test('a failing run without a trace is run again with one', async () => {
    const traces: boolean[] = [];
    const story: Story = (item, settings) => {
      traces.push(settings.trace);
      return { verdict: 'failed', failure: failureOf(item) };
    };
    await run({ 'a.raft': 'cluster of 1\n' }, story);
    expect(traces).toEqual([false, true]);
  });

  test('on a narrow terminal a line keeps the name and sheds folders', async () => {
    const name = 'a candidate that lags the quorum cannot win';
    const files = { 'some/long/folder/election.raft': `test "${name}"\ncluster of 1\n` };
    const host = hostIn(folderWith(files), { terminal: true, columns: 80 });
    const { out } = await run({}, passes, {}, { host });
    const [line = ''] = out.split('\n');
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toContain('election.raft');
  });
});

describe('a comparison of two runs', () => {
  const answer = { hash: 'f'.repeat(16), verdict: 'passed', ticks: 100 } as const;
  const event = { cause: -1, line: 0, request: null, message: null } as const;

  test('names the first event that differs, and the status is 3', async () => {
    const trace = (text: string) => [
      { ...event, i: 0, tick: 0, node: 0, kind: 'note', text: 'starts' } as const,
      { ...event, i: 1, tick: 9, node: 2, kind: 'role', text } as const,
    ];
    const story: Story = (_item, settings) =>
      settings.trace ? { trace: trace('becomes leader in term 1') } : {};
    const secondRun: SecondRun = async (order) => ({
      ...answer,
      trace: order.settings.trace ? trace('becomes follower in term 1') : [],
    });
    const typed = { checkDeterminism: true };
    const { status, out } = await run({ 'a.raft': 'cluster of 3\n' }, story, typed, { secondRun });
    expect(status).toBe(3);
    expect(out).toContain('two runs with one seed differ, first at tick 9, n2, event #1');
    expect(out).toContain('first run   tick 9, n2: role: becomes leader in term 1');
    expect(out).toContain('second run  tick 9, n2: role: becomes follower in term 1');
  });

  test('says that both are the same', async () => {
    const secondRun: SecondRun = async () => ({ ...answer, hash: '0123456789abcdef', trace: [] });
    const typed = { checkDeterminism: true };
    const { status, out } = await run({ 'a.raft': TWO }, passes, typed, { secondRun });
    expect(status).toBe(0);
    expect(out).toContain('2 passed, each run twice with the same hash');
  });
});

describe('reports for programs', () => {
  test('JSON has a test a line, with a ticket, and a summary', async () => {
    const { out } = await run({ 'a.raft': TWO }, secondFails, { json: true });
    const [first, second, summary] = objects(out);
    expect(first).toEqual({
      type: 'test',
      file: 'a.raft',
      test: 'first',
      line: 1,
      seed: '1',
      verdict: 'passed',
      ticks: 100,
      hash: '0123456789abcdef',
      ticket: 'npx whitewater run a.raft:1 --seed 1 --trace',
    });
    expect(second).toMatchObject({ verdict: 'failed', failure: { message: 'n0 is not leader' } });
    expect(summary).toMatchObject({ type: 'summary', passed: 1, failed: 1, status: 1 });
  });

  test('JSON has numbers where the state has numbers, and null where it has nothing', async () => {
    const { tests } = parseFile('a.raft', 'cluster of 1\ncheck 0.state is leader\n', NO_FILES);
    const [item] = tests;
    if (item === undefined) throw new Error('no test');
    const { failure } = runTest(item);
    const story: Story = () => ({
      verdict: 'failed',
      ...(failure === undefined ? {} : { failure }),
    });
    const { out } = await run({ 'a.raft': 'cluster of 1\n' }, story, { json: true });
    const [{ failure: told } = { failure: undefined }] = objects(out);
    expect(told).toMatchObject({
      state: [
        { node: 'n0', term: 0, commit: 0, applied: 0, vote: null, leader: null, timer: '0/?' },
      ],
    });
  });

  test('JSON names the property that broke', async () => {
    const property = { name: 'election safety', statement: 'One leader.', source: 'paper 5.2' };
    const story: Story = (item) => ({
      verdict: 'violated',
      failure: { ...failureOf(item), property },
    });
    const { out } = await run({ 'a.raft': 'cluster of 1\n' }, story, { json: true });
    expect(objects(out)[0]).toMatchObject({ verdict: 'violated', property: 'election-safety' });
  });

  test('JUnit is well-formed XML with its counts, whatever the names are', async () => {
    const files = { 'a.raft': TWO + 'test "<&]]>"\ncluster of 1\n', 'b.raft': 'nonsense\n' };
    const story: Story = (item) =>
      item.name === 'first'
        ? {}
        : { verdict: 'failed', failure: { ...failureOf(item), observed: '\u0001 \ud800' } };
    const { out } = await run(files, story, { reporter: 'junit' });
    const xml = readXml(out);
    expect(xml.count('testcase')).toBe(4);
    expect(xml.count('failure')).toBe(2);
    expect(xml.count('error')).toBe(1);
    expect(xml.first('testsuites')).toMatchObject({ tests: '4', failures: '2', errors: '1' });
    expect(xml.first('failure')).toMatchObject({ message: 'n0 is not leader', type: 'failed' });
  });

  test('TAP has a point a test and its plan', async () => {
    const { out } = await run({ 'a.raft': TWO }, secondFails, { reporter: 'tap' });
    const lines = out.trim().split('\n');
    expect(lines[0]).toBe('TAP version 14');
    expect(lines).toContain('ok 1 - a.raft: first');
    expect(lines).toContain('not ok 2 - a.raft: second "one"');
    expect(lines.at(-1)).toBe('1..2');
  });

  test('--output writes the report to a file, and people still see theirs', async () => {
    const host = hostIn(folderWith({ 'a.raft': TWO }));
    const output = join(host.folder, 'report.xml');
    const { out } = await run({}, passes, { reporter: 'junit', output }, { host });
    expect(readXml(readFileSync(output, 'utf8')).count('testcase')).toBe(2);
    expect(out).toContain('2 passed');
  });
});

describe('--update', () => {
  test('rewrites golden lines until they fit, and keeps everything else', async () => {
    const text = 'seed 1\ncluster of 1\nshow state # now\n> old\r\n> older\ntick 1\n';
    const host = hostIn(folderWith({ 'a.raft': text.replaceAll('\r', '') }));
    const story: Story = (item) =>
      (item.sources.get('a.raft') ?? '').includes('> old')
        ? {
            verdict: 'failed',
            failure: failureOf(item),
            golden: [{ file: 'a.raft', from: 4, to: 5, lines: ['> new'] }],
          }
        : {};
    const { status, out } = await run({}, story, { update: true }, { host });
    expect(status).toBe(0);
    expect(out).toContain('rewrote the golden lines of a.raft');
    expect(readFileSync(join(host.folder, 'a.raft'), 'utf8')).toBe(
      'seed 1\ncluster of 1\nshow state # now\n> new\ntick 1\n',
    );
  });

  test('says which golden lines it did not come to', async () => {
    const story: Story = (item) => ({ verdict: 'failed', failure: failureOf(item), unshown: [9] });
    const { out } = await run({ 'a.raft': 'cluster of 1\n' }, story, { update: true });
    expect(out).toContain('note: golden lines below line 9 not rewritten: the test failed before');
  });

  test('refuses two different texts for one place', async () => {
    const story: Story = (item) => ({
      golden: [{ file: 'a.raft', from: 4, to: 3, lines: [`> ${item.name}`] }],
    });
    const text = 'seed 1\nfor $x in 1 2\ncluster of 1\nshow state\n';
    await expect(run({ 'a.raft': text }, story, { update: true })).rejects.toThrow(
      /two runs print different lines/,
    );
  });
});
