// The last line of a test run, for whoever reads it by machine: `N passed, N failed`.

import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Counts tests, and as one failure each: a file or `describe` that could not be collected or whose
 * hooks failed, and an error that no test owns. So a run that did not pass never shows 0 failed.
 */
export function countTotals(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): Totals {
  let passed = 0;
  let failed = unhandledErrors.length;
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const state = test.result().state;
      if (state === 'passed') passed += 1;
      if (state === 'failed') failed += 1;
    }
  }
  return { passed, failed };
}

/** Prints the totals after the other reporters' summaries: list it last. */
export class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const { passed, failed } = countTotals(modules, unhandledErrors);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }
}
