// `whitewater run`: every test of every file, one after the other, told to a reporter.

import { resolve } from 'node:path';
import type { GoldenUpdate, TestCase, TestResult } from '../../dsl/index.ts';
import type { Engine, RunSettings } from '../engine.ts';
import { EXIT, type ExitStatus, noTests, UsageError } from '../exit.ts';
import type { FoundFile } from '../files/collect.ts';
import type { Host } from '../host.ts';
import { internalMistake } from '../mistakes.ts';
import { isFailure, type Reporter, type TestOutcome } from '../report/reporter.ts';
import { checkDeterminism } from './determinism.ts';
import { executeTest, type Told, TOLD_NOTHING } from './execute.ts';
import { applyGolden, replaceFile } from './golden.ts';
import { hasErrors, type LoadedFile, loadFile, pickTests } from './load.ts';
import type { RunOptions } from './options.ts';
import type { Progress } from './progress.ts';
import type { SecondRun } from './second-run.ts';
import { replayOf } from './replay-line.ts';
import { Tally } from './tally.ts';
import type { TraceFile } from './trace-file.ts';
import { Tracing } from './tracing.ts';

/** Rounds of running and rewriting after which `--update` gives up: a failing check may hide a `show`. */
const UPDATE_ROUNDS_MAX = 100;

/** What a run works with. */
export interface RunTools {
  readonly host: Host;
  readonly engine: Engine;
  readonly reporter: Reporter;
  readonly progress: Progress;
  readonly secondRun: SecondRun;
  /** Where `--trace-out` goes. */
  readonly traceFile?: TraceFile;
}

/** How a run ended. */
export interface RunEnd {
  readonly status: ExitStatus;
  /** Why there was nothing to run, if so. */
  readonly mistake: UsageError | undefined;
  /** Absolute paths of all files that were read by `use`. */
  readonly used: readonly string[];
  /** The first test that did not pass, and where it stands. */
  readonly failed: FailedTest | undefined;
}

/** A test that did not pass. */
export interface FailedTest {
  readonly file: FoundFile;
  readonly text: string;
  /** Its place among the tests of the file. */
  readonly test: number;
}

/** Runs the tests of some files. The reporter's document is complete whatever happens. */
export async function runFiles(
  files: readonly FoundFile[],
  options: RunOptions,
  tools: RunTools,
): Promise<RunEnd> {
  return new Run(files, options, tools).go();
}

class Run {
  private readonly files: readonly FoundFile[];
  private readonly options: RunOptions;
  private readonly tools: RunTools;
  private readonly settings: RunSettings;
  private readonly tally = new Tally();
  private readonly used = new Set<string>();
  /** Names of tests that `--grep` passed over. */
  private readonly passedOver: string[] = [];
  private done = 0;
  private failed: FailedTest | undefined;

  constructor(files: readonly FoundFile[], options: RunOptions, tools: RunTools) {
    this.files = files;
    this.options = options;
    this.tools = tools;
    const { seed, trace, traceOut, request, bug } = options;
    const isTraced = trace || traceOut !== undefined || request !== undefined;
    this.settings = { seed, trace: isTraced, ...(bug === undefined ? {} : { bug }) };
  }

  async go(): Promise<RunEnd> {
    const { reporter, progress } = this.tools;
    const { seed, drawn } = this.options;
    reporter.begin({ files: this.files.length, seed, drawn });
    let summary;
    try {
      for (const file of this.files) {
        if (this.stopped) {
          this.tally.filesNotReached += 1;
        } else {
          await this.runFile(file);
          this.done += 1;
        }
      }
    } finally {
      progress.hide();
      const { checkDeterminism: runTwice } = this.options;
      const counts = this.tally.summary(this.files.length, this.interrupted);
      summary = { ...counts, runTwice };
      reporter.end(summary);
    }
    const mistake = this.nothingRan();
    const status = mistake === undefined ? summary.status : EXIT.usage;
    return { status, mistake, used: [...this.used], failed: this.failed };
  }

  private get interrupted(): boolean {
    return this.tools.host.interrupted.aborted;
  }

  private get stopped(): boolean {
    return this.interrupted || (this.options.bail && this.tally.failures > 0);
  }

  private async runFile(file: FoundFile): Promise<void> {
    const loaded = this.load(file);
    if (loaded === undefined) return;
    if (this.options.update) await this.updateFile(loaded);
    else await this.runTests(loaded, (outcome) => this.tell(outcome));
  }

  /** Reads a file; tells the reporter when it cannot be run. */
  private load(file: FoundFile): LoadedFile | undefined {
    const { engine, host, reporter, progress } = this.tools;
    const read = loadFile(engine, file, host.folder);
    if (!read.ok) {
      this.tally.badFiles += 1;
      progress.hide();
      reporter.unreadable(file.shown, read.problem);
      return undefined;
    }
    const { parsed, refusals } = read.loaded;
    for (const path of parsed.sources.keys()) this.used.add(resolve(host.folder, path));
    if (parsed.diagnostics.length > 0 || refusals.length > 0) {
      progress.hide();
      reporter.diagnosed(parsed, refusals);
    }
    if (!hasErrors(parsed)) return read.loaded;
    this.tally.badFiles += 1;
    return undefined;
  }

