// What the commands need of the language, as a port: the real one is loaded when it is first needed, which
// keeps `--help` fast, and tests bring their own.

import type {
  Diagnostic,
  FilePort,
  Formatted,
  ParsedFile,
  TestCase,
  TestResult,
} from '../dsl/index.ts';
import type { TraceEvent } from '../sim/index.ts';

/** Options of one run. */
export interface RunSettings {
  /** For tests without a `seed` line. */
  readonly seed: string;
  readonly trace: boolean;
}

/** A test while it runs. See `TestRun` of the language. */
export interface RunningTest {
  /** Runs at most about that many ticks; true when the test has ended. */
  advance(ticks: number): boolean;
  readonly ticks: number;
  /** The events since this was asked last; what was taken is soon forgotten. Empty without a trace. */
  takeEvents(): readonly TraceEvent[];
  interrupt(): void;
  result(): TestResult;
}

/** The language. */
export interface Engine {
  parseFile(path: string, text: string, files: FilePort): ParsedFile;
  renderDiagnostic(diagnostic: Diagnostic, source: string): string;
  formatSource(path: string, text: string): Formatted;
  start(test: TestCase, settings: RunSettings): RunningTest;
}

/** The real language. */
export async function loadEngine(): Promise<Engine> {
  const { formatSource, parseFile, renderDiagnostic, TestRun } = await import('../dsl/index.ts');
  return {
    parseFile,
    renderDiagnostic,
    formatSource,
    start: (test, settings) => new TestRun(test, settings),
  };
}
