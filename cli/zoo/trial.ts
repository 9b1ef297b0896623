// One hunt for one bug with one seed, and what was shrunk of what it caught.

import { type Breach, type Caught, isBreachOf } from '../../fuzz/index.ts';
import { counted, grouped } from '../../view/index.ts';
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
  /** Seed of the run. */
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

/** Hunts and shrinks. Undefined when `interrupted` before it was decided. */
export async function tryBug(
  { bug, property }: Quarry,
  seed: string,
  crew: Crew,
  options: TrialOptions,
  interrupted: AbortSignal,
): Promise<Tried | undefined> {
  const { budget, patienceMs } = options;
  const order = { kind: 'hunt', bug, seed, seconds: budget, runsMax: Infinity } as const;
  const started = performance.now();
  const answered = await crew.run(order, patienceMs);
  if (answered.kind !== 'answer') {
    if (interrupted.aborted) return undefined;
    return lost(seed, (performance.now() - started) / 1000, reasonOf(answered, patienceMs));
  }
  const { answer } = answered;
  if (answer.kind === 'unplantable') return { unplantable: answer.problem };
  if (answer.kind !== 'hunted') return lost(seed, 0, 'its thread answered something else');
  const { caught } = answer;
  if (caught === null) return interrupted.aborted ? undefined : missed(seed, answer);
  const isOwn = isBreachOf(caught.property, property);
  const found: Catch = {
    ...{ run: caught.spec.seed, message: caught.message, isOwn },
    property: caught.property ?? 'a halt of the simulator',
    original: statementsIn(caught.plan),
    ...UNSHRUNK,
  };
  const trial = { ...numbersOf(seed, answer), reason: null, catch: found };
  if (!options.shrinks) return trial;
  if (interrupted.aborted) return { ...trial, catch: { ...found, remark: 'not shrunk any more' } };
  const wanted = isOwn ? property : null;
  return { ...trial, catch: { ...found, ...(await shrink(caught, wanted)) } };

  async function shrink({ plan }: Caught, wanted: Quarry['property'] | null): Promise<Shrunk> {
    const shrinking = { kind: 'shrink', bug, plan, property: wanted, seconds: budget } as const;
    const result = await crew.run(shrinking, patienceMs);
    if (result.kind !== 'answer') {
      return { ...UNSHRUNK, remark: `not shrunk: ${reasonOf(result, patienceMs)}` };
    }
    const { answer } = result;
    if (answer.kind !== 'shrunken') return { ...UNSHRUNK, remark: problemOf(answer) };
    const { text, seconds, isCut } = answer;
    return {
      ...{ shrunk: statementsIn(text), shrinkSeconds: seconds, scenario: text },
      remark: isCut ? 'shrinking was ended before it was done' : null,
    };
  }
}

function problemOf(answer: Answer): string {
  return `not shrunk: ${'problem' in answer ? answer.problem : 'its thread answered something else'}`;
}

type Shrunk = Pick<Catch, 'shrunk' | 'shrinkSeconds' | 'scenario' | 'remark'>;

const UNSHRUNK: Shrunk = { shrunk: null, shrinkSeconds: null, scenario: null, remark: null };

function numbersOf(
  seed: string,
  { runs, ticks, seconds, accusations, breakdowns }: Hunted,
): Omit<Trial, 'reason' | 'catch'> {
  return { seed, runs, ticks, seconds, accusations, breakdowns };
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
  answered: { readonly kind: 'stuck' } | { readonly kind: 'lost'; readonly error: Error },
  patienceMs: number,
): string {
  return answered.kind === 'stuck'
    ? `loops for ever: no sign of life for ${patienceMs / 1000} s, so it was ended`
    : `its thread ended: ${answered.error.message.split('\n')[0] ?? ''}`;
}
