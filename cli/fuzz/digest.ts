// The hash of a campaign: the hashes of its runs, each mixed with its index, added up. So it depends neither
// on the order in which runs end nor on who makes them.

import { foldText } from '../../sim/index.ts';

/** Two lanes of 32 bits. */
export type Digest = readonly [number, number];

export const EMPTY_DIGEST: Digest = [0, 0];

/** What one run adds. */
export function digestOf(index: number, hash: string): Digest {
  const text = `${index} ${hash}`;
  return [foldText(0x243f6a88, text) >>> 0, foldText(0x13198a2e, text) >>> 0];
}

export function sumOf([a, b]: Digest, [c, d]: Digest): Digest {
  return [(a + c) >>> 0, (b + d) >>> 0];
}

/** As 16 hexadecimal digits. */
export function digestText([a, b]: Digest): string {
  return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0');
}
