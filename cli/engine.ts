// What the commands need of the language, as a port: the real one is loaded when it is first needed, which
// keeps `--help` fast, and tests bring their own.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type * as Language from '../dsl/index.ts';
import type {
  Diagnostic,
  FilePort,
  Formatted,
  ParsedFile,
  TestCase,
  TestResult,
} from '../dsl/index.ts';
import type * as Storms from '../fuzz/index.ts';
import type { TraceEvent } from '../sim/index.ts';
import { UsageError } from './exit.ts';

/** Options of one run. */
export interface RunSettings {
  /** For tests without a `seed` line. */
  readonly seed: string;
  readonly trace: boolean;
  /** The folder of a bug that is planted; none without it. */
  readonly bug?: string;
}

/** A test while it runs. See `TestRun` of the language. */
export interface RunningTest {
  /** Runs at most about that many ticks; true when the test has ended. */
  advance(ticks: number): boolean;
  readonly ticks: number;
  /** The seed that its draws follow. */
  readonly seed: string;
  /** Nodes that it has, those included that nobody has started. */
  readonly nodes: number;
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

/** The language and the generator of random runs: all that runs a world. */
export type Modules = typeof Language & typeof Storms;

/** The real language, or one on top of a planted bug. Errors: a `UsageError` when it cannot be planted. */
export async function loadEngine(bug?: string): Promise<Engine> {
  return engineOf(await loadModules(bug));
}

/** The language of some modules, as a port. */
export function engineOf(modules: Modules): Engine {
  const { createRandomPort, formatSource, parseFile, renderDiagnostic, TestRun } = modules;
  return {
    parseFile,
    renderDiagnostic,
    formatSource,
    start: (test, settings) => new TestRun(test, { ...settings, random: createRandomPort() }),
  };
}

/**
 * The real modules, or such as have the bug of a folder planted in them, for which the sources are needed.
 * Errors: a `UsageError` when there is no such bug, its text does not fit, or the sources are not there.
 */
export async function loadModules(bug?: string): Promise<Modules> {
  if (bug === undefined) {
    return { ...(await import('../dsl/index.ts')), ...(await import('../fuzz/index.ts')) };
  }
  const { BugError, loadBug, plantBug } = await import('./planting/index.ts');
  let id = '';
  try {
    const read = loadBug(bug);
    id = read.id;
    return await plantBug(read);
  } catch (error) {
    const isThere = existsSync(join(bug, 'bug.json'));
    const hint = isThere ? undefined : (await import('./zoo/bugs.ts')).folderHint(bug);
    const reason = error instanceof Error ? error.message : String(error);
    // Sources that were edited may throw anything while they are loaded, without a word of the bug.
    const isNamed = id === '' || error instanceof BugError;
    const named = isNamed
      ? reason
      : `planted bug ${id}: the engine does not load with it: ${reason}`;
    throw new UsageError(named, hint);
  }
}
