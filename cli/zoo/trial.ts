// One hunt for one bug with one seed, and what was shrunk of what it caught.

import { type Breach, type Caught, isBreachOf } from '../../fuzz/index.ts';
import { counted, grouped } from '../../view/index.ts';
import type { Answered } from '../pool/index.ts';
import { type Quarry, statementsIn } from './bugs.ts';
import type { Crew } from './crew.ts';
import type { Answer, Hunted } from './orders.ts';

/** What came of a hunt. */
export interface Trial {
  readonly seed: string;
  /** Why nothing was found; null when something was. */
  readonly reason: string | null;
  readonly runs: number;
  readonly ticks: number;
  readonly seconds: number;
  readonly catch: Catch | null;
  /** Runs that broke the clean engine as well: a mistake of the checkers or the core, not of the bug. */
  readonly accusations: readonly Breach[];
  /** Runs in which the engine broke down, which is no find: no property was seen to break in them. */
  readonly breakdowns: number;
}

/** What was found. Sizes are statements: lines that are neither comment nor blank. */
export interface Catch {
  /** Seed of the run: of several that were shrunk, the one that shrank most. */
  readonly run: string;
  /** What broke, as an id, or that the simulator came to a halt. */
  readonly property: string;
  readonly message: string;
  /** Whether that is the bug's own property, or one that answers to it. */
  readonly isOwn: boolean;
  readonly original: number;
  /** Null when nothing was shrunk. */
  readonly shrunk: number | null;
  readonly shrinkSeconds: number | null;
  /** The shrunk scenario. */
  readonly scenario: string | null;
  /** Why it may be larger than it need be. */
  readonly remark: string | null;
}

/** How hunts are carried out. */
export interface TrialOptions {
  readonly budget: number;
  readonly shrinks: boolean;
  /** Milliseconds without a sign of life after which an engine counts as hung. */
  readonly patienceMs: number;
}

/** A trial, or the sentence why the bug cannot be planted. */
export type Tried = Trial | { readonly unplantable: string };

/** What shrinks to more statements than these is no pleasure to read: another find may do better. */
const LARGE_STATEMENTS = 16;
/** Finds that are shrunk, at most; the smallest result counts. */
const FINDS_MAX = 3;
/** How long the next find may take: as often as long as the first did, and seconds on top. */
const NEXT_FACTOR = 2;
const NEXT_SECONDS = 10;

/** Hunts and shrinks. Undefined when `interrupted` before it was decided. */
export async function tryBug(
  quarry: Quarry,
  seed: string,
  crew: Crew,
  options: TrialOptions,
  interrupted: AbortSignal,
): Promise<Tried | undefined> {
  const { patienceMs, budget } = options;
  const chase = new Chase(quarry, seed, crew, options);
  const started = performance.now();
  const answered = await chase.hunt(budget);
  if (answered.kind !== 'answer') {
    if (interrupted.aborted) return undefined;
    return lost(seed, (performance.now() - started) / 1000, reasonOf(answered, patienceMs));
  }
  const { answer } = answered;
  if (answer.kind === 'unplantable') return { unplantable: answer.problem };
  if (answer.kind !== 'hunted') return lost(seed, 0, 'its thread answered something else');
  const { caught } = answer;
  if (caught === null) return interrupted.aborted ? undefined : missed(seed, answer);
  const numbers = { ...numbersOf(seed, answer), reason: null };
  const first = chase.catchOf(caught);
  if (!options.shrinks) return { ...numbers, catch: first };
  if (interrupted.aborted) {
    return { ...numbers, catch: { ...first, remark: 'not shrunk any more' } };
  }
  let best = await chase.shrunk(caught);
  const seconds = NEXT_FACTOR * answer.seconds + NEXT_SECONDS;
  for (
    let finds = 1;
    finds < FINDS_MAX && isLarge(best) && chase.hasTime && !interrupted.aborted;
    finds += 1
  ) {
    const next = await chase.hunt(Math.min(budget, seconds));
    if (next.kind !== 'answer' || next.answer.kind !== 'hunted') break;
    numbers.accusations.push(...next.answer.accusations);
    if (next.answer.caught === null) break;
    best = smaller(best, await chase.shrunk(next.answer.caught));
  }
  return { ...numbers, catch: best };
}

/** The hunts of one trial, one behind the other, and what they catch. */
class Chase {
  private readonly quarry: Quarry;
  private readonly seed: string;
  private readonly crew: Crew;
  private readonly options: TrialOptions;
  /** The number of the next run. */
  private first = 0;
  /** Seconds that are left for shrinking, whatever is shrunk. */
  private left: number;

  constructor(quarry: Quarry, seed: string, crew: Crew, options: TrialOptions) {
    this.quarry = quarry;
    this.seed = seed;
    this.crew = crew;
    this.options = options;
    this.left = options.budget;
  }

