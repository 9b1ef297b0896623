// The history as a doubly linked list of calls and returns in the order of time, out of which operations
// are lifted and into which they are put back. Source: G. Lowe, "Testing for linearizability", section 4.

import type { HistoryOperation } from './operation.ts';

/** Where the list begins; entries are numbered from 1. */
export const HEAD = 0;

/** Calls and returns of the operations that certainly ended; those that may never take effect stand aside. */
export class EntryList {
  /** Positions in the list of operations of those that ended, by their call. */
  readonly settled: Int32Array;
  /** Positions of the unknown ones, by their call. */
  readonly unknown: Int32Array;
  /** The entry behind which an unknown operation was called, in the order of `unknown`. */
  readonly calledBehind: Int32Array;
  /** The entry behind, by entry. */
  readonly next: Int32Array;
  /** The settled operation whose call or return an entry is, as an offset into `settled`. */
  readonly owner: Int32Array;
  /** The return that belongs to a call; 0 for entries that are returns. */
  readonly returnOf: Int32Array;
  private readonly previous: Int32Array;

  constructor(operations: readonly HistoryOperation[]) {
    const isSettled = (position: number): boolean => operations[position].outcome !== 'unknown';
    const byCall = operations
      .map((_, position) => position)
      .sort((a, b) => operations[a].invokedAt - operations[b].invokedAt || a - b);
    this.settled = Int32Array.from(byCall.filter(isSettled));
    this.unknown = Int32Array.from(byCall.filter((position) => !isSettled(position)));
    const byReturn = [...this.settled.keys()].sort(
      (a, b) => this.returnTime(operations, a) - this.returnTime(operations, b) || a - b,
    );
    const count = 2 * this.settled.length;
    this.calledBehind = new Int32Array(this.unknown.length);
    this.next = new Int32Array(count + 1);
    this.previous = new Int32Array(count + 1);
    this.owner = new Int32Array(count + 1);
    this.returnOf = new Int32Array(count + 1);
    this.merge(operations, byCall, byReturn);
    for (let entry = 0; entry <= count; entry++) {
      this.next[entry] = entry === count ? HEAD : entry + 1;
      this.previous[entry] = entry === HEAD ? count : entry - 1;
    }
  }

  /** Takes an operation out, by its call. */
  lift(call: number): void {
    this.unlink(call);
    this.unlink(this.returnOf[call]);
  }

  /** Puts the operation back that was taken out last. */
  unlift(call: number): void {
    this.relink(this.returnOf[call]);
    this.relink(call);
  }

  private unlink(entry: number): void {
    const before = this.previous[entry];
    const behind = this.next[entry];
    this.next[before] = behind;
    this.previous[behind] = before;
  }

  private relink(entry: number): void {
    this.next[this.previous[entry]] = entry;
    this.previous[this.next[entry]] = entry;
  }

  private returnTime(operations: readonly HistoryOperation[], offset: number): number {
    return operations[this.settled[offset]].returnedAt;
  }

  /** Numbers calls and returns by time. At the same time calls come first: they may overlap. */
  private merge(
    operations: readonly HistoryOperation[],
    byCall: readonly number[],
    byReturn: readonly number[],
  ): void {
    const callOf = new Int32Array(this.settled.length);
    let entry = 0;
    let returned = 0;
    let called = 0;
    const returnsUntil = (time: number): void => {
      for (; returned < byReturn.length; returned++) {
        const offset = byReturn[returned];
        if (this.returnTime(operations, offset) >= time) return;
        entry += 1;
        this.owner[entry] = offset;
        this.returnOf[callOf[offset]] = entry;
      }
    };
    byCall.forEach((position, at) => {
      const operation = operations[position];
      returnsUntil(operation.invokedAt);
      if (operation.outcome === 'unknown') {
        this.calledBehind[at - called] = entry;
        return;
      }
      entry += 1;
      this.owner[entry] = called;
      callOf[called] = entry;
      called += 1;
    });
    returnsUntil(Number.POSITIVE_INFINITY);
    // What is ok and yet has no time of return comes last.
    for (; returned < byReturn.length; returned++) {
      entry += 1;
      this.owner[entry] = byReturn[returned];
      this.returnOf[callOf[byReturn[returned]]] = entry;
    }
  }
}
