// Hashes over whole numbers and texts, in two lanes of 32 bits: fast, platform-independent, not cryptographic.

/** Folds one integer into a running 32-bit value. */
export function foldNumber(sum: number, value: number): number {
  let h = Math.imul(sum ^ value, 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}

/** Folds a text: its length, then its UTF-16 code units. */
export function foldText(sum: number, text: string): number {
  let h = foldNumber(sum, text.length);
  for (let offset = 0; offset < text.length; offset++) {
    h = Math.imul(h, 31) + text.charCodeAt(offset);
    h ^= h >>> 11;
  }
  return foldNumber(h, 1);
}

/**
 * The rolling hash of a run. It covers what happened, not how it was written: no line numbers, names or
 * layout, and nothing that depends on whether a trace is kept.
 */
export class RollingHash {
  private a = 0x243f6a88;
  private b = 0x13198a2e;

  /** Folds one integer in. */
  add(value: number): void {
    const a = Math.imul(this.a ^ value, 0x85ebca6b);
    this.a = (a << 13) | (a >>> 19);
    this.b = Math.imul((this.b + value) | 0, 0xc2b2ae35) ^ this.a;
  }

  /** Folds a text in. */
  addText(text: string): void {
    this.add(foldText(0, text));
  }

  /** The hash so far, as 16 hexadecimal digits. */
  toString(): string {
    return hex(this.a) + hex(this.b);
  }

  copy(): RollingHash {
    const copy = new RollingHash();
    copy.a = this.a;
    copy.b = this.b;
    return copy;
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
