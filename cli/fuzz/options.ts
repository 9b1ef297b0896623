// Options of `fuzz`, judged.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { RANDOM_PROFILES, type RandomProfile, suggestion } from '../../dsl/index.ts';
import {
  BUDGET_RUNS,
  isProfile,
  isTicketSeed,
  NUMBER_OVERRIDES,
  type NumberOverride,
  type Overrides,
} from '../../fuzz/index.ts';
import { UsageError } from '../exit.ts';
import { judgeSeed } from '../run/seed.ts';

/** Options as they come from the command line. */
export interface TypedFuzzOptions extends TypedOverrides {
  readonly profile: string;
  readonly seed: string;
  readonly runs?: string | undefined;
  readonly minutes?: string | undefined;
  readonly seconds?: string | undefined;
  readonly jobs?: string | undefined;
  readonly out: string;
  readonly coverage?: boolean | undefined;
  readonly json?: boolean | undefined;
  /** False for `--no-shrink`. */
  readonly shrink?: boolean | undefined;
  readonly shrinkRuns?: string | undefined;
  readonly bail?: boolean | undefined;
  readonly fresh?: boolean | undefined;
  readonly checkDeterminism?: boolean | undefined;
  readonly bug?: string | undefined;
}

type TypedOverrides = { readonly [Name in NumberOverride]?: string | undefined } & {
  readonly pace?: 'storm' | 'script' | undefined;
  readonly unrestricted?: boolean | undefined;
};

/** What `fuzz` was asked for. */
export interface FuzzOptions {
  readonly seed: string;
  /** Whether `seed` was drawn here. */
  readonly drawn: boolean;
  readonly profile: RandomProfile;
  readonly overrides: Overrides;
  /** Runs to make; Infinity when time alone ends it. */
  readonly runs: number;
  /** Milliseconds that the runs may take; Infinity when their number alone ends it. */
  readonly timeMs: number;
  readonly jobs: number;
  /** The folder for what is found, as typed. */
  readonly out: string;
  readonly coverage: boolean;
  readonly json: boolean;
  readonly shrink: boolean;
  readonly shrinkRuns: number;
  readonly bail: boolean;
  readonly fresh: boolean;
  readonly checkDeterminism: boolean;
  /** Absolute path of the folder of a planted bug. */
  readonly bug: string | null;
  /** The same as it was typed, for lines to type next. */
  readonly shownBug: string | null;
}

const RUNS_DEFAULT = 1_000;
/** Runs of a campaign, at most. */
export const RUNS_MAX = 1_000_000_000;
const JOBS_MAX = 256;
const SEED_LENGTH_MAX = 50;

/** Judges what was typed, and draws the seed if that was asked for. Throws a `UsageError`. */
export function judgeFuzzOptions(typed: TypedFuzzOptions, folder: string): FuzzOptions {
  if (typed.minutes !== undefined && typed.seconds !== undefined) {
    throw new UsageError('--minutes and --seconds exclude each other', 'use one');
  }
  if (typed.out === '') throw new UsageError('--out needs a folder', 'such as --out found');
  const minutes = judgeNumber('minutes', typed.minutes, 1, 1_000_000);
  const seconds = judgeNumber('seconds', typed.seconds, 1, 60_000_000) ?? (minutes ?? NaN) * 60;
  const isTimed = !Number.isNaN(seconds);
  const runs = judgeNumber('runs', typed.runs, 1, RUNS_MAX);
  return {
    ...judgeCampaignSeed(typed.seed),
    profile: judgeProfile(typed.profile),
    overrides: judgeOverrides(typed),
    runs: runs ?? (isTimed ? Infinity : RUNS_DEFAULT),
    timeMs: isTimed ? seconds * 1_000 : Infinity,
    jobs: judgeNumber('jobs', typed.jobs, 1, JOBS_MAX) ?? availableParallelism(),
    out: typed.out,
    coverage: typed.coverage ?? false,
    json: typed.json ?? false,
    shrink: typed.shrink ?? true,
    shrinkRuns: judgeNumber('shrink-runs', typed.shrinkRuns, 1, RUNS_MAX) ?? BUDGET_RUNS,
    bail: typed.bail ?? false,
    fresh: typed.fresh ?? false,
    checkDeterminism: typed.checkDeterminism ?? false,
    bug: typed.bug === undefined ? null : resolve(folder, typed.bug),
    shownBug: typed.bug ?? null,
  };
}

/** A whole number that was typed for an option, both bounds included. Throws a `UsageError`. */
export function judgeNumber(
  option: string,
  typed: string | undefined,
  min: number,
  max: number,
): number | undefined {
  if (typed === undefined) return undefined;
  const number = /^\d{1,10}$/.test(typed) ? Number(typed) : NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(
    `--${option} ${typed} is not possible`,
    `--${option} takes a whole number from ${min} to ${max}`,
  );
}

function judgeCampaignSeed(typed: string): { readonly seed: string; readonly drawn: boolean } {
  const judged = judgeSeed(typed);
  if (isTicketSeed(judged.seed) && judged.seed.length <= SEED_LENGTH_MAX) return judged;
  throw new UsageError(
    `${JSON.stringify(typed)} is no seed of a campaign`,
    `tickets carry it: use letters, digits, ., _ and -, at most ${SEED_LENGTH_MAX} of them`,
  );
}

function judgeProfile(typed: string): RandomProfile {
  const word = typed.toLowerCase();
  if (isProfile(word)) return word;
  const hint = suggestion(word, [...RANDOM_PROFILES]);
  throw new UsageError(`there is no profile ${JSON.stringify(typed)}`, hint);
}

function judgeOverrides(typed: TypedOverrides): Overrides {
  const overrides: { -readonly [Name in keyof Overrides]: Overrides[Name] } = {};
  for (const [name, { min, max }] of NUMBER_OVERRIDES) {
    const number = judgeNumber(name, typed[name], min, max);
    if (number !== undefined) overrides[name] = number;
  }
  if (typed.pace !== undefined) overrides.pace = typed.pace;
  if (typed.unrestricted === true) overrides.unrestricted = true;
  return overrides;
}