  /** Goes on until a run is caught, or for so many seconds. */
  async hunt(seconds: number): Promise<Answered<Answer>> {
    const { first, seed, quarry, options } = this;
    const { bug } = quarry;
    const order = { kind: 'hunt', bug, seed, first, seconds, runsMax: Infinity } as const;
    const answered = await this.crew.run(order, options.patienceMs);
    if (answered.kind === 'answer' && answered.answer.kind === 'hunted') {
      this.first += answered.answer.runs;
    }
    return answered;
  }

  /** Whether anything more may be shrunk. */
  get hasTime(): boolean {
    return this.left > 0;
  }

  catchOf(caught: Caught): Catch {
    return {
      ...{ run: caught.spec.seed, message: caught.message },
      isOwn: isBreachOf(caught.property, this.quarry.property),
      property: caught.property ?? 'a halt of the simulator',
      original: statementsIn(caught.plan),
      ...UNSHRUNK,
    };
  }

  /** A catch with what it shrinks to. */
  async shrunk(caught: Caught): Promise<Catch> {
    const { quarry, crew } = this;
    const { patienceMs } = this.options;
    const found = this.catchOf(caught);
    const property = found.isOwn ? quarry.property : null;
    const { plan } = caught;
    const order = { kind: 'shrink', bug: quarry.bug, plan, property, seconds: this.left } as const;
    const result = await crew.run(order, patienceMs);
    if (result.kind !== 'answer') {
      return { ...found, remark: `not shrunk: ${reasonOf(result, patienceMs)}` };
    }
    const { answer } = result;
    if (answer.kind !== 'shrunken') return { ...found, remark: problemOf(answer) };
    const { text, seconds, isCut } = answer;
    this.left -= seconds;
    return {
      ...found,
      ...{ shrunk: statementsIn(text), shrinkSeconds: seconds, scenario: text },
      remark: isCut ? 'shrinking was ended before it was done' : null,
    };
  }
}

function isLarge({ shrunk }: Catch): boolean {
  return shrunk !== null && shrunk > LARGE_STATEMENTS;
}

/** The one that shrank to less, with what both took; the first when that says nothing, or less of the bug. */
function smaller(first: Catch, next: Catch): Catch {
  const shrinkSeconds = (first.shrinkSeconds ?? 0) + (next.shrinkSeconds ?? 0);
  const isBetter = next.shrunk !== null && first.shrunk !== null && next.shrunk < first.shrunk;
  if (!isBetter || (first.isOwn && !next.isOwn)) return { ...first, shrinkSeconds };
  const remarks = [
    `shrunk from run ${next.run}: what run ${first.run} showed came to ${counted(first.shrunk, 'statement')}`,
    ...(next.remark === null ? [] : [next.remark]),
  ];
  return { ...next, shrinkSeconds, remark: remarks.join('; ') };
}

function problemOf(answer: Answer): string {
  return `not shrunk: ${'problem' in answer ? answer.problem : 'its thread answered something else'}`;
}

const UNSHRUNK = { shrunk: null, shrinkSeconds: null, scenario: null, remark: null };

function numbersOf(
  seed: string,
  { runs, ticks, seconds, accusations, breakdowns }: Hunted,
): Omit<Trial, 'reason' | 'catch' | 'accusations'> & { accusations: Breach[] } {
  return { seed, runs, ticks, seconds, accusations: [...accusations], breakdowns };
}

function missed(seed: string, hunted: Hunted): Trial {
  const { runs, seconds, breakdowns, breakdown } = hunted;
  const spent = `${counted(runs, 'run')} in ${seconds.toFixed(0)} s`;
  const reason =
    breakdown === null
      ? `${spent} showed nothing`
      : `${spent} broke no property, but the engine breaks down in ${grouped(breakdowns)} of them, ` +
        `first in that of seed ${breakdown.spec.seed}: ${breakdown.message}`;
  return { ...numbersOf(seed, hunted), reason, catch: null };
}

function lost(seed: string, seconds: number, reason: string): Trial {
  return { seed, reason, seconds, runs: 0, ticks: 0, catch: null, accusations: [], breakdowns: 0 };
}

function reasonOf(
  answered: Exclude<Answered<Answer>, { kind: 'answer' }>,
  patienceMs: number,
): string {
  if (answered.kind === 'lost') {
    return `its thread ended: ${answered.error.message.split('\n')[0] ?? ''}`;
  }
  const { megabytes } = answered;
  return megabytes === null
    ? `loops for ever: no sign of life for ${patienceMs / 1000} s, so it was ended`
    : `grows for ever: it took ${megabytes} MB without a sign of life, so it was ended`;
}
