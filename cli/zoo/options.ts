// Options of `zoo`, judged.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { isTicketSeed } from '../../fuzz/index.ts';
import { UsageError } from '../exit.ts';
import { judgeSeed } from '../run/seed.ts';
import { ownBugs } from './bugs.ts';

/** Options as they were typed. */
export interface TypedZooOptions {
  readonly bugs?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly seeds: string;
  readonly seed: string;
  readonly budget: string;
  readonly jobs?: string | undefined;
  readonly json?: boolean | undefined;
  readonly shrink: boolean;
  readonly out?: string | undefined;
  readonly known?: readonly string[] | undefined;
}

/** What `zoo` was asked for. */
export interface ZooOptions {
  /** The folder of the bugs, absolute. */
  readonly bugs: string;
  /** The same as people know it. */
  readonly shownBugs: string;
  /** Ids of the only bugs that are wanted; empty for all. */
  readonly only: readonly string[];
  /** Hunts for each bug. Hunt k has the seed `<seed>.<k>`, k from 1. */
  readonly seeds: number;
  readonly seed: string;
  /** Seconds for each hunt, and for shrinking what it caught. */
  readonly budget: number;
  readonly jobs: number;
  readonly json: boolean;
  readonly shrinks: boolean;
  /** Where the page is written, as typed and absolute. */
  readonly out: { readonly shown: string; readonly path: string } | null;
  /** Files with rows of other rounds, as typed. */
  readonly known: readonly string[];
  /** What was typed, without what changes nothing about the results. */
  readonly command: string;
}

const SEEDS_MAX = 1_000;
const JOBS_MAX = 256;
const BUDGET_MAX = 1_000_000;
/** A run's seed is this, the hunt and the run, and has 64 letters at most. */
const SEED_LETTERS_MAX = 40;

/** Judges what was typed. Throws a `UsageError`, also where there are no sources. */
export function judgeZooOptions(typed: TypedZooOptions, folder: string): ZooOptions {
  const { bugs, only = [], out, known = [] } = typed;
  const { seed } = judgeSeed(typed.seed);
  if (!isTicketSeed(seed) || seed.length > SEED_LETTERS_MAX) {
    throw new UsageError(
      `${JSON.stringify(seed)} is no seed for hunts`,
      `type letters, digits, ".", "_" and "-", at most ${SEED_LETTERS_MAX}, as in --seed river`,
    );
  }
  const own = ownBugs();
  const judged = {
    bugs: bugs === undefined ? own : resolve(folder, bugs),
    shownBugs: bugs ?? 'fixtures/bugs',
    only: [...only],
    known: [...known],
    seeds: wholeNumber('--seeds', typed.seeds, SEEDS_MAX, 'so many hunts for each bug'),
    seed,
    budget: budgetOf(typed.budget),
    jobs:
      typed.jobs === undefined
        ? Math.min(JOBS_MAX, availableParallelism())
        : wholeNumber('--jobs', typed.jobs, JOBS_MAX, 'so many threads'),
    json: typed.json ?? false,
    shrinks: typed.shrink,
    out: out === undefined ? null : { shown: out, path: resolve(folder, out) },
  };
  if (bugs === '' || out === '') {
    throw new UsageError(`${bugs === '' ? '--bugs' : '--out'} needs a path`, 'it was empty');
  }
  return { ...judged, command: commandOf(judged, bugs) };
}

function wholeNumber(option: string, typed: string, max: number, meaning: string): number {
  const number = /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
  if (number >= 1 && number <= max) return number;
  throw new UsageError(
    `${option} ${typed} is not possible`,
    `${option} takes a whole number from 1 to ${max}: ${meaning}`,
  );
}

function budgetOf(typed: string): number {
  const number = /^\d{1,9}(\.\d{1,3})?$/.test(typed) ? Number(typed) : 0;
  if (number > 0 && number <= BUDGET_MAX) return number;
  throw new UsageError(
    `--budget ${typed} is not possible`,
    `--budget takes the seconds of one hunt, more than 0 and at most ${BUDGET_MAX}`,
  );
}

/** The command line that makes the same table: the number of threads changes nothing about it. */
function commandOf(options: Omit<ZooOptions, 'command'>, bugs: string | undefined): string {
  const words = ['npx whitewater zoo'];
  if (bugs !== undefined) words.push(`--bugs ${bugs}`);
  if (options.only.length > 0) words.push(`--only ${options.only.join(' ')}`);
  words.push(`--seeds ${options.seeds} --seed ${options.seed} --budget ${options.budget}`);
  if (!options.shrinks) words.push('--no-shrink');
  if (options.known.length > 0) words.push(`--known ${options.known.join(' ')}`);
  if (options.out !== null) words.push(`--out ${options.out.shown}`);
  return words.join(' ');
}
