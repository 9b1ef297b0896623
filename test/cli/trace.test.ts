// `run --trace`: events are written as they come, and not kept.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadEngine } from '../../cli/engine.ts';
import { collectFiles } from '../../cli/files/collect.ts';
import { openReporter } from '../../cli/report/create.ts';
import { judgeRunOptions, type TypedRunOptions } from '../../cli/run/options.ts';
import { runFiles } from '../../cli/run/run.ts';
import { start, whitewater } from './built-command.ts';
import { type CapturedHost, folderWith, hostIn } from './surroundings.ts';

async function run(
  host: CapturedHost,
  typed: Partial<TypedRunOptions>,
): Promise<{ status: number; out: string }> {
  const engine = await loadEngine();
  const options = judgeRunOptions({ seed: '1', ...typed });
  const { reporter } = openReporter(options, engine, host);
  const files = await collectFiles(['.'], host.folder);
  const progress = { update: () => undefined, hide: () => undefined };
  const secondRun = (): Promise<never> => Promise.reject(new Error('not asked for'));
  const tools = { host, engine, reporter, progress, secondRun };
  const { status } = await runFiles(files, options, tools);
  return { status, out: host.out.text() };
}

interface Line {
  readonly type: string;
  readonly i: number;
  readonly hash: string;
}

const LONG = 'test "long"\ncluster of 5\ntick 20000\n';
const FAILS = 'test "fails"\ncluster of 5\ntick 20000\ncheck 0.state is candidate\n';
/** The part of a report that lists events. */
const led = (out: string): string => /what led here:[\s\S]*see it again/.exec(out)?.[0] ?? '';

describe('a trace', () => {
  test('of 160,000 events is written in full, before the line of its test', async () => {
    const { status, out } = await run(hostIn(folderWith({ 'a.raft': LONG })), { trace: true });
    expect(status).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toBe('trace of a.raft  long');
    const end = lines.findIndex((line) => line.startsWith('✓'));
    expect(end).toBeGreaterThan(150_000);
    lines.slice(1, end).forEach((line, i) => {
      if (!line.trimStart().startsWith(`#${i} `)) throw new Error(`event ${i}: ${line}`);
    });
  });

  test('in JSON is an object a line, before the object of its test', async () => {
    const files = { 'a.raft': `${FAILS}${LONG.replace('20000', '20')}` };
    const { out } = await run(hostIn(folderWith(files)), { trace: true, json: true });
    const objects = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; test: string; i: number });
    const order = objects.map(({ type, test: name }) => `${type} ${name}`);
    expect([...new Set(order)]).toEqual([
      'trace fails',
      'event undefined',
      'test fails',
      'trace long',
      'test long',
      'summary undefined',
    ]);
    const begin = objects.findLastIndex(({ type }) => type === 'trace');
    const numbers = objects.slice(begin).filter(({ type }) => type === 'event');
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.map(({ i }) => i)).toEqual(numbers.map((_, i) => i));
  });

  test('changes nothing about the report of a failure', async () => {
    const plain = await run(hostIn(folderWith({ 'a.raft': FAILS })), {});
    const traced = await run(hostIn(folderWith({ 'a.raft': FAILS })), { trace: true });
    expect(led(plain.out)).toContain('commits up to');
    expect(led(traced.out)).toBe(led(plain.out));
    expect(traced.out).toContain(plain.out.slice(0, plain.out.indexOf('(1 file')));
  });

  test('changes nothing about what `show` prints of the first events', async () => {
    const text = `cluster of 5\nclient 1 writes x = 5\n${'tick 9000\n'.repeat(2)}show request c1.1\n`;
    const shown = async (typed: Partial<TypedRunOptions>): Promise<string> => {
      const { out } = await run(hostIn(folderWith({ 'a.raft': text })), { ...typed, json: true });
      const test = out.split('\n').find((line) => line.startsWith('{"type":"test"')) ?? '{}';
      return JSON.stringify((JSON.parse(test) as { output?: unknown }).output);
    };
    const plain = await shown({});
    expect(plain).toContain('c1.1');
    expect(await shown({ trace: true })).toBe(plain);
  });

  test('and --update exclude each other', () => {
    expect(() => judgeRunOptions({ seed: '1', trace: true, update: true })).toThrow('--update');
  });
});

const SHORT = 'test "short"\nseed 1\ncluster of 3\nclient 1 writes x = 5\ntick 60\n';

