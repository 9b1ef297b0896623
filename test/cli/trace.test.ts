// `run --trace`: events are written as they come, and not kept.

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
      'event fails',
      'test fails',
      'event long',
      'test long',
      'summary undefined',
    ]);
    const numbers = objects.filter(({ type, test: name }) => type === 'event' && name === 'long');
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
