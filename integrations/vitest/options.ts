// Options of the plugin, judged once, so that a slip is seen before anything runs.

import { DEFAULT_LIMITS, type Limits } from '../../dsl/index.ts';

/** What `whitewater()` can be told. */
export interface WhitewaterOptions {
  /** The seed of tests without a `seed` line: a number or any word. Default 1. */
  readonly seed?: number | string;
  /** Globs of the files that are tests, seen from the project's root. Default all `.raft` files. */
  readonly include?: readonly string[];
  /** What a file and a test may cost; see `Limits` of the language. */
  readonly limits?: Partial<Limits>;
}

/** The same with nothing left open. */
export interface JudgedOptions {
  readonly seed: string;
  readonly include: readonly string[];
  readonly limits: Partial<Limits>;
}

/** Fills in what is missing. Throws an `Error` that names each option that cannot be. */
export function judgeOptions(options: WhitewaterOptions): JudgedOptions {
  const { seed = 1, include = ['**/*.raft'], limits = {}, ...others } = options;
  const mistakes = [...seedMistakes(seed), ...includeMistakes(include), ...limitMistakes(limits)];
  for (const name of Object.keys(others)) {
    mistakes.push(`there is no option ${name}; there are seed, include and limits`);
  }
  if (mistakes.length > 0) {
    throw new Error(`whitewater() in the configuration of vitest: ${mistakes.join('; ')}`);
  }
  return { seed: String(seed), include, limits };
}

function seedMistakes(seed: unknown): string[] {
  const isWord = typeof seed === 'string' && seed.trim() !== '' && !/^-(?![0-9]+$)/.test(seed);
  if (isWord && seed.toLowerCase() === 'random') {
    return ['seed cannot be "random", since a run could not be repeated; give a number or a word'];
  }
  if (isWord || Number.isSafeInteger(seed)) return [];
  return [`seed must be a whole number or a word (got ${String(seed)})`];
}

function includeMistakes(include: unknown): string[] {
  const isList = Array.isArray(include) && include.every((glob) => typeof glob === 'string');
  return isList ? [] : ['include must be a list of globs, such as ["scenarios/**/*.raft"]'];
}

function limitMistakes(limits: Partial<Limits>): string[] {
  return Object.entries(limits).flatMap(([name, limit]) => {
    if (!(name in DEFAULT_LIMITS)) {
      return [`there is no limit ${name}; there are ${Object.keys(DEFAULT_LIMITS).join(', ')}`];
    }
    const isCount = Number.isSafeInteger(limit) && limit > 0;
    return isCount
      ? []
      : [`the limit ${name} must be a whole number from 1 (got ${String(limit)})`];
  });
}
