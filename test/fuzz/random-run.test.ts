// Random runs follow from their seed, and what they did is a scenario that comes to the same hash.

import { describe, expect, it } from 'vitest';
import { parseFile, RANDOM_PROFILES, runTest, type TestResult, TestRun } from '../../dsl/index.ts';
import { createRandomPort, KINDS, RandomRun, type RunSpec, specText } from '../../fuzz/index.ts';
import type { RunOptions } from '../../dsl/index.ts';
import { NO_FILES } from '../dsl/helpers.ts';

function specOf(seed: string, more: Partial<RunSpec> = {}): RunSpec {
  return { seed, profile: 'everything', overrides: {}, ...more };
}

function played(spec: RunSpec, options: RunOptions = {}): { run: RandomRun; result: TestResult } {
  const run = new RandomRun(spec, options);
  while (!run.advance(1_000)) continue;
  return { run, result: run.result() };
}

function resultOf(text: string, options: RunOptions = {}): TestResult {
  const { tests, diagnostics } = parseFile('plan.raft', text, NO_FILES);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return runTest(tests[0], options);
}

const SEEDS = Array.from({ length: 30 }, (_, number) => `plan.${number}`);

describe('a random run', () => {
  it.each(RANDOM_PROFILES)(
    'of the profile %s is written down as a plan with the same hash',
    (profile) => {
      for (const seed of SEEDS.slice(0, 6)) {
        const { run, result } = played(specOf(seed, { profile, overrides: { ticks: 120 } }));
        const again = resultOf(run.planText(['a plan']));
        expect([seed, again.hash, again.verdict]).toEqual([seed, result.hash, result.verdict]);
      }
    },
  );

  it('comes to the same hash with a trace, in pieces of any size, and from a copy', () => {
    for (const seed of SEEDS) {
      const { result } = played(specOf(seed));
      expect(played(specOf(seed), { trace: true }).result.hash).toBe(result.hash);
      const { tests } = parseFile('spec.raft', specText(specOf(seed)), NO_FILES);
      const run = new TestRun(tests[0], { random: createRandomPort() });
      run.advance(7);
      const copy = run.copy();
      while (!copy.advance(3)) continue;
      expect(copy.result().hash).toBe(result.hash);
      while (!run.advance(50)) continue;
      expect(run.result().hash).toBe(result.hash);
    }
  });

  it('differs from seed to seed', () => {
    const texts = new Set(SEEDS.map((seed) => specText(specOf(seed)).replaceAll(seed, '')));
    expect(texts.size).toBeGreaterThan(SEEDS.length * 0.8);
    const hashes = new Set(SEEDS.map((seed) => played(specOf(seed)).result.hash));
    expect(hashes.size).toBe(SEEDS.length);
  });

  it('moves no other knob when one is decided', () => {
    for (const seed of SEEDS) {
      const lines = specText(specOf(seed)).split('\n');
      const five = specText(specOf(seed, { overrides: { nodes: 5 } })).split('\n');
      const options = (text = ''): string =>
        text.replace(/^cluster of \d+/, '').replace(/logs .*/, '');
      expect(options(five[1])).toBe(options(lines[1]));
      expect(five.at(-2)).toBe(lines.at(-2));
    }
  });

  it('begins again from another seed where it branches', () => {
    const whole = specOf('branch.1', { overrides: { ticks: 200, pace: 'storm', nodes: 3 } });
    const branch = {
      ...whole,
      overrides: { ...whole.overrides, branches: [{ tick: 100, seed: 'b' }] },
    };
    const { run, result } = played(branch);
    expect(result.hash).not.toBe(played(whole).result.hash);
    expect(run.planText()).toContain('reseed "b"');
    expect(resultOf(run.planText()).hash).toBe(result.hash);
  });
});

describe('run random in a scenario', () => {
  it('stands between statements of its author, inside blocks as well', () => {
    const text = [
      'define trouble $ticks',
      '  run random $ticks ticks with crashes, commands',
      'end',
      'cluster of 3',
      'repeat 2 times',
      '  trouble 40',
      '  calm',
      '  eventually one leader',
      'end',
      'client 9 writes done = yes',
      'eventually stateMachine.done is yes',
    ].join('\n');
    const { tests } = parseFile('mixed.raft', text, NO_FILES);
    const run = new TestRun(tests[0], { random: createRandomPort(), record: true });
    while (!run.advance(1_000)) continue;
    expect(run.result().verdict).toBe('passed');
    const kinds = new Set(run.recording.statements.map(({ action }) => action.kind));
    for (const kind of ['calm', 'eventually', 'client'] as const) expect(kinds).toContain(kind);
    expect(kinds).not.toContain('run-random');
    expect(kinds).not.toContain('call');
  });

  it('counts nothing that it draws as a statement of the test: its ticks bound that', () => {
    const text = 'cluster of 3\nrun random 400 ticks with crashes\n';
    const { tests } = parseFile('limited.raft', text, NO_FILES, { statements: 2 });
    const result = runTest(tests[0], { random: createRandomPort() });
    expect(result.verdict).toBe('passed');
    expect(result.ticks).toBeGreaterThan(400);
  });

  it('says what is missing when nobody generates', () => {
    const { tests } = parseFile('alone.raft', 'cluster of 1\nrun random 5 ticks', NO_FILES);
    const { verdict, failure } = runTest(tests[0]);
    expect([verdict, failure?.message]).toEqual(['broken', 'nobody generates random runs here']);
    expect(failure?.expected).toContain('createRandomPort()');
  });

  it.each(KINDS.map(({ name }) => name))('knows %s by name', (name) => {
    const text = `cluster of 3\nset snapshot.every to 4\nrun random 150 ticks with ${name}`;
    const { tests } = parseFile('kind.raft', text, NO_FILES);
    const result = runTest(tests[0], { random: createRandomPort() });
    expect([name, result.verdict, result.failure?.message]).toEqual([name, 'passed', undefined]);
  });
});
