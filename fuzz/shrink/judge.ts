// Says whether a candidate fails as the test does, and where.

import { answersTo, findProperty, type PropertyId, type World } from '../../sim/index.ts';
import type { Operand, Statement, TestCase, TestResult } from '../../dsl/index.ts';
import { type Draft, draftText } from './draft.ts';
import type { Ending } from './ending.ts';
import { BUDGET_RUNS, type Engine, type ShrinkOptions } from './engine.ts';
import { isAbout, type Meaning, meaningOf } from './meaning.ts';

/** What must fail: a property, or a statement of a kind in such words. */
export type Signature =
  | { readonly kind: 'property'; readonly ids: readonly PropertyId[] }
  | { readonly kind: 'statement'; readonly words: string; readonly meaning: Meaning | null };

/** What a candidate may take longer than the test it comes from: a convergence, and a little. */
const SLACK_TICKS = 600;
/** What a candidate may cost besides ticks. */
const STATEMENTS_MAX = 20_000;
const EVENTS_PER_TICK_MAX = 20_000;
const STRIDE = 1_000;
/** The seed of a file without a `seed` line. */
export const DEFAULT_SEED = '1';
/** Ticks a clean engine may take for what a planted one did in less. */
const CLEAN_TICKS_MAX = 100_000;

/** Runs drafts. Counts its runs; the same draft is not run twice for the same question. */
export class Judge {
  /** Runs so far. */
  runs = 0;
  /** Whether an action that finds nobody is skipped, as in a recorded plan. */
  isPlan = true;
  private readonly engine: Engine;
  private readonly base: TestCase;
  private readonly options: ShrinkOptions;
  private readonly failing = new Map<string, boolean>();
  private readonly spans = new Map<number, Statement['span']>();
  private signature: Signature | null = null;
  private ticksMax = Infinity;

  constructor(engine: Engine, base: TestCase, options: ShrinkOptions) {
    this.engine = engine;
    this.base = base;
    this.options = options;
  }

  /** Runs the test itself, and remembers how it fails. Null when it does not. */
  learn(draft: Draft): Ending | null {
    const ending = this.run(draft);
    this.signature = this.signatureOf(draft, ending);
    // What a claim is about shows in the trace.
    if (this.keepsClaims) this.signature = this.signatureOf(draft, this.run(draft, true));
    this.ticksMax = ending.result.ticks + SLACK_TICKS;
    return this.signature === null || !this.holdsWhenClean(draft) ? null : ending;
  }

  /** Whether a draft fails the same way, and does so because of the bug if there is a clean engine to ask. */
  reproduces(draft: Draft, seed: string | null = draft.seed): boolean {
    const key = `${this.isPlan ? 'plan' : 'file'} ${seed ?? ''}\n${draftText(draft)}`;
    let known = this.failing.get(key);
    if (known === undefined) {
      if (this.isSpent) return false;
      const candidate = seed === draft.seed ? draft : { ...draft, seed };
      known =
        this.isSame(candidate, this.run(candidate, this.keepsClaims)) &&
        (this.options.clean === undefined || this.holdsWhenClean(candidate));
      this.failing.set(key, known);
    }
    return known;
  }

  /** Whether the test fails by a claim of its own, which must then stay as it is. */
  get keepsClaims(): boolean {
    return this.signature?.kind === 'statement';
  }

  /** Lets candidates take no longer than this draft does, and a little. */
  boundBy(ending: Ending): void {
    this.ticksMax = Math.min(this.ticksMax, ending.result.ticks + SLACK_TICKS);
  }

  /** Whether a draft ended with the failure that is looked for. */
  isSame(draft: Draft, ending: Ending): boolean {
    const { signature } = this;
    const { result } = ending;
    if (signature === null || result.failure === undefined) return false;
    if (signature.kind === 'statement') {
      const meaning = meaningOf(ending, claimOf(draft, ending));
      return (
        wordsOf(result) === signature.words &&
        (signature.meaning === null || (meaning !== null && isAbout(meaning, signature.meaning)))
      );
    }
    const seen = propertyOf(result);
    return seen !== undefined && signature.ids.includes(seen);
  }

