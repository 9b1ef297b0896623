// The shrinker: a machine that is moved on by a number of runs at a time, and has a result at any time.

import { beginLater } from './beginning.ts';
import { replaceChances } from './chances.ts';
import { cutTail, removeChunks, removePairs } from './deletion.ts';
import { type Draft, isSmaller } from './draft.ts';
import { sayElections } from './elections.ts';
import type { Engine, ShrinkOptions } from './engine.ts';
import { flatten } from './flatten.ts';
import { reduceHeader, renumber } from './header.ts';
import { DEFAULT_SEED, Judge } from './judge.ts';
import { Language } from './language.ts';
import { nameLeader } from './leader.ts';
import { render, type Rendering, statementsIn } from './render.ts';
import { joinLines, simplifyLines } from './rewrite.ts';
import { Search, type Work } from './search.ts';
import { dropSeed } from './seed.ts';
import { makeRelative, shortenTimes } from './time.ts';
import { excursion, replacePairs } from './variety.ts';

/** What has been found so far. */
export interface Shrunk {
  /** The text of a file that fails the same way. */
  readonly text: string;
  /** Its lines that are neither comment nor blank. */
  readonly statements: number;
}

/** How far it is. */
export interface ShrinkProgress {
  /** What is being tried, in words. */
  readonly phase: string;
  /** Runs so far, those of the clean engine included. */
  readonly runs: number;
  /** Statements of the smallest so far. */
  readonly statements: number;
}

/** More lines than these are not taken out two at a time. */
const PAIRS_LINES_MAX = 24;
/** More lines than these are not replaced two by one. */
const REPLACED_LINES_MAX = 16;
/** Excursions at most: some cost no run, because all of it is known. */
const EXCURSIONS_MAX = 20_000;

/**
 * Makes a failing test smaller. Call `advance` until it answers true; `best` is there at any time. The same input
 * gives the same result, however the runs are portioned. Errors: throws when the text has mistakes or no such test.
 */
export class Shrinker {
  private readonly search: Search | null;
  private readonly judge: Judge;
  private readonly work: Generator<undefined, boolean> | null;
  private readonly options: ShrinkOptions;
  private rendered: { readonly draft: Draft; readonly rendering: Rendering } | null = null;
  private isDone = false;
  private readonly original: string;

  constructor(engine: Engine, text: string, options: ShrinkOptions = {}) {
    this.options = options;
    this.original = text;
    const { diagnostics, tests } = engine.parseFile('test.raft', text, options.files);
    const test = tests[options.test ?? 0];
    if (test === undefined) {
      throw new RangeError(diagnostics[0]?.message ?? 'there is no such test in the text');
    }
    const language = new Language(engine);
    this.judge = new Judge(engine, test, options);
    const flat = flatten(test, language);
    const seed = flat?.seed ?? options.seed ?? DEFAULT_SEED;
    const draft = flat === null ? null : { ...flat, seed: seed === DEFAULT_SEED ? null : seed };
    this.search = draft === null ? null : this.begin(draft, language);
    this.work = this.search === null ? null : shrinkWork(this.search);
  }

  /** Whether the test fails at all, as it must; when it does not, there is nothing to do. */
  get fails(): boolean {
    return this.search !== null;
  }

  /** Tries candidates until about so many more runs are made. Answers whether all is done. */
  advance(runs: number): boolean {
    const until = this.judge.runs + runs;
    while (!this.isDone && !this.judge.isSpent && this.judge.runs < until) {
      this.isDone = this.work?.next().done ?? true;
    }
    return this.isDone || this.judge.isSpent || this.work === null;
  }

  /** Whether the budget ended before the result was known to be 1-minimal. */
  get isCut(): boolean {
    return !this.isDone && this.judge.isSpent;
  }

  get progress(): ShrinkProgress {
    const { runs } = this.judge;
    if (this.search === null) return { phase: 'done', runs, statements: 0 };
    const { phase, best } = this.search;
    const rendering = this.renderingOf(this.search);
    return { phase: this.isDone ? 'done' : phase, runs, statements: statementsIn(best, rendering) };
  }

