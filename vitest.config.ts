import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { TotalsReporter } from './test/project/totals-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    // All cores: the default leaves one idle, which on two cores is half of them.
    maxWorkers: availableParallelism(),
    allowOnly: false,
    // A loaded machine is slow, not wrong: tests count ticks and steps, so this only ends hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new TotalsReporter()],
  },
});