  /** Whether as many runs are made as there may be. */
  get isSpent(): boolean {
    return this.runs >= (this.options.budgetRuns ?? BUDGET_RUNS);
  }

  /** Runs a draft once. */
  run(draft: Draft, trace = false): Ending {
    this.runs += 1;
    const { lenient } = this.options;
    const run = new this.engine.TestRun(this.testOf(draft, this.ticksMax), {
      ...{ lenient: lenient ?? false, plan: this.isPlan, trace },
      seed: draft.seed ?? DEFAULT_SEED,
    });
    while (!run.advance(STRIDE)) continue;
    const result = run.result();
    const line = result.failure?.span.line ?? 0;
    return { result, at: line === 0 ? draft.lines.length : line - 1 };
  }

  /** The world as the lines of a draft leave it, without a judgement; null when it fails before. Counts as a run. */
  worldAfter(draft: Draft): World | null {
    if (this.isSpent) return null;
    this.runs += 1;
    const { lenient = false } = this.options;
    const test = this.testOf({ ...draft, convergence: false }, this.ticksMax);
    const seed = draft.seed ?? DEFAULT_SEED;
    const run = new this.engine.TestRun(test, { lenient, plan: this.isPlan, seed });
    while (!run.advance(STRIDE)) continue;
    return run.result().failure === undefined ? run.scope.world : null;
  }

  private holdsWhenClean(draft: Draft): boolean {
    const { clean } = this.options;
    if (clean === undefined) return true;
    this.runs += 1;
    const options = { plan: this.isPlan, seed: draft.seed ?? DEFAULT_SEED };
    const run = new clean.TestRun(this.testOf(draft, CLEAN_TICKS_MAX), options);
    while (!run.advance(STRIDE)) continue;
    return run.result().verdict === 'passed';
  }

  private signatureOf(draft: Draft, ending: Ending): Signature | null {
    const { result } = ending;
    const { property: wanted } = this.options;
    const seen = propertyOf(result);
    if (wanted !== undefined) {
      const isSeen = seen !== undefined && answersTo(seen, wanted);
      return isSeen ? { kind: 'property', ids: [seen, wanted] } : null;
    }
    if (seen !== undefined) return { kind: 'property', ids: [seen] };
    if (result.failure === undefined) return null;
    const meaning = meaningOf(ending, claimOf(draft, ending));
    return { kind: 'statement', words: wordsOf(result), meaning };
  }

  private testOf(draft: Draft, ticks: number): TestCase {
    const { base } = this;
    const { limits } = base;
    return {
      ...base,
      ...{ seed: null as Operand | null, expectedViolation: null, variables: new Map() },
      ...{ plan: this.isPlan, convergence: draft.convergence, cluster: draft.cluster.action },
      clusterSpan: this.spanOf(0),
      statements: draft.lines.map(({ statement }, offset) => ({
        span: this.spanOf(offset + 1),
        action: statement.action,
      })),
      limits: {
        ...limits,
        ticks: Math.min(limits.ticks, ticks),
        statements: Math.min(limits.statements, STATEMENTS_MAX),
        eventsPerTick: Math.min(limits.eventsPerTick, EVENTS_PER_TICK_MAX),
      },
    };
  }

  /** The place of a line: only its number matters, to know where a run failed. */
  private spanOf(line: number): Statement['span'] {
    let span = this.spans.get(line);
    if (span === undefined) {
      span = { line, column: 1, endLine: line, endColumn: 1 };
      this.spans.set(line, span);
    }
    return span;
  }
}

function claimOf({ lines }: Draft, { at }: Ending): string {
  return lines[at]?.text ?? '';
}

function propertyOf({ failure }: TestResult): PropertyId | undefined {
  return failure?.property === undefined ? undefined : findProperty(failure.property.name)?.id;
}

/** The verdict and what is wrong, without the numbers: they may change when a test gets smaller. */
function wordsOf({ verdict, failure }: TestResult): string {
  return `${verdict}: ${(failure?.message ?? '').replace(/\d+/g, 'N')}`;
}