  /** The smallest test so far, as a file. */
  get best(): Shrunk {
    if (this.search === null) return { text: this.original, statements: 0 };
    const { best } = this.search;
    const rendering = this.renderingOf(this.search);
    return { text: render(best, rendering), statements: statementsIn(best, rendering) };
  }

  /** How the best fails. Looking changes nothing: the run is not counted. */
  private renderingOf({ best, isFile }: Search): Rendering {
    if (this.rendered?.draft === best && this.rendered.rendering.isPlan === !isFile) {
      return this.rendered.rendering;
    }
    const { judge } = this;
    const { isPlan, runs } = judge;
    judge.isPlan = !isFile;
    const { result, at } = judge.run(best);
    judge.isPlan = isPlan;
    judge.runs = runs;
    const claim = best.lines[at]?.text ?? '';
    const rendering = { result, claim, isPlan: !isFile, expect: this.options.expect ?? false };
    this.rendered = { draft: best, rendering };
    return rendering;
  }

  /** A search from a draft that fails, as a plan or as a file. */
  private begin(draft: Draft, language: Language): Search | null {
    const { judge, options } = this;
    for (const isPlan of [true, false]) {
      judge.isPlan = isPlan;
      if (judge.learn(draft) === null) continue;
      // The test itself is no candidate.
      judge.runs = 0;
      const search = new Search(judge, language, draft, options);
      search.isFile = !isPlan;
      return search;
    }
    return null;
  }
}

function* shrinkWork(search: Search): Work {
  const original = search.best;
  search.phase = 'cut after the failure';
  yield* cutTail(search);
  search.phase = 'take statements out';
  yield* removeChunks(search);
  search.phase = 'shrink the cluster';
  yield* reduceHeader(search);
  yield* removeChunks(search);
  search.phase = 'make chances certain';
  yield* replaceChances(search);
  search.phase = 'shorten time';
  yield* makeRelative(search);
  if (!search.judge.keepsClaims) yield* beginLater(search);
  yield* cutTail(search);
  yield* removeChunks(search);
  search.phase = 'simplify';
  yield* polish(search, false);
  search.phase = 'say elections by hand';
  if (!search.judge.keepsClaims && (yield* sayElections(search))) {
    yield* polish(search, false);
    search.preferShorter();
  }
  search.phase = 'run as a file';
  search.becomeFile();
  search.phase = 'try other ways';
  for (let number = 0; number < EXCURSIONS_MAX && search.isWorthMore(); number += 1) {
    const found = yield* excursion(search, number);
    if (found) yield* polish(search, false);
    if (!search.isFile) search.becomeFile();
    yield;
  }
  search.returnToBest();
  search.phase = 'make it minimal';
  yield* polish(search, true);
  if (!search.isFile && search.becomeFile()) yield* polish(search, true);
  return search.best !== original;
}

/** All that makes a draft smaller without detours, until nothing does. */
function* polish(search: Search, isLast: boolean): Work {
  const original = search.current;
  for (let goesOn = true; goesOn;) {
    const before = search.current;
    yield* shortenTimes(search);
    yield* removeChunks(search);
    yield* joinLines(search);
    yield* simplifyLines(search);
    // What a property is broken by may be had from the start; a claim is about how it came.
    if (!search.judge.keepsClaims) yield* beginLater(search);
    yield* reduceHeader(search);
    yield* dropSeed(search);
    yield* renumber(search);
    // What a property is broken by is looked for by excursions; a claim reads best in its author's words.
    if (search.judge.keepsClaims) yield* nameLeader(search);
    const { length } = search.current.lines;
    if (length <= PAIRS_LINES_MAX) yield* removePairs(search);
    if (search.current === before) yield* replaceChances(search);
    if (!isLast && search.current === before && length <= REPLACED_LINES_MAX) {
      yield* replacePairs(search);
    }
    goesOn = search.current !== before;
    if (search.isLate && !isLast) break;
  }
  return isSmaller(search.current, original);
}
