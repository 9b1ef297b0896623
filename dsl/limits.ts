// What a file may cost. A file is data, so everything it can make the program do is bounded here.

/** Bounds on a file and on a run of it. Every one of them can be overridden by the caller. */
export interface Limits {
  /** Statements one test may execute, every round of a `repeat` counted. */
  readonly statements: number;
  /** Ticks one test may take. */
  readonly ticks: number;
  /** Events one tick may have; see `WorldSetup`. */
  readonly eventsPerTick: number;
  /** Levels of `repeat` and parentheses, and of definitions that call definitions. */
  readonly nesting: number;
  /** Nodes of one cluster. */
  readonly nodes: number;
  /** Size of one file, in UTF-16 code units. */
  readonly fileSize: number;
  /** Length of one line, in UTF-16 code units. */
  readonly lineLength: number;
  /** Tests that the `for` lines before one `cluster of` may multiply to. */
  readonly combinations: number;
  /** Tests of one file, every combination of `for` values counted. */
  readonly tests: number;
  /** Diagnostics kept of one file and what it uses; a last one says that there were more. */
  readonly diagnostics: number;
}

/** The limits of LANGUAGE.md. */
export const DEFAULT_LIMITS: Limits = {
  statements: 1_000_000,
  ticks: 10_000_000,
  eventsPerTick: 1_000_000,
  nesting: 256,
  nodes: 1_001,
  fileSize: 10_000_000,
  lineLength: 100_000,
  combinations: 1_000,
  tests: 100_000,
  diagnostics: 200,
};

/** Ticks that `tick until` and `eventually` wait when no `within` says otherwise. */
export const DEFAULT_WAIT_TICKS = 1_000;

/** Ticks that `expect` and `expecting` wait for an answer. */
export const ANSWER_WAIT_TICKS = 1_000;
