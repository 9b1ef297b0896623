// What a run tells whoever writes it down. Reporters are told in order: one `begin`, then files and tests as
// they come, then one `end`, also when the run was interrupted.

import type { ParsedFile, TestResult, Verdict } from '../../dsl/index.ts';
import type { RequestPath, TraceEvent } from '../../sim/index.ts';
import type { TraceStart } from '../../view/index.ts';
import type { ExitStatus } from '../exit.ts';
import type { Replay } from '../run/replay-line.ts';

/** What a run is, known before it starts. */
export interface RunHeader {
  readonly files: number;
  /** For tests without a `seed` line. */
  readonly seed: string;
  /** Whether the seed was drawn by us, so that it must be told. */
  readonly drawn: boolean;
}

/** Two runs of one test that differ: our worst failure. */
export interface Difference {
  /** One sentence. */
  readonly message: string;
  readonly first: string;
  readonly second: string;
}

/** A finished test. */
export interface TestOutcome {
  readonly result: TestResult;
  readonly replay: Replay;
  /** The text of the test's file and of all it uses, by path. */
  readonly sources: ReadonlyMap<string, string>;
  readonly difference?: Difference;
  /** The request that was to be followed. */
  readonly path?: RequestPath;
}

/** How many tests ended how, and what else happened. */
export interface RunSummary {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly files: number;
  /** Files that could not be read or had errors. */
  readonly badFiles: number;
  /** Tests that gave two different runs. */
  readonly different: number;
  /** Whether every test was run twice, to compare. */
  readonly runTwice: boolean;
  /** Tests left out, of files that were begun, because the run ended early. */
  readonly notRun: number;
  /** Files that were not begun, because the run ended early. */
  readonly filesNotReached: number;
  readonly interrupted: boolean;
  /** Golden lines that `--update` rewrote, by file. */
  readonly updated: readonly string[];
  readonly milliseconds: number;
  readonly status: ExitStatus;
}

/** Writes a run down. */
export interface Reporter {
  begin(header: RunHeader): void;
  /** A file that cannot be read. */
  unreadable(file: string, problem: string): void;
  /** A file with diagnostics. `refusals` are sentences about files that it may not use. */
  diagnosed(parsed: ParsedFile, refusals: readonly string[]): void;
  /** Further events of the running test, of which there may be none; the same object for all of one test. */
  traced(test: TraceStart, events: readonly TraceEvent[]): void;
  tested(outcome: TestOutcome): void;
  end(summary: RunSummary): void;
}

/** Whether a test counts against the run. */
export function isFailure({ result, difference }: TestOutcome): boolean {
  return result.verdict !== 'passed' || difference !== undefined;
}
