// The search for an order: takes operations out of the history one by one, each at a moment when nothing that
// must come before it is left, and goes back when a return is reached whose operation found no place.
// Source: J. Wing and C. Gong, "Testing and verifying concurrent objects"; G. Lowe, "Testing for linearizability".
//
// Four rules leave out what cannot decide anything. An order that breaks one can be turned into one that
// keeps it:
// 1. An operation that only looks, and fits the state, is taken at once and never taken back.
// 2. An unknown operation is taken only if it changes the state.
// 3. Of unknown operations that do the same, the one called first is taken first.
// 4. What follows an unknown operation looks at the state; else the unknown one might as well be left out.

import { foldNumber } from '../hash.ts';
import { ConfigurationSet, type Linearized } from './configuration-set.ts';
import { EntryList, HEAD } from './entry-list.ts';
import { type PreparedModel, REJECTED, ROLE } from './model.ts';
import type { HistoryOperation } from './operation.ts';

/** `unknown`: the budget ended first. */
export type Verdict = 'linearizable' | 'violated' | 'unknown';

/**
 * What is left of the steps that a history may take. A step is one operation tried at one place, or one
 * earlier configuration that a new one is compared with.
 */
export interface Budget {
  left: number;
}

/** What the search found. */
export interface SearchResult {
  readonly verdict: Verdict;
  /**
   * Position of the operation whose return no order gets past; -1 unless violated. The history up to just
   * before that return is linearizable, and up to that return it is not.
   */
  readonly stuckAt: number;
}

/** Looks for an order of the operations that the model accepts from one of some states. */
export function search(
  operations: readonly HistoryOperation[],
  model: PreparedModel,
  starts: readonly number[],
  budget: Budget,
): SearchResult {
  return new Search(operations, model, budget).run(starts);
}

/** The start of a level: operations that only look go first. */
const START = -1;

class Search {
  private readonly model: PreparedModel;
  private readonly budget: Budget;
  private readonly list: EntryList;
  private readonly seen = new ConfigurationSet();
  private readonly linearized: Linearized;
  /** The unknown operation that must be taken before, by offset; -1 for none. */
  private readonly twinBefore: Int32Array;
  /** Settled operations still to be put in order. */
  private remaining: number;
  private state = 0;
  /** 1 when the last operation taken was unknown. */
  private afterUnknown = 0;
  private firstReturn = 0;
  private furthestReturn = 0;

  /** What was taken at each level: an entry, or beyond all entries an unknown operation. */
  private readonly taken: Int32Array;
  private readonly stateBefore: Int32Array;
  private readonly lastWordBefore: Int32Array;
  private readonly flagsBefore: Uint8Array;
  private depth = 0;

  constructor(operations: readonly HistoryOperation[], model: PreparedModel, budget: Budget) {
    this.model = model;
    this.budget = budget;
    this.list = new EntryList(operations);
    const { settled, unknown } = this.list;
    this.remaining = settled.length;
    this.linearized = {
      bits: new Int32Array((settled.length >> 5) + 1),
      unknownBits: new Int32Array((unknown.length + 31) >> 5),
      ...{ firstOpen: 0, lastWord: -1, hash: 0 },
    };
    this.twinBefore = twins(unknown, model.effects);
    this.taken = new Int32Array(operations.length);
    this.stateBefore = new Int32Array(operations.length);
    this.lastWordBefore = new Int32Array(operations.length);
    this.flagsBefore = new Uint8Array(operations.length);
  }

  run(starts: readonly number[]): SearchResult {
    for (const start of starts) {
      this.state = start;
      const verdict = this.runFromHere();
      if (verdict !== 'violated') return { verdict, stuckAt: -1 };
    }
    const { owner, settled } = this.list;
    return { verdict: 'violated', stuckAt: settled[owner[this.furthestReturn]] };
  }

  private runFromHere(): Verdict {
    let cursor = START;
    for (;;) {
      if (this.remaining === 0) return 'linearizable';
      if (this.budget.left <= 0) return 'unknown';
      if (this.advance(cursor)) {
        cursor = START;
        continue;
      }
      cursor = this.goBack();
      if (cursor === START) return 'violated';
    }
  }

  /** Takes one operation, the next that fits. False if there is none. */
  private advance(cursor: number): boolean {
    const { list } = this;
    const unknownsFrom = list.next.length;
    if (cursor === START && this.takeObserver()) return true;
    let entry = cursor === START ? list.next[HEAD] : cursor;
    if (entry < unknownsFrom) {
      for (; list.returnOf[entry] !== 0; entry = list.next[entry]) {
        if (this.takeSettled(entry)) return true;
      }
      this.firstReturn = entry;
      if (entry > this.furthestReturn) this.furthestReturn = entry;
      entry = unknownsFrom;
    }
    for (let offset = entry - unknownsFrom; offset < list.unknown.length; offset++) {
      if (list.calledBehind[offset] >= this.firstReturn) return false;
      if (this.takeUnknown(offset)) return true;
    }
    return false;
  }

