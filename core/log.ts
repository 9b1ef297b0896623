// The replicated log of one node: entries after a base, which is where a snapshot ends (0 for none).
//
// Promises, relied on by every other file:
//   1. Indexes are contiguous: entryAt(i).index === i for baseIndex < i <= lastIndex.
//   2. Terms never fall with the index.
//   3. Checksums are chained: every entry's checksum follows from the one before it.
//   4. Entries are shared and never changed; only this list of them is.

import { assert } from './assert.ts';
import { checksumAfter, entrySize, type Entry } from './entry.ts';
import type { LogIndex, Term } from './types.ts';

export class Log {
  /** The last index that is not here because a snapshot covers it; 0 when nothing was cut. */
  baseIndex: LogIndex;
  /** Term of the entry at `baseIndex`; 0 at 0. */
  baseTerm: Term;
  /** Cumulative checksum at `baseIndex`; 0 at 0. */
  baseChecksum: number;
  /** Index of the last entry; `baseIndex` when there is none. */
  lastIndex: LogIndex;
  /** Term of the last entry; `baseTerm` when there is none. */
  lastTerm: Term;
  /** Cumulative checksum of the whole log. */
  lastChecksum: number;
  private entries: Entry[];
  /** The batch cut last: peers that stand at the same place get the same list. */
  private lastBatch: readonly Entry[] = [];

  constructor(
    entries: Entry[] = [],
    baseIndex: LogIndex = 0,
    baseTerm: Term = 0,
    baseChecksum = 0,
  ) {
    this.entries = entries;
    this.baseIndex = baseIndex;
    this.baseTerm = baseTerm;
    this.baseChecksum = baseChecksum;
    this.lastIndex = baseIndex;
    this.lastTerm = baseTerm;
    this.lastChecksum = baseChecksum;
    this.noteEnd();
  }

  /** Takes the end from the entries. They are asked for far more often than they change. */
  private noteEnd(): void {
    const last = this.entries.at(-1);
    this.lastIndex = this.baseIndex + this.entries.length;
    this.lastTerm = last === undefined ? this.baseTerm : last.term;
    this.lastChecksum = last === undefined ? this.baseChecksum : last.checksum;
  }

  /** The entry at `index`, or undefined when it is not here (cut off, or beyond the end). */
  entryAt(index: LogIndex): Entry | undefined {
    return this.entries[index - this.baseIndex - 1];
  }

  /** Term of the entry at `index`, also at the base; undefined when it is not known here. */
  termAt(index: LogIndex): Term | undefined {
    return index === this.baseIndex ? this.baseTerm : this.entryAt(index)?.term;
  }

  /** Cumulative checksum up to `index`, also at the base; undefined when it is not known here. */
  checksumAt(index: LogIndex): number | undefined {
    return index === this.baseIndex ? this.baseChecksum : this.entryAt(index)?.checksum;
  }

  /** Whether the entry at `index` has `term`. By Log Matching the logs are then the same up to there (5.3). */
  holds(index: LogIndex, term: Term): boolean {
    return this.termAt(index) === term;
  }

  /** Adds one entry at the end. It must have the next index and no lower term than the one before. */
  append(entry: Entry): void {
    assert(
      entry.index === this.lastIndex + 1,
      'an entry is appended right after the last',
      entry.index,
    );
    assert(entry.term >= this.lastTerm, 'terms never fall along the log', entry.term);
    this.entries.push(entry);
    this.lastIndex += 1;
    this.lastTerm = entry.term;
    this.lastChecksum = entry.checksum;
  }

  /** Drops the entry at `from` and all behind it. `from` lies in (baseIndex, lastIndex + 1]. */
  truncateFrom(from: LogIndex): void {
    assert(from > this.baseIndex, 'what a snapshot covers is never cut off', from);
    assert(from <= this.lastIndex + 1, 'only what is there is cut off', from);
    // A fresh list: whoever still holds a slice of the old one keeps what it had.
    this.entries = this.entries.slice(0, from - this.baseIndex - 1);
    this.noteEnd();
  }

