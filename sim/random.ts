// Randomness without a generator: a draw is a pure mix of (salt, tick, ordinal). Deleting one message or
// statement therefore never shifts what others draw. Salts come from the seed by name, one per concern and entity.

import seedrandom from 'seedrandom';

/** What a stream of draws starts from: 32 bits derived from the seed and the stream's name. */
export type Salt = number;

/** The salt of a named stream, such as `timer/0` or `link/0/2`. The same on every platform. */
export function saltOf(seed: string, stream: string): Salt {
  return seedrandom.alea(`${seed}/${stream}`).int32();
}

/** 32 uniform bits, as a whole number in [0, 2^32). */
export function draw(salt: Salt, tick: number, ordinal: number): number {
  let h = Math.imul(salt ^ tick, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16) ^ ordinal, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16) ^ (salt >>> 7), 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A whole number in [min, max], both inclusive. Spans above 2^20 values are not quite uniform. */
export function drawBetween(
  salt: Salt,
  tick: number,
  ordinal: number,
  min: number,
  max: number,
): number {
  const span = max - min + 1;
  if (span <= 1) return min;
  // Multiply and shift: exact in a double, since 2^32 times the span stays below 2^53.
  const bits = draw(salt, tick, ordinal);
  return min + (span <= 1_048_576 ? Math.floor((bits * span) / 4_294_967_296) : bits % span);
}

/** Whether something with a chance of `percent` in 100 happens. */
export function drawChance(salt: Salt, tick: number, ordinal: number, percent: number): boolean {
  return percent > 0 && drawBetween(salt, tick, ordinal, 0, 99) < percent;
}
