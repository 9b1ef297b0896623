import { defineConfig } from 'vitest/config';
import { TotalsReporter } from './test/project/totals-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    allowOnly: false,
    // A loaded machine is slow, not wrong: tests count ticks and steps, so this only ends hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new TotalsReporter()],
  },
});