  /** Forgets the entries up to `index`, which a snapshot covers. `index` lies in [baseIndex, lastIndex]. */
  compactTo(index: LogIndex): void {
    assert(index >= this.baseIndex, 'a log never grows at its beginning', index);
    assert(index <= this.lastIndex, 'only what is there is compacted', index);
    if (index === this.baseIndex) return;
    const last = this.entries[index - this.baseIndex - 1];
    this.entries = this.entries.slice(index - this.baseIndex);
    this.baseIndex = index;
    this.baseTerm = last.term;
    this.baseChecksum = last.checksum;
    this.noteEnd();
  }

  /** Forgets everything and begins behind `index`, where a snapshot ends. */
  resetTo(index: LogIndex, term: Term, checksum: number): void {
    this.entries = [];
    this.baseIndex = index;
    this.baseTerm = term;
    this.baseChecksum = checksum;
    this.noteEnd();
  }

  /** Replaces an entry by a damaged one with the same index, as bad memory would. Breaks promise 3; only simulators call it. */
  replaceDamaged(entry: Entry): void {
    const offset = entry.index - this.baseIndex - 1;
    assert(offset in this.entries, 'only what is there is damaged', entry.index);
    this.entries[offset] = entry;
    this.noteEnd();
  }

  /**
   * Up to `countMax` entries from `from` on whose sizes add up to at most `sizeMax`; the first one always
   * fits, so that a batch is never empty when there is something to send. A contiguous run.
   */
  batchFrom(from: LogIndex, countMax: number, sizeMax: number): readonly Entry[] {
    const first = from - this.baseIndex - 1;
    assert(first >= 0, 'what a snapshot covers is not sent as entries', from);
    const end = Math.min(this.entries.length, first + countMax);
    let size = 0;
    let offset = first;
    for (; offset < end; offset++) {
      size += entrySize(this.entries[offset]);
      // Stop at the first that does not fit: skipping it would leave a hole.
      if (size > sizeMax && offset > first) break;
    }
    return this.sharedSlice(first, offset);
  }

  /** Cuts a list out of the entries, or hands out the last one again when it is the same. */
  private sharedSlice(first: number, end: number): readonly Entry[] {
    const { lastBatch } = this;
    const isSame =
      lastBatch.length === end - first &&
      lastBatch[0] === this.entries[first] &&
      lastBatch[lastBatch.length - 1] === this.entries[end - 1];
    if (isSame) return lastBatch;
    this.lastBatch = this.entries.slice(first, end);
    return this.lastBatch;
  }

  /** The entries from `from` to the end, as a new list. */
  entriesFrom(from: LogIndex): Entry[] {
    return this.entries.slice(from - this.baseIndex - 1);
  }

  /**
   * The highest index, at most `index`, whose term is at most `term`: where a log that has `term` at
   * `index` can agree with this one at the latest. At least `baseIndex`.
   *
   * Source: paper section 5.3 (the optimization at its end), by term and index.
   */
  lastIndexWithTermAtMost(index: LogIndex, term: Term): LogIndex {
    let candidate = Math.min(index, this.lastIndex);
    while (candidate > this.baseIndex && this.entries[candidate - this.baseIndex - 1].term > term) {
      candidate--;
    }
    return candidate;
  }

  /** The index of the first entry whose checksum does not follow from the one before; 0 when all do. */
  firstCorruptIndex(): LogIndex {
    let previous = this.baseChecksum;
    for (const entry of this.entries) {
      if (entry.checksum !== checksumAfter(previous, entry)) return entry.index;
      previous = entry.checksum;
    }
    return 0;
  }

  /** A log of its own with the same entries, which are shared. */
  copy(): Log {
    return new Log(this.entries.slice(), this.baseIndex, this.baseTerm, this.baseChecksum);
  }
}
