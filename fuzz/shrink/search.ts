// Where the search stands: the draft it works on, the smallest one it has seen, and what it is doing.

import { type Draft, isSmaller, measure, STATEMENT } from './draft.ts';
import type { ShrinkOptions } from './engine.ts';
import { BUDGET_RUNS } from './engine.ts';
import type { Judge } from './judge.ts';
import type { Language } from './language.ts';

/** Work that can be stopped after every candidate. Answers whether it made the draft smaller. */
export type Work = Generator<undefined, boolean>;

/** Seeds that a result should fail for besides its own, so that it does not hang on a draw. */
const OTHER_SEEDS = ['2', '3', '4', '5'];

/** More lines than these are not run with other seeds. */
const SETTLED_LINES_MAX = 16;
/** Percent of the budget after which no detour begins: what is left makes the result 1-minimal. */
const DETOURS_PERCENT = 75;
/** Runs without progress, for each tenth of a statement there is beside the cluster, until excursions end. */
const PATIENCE_RUNS = 60;

/** The state of a search. */
export class Search {
  readonly judge: Judge;
  readonly language: Language;
  /** What is being made smaller. */
  current: Draft;
  /** The smallest so far; fails, as a plan or as a file. */
  best: Draft;
  /** Whether the best fails as an ordinary file. */
  isFile = false;
  /** What is being tried, in words. */
  phase = 'begin';
  private readonly budget: number;
  /** Runs when the best last lost a line. */
  private improvedAt = 0;
  private readonly losses = new Map<Draft, number>();

  constructor(judge: Judge, language: Language, draft: Draft, options: ShrinkOptions) {
    this.judge = judge;
    this.language = language;
    this.current = draft;
    this.best = draft;
    this.budget = options.budgetRuns ?? BUDGET_RUNS;
  }

  /** Whether what is left of the budget is needed to make the result 1-minimal. */
  get isLate(): boolean {
    return this.judge.runs * 100 >= this.budget * DETOURS_PERCENT;
  }

  /** Whether another excursion may find something: neither the budget nor the patience is at its end. */
  isWorthMore(): boolean {
    const { cost } = measure(this.best);
    const patience = (cost - STATEMENT) * PATIENCE_RUNS;
    return !this.isLate && this.judge.runs - this.improvedAt < patience;
  }

  /** Goes on with a candidate if it is smaller and fails the same way. */
  attempt(candidate: Draft): boolean {
    const { current } = this;
    if (!isSmaller(candidate, current) || !this.judge.reproduces(candidate)) return false;
    // Of two that cost the same, the one that hangs less on draws is better, however it reads.
    const isEqual = measure(candidate).cost === measure(current).cost;
    if (isEqual && this.isSettled && this.lossesOf(candidate) > this.lossesOf(current))
      return false;
    return this.adopt(candidate);
  }

  /** Goes on with a candidate if it fails the same way, also when it is no smaller. */
  adopt(candidate: Draft): boolean {
    if (!this.judge.reproduces(candidate)) return false;
    this.current = candidate;
    if (this.isBetter(candidate)) {
      if (measure(candidate).cost < measure(this.best).cost) {
        this.improvedAt = this.judge.runs;
      }
      this.best = candidate;
    }
    return true;
  }

  /** Goes back to the best. */
  returnToBest(): void {
    this.current = this.best;
  }

  /** Goes on with the current one where it has fewer lines than a best with many, whatever else it costs. */
  preferShorter(): void {
    const { length } = this.best.lines;
    if (length > SETTLED_LINES_MAX && this.current.lines.length < length) this.best = this.current;
    this.current = this.best;
  }

  /** From here on candidates are run as ordinary files, if the current one fails as such. */
  becomeFile(): boolean {
    const { judge } = this;
    if (!judge.isPlan) return true;
    judge.isPlan = false;
    if (judge.reproduces(this.current)) {
      this.isFile = true;
      this.best = this.current;
      return true;
    }
    judge.isPlan = true;
    return false;
  }

  /** Whether a draft should be kept instead of the best: fewer lines, less chance, lighter lines. */
  private isBetter(candidate: Draft): boolean {
    const { best } = this;
    const cost = measure(candidate).cost - measure(best).cost;
    if (cost !== 0 || !this.isSettled) return isSmaller(candidate, best);
    const losses = this.lossesOf(candidate) - this.lossesOf(best);
    return losses === 0 ? isSmaller(candidate, best) : losses < 0;
  }

  /** Whether it is small enough to ask how much it hangs on draws. */
  private get isSettled(): boolean {
    return !this.judge.isPlan && this.current.lines.length <= SETTLED_LINES_MAX;
  }

  /** How many of some other seeds a draft does not fail for. */
  private lossesOf(draft: Draft): number {
    let losses = this.losses.get(draft);
    if (losses === undefined) {
      losses = 0;
      for (const seed of OTHER_SEEDS) if (!this.judge.reproduces(draft, seed)) losses += 1;
      this.losses.set(draft, losses);
    }
    return losses;
  }
}
