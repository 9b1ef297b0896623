// Draws of the generator: pure mixes of (stream, step, ordinal). A step is one decision; what one decision
// draws shifts nothing of the next.

import { drawBetween, type Salt, saltOf } from '../sim/index.ts';

/** The dice of one stream. Plain data: copy by `new Dice` with the same salt. */
export class Dice {
  private readonly salt: Salt;
  private step = 0;
  private ordinal = 0;

  constructor(seed: string, stream: string) {
    this.salt = saltOf(seed, `storm/${stream}`);
  }

  /** Begins another decision. */
  at(step: number): this {
    this.step = step;
    this.ordinal = 0;
    return this;
  }

  /** A whole number in [min, max]. */
  between(min: number, max: number): number {
    this.ordinal += 1;
    return drawBetween(this.salt, this.step, this.ordinal, min, max);
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.between(0, 99) < percent;
  }

  /** One of a list that is not empty. */
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    return items[this.between(0, items.length - 1)];
  }

  /** One of a list by weight; weights are whole numbers with a sum of at least 1. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let total = 0;
    for (const [, weight] of items) total += weight;
    let rest = this.between(0, total - 1);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    throw new Error('a weighted draw needs a positive weight');
  }

  /** Some of a list, at least one, in its order. */
  some<T>(items: readonly T[]): T[] {
    const count = this.between(1, Math.max(1, items.length));
    return this.take(items, count);
  }

  /** `count` of a list, in its order. */
  take<T>(items: readonly T[], count: number): T[] {
    const left = items.map((item, offset) => ({ item, offset }));
    const taken: { item: T; offset: number }[] = [];
    while (taken.length < count && left.length > 0) {
      taken.push(...left.splice(this.between(0, left.length - 1), 1));
    }
    return taken.sort((a, b) => a.offset - b.offset).map(({ item }) => item);
  }
}

/** A gap with a long tail around a mean: -ln(u) in sixteenths of the mean, as whole numbers. */
const EXPONENTIAL_SIXTEENTHS: readonly number[] = [
  ...[1, 2, 3, 3, 4, 5, 6, 7, 9, 10, 12, 14, 17, 21, 27, 44],
];

/** How long until something happens that happens every `mean` ticks: at least 1. */
export function gapAround(dice: Dice, mean: number): number {
  const sixteenths = dice.pick(EXPONENTIAL_SIXTEENTHS);
  return Math.max(1, Math.round((mean * sixteenths) / 16));
}
