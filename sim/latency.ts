// How long a message travels: a range, and how the ticks in it are spread. Shapes are tables of whole
// numbers, so that every platform draws the same.

import { drawBetween, type Salt } from './random.ts';

/** A range of whole numbers, both ends inclusive. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * How latencies are spread over their range. `exponential`: most are short and a few are long, a fifth of the
 * range on average. `bimodal`: seven of eight lie in the lowest quarter, the others in the highest.
 */
export type LatencyShape = 'exponential' | 'bimodal';

/** Ticks a message travels; without a shape every number of ticks is as likely as any other. */
export interface Latency extends Range {
  readonly shape?: LatencyShape;
}

/** The share of the messages, in 1024ths, that take at most this part of the range, in 32768ths. */
type Knot = readonly [share: number, part: number];

/** The knots that a share lies between; the part rises evenly from one to the next. */
const QUANTILES: Readonly<Record<LatencyShape, readonly Knot[]>> = {
  // -ln(1 - share) / 5, cut off at the whole range.
  exponential: [
    [0, 0],
    [256, 1885],
    [512, 4543],
    [768, 9085],
    [896, 13628],
    [960, 18171],
    [992, 22713],
    [1008, 27256],
    [1024, 32768],
  ],
  bimodal: [
    [0, 0],
    [896, 8192],
    [896, 24576],
    [1024, 32768],
  ],
};

/** Draws how long a message travels. One draw, of the ordinal given. */
export function drawLatency(salt: Salt, tick: number, ordinal: number, latency: Latency): number {
  const { min, max, shape } = latency;
  if (shape === undefined) return drawBetween(salt, tick, ordinal, min, max);
  const share = drawBetween(salt, tick, ordinal, 0, 1023);
  const ticks = (max - min + 1) * partAt(QUANTILES[shape], share);
  return min + Math.floor(ticks / 32768);
}

/** The part of the range, in 32768ths and always below the whole, that belongs to a share from 0 to 1023. */
function partAt(knots: readonly Knot[], share: number): number {
  let below = knots[0];
  for (const knot of knots) {
    if (knot[0] > share) {
      const width = knot[0] - below[0];
      return below[1] + Math.floor(((knot[1] - below[1]) * (share - below[0])) / width);
    }
    below = knot;
  }
  return below[1];
}
