// Running a test from beginning to end.

import type { TestResult } from './result.ts';
import type { TestCase } from './test-case.ts';
import type { RunOptions } from './run-options.ts';
import { TestRun } from './test-run.ts';

/** Ticks between two looks at whether the test has ended. */
const STRIDE = 10_000;

/**
 * Runs a test. When it fails without a trace it is run once more with one, so that the failure comes with
 * the events that led to it; both runs must come to the same hash.
 */
export function runTest(test: TestCase, options: RunOptions = {}): TestResult {
  const result = runOnce(test, options);
  if (result.failure === undefined || options.trace === true) return result;
  const traced = runOnce(test, { ...options, trace: true });
  if (traced.hash === result.hash && traced.verdict === result.verdict) return traced;
  const observed = `hash ${result.hash} without a trace, ${traced.hash} with one`;
  return {
    ...result,
    verdict: 'broken',
    failure: {
      ...result.failure,
      message: 'two runs of the same test differ: the simulator is not deterministic',
      expected: 'the same hash, whether or not a trace is kept',
      observed,
    },
  };
}

function runOnce(test: TestCase, options: RunOptions): TestResult {
  const run = new TestRun(test, options);
  while (!run.advance(STRIDE)) continue;
  return run.result();
}
