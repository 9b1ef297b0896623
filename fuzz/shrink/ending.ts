// How a run of a draft ended.

import type { TestResult } from '../../dsl/index.ts';

/** How one run of a draft ended. */
export interface Ending {
  readonly result: TestResult;
  /** Offset of the line in which it failed; the number of lines when it failed after the last. */
  readonly at: number;
}