describe('a trace for people', () => {
  const shown = async (
    out: { terminal: boolean; columns: number },
    typed: Partial<TypedRunOptions> = { trace: true },
  ): Promise<string> => (await run(hostIn(folderWith({ 'a.raft': SHORT }), out), typed)).out;

  test('has a column for each node on a terminal that is wide enough', async () => {
    const out = await shown({ terminal: true, columns: 100 });
    expect(out).toMatch(/^ tick │ n0 +│ n1 +│ n2$/m);
    expect(out).toContain('─ c1 c1.1 ends: done');
    expect(out.split('\n').every((line) => [...line].length <= 100)).toBe(true);
  });

  test('is an event a line on a narrow one, and in a pipe', async () => {
    const narrow = (await shown({ terminal: true, columns: 20 })).split('\n');
    const trace = narrow.slice(
      1,
      narrow.findIndex((line) => line.startsWith('✓')),
    );
    expect(trace.length).toBeGreaterThan(200);
    expect(trace.every((line) => [...line].length <= 20)).toBe(true);
    expect(await shown({ terminal: false, columns: 200 })).toMatch(/^ +#0 +tick +0 {2}c1/m);
  });

  test('has the form that was asked for, or says why not', async () => {
    const lines = await shown({ terminal: true, columns: 200 }, { traceForm: 'lines' });
    expect(lines).toMatch(/^ +#0 +tick +0 {2}c1/m);
    const columns = await shown({ terminal: false, columns: 80 }, { traceForm: 'columns' });
    expect(columns).toMatch(/^ tick │ n0/m);
    const small = await shown({ terminal: true, columns: 40 }, { traceForm: 'columns' });
    expect(small.replace(/\s+/g, ' ')).toContain(
      '(no columns: 3 nodes need 74 letters a line, here are 40)',
    );
    expect(small.split('\n').every((line) => [...line].length <= 40)).toBe(true);
  });

  test('has a column for a node that joins, in a pipe too', async () => {
    const files = { 'a.raft': 'cluster of 2\ntick 99\nadd 2\ntick 40\n' };
    for (const out of [{ terminal: true, columns: 100 }, { terminal: false }]) {
      const traced = await run(hostIn(folderWith(files), out), { traceForm: 'columns' });
      expect(traced.out).toMatch(/^ tick │ n0 +│ n1$/m);
      expect(traced.out).toMatch(/^ tick │ n0 +│ n1 +│ n2$/m);
      expect(traced.out).not.toMatch(/─ n2/);
    }
  });
});

describe('--trace-out', () => {
  test('writes every event of every test, and leaves the report as it is', async () => {
    const folder = folderWith({ 'a.raft': SHORT.replace('test', 'for $n in 1 2\ntest') });
    const args = ['run', 'a.raft', '--trace-out', 'trace.jsonl'];
    const { status, out, err } = await whitewater(folder, args);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).not.toContain('#0');
    const text = readFileSync(join(folder, 'trace.jsonl'), 'utf8');
    const objects = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const starts = objects.flatMap(({ type }, at) => (type === 'trace' ? [at] : []));
    expect(starts).toHaveLength(2);
    expect(objects[0]).toMatchObject({ test: 'short [n=1]', seed: '1', nodes: 3, format: 1 });
    const end = objects[starts[1] - 1];
    expect(end).toMatchObject({ type: 'end', verdict: 'passed', events: starts[1] - 2 });
    expect(out).toContain(end.hash);
    const events = objects.slice(1, starts[1] - 1);
    expect(events.map(({ i }) => i)).toEqual(events.map((_, i) => i));
  });

  test.each([
    ['', '--trace-out needs the name of a file'],
    ['a.raft', 'a.raft is a scenario'],
  ])('is refused into %j', (traceOut, message) => {
    expect(() => judgeRunOptions({ seed: '1', traceOut })).toThrow(message);
  });

  test('into a folder that is not there is a mistake of whoever typed it', async () => {
    const folder = folderWith({ 'a.raft': SHORT });
    const { status, err } = await whitewater(folder, ['run', '--trace-out', 'none/trace.jsonl']);
    expect(status).toBe(2);
    expect(err).toMatch(/^whitewater: cannot write none\/trace.jsonl: /);
  });
});

/** The lines below `request:` in a diagnostic block. */
const requestOfTap = (out: string): string[] =>
  [
    ...(/^ {2}request:\n((?: {4}- .*\n)+) {2}\.\.\.$/m.exec(out)?.[1] ?? '').matchAll(/- (.*)/g),
  ].map(([, line]) => JSON.parse(line ?? '') as string);

/** The lines of the only `system-out`. */
const systemOutOf = (out: string): string[] =>
  (/<system-out>([^<]*)<\/system-out>/.exec(out)?.[1] ?? '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .split('\n');

describe('--request', () => {
  test('shows the path of one request, and nothing else of the trace', async () => {
    const { out } = await run(hostIn(folderWith({ 'a.raft': SHORT })), { request: 'c1.1' });
    expect(out).toMatch(/^ {4}tick +\d+ +c1 {2}asks n0: x = 5$/m);
    expect(out).toMatch(/^ {4}c1\.1 is done after \d+ ticks/m);
    expect(out).not.toContain('#0');
    const other = await run(hostIn(folderWith({ 'a.raft': SHORT })), { request: 'c7.1' });
    expect(other.out).toContain('    c7.1 was never made');
  });

  test('is a part of the JSON report', async () => {
    const typed = { request: 'c1.1', json: true };
    const { out } = await run(hostIn(folderWith({ 'a.raft': SHORT })), typed);
    expect(JSON.parse(out.split('\n')[0])).toMatchObject({
      type: 'test',
      request: { name: 'c1.1', outcome: 'done' },
    });
  });

  test.each([['junit'], ['tap']] as const)(
    'is followed in %s as people see it',
    async (reporter) => {
      const value = 'a <b> & "c" # \\d';
      const text = `${SHORT.replace('x = 5', `x = ${JSON.stringify(value)}`)}\n`;
      const shown = async (typed: Partial<TypedRunOptions>): Promise<string> =>
        (await run(hostIn(folderWith({ 'a.raft': text })), typed)).out;
      for (const request of ['c1.1', 'c7.1']) {
        const people = (await shown({ request })).split('\n').slice(1);
        const path = people.slice(0, people.indexOf('')).map((line) => line.trim());
        expect(path.length).toBeGreaterThan(request === 'c1.1' ? 10 : 0);
        const out = await shown({ request, reporter });
        const told = reporter === 'tap' ? requestOfTap(out) : systemOutOf(out).slice(2);
        expect(told.map((line) => line.trim())).toEqual(path);
      }
      expect(await shown({ reporter })).not.toMatch(/request|was never made/);
    },
  );

  test.each(['c1', 'n1.1', 'c1.0', 'c1.1.1', ''])('of %j is refused', (request) => {
    expect(() => judgeRunOptions({ seed: '1', request })).toThrow('names no request');
  });
});

describe('a run that is traced', () => {
  test('waits for a reader that is slow, and ends when it is interrupted meanwhile', async () => {
    let waits = 0;
    const host: CapturedHost = hostIn(folderWith({ 'a.raft': LONG }), {
      ready: () =>
        new Promise((resolve) => {
          waits += 1;
          host.interrupted.addEventListener('abort', () => resolve(), { once: true });
        }),
    });
    const ended = run(host, { trace: true });
    while (waits === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const written = host.out.text().length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(host.out.text()).toHaveLength(written);
    host.interrupt();
    const { status, out } = await ended;
    expect(status).toBe(130);
    expect(out).toContain('interrupted: long');
  });
});

describe('a traced test of 400,000 ticks as a process', () => {
  const text = 'test "long"\ncluster of 5\ntick 400000\n';

  test('gets by with little memory', async () => {
    const folder = folderWith({ 'a.raft': text.replace('400000', '100000') });
    const small = { NODE_OPTIONS: '--max-old-space-size=100' };
    const { status, out, err } = await whitewater(folder, ['run', '--trace'], '', small);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(out.length).toBeGreaterThan(50_000_000);
  });

  test.each([[[]], [['--json']]])('ends at once with 130 on Ctrl-C %s', async (more) => {
    const folder = folderWith({ 'a.raft': text });
    const { child, ended, says } = start(folder, ['run', '--trace', ...more]);
    await says(/becomes leader/);
    const started = Date.now();
    child.kill('SIGINT');
    const { status, out } = await ended;
    expect(status).toBe(130);
    expect(Date.now() - started).toBeLessThan(2_000);
    expect(out).toMatch(/interrupted/);
  });
});
