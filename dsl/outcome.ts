// What a run came to: the first failure with everything a report needs, what was shown, which golden lines
// are out of date.

import { diagnose, stateRows, type World } from '../sim/index.ts';
import type { Problem } from './problem.ts';
import type { Span } from './diagnostics.ts';
import { firstDifference, goldenDifference, goldenUpdate } from './golden.ts';
import type { Place } from './machine.ts';
import type { Failure, GoldenUpdate, TestResult, Verdict } from './result.ts';
import { shownLines } from './show.ts';
import { textAt } from './source-text.ts';
import type { TestCase } from './test-case.ts';
import { showsOf } from './shows.ts';

/** The source text of a span near a place. */
export type TextOf = (span: Span, place: Place) => string;

/** Collects what a run comes to. */
export class Outcome {
  verdict: Verdict = 'passed';
  failure: Failure | null = null;
  private test: TestCase;
  private readonly keepsEvents: boolean;
  private output: { line: number; text: readonly string[] }[] = [];
  private golden: GoldenUpdate[] = [];

  constructor(test: TestCase, keepsEvents: boolean) {
    this.test = test;
    this.keepsEvents = keepsEvents;
  }

  readonly textOf: TextOf = (span, place) => textAt(this.test.sources.get(place.file) ?? '', span);

  /** From here on, statements stand in a later form of the test. */
  follow(test: TestCase): void {
    this.test = test;
  }

  get shown(): TestResult['output'] {
    return this.output;
  }

  /** Forgets the failure. */
  forgive(): void {
    this.failure = null;
    this.verdict = 'passed';
  }

  /** Remembers a failure, unless there is one already. */
  note(
    world: World,
    verdict: Verdict,
    place: Place | null,
    problem: Problem,
    property?: Failure['property'],
  ): void {
    if (this.failure !== null) return;
    this.verdict = verdict;
    const { test } = this;
    const file = place?.file ?? test.file;
    const span = problem.span ?? place?.statement.span ?? test.clusterSpan;
    const { message, expected, observed, isOfCluster } = problem;
    const reasons = problem.why ?? (isOfCluster === true ? diagnose(world) : []);
    const why = typeof reasons === 'function' ? reasons() : reasons;
    this.failure = {
      ...{ file, span, statement: textAt(test.sources.get(file) ?? '', span) },
      ...{ message, expected, observed, why, state: stateRows(world) },
      ...(property === undefined ? {} : { property }),
      ...(problem.difference === undefined ? {} : { difference: problem.difference }),
      events: this.keepsEvents ? [...(world.trace?.events ?? [])] : [],
    };
  }

  /** Carries out a `show`. Answers what is wrong with its golden lines. */
  show(world: World, place: Place): Problem | undefined {
    const { action, span } = place.statement;
    if (action.kind !== 'show') return undefined;
    const text = shownLines(action.shown, { world, variables: place.variables });
    this.output.push({ line: span.line, text });
    const update = goldenUpdate(place.file, span, action.golden, text);
    if (update === undefined) return undefined;
    const isKnown = this.golden.some(
      ({ file, from }) => file === update.file && from === update.from,
    );
    if (!isKnown && this.test.seed !== null) this.golden.push(update);
    if (action.golden.length === 0) return undefined;
    const message = 'the golden lines differ from what `show` prints now';
    const { line, ...facts } = firstDifference(action.golden, text);
    const difference = goldenDifference(action.golden, text);
    return { message, ...facts, difference, span: this.lineSpan(place.file, line) };
  }

  /** A line of a file, without what surrounds its text. */
  private lineSpan(file: string, line: number): Span {
    const text = (this.test.sources.get(file) ?? '').split(/\r\n|\n|\r/)[line - 1] ?? '';
    const column = text.length - text.trimStart().length + 1;
    const endColumn = Math.max(column + 1, text.trimEnd().length + 1);
    return { line, column, endLine: line, endColumn };
  }

  /** Lines of the test's own `show`s with golden lines that it failed before. */
  private unshown(): readonly number[] {
    if (this.failure === null || this.failure.difference !== undefined) return [];
    const shown = new Set(this.output.map(({ line }) => line));
    const golden = showsOf(this.test).flatMap(({ span, action }) =>
      action.kind === 'show' && action.golden.length > 0 ? [span.line] : [],
    );
    return golden.filter((line) => !shown.has(line));
  }

  /** The result of a run that has ended. */
  result(world: World, seed: string): TestResult {
    const { test, verdict, failure, output, golden } = this;
    const result = {
      ...{ file: test.file, test: test.name, line: test.line, seed, verdict },
      ...{ ticks: world.now, hash: world.hash.toString() },
      ...{
        output,
        golden,
        ...(this.keepsEvents ? { trace: world.trace?.events ?? [] } : {}),
        ...(world.coverage === null ? {} : { coverage: world.coverage.coverage.toJSON() }),
        unshown: this.unshown(),
        notes: [...world.notes],
      },
    };
    return failure === null ? result : { ...result, failure };
  }

  copy(): Outcome {
    const copy = new Outcome(this.test, this.keepsEvents);
    copy.verdict = this.verdict;
    copy.failure = this.failure;
    copy.output = [...this.output];
    copy.golden = [...this.golden];
    return copy;
  }
}