  private async runTests(loaded: LoadedFile, done: (outcome: TestOutcome) => void): Promise<void> {
    const tests = pickTests(loaded.parsed.tests, loaded.file.lines, this.options.grep);
    if (tests.length === 0) this.passedOver.push(...loaded.parsed.tests.map((test) => test.name));
    for (const test of tests) {
      if (this.stopped) this.tally.notRun += 1;
      else {
        const outcome = await this.runTest(test, loaded);
        const { file, parsed } = loaded;
        if (isFailure(outcome)) this.failed ??= { file, text: parsed.text, test: test.index };
        done(outcome);
      }
    }
  }

  private async runTest(test: TestCase, { parsed }: LoadedFile): Promise<TestOutcome> {
    const { engine, host, secondRun } = this.tools;
    const signal = host.interrupted;
    const tracing = new Tracing(test, this.options, this.tools);
    let result: TestResult;
    let difference;
    try {
      result = await executeTest(engine, test, this.settings, signal, this.toldOf(test, tracing));
      if (this.options.checkDeterminism && result.verdict !== 'interrupted') {
        const check = { engine, secondRun, settings: this.settings, signal };
        difference = await checkDeterminism(test, result, check);
      }
    } catch (error) {
      // A report that cannot be written is no mistake of ours.
      if (error instanceof UsageError) throw error;
      result = internalMistake(test, this.settings.seed, error, host);
    }
    const replay = replayOf(result, test, parsed.tests, this.options.shownBug);
    tracing.end(result);
    const { path } = tracing;
    const followed = path === undefined ? {} : { path };
    const outcome = { result, replay, sources: parsed.sources, ...followed };
    return difference === undefined ? outcome : { ...outcome, difference };
  }

  /** What is told of a running test: its events when they are wanted, else how far it is. */
  private toldOf(test: TestCase, tracing: Tracing): Told {
    const { host, progress } = this.tools;
    if (!this.settings.trace) {
      const { files } = this;
      return { progress: (ticks) => progress.update(this.done, files.length, test.name, ticks) };
    }
    return {
      ...TOLD_NOTHING,
      events: (events, run) => {
        tracing.take(events, run);
        return host.out.ready();
      },
    };
  }

  private tell(outcome: TestOutcome): void {
    this.tools.progress.hide();
    this.tally.count(outcome);
    this.tools.reporter.tested(outcome);
  }

  /** Runs a file and rewrites its golden lines until they fit; then tells how its tests ended. */
  private async updateFile(first: LoadedFile): Promise<void> {
    let loaded = first;
    for (let round = 1; ; round += 1) {
      const outcomes: TestOutcome[] = [];
      await this.runTests(loaded, (outcome) => outcomes.push(outcome));
      const updates = outcomes.flatMap(({ result }) => result.golden);
      const finished = updates.length === 0 || round === UPDATE_ROUNDS_MAX || this.interrupted;
      if (finished) {
        for (const outcome of outcomes) this.tell(withUnshown(outcome));
        return;
      }
      this.rewrite(loaded, updates);
      const again = this.load(loaded.file);
      if (again === undefined) return;
      loaded = again;
    }
  }

  private rewrite({ parsed }: LoadedFile, updates: readonly GoldenUpdate[]): void {
    for (const file of new Set(updates.map((update) => update.file))) {
      const text = parsed.sources.get(file);
      if (text === undefined) continue;
      const own = updates.filter((update) => update.file === file);
      replaceFile(resolve(this.tools.host.folder, file), applyGolden(file, text, own), file);
      this.tally.updated.add(file);
    }
  }

  /** A run without a single test is a mistake of whoever typed it. */
  private nothingRan(): UsageError | undefined {
    if (this.tally.tests > 0 || this.tally.badFiles > 0 || this.interrupted) return undefined;
    const { grep } = this.options;
    if (grep !== undefined && this.passedOver.length > 0) {
      const names = this.passedOver.slice(0, 5).map((name) => `\n  ${name}`);
      const more = this.passedOver.length > 5 ? '\n  …' : '';
      return new UsageError(
        `no test's name contains ${JSON.stringify(grep)}`,
        `the tests are called:${names.join('')}${more}`,
      );
    }
    const picked = this.files.find(({ lines }) => lines !== undefined);
    if (picked !== undefined && this.passedOver.length > 0) {
      return new UsageError(
        `no test of ${picked.shown} stands in line ${picked.lines?.join(' or ') ?? ''}`,
        'a test begins with its `test` line, or else with its `cluster of`',
      );
    }
    return noTests(this.files.map(({ shown }) => shown));
  }
}

/** Says which golden lines were not rewritten, since the test ended before them. */
function withUnshown(outcome: TestOutcome): TestOutcome {
  const { result } = outcome;
  if (result.unshown.length === 0) return outcome;
  const lines = `${result.unshown.length === 1 ? 'line' : 'lines'} ${result.unshown.join(', ')}`;
  const note = `golden lines below ${lines} not rewritten: the test failed before them`;
  return { ...outcome, result: { ...result, notes: [...result.notes, note] } };
}