  /** Rule 1. */
  private takeObserver(): boolean {
    const { list, model } = this;
    for (let entry = list.next[HEAD]; list.returnOf[entry] !== 0; entry = list.next[entry]) {
      const position = list.settled[list.owner[entry]];
      if (model.roles[position] !== ROLE.observer) continue;
      this.budget.left -= 1;
      if (model.step(this.state, position) === REJECTED) continue;
      this.remember(entry, FORCED);
      this.mark(list.owner[entry]);
      list.lift(entry);
      this.remaining -= 1;
      this.afterUnknown = 0;
      return true;
    }
    return false;
  }

  private takeSettled(entry: number): boolean {
    const { list, model } = this;
    const offset = list.owner[entry];
    const position = list.settled[offset];
    const role = model.roles[position];
    // Observers that fit were taken already. The other is rule 4.
    if (role === ROLE.observer || (role === ROLE.blind && this.afterUnknown === 1)) return false;
    this.budget.left -= 1;
    const state = model.step(this.state, position);
    if (state === REJECTED) return false;
    this.remember(entry, 0);
    this.mark(offset);
    if (!this.isNew(state)) {
      this.depth -= 1;
      this.unmark(offset, this.lastWordBefore[this.depth]);
      return false;
    }
    list.lift(entry);
    this.remaining -= 1;
    this.state = state;
    this.afterUnknown = 0;
    return true;
  }

  private takeUnknown(offset: number): boolean {
    const { list, model, linearized } = this;
    this.budget.left -= 1;
    if (isSet(linearized.unknownBits, offset)) return false;
    // Rules 3, 4 and 2.
    const twin = this.twinBefore[offset];
    if (twin >= 0 && !isSet(linearized.unknownBits, twin)) return false;
    const position = list.unknown[offset];
    if (this.afterUnknown === 1 && model.roles[position] === ROLE.blind) return false;
    const state = model.step(this.state, position);
    if (state === REJECTED || state === this.state) return false;
    this.flipUnknown(offset);
    if (!this.isNew(state)) {
      this.flipUnknown(offset);
      return false;
    }
    this.remember(list.next.length + offset, 0);
    this.state = state;
    this.afterUnknown = 1;
    return true;
  }

  /** Whether what is now in order, with that state, is worth going on from. */
  private isNew(state: number): boolean {
    const { seen } = this;
    const before = seen.compared;
    const isNew = seen.add(this.linearized, state);
    this.budget.left -= seen.compared - before;
    return isNew;
  }

  private remember(taken: number, flags: number): void {
    this.taken[this.depth] = taken;
    this.stateBefore[this.depth] = this.state;
    this.lastWordBefore[this.depth] = this.linearized.lastWord;
    this.flagsBefore[this.depth] = flags | this.afterUnknown;
    this.depth += 1;
  }

  /** Undoes up to the last choice. Returns where to go on from, `START` if no choice is left. */
  private goBack(): number {
    const { list } = this;
    while (this.depth > 0) {
      this.depth -= 1;
      const { depth } = this;
      const taken = this.taken[depth];
      const flags = this.flagsBefore[depth];
      this.state = this.stateBefore[depth];
      this.afterUnknown = flags & 1;
      if (taken >= list.next.length) {
        this.flipUnknown(taken - list.next.length);
        this.firstReturn = this.findFirstReturn();
        return taken + 1;
      }
      list.unlift(taken);
      this.remaining += 1;
      this.unmark(list.owner[taken], this.lastWordBefore[depth]);
      if ((flags & FORCED) === 0) return list.next[taken];
    }
    return START;
  }

  private findFirstReturn(): number {
    const { list } = this;
    let entry = list.next[HEAD];
    while (list.returnOf[entry] !== 0) entry = list.next[entry];
    return entry;
  }

  private mark(offset: number): void {
    const { linearized } = this;
    const { bits } = linearized;
    const word = offset >> 5;
    bits[word] |= 1 << (offset & 31);
    linearized.hash ^= foldNumber(SETTLED_SALT, offset);
    if (word > linearized.lastWord) linearized.lastWord = word;
    while (isSet(bits, linearized.firstOpen)) linearized.firstOpen += 1;
  }

  private unmark(offset: number, lastWord: number): void {
    const { linearized } = this;
    linearized.bits[offset >> 5] &= ~(1 << (offset & 31));
    linearized.hash ^= foldNumber(SETTLED_SALT, offset);
    linearized.lastWord = lastWord;
    if (offset < linearized.firstOpen) linearized.firstOpen = offset;
  }

  private flipUnknown(offset: number): void {
    this.linearized.unknownBits[offset >> 5] ^= 1 << (offset & 31);
  }
}

/** Set in `flagsBefore` where there was no choice; the lowest bit is `afterUnknown`. */
const FORCED = 2;

const SETTLED_SALT = 0x5bd1e995;

function isSet(bits: Int32Array, offset: number): boolean {
  return ((bits[offset >> 5] >>> (offset & 31)) & 1) === 1;
}

/** For each unknown operation the one that does the same and was called just before it. */
function twins(unknown: Int32Array, effects: Int32Array): Int32Array {
  const last = new Map<number, number>();
  return unknown.map((position, offset) => {
    const before = last.get(effects[position]) ?? -1;
    last.set(effects[position], offset);
    return before;
  });
}
