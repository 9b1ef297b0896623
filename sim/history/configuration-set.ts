// The configurations that the search has been in: which operations are in order already, and the state they
// led to. Each is tried once. Source: G. Lowe, "Testing for linearizability", section 4 (memoization).

/** Whole numbers the set may keep, 128 MB of them; when it is full it forgets the new ones, which costs steps only. */
const WORDS_MAX = 1 << 25;

/** Hash, tag, lowest open operation, last word. */
const HEADER_WORDS = 4;

/** Which operations are in order. */
export interface Linearized {
  /** A bit per settled operation. */
  readonly bits: Int32Array;
  /** A bit per unknown operation. */
  readonly unknownBits: Int32Array;
  /** The first settled operation that is not in order; all before it are. */
  firstOpen: number;
  /** The last word of `bits` that has a bit; -1 for none. */
  lastWord: number;
  /** Folded from all that is in order, whatever the order. */
  hash: number;
}

/** A hash table of configurations; exact, so that two that share a hash are kept apart. */
export class ConfigurationSet {
  private slots = new Int32Array(64);
  private words = new Int32Array(512);
  private end = 1;
  private count = 0;

  /** Adds one. False if it was there. `tag` is all of it but the operations. */
  add(linearized: Linearized, tag: number): boolean {
    const hash = mixed(linearized.hash, tag);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const at = this.slots[slot];
      if (at === 0) break;
      if (this.words[at] === hash && this.equals(at, linearized, tag)) return false;
      slot = (slot + 1) & mask;
    }
    this.keep(slot, hash, linearized, tag);
    return true;
  }

  /** Compares only what can differ: words of operations that are all in order are left out. */
  private equals(at: number, linearized: Linearized, tag: number): boolean {
    const { words } = this;
    const { bits, unknownBits, firstOpen, lastWord } = linearized;
    if (words[at + 1] !== tag) return false;
    if (words[at + 2] !== firstOpen || words[at + 3] !== lastWord) return false;
    let place = at + HEADER_WORDS;
    for (let word = firstOpen >> 5; word <= lastWord; word++) {
      if (words[place++] !== bits[word]) return false;
    }
    for (let word = 0; word < unknownBits.length; word++) {
      if (words[place++] !== unknownBits[word]) return false;
    }
    return true;
  }

  private keep(slot: number, hash: number, linearized: Linearized, tag: number): void {
    const { bits, unknownBits, firstOpen, lastWord } = linearized;
    const length = lastWord - (firstOpen >> 5) + 1;
    const needed = this.end + HEADER_WORDS + Math.max(0, length) + unknownBits.length;
    if (needed > WORDS_MAX) return;
    if (needed > this.words.length) this.words = longer(this.words, needed);
    this.slots[slot] = this.end;
    const { words } = this;
    let place = this.end;
    words[place++] = hash;
    words[place++] = tag;
    words[place++] = firstOpen;
    words[place++] = lastWord;
    for (let word = firstOpen >> 5; word <= lastWord; word++) words[place++] = bits[word];
    for (let word = 0; word < unknownBits.length; word++) words[place++] = unknownBits[word];
    this.end = place;
    this.count += 1;
    if (this.count * 2 > this.slots.length) this.spread();
  }

  /** Doubles the table. */
  private spread(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    const mask = this.slots.length - 1;
    for (const at of old) {
      if (at === 0) continue;
      let slot = this.words[at] & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = at;
    }
  }
}

function longer(words: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(Math.min(WORDS_MAX, Math.max(needed, words.length * 2)));
  copy.set(words);
  return copy;
}

function mixed(hash: number, tag: number): number {
  let h = Math.imul(hash ^ Math.imul(tag + 1, 0x2c1b3c6d), 0x297a2d39);
  h = Math.imul(h ^ (h >>> 15), 0x1b56c4e9);
  return h ^ (h >>> 13);
}
