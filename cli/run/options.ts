// Options of `run`, judged.

import { randomInt } from 'node:crypto';
import { UsageError } from '../exit.ts';

/** Forms in which a run can be written down. */
export const REPORTERS = ['text', 'json', 'junit', 'tap'] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** What `run` was asked for. */
export interface RunOptions {
  readonly seed: string;
  /** Whether `seed` was drawn here. */
  readonly drawn: boolean;
  readonly grep: string | undefined;
  readonly bail: boolean;
  readonly update: boolean;
  readonly trace: boolean;
  readonly reporter: ReporterName;
  /** Where the report goes; standard output when undefined. */
  readonly output: string | undefined;
  readonly checkDeterminism: boolean;
}

/** Options as they come from the command line. */
export interface TypedRunOptions {
  readonly seed: string;
  readonly grep?: string | undefined;
  readonly bail?: boolean | undefined;
  readonly update?: boolean | undefined;
  readonly trace?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly reporter?: ReporterName | undefined;
  readonly output?: string | undefined;
  readonly checkDeterminism?: boolean | undefined;
  readonly watch?: boolean | undefined;
}

/** Judges what was typed, and draws the seed if that was asked for. Throws a `UsageError`. */
export function judgeRunOptions(typed: TypedRunOptions): RunOptions {
  if (typed.json === true && typed.reporter !== undefined && typed.reporter !== 'json') {
    throw new UsageError(`--json and --reporter ${typed.reporter} exclude each other`, 'use one');
  }
  if (typed.update === true && typed.checkDeterminism === true) {
    throw new UsageError('--update and --check-determinism exclude each other', 'update first');
  }
  if (typed.update === true && typed.trace === true) {
    throw new UsageError('--update and --trace exclude each other', 'update first');
  }
  if (typed.watch === true && typed.output !== undefined) {
    throw new UsageError('--watch and --output exclude each other', 'use one');
  }
  if (typed.grep === '')
    throw new UsageError('--grep needs a text', "type a part of a test's name");
  return {
    ...canonicalSeed(typed.seed),
    grep: typed.grep,
    bail: typed.bail ?? false,
    update: typed.update ?? false,
    trace: typed.trace ?? false,
    reporter: typed.json === true ? 'json' : (typed.reporter ?? 'text'),
    output: typed.output,
    checkDeterminism: typed.checkDeterminism ?? false,
  };
}

/** One text per seed: `7` and `07` are the same run. A word is a seed as it is, as in a `seed` line. */
function canonicalSeed(typed: string): { seed: string; drawn: boolean } {
  if (typed.toLowerCase() === 'random') {
    return { seed: String(randomInt(1, 1_000_000_000)), drawn: true };
  }
  if (/^[0-9]{1,15}$/.test(typed)) return { seed: String(Number(typed)), drawn: false };
  if (isWithin(typed.toLowerCase(), 'random', 2)) {
    throw new UsageError(
      `${JSON.stringify(typed)} as a seed looks like a mistyped \`random\``,
      'type --seed random, or another word: any word is a seed that gives the same run each time',
    );
  }
  if (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(typed)) return { seed: typed, drawn: false };
  throw new UsageError(
    `${JSON.stringify(typed)} is no seed`,
    'type a whole number of at most 15 digits, as in --seed 42, a word, or --seed random',
  );
}

/** Whether so few letters have to be added, left out, replaced or swapped to make one word of the other. */
function isWithin(one: string, other: string, edits: number): boolean {
  if (one === other) return true;
  if (edits === 0 || Math.abs(one.length - other.length) > edits) return false;
  if (one !== '' && one[0] === other[0] && isWithin(one.slice(1), other.slice(1), edits)) {
    return true;
  }
  const swaps = one.length > 1 && one[0] === other[1] && one[1] === other[0];
  return (
    (swaps && isWithin(one.slice(2), other.slice(2), edits - 1)) ||
    (one !== '' && other !== '' && isWithin(one.slice(1), other.slice(1), edits - 1)) ||
    (one !== '' && isWithin(one.slice(1), other, edits - 1)) ||
    (other !== '' && isWithin(one, other.slice(1), edits - 1))
  );
}
