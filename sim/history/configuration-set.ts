// The configurations that the search has been in: which operations are in order already, and the state they
// led to. None is tried twice, and none that has fewer unknown operations left than one that was tried.
// Source: G. Lowe, "Testing for linearizability", section 4 (memoization). Differs: the comparison of unknowns.

/** Whole numbers the set may keep, 128 MB of them; when it is full it forgets the new ones, which costs steps only. */
const WORDS_MAX = 1 << 25;

/** Of a group: hash, state, lowest open operation, last word, first member. */
const GROUP_WORDS = 5;
/** Of a member: next member. */
const MEMBER_WORDS = 1;

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
  /** Folded from the settled operations that are in order, whatever the order. */
  hash: number;
}

/**
 * A hash table of groups, the configurations that differ in nothing but unknown operations. Exact: groups
 * that share a hash are kept apart.
 */
export class ConfigurationSet {
  /** Members that were compared so far, which is work that the budget must see. */
  compared = 0;
  private slots = new Int32Array(64);
  private words = new Int32Array(512);
  private end = 1;
  private groups = 0;

  /**
   * Adds a configuration. False if it cannot lead further than one that is there: the same settled operations
   * and state, and no unknown operation more to choose from. That one of them comes after an unknown operation
   * and may not go on with a blind one makes no difference: the configuration before that unknown operation
   * went on with the blind one, and had more to choose from.
   */
  add(linearized: Linearized, state: number): boolean {
    const hash = mixed(linearized.hash, state);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    let group = this.slots[slot];
    while (group !== 0 && !this.isGroup(group, hash, linearized, state)) {
      slot = (slot + 1) & mask;
      group = this.slots[slot];
    }
    if (group !== 0 && this.isCovered(group, linearized.unknownBits)) return false;
    this.keep(group, slot, hash, linearized, state);
    return true;
  }

  /** Compares only what can differ: words of operations that are all in order are left out. */
  private isGroup(group: number, hash: number, linearized: Linearized, state: number): boolean {
    const { words } = this;
    const { bits, firstOpen, lastWord } = linearized;
    if (words[group] !== hash || words[group + 1] !== state) return false;
    if (words[group + 2] !== firstOpen || words[group + 3] !== lastWord) return false;
    let place = group + GROUP_WORDS;
    for (let word = firstOpen >> 5; word <= lastWord; word++) {
      if (words[place++] !== bits[word]) return false;
    }
    return true;
  }

  /** Whether a member used no unknown operation that is not used now. */
  private isCovered(group: number, unknownBits: Int32Array): boolean {
    const { words } = this;
    for (let member = words[group + 4]; member !== 0; member = words[member]) {
      this.compared += 1;
      let word = 0;
      while (
        word < unknownBits.length &&
        (words[member + MEMBER_WORDS + word] & ~unknownBits[word]) === 0
      ) {
        word += 1;
      }
      if (word === unknownBits.length) return true;
    }
    return false;
  }

  private keep(
    known: number,
    slot: number,
    hash: number,
    { bits, unknownBits, firstOpen, lastWord }: Linearized,
    state: number,
  ): void {
    const wordsOfGroup = Math.max(0, lastWord - (firstOpen >> 5) + 1);
    const needed = this.end + GROUP_WORDS + wordsOfGroup + MEMBER_WORDS + unknownBits.length;
    if (needed > WORDS_MAX) return;
    if (needed > this.words.length) this.words = longer(this.words, needed);
    const { words } = this;
    let group = known;
    if (group === 0) {
      group = this.end;
      words.set([hash, state, firstOpen, lastWord, 0], group);
      words.set(
        bits.subarray(firstOpen >> 5, (firstOpen >> 5) + wordsOfGroup),
        group + GROUP_WORDS,
      );
      this.end += GROUP_WORDS + wordsOfGroup;
      this.slots[slot] = group;
      this.groups += 1;
    }
    const member = this.end;
    words[member] = words[group + 4];
    words.set(unknownBits, member + MEMBER_WORDS);
    words[group + 4] = member;
    this.end += MEMBER_WORDS + unknownBits.length;
    if (this.groups * 2 > this.slots.length) this.spread();
  }

  /** Doubles the table. */
  private spread(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    const mask = this.slots.length - 1;
    for (const group of old) {
      if (group === 0) continue;
      let slot = this.words[group] & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = group;
    }
  }
}

function longer(words: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(Math.min(WORDS_MAX, Math.max(needed, words.length * 2)));
  copy.set(words);
  return copy;
}

function mixed(hash: number, state: number): number {
  let h = Math.imul(hash ^ Math.imul(state + 1, 0x2c1b3c6d), 0x297a2d39);
  h = Math.imul(h ^ (h >>> 15), 0x1b56c4e9);
  return h ^ (h >>> 13);
}
