// `run random until covered`: it ends when nothing new comes up, and is a run like any other.

import { expect, test } from 'vitest';
import { parseFile, recordingText, type TestCase, TestRun } from '../../dsl/index.ts';
import { createRandomPort } from '../../fuzz/index.ts';
import { SITUATIONS } from '../../sim/index.ts';

const TEXT = 'seed 4\ncluster of 3\nrun random until covered\n';

function testIn(text: string): TestCase {
  const { tests, diagnostics } = parseFile('covered.raft', text, { read: () => undefined });
  expect(diagnostics).toEqual([]);
  const [first] = tests;
  if (first === undefined) throw new Error('there is no test');
  return first;
}

function run(text: string, record = false): TestRun {
  const running = new TestRun(testIn(text), { random: createRandomPort(), record });
  while (!running.advance(5_000)) continue;
  return running;
}

test('it goes on while new situations come up, ends some time after, and can be written down', () => {
  const first = run(TEXT, true);
  const result = first.result();
  expect(result.verdict).toBe('passed');
  expect(result.ticks).toBeGreaterThan(2_000);
  expect(result.ticks).toBeLessThan(21_000);
  const reached = Object.values(result.coverage?.situations ?? {}).filter((count) => count > 0);
  expect(reached.length).toBeGreaterThan(20);
  // The note is written when the run ends; the convergence behind it may come across one more.
  const ending = ` of ${SITUATIONS.length} situations came up`;
  const [noted = ''] = result.notes.filter((note) => note.endsWith(ending));
  expect(parseInt(noted, 10)).toBeGreaterThan(20);
  expect(parseInt(noted, 10)).toBeLessThanOrEqual(reached.length);
  const plan = recordingText(testIn(TEXT), first.recording);
  expect(run(plan).result().hash).toBe(result.hash);
});

test('it stands among other statements, in a loop and in a definition', () => {
  const inner = 'define storm\n  run random until covered\nend\n';
  const { verdict, coverage } = run(
    `${inner}seed 5\ncluster of 1\nrepeat 1 times\n  storm\nend\n`,
  ).result();
  expect(verdict).toBe('passed');
  expect(coverage).toBeDefined();
});
