// Integer mixing for checksums: two rounds of multiply and shift per value, on 32 bits. Not cryptographic.

/** Folds one integer into a running 32-bit sum. Every bit of `value` below 2^32 counts. */
export function mix(sum: number, value: number): number {
  let h = Math.imul(sum ^ value, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
  return h ^ (h >>> 13);
}

/** Folds a string into a running sum: its length, then its UTF-16 code units. */
export function mixText(sum: number, text: string): number {
  let h = mix(sum, text.length);
  for (let offset = 0; offset < text.length; offset++) {
    h = Math.imul(h ^ text.charCodeAt(offset), 0x01000193);
    h ^= h >>> 15;
  }
  return mix(h, 0);
}
