// What a finished test says of itself, as data. Reports in text, JSON, JUnit and TAP are computed from it.

import type { CoverageData, StateRow, TraceEvent } from '../sim/index.ts';
import type { Span } from './diagnostics.ts';

/**
 * How a test ended. `failed`: a check, wait or expectation of the scenario did not hold. `violated`: a
 * safety property broke. `stalled`: the cluster did not converge after the last statement. `broken`: an
 * assertion of ours failed or a limit of the language was reached. `interrupted`: the user stopped it.
 */
export type Verdict = 'passed' | 'failed' | 'violated' | 'stalled' | 'broken' | 'interrupted';

/** Why a test did not pass, with everything a report needs. */
export interface Failure {
  /** The file the failing statement stands in; differs from the test's file inside a `use`. */
  readonly file: string;
  /** Where the failing statement stands. */
  readonly span: Span;
  /** The statement as written. */
  readonly statement: string;
  /** One sentence: what went wrong. */
  readonly message: string;
  readonly expected: string;
  readonly observed: string;
  /** Reasons in words, most important first; may be empty. */
  readonly why: readonly string[];
  /** The property that broke, in words, with its source; absent for failed checks. */
  readonly property?: {
    readonly name: string;
    readonly statement: string;
    readonly source: string;
  };
  /**
   * Golden lines and what `show` printed instead: `- ` before those that are only golden, `+ ` before those
   * that only were printed; absent for every other failure.
   */
  readonly difference?: readonly string[];
  /** All nodes at the moment of the failure. */
  readonly state: readonly StateRow[];
  /** The trace up to the failure; empty when the run was not traced. */
  readonly events: readonly TraceEvent[];
}

/** The result of one test (one value of each `for`). */
export interface TestResult {
  readonly file: string;
  /** The test's name, or `test at line N` for a nameless one; `for` values in brackets behind it. */
  readonly test: string;
  /** Line of the test's first statement, from 1. */
  readonly line: number;
  readonly seed: string;
  readonly verdict: Verdict;
  /** Ticks of simulated time. */
  readonly ticks: number;
  /** Rolling hash of the run, 16 hex digits. */
  readonly hash: string;
  readonly failure?: Failure;
  /** Every event of the run; present only when the run kept its trace. */
  readonly trace?: readonly TraceEvent[];
  /** Which situations came up; present only when the run was asked to note them. */
  readonly coverage?: CoverageData;
  /** What `show` printed, in order. */
  readonly output: readonly { readonly line: number; readonly text: readonly string[] }[];
  /** Golden lines that differ from what `show` printed: what `--update` would write. */
  readonly golden: readonly GoldenUpdate[];
  /** Lines of the `show`s with golden lines that a failing test did not come to; nothing updates those. */
  readonly unshown: readonly number[];
  /** Remarks for every report, such as properties that a fault suspended. */
  readonly notes: readonly string[];
}

/** The lines after a `show` as they should be. Lines are from 1; `from..to` is empty when to < from. */
export interface GoldenUpdate {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}
