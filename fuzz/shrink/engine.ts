// The engine that a test is shrunk with. It is handed in, never imported: it may have a bug planted in it.

import type * as Language from '../../dsl/index.ts';
import type { FilePort } from '../../dsl/index.ts';
import type { PropertyId } from '../../sim/index.ts';

/** What is needed of `dsl/index.ts`, or of an engine that was built like it. */
export type Engine = Pick<typeof Language, 'parseFile' | 'printStatements' | 'TestRun'>;

/** How a test is shrunk. */
export interface ShrinkOptions {
  /**
   * The property that must break: the test must break it or one that answers to it, and the result breaks one of
   * these two. Without it the result breaks what the test breaks.
   */
  readonly property?: PropertyId;
  /** The seed of a test without a `seed` line. Default '1'. */
  readonly seed?: string;
  /** The core's assertions are noted and do not stop a run. */
  readonly lenient?: boolean;
  /** What `use` lines of the test read from. */
  readonly files?: FilePort;
  /** Place of the test in its file, from 0. */
  readonly test?: number;
  /** An engine without the planted bug: what fails there too shows nothing of the bug. */
  readonly clean?: Engine;
  /**
   * Runs of candidates at most, or one more where a clean engine is asked. Default `BUDGET_RUNS`. When they are spent
   * before the result is 1-minimal, it is the smallest so far.
   */
  readonly budgetRuns?: number;
  /** Whether the result says `expect violation of …`, so that it passes while the bug is there. */
  readonly expect?: boolean;
}

/** Candidates that are run when nothing else is said. */
export const BUDGET_RUNS = 30_000;
