// Seeds on the command line: any text, as in a `seed` line, but for what is more likely a slip.

import { randomInt } from 'node:crypto';
import { UsageError } from '../exit.ts';

/** The seed that was typed, or one drawn for `random`. Throws a `UsageError`. */
export function judgeSeed(typed: string): { readonly seed: string; readonly drawn: boolean } {
  if (typed.toLowerCase() === 'random') {
    return { seed: String(randomInt(1, 1_000_000_000)), drawn: true };
  }
  const mistake = mistakeIn(typed);
  if (mistake !== undefined) throw mistake;
  return { seed: typed, drawn: false };
}

/** Whether a seed, perhaps of a file, can be typed as it is: only few cannot. */
export function isTypeable(seed: string): boolean {
  return seed.toLowerCase() !== 'random' && mistakeIn(seed) === undefined;
}

function mistakeIn(typed: string): UsageError | undefined {
  const shown = JSON.stringify(typed);
  if (typed.trim() === '' || /^-(?![0-9]+$)/.test(typed)) {
    return new UsageError(
      `${shown} is no seed`,
      'type a number as in --seed 42, a word as in --seed river, or --seed random',
    );
  }
  if (!isWithin(typed.toLowerCase(), 'random', 2)) return undefined;
  return new UsageError(
    `${shown} as a seed looks like a mistyped \`random\``,
    'type --seed random, or another word: any word is a seed that gives the same run each time',
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
