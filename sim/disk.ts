// A node's disk: a durable image of term, vote, snapshot and log, and the writes that are not durable yet.
// Writes become durable in the order in which they were started, each in one step; a crash loses the
// others, or tears one: a part of it stays behind what was reported durable.

import {
  type DurableState,
  type Entry,
  LOG_START,
  type LogBase,
  type LogIndex,
  type Node,
  NOBODY,
  type NodeId,
  type Snapshot,
  type Term,
  type Write,
  type WritePosition,
} from '../core/index.ts';
import type { Range } from './latency.ts';
import type { Packet } from './packet.ts';

/** A write that is not durable yet. */
export interface PendingWrite extends WritePosition {
  readonly votedFor: NodeId;
  /** The snapshot that takes the place of the one before; null leaves it alone. */
  readonly snapshot: Snapshot | null;
  /** Where the log begins now; null leaves it alone. */
  readonly base: LogBase | null;
  /** The log is replaced from here on; 0 leaves it alone. */
  readonly fromIndex: LogIndex;
  readonly entries: readonly Entry[];
  /** Tick in which it becomes durable. */
  readonly due: number;
  /** What may leave then. */
  readonly waiting: Packet[];
  /** Trace event that began it; -1 without a trace. */
  cause: number;
}

/** The disk of one node. Plain data; copied with the world. */
export class Disk {
  term: Term = 0;
  votedFor: NodeId = NOBODY;
  snapshot: Snapshot | null = null;
  /** Where the log begins. */
  base: LogBase = LOG_START;
  /** The log behind the base. Entries are shared with the node. */
  private entries: Entry[] = [];
  /** The last index that was reported durable, recorded apart from the log. */
  syncedIndex: LogIndex = 0;
  /** In the order in which they were started. */
  pending: PendingWrite[] = [];

  /** Ticks a write takes of its own; null follows the world's setting. */
  latency: Range | null = null;
  /** Full: writes wait until there is room. Tick in which it filled up; -1 when there is room. */
  fullSince = -1;
  /** The next write that would become durable fails instead. */
  failsNextSync = false;
  /** Entries that were damaged, here or in the node's memory. Known by identity, since entries are shared. */
  private damagedEntries: readonly Entry[] = [];
  private damagedSnapshot: Snapshot | null = null;
  /**
   * The first and the last index whose entries are gone although they were reported durable; 0 when none are. What
   * was written behind them is there, and cannot be read without them.
   */
  private lostFrom: LogIndex = 0;
  private lostTo: LogIndex = 0;
  /** The whole content is gone. */
  wiped = false;
  /** What was durable when it was wiped, for judges: promises that are still on their way were true when they were made. */
  private lost: { readonly base: LogBase; readonly entries: readonly Entry[] } | null = null;

  /** Index of the last entry that became durable, lost since or not. */
  get lastIndex(): LogIndex {
    return this.base.index + this.entries.length;
  }

  /** Index of the last entry that can be read: the one before what was lost. */
  get readableIndex(): LogIndex {
    return this.hasLost ? this.lostFrom - 1 : this.lastIndex;
  }

  /** Whether entries are gone that were reported durable. */
  get hasLost(): boolean {
    return this.lostFrom > 0;
  }

  /** Index of the first damaged entry that is still here; 0 when there is none. */
  get corruptIndex(): LogIndex {
    return this.firstDamagedIn((index) => this.writtenAt(index));
  }

  /** Whether the snapshot is a damaged one. */
  get isDamaged(): boolean {
    return this.snapshot !== null && this.snapshot === this.damagedSnapshot;
  }

  /** Whether any entry was ever damaged, here or in the node's memory. */
  get hasSeenDamage(): boolean {
    return this.damagedEntries.length > 0;
  }

  /** Index of the first entry of a log that is a damaged one; 0 when there is none. */
  firstDamagedIn(entryAt: (index: LogIndex) => Entry | undefined): LogIndex {
    let first = 0;
    for (const entry of this.damagedEntries) {
      const { index } = entry;
      if (entryAt(index) === entry && (first === 0 || index < first)) first = index;
    }
    return first;
  }

  /** Whether a fault damaged it, or took away what was durable. */
  get isSpoilt(): boolean {
    return this.corruptIndex !== 0 || this.isDamaged || this.hasLost;
  }

  /** The durable entry at `index`, if there is one that can be read. */
  entryAt(index: LogIndex): Entry | undefined {
    return this.hasLost && index >= this.lostFrom ? undefined : this.writtenAt(index);
  }

  /** The entry that became durable at `index`, lost since or not: what a promise was kept by. */
  writtenAt(index: LogIndex): Entry | undefined {
    return this.entries[index - this.base.index - 1];
  }

  /** The entry at `index` that was durable until the disk was wiped, if it was wiped and nobody serves from it since. */
  lostEntryAt(index: LogIndex): Entry | undefined {
    if (!this.wiped || this.lost === null) return undefined;
    return this.lost.entries[index - this.lost.base.index - 1];
  }

  /** Term of the last entry that can be read, or of the base when there is none. */
  get readableTerm(): Term {
    return this.entryAt(this.readableIndex)?.term ?? this.base.term;
  }

  /** Everything on it, torn or damaged as it is. */
  read(): DurableState {
    const { term, votedFor, snapshot, base, entries } = this;
    const readable = entries.slice(0, this.readableIndex - base.index);
    return { term, votedFor, snapshot, base, entries: readable };
  }

  /** Writes a whole state, durable at once: a new disk, a repaired or a recovered one. */
  format(state: DurableState): void {
    this.term = state.term;
    this.votedFor = state.votedFor;
    this.snapshot = state.snapshot;
    this.base = state.base;
    this.entries = state.entries.slice();
    this.lostFrom = 0;
    this.lostTo = 0;
    this.syncedIndex = this.lastIndex;
  }

  /** Makes the node's present state durable at once: the path of a disk that takes no time. */
  syncNow(node: Node, write: Write): void {
    this.term = node.currentTerm;
    this.votedFor = node.votedFor;
    if (write.movesBase) this.moveBase(baseOf(node));
    if (write.snapshot !== null) this.snapshot = write.snapshot;
    const { fromIndex } = write;
    if (fromIndex > 0) {
      this.cutFrom(fromIndex);
      for (let index = fromIndex; index <= node.log.lastIndex; index++) {
        const entry = node.log.entryAt(index);
        if (entry !== undefined) this.entries.push(entry);
      }
    }
    this.syncedIndex = this.lastIndex;
  }

  /** Notes a write of the node's present state, durable in tick `due` at the earliest. */
  startWrite(node: Node, { fromIndex, snapshot, movesBase }: Write, due: number): PendingWrite {
    const last = this.pending.at(-1);
    const write: PendingWrite = {
      term: node.currentTerm,
      votedFor: node.votedFor,
      snapshot,
      base: movesBase ? baseOf(node) : null,
      fromIndex,
      entries: fromIndex === 0 ? [] : node.log.entriesFrom(fromIndex),
      lastIndex: node.log.lastIndex,
      lastTerm: node.log.lastTerm,
      due: last === undefined ? due : Math.max(due, last.due),
      waiting: [],
      cause: -1,
    };
    this.pending.push(write);
    return write;
  }

  /** Makes the oldest pending write durable and returns it; undefined when there is none. */
  completeWrite(): PendingWrite | undefined {
    const write = this.pending.shift();
    if (write === undefined) return undefined;
    this.term = write.term;
    this.votedFor = write.votedFor;
    if (write.base !== null) this.moveBase(write.base);
    if (write.snapshot !== null) this.snapshot = write.snapshot;
    if (write.fromIndex > 0) {
      this.cutFrom(write.fromIndex);
      for (const entry of write.entries) this.entries.push(entry);
    }
    this.syncedIndex = this.lastIndex;
    return write;
  }

  /** Loses what is not durable. Torn: the beginning of the oldest write's new entries stays, the last of it damaged. */
  losePending(isTorn: boolean): void {
    const [oldest] = this.pending;
    this.pending = [];
    if (!isTorn || oldest?.fromIndex !== this.lastIndex + 1) return;
    const count = Math.ceil(oldest.entries.length / 2);
    const written = oldest.entries.slice(0, count);
    const last = written.pop();
    if (last === undefined) return;
    this.entries.push(...written, damagedEntry(last));
  }

  /** Replaces an entry by a damaged one, also one that is not durable yet. */
  damage(damaged: Entry): void {
    const { index } = damaged;
    if (this.writtenAt(index) !== undefined) this.entries[index - this.base.index - 1] = damaged;
    this.damagedEntries = [...this.damagedEntries, damaged];
  }

  /** Loses the last entries that were reported durable, at most `most`, and what is behind them. Returns how many. */
  loseTail(most: number): number {
    const count = Math.min(most, Math.min(this.syncedIndex, this.lastIndex) - this.base.index);
    if (count <= 0) return 0;
    const from = this.syncedIndex - count + 1;
    this.lostFrom = this.hasLost ? Math.min(this.lostFrom, from) : from;
    this.lostTo = this.lastIndex;
    return count;
  }

  /** Damages the snapshot. Returns false when there is none. */
  damageSnapshot(): boolean {
    if (this.snapshot === null) return false;
    this.snapshot = { ...this.snapshot, data: `${this.snapshot.data}\u0000` };
    this.damagedSnapshot = this.snapshot;
    return true;
  }

  /** Loses everything. */
  wipe(): void {
    // Wiped again, it loses nothing more.
    if (!this.wiped) this.lost = { base: this.base, entries: this.entries };
    this.format({ term: 0, votedFor: NOBODY, snapshot: null, base: LOG_START, entries: [] });
    this.pending = [];
    this.damagedEntries = [];
    this.damagedSnapshot = null;
    this.wiped = true;
  }

  copy(): Disk {
    const copy = new Disk();
    copy.term = this.term;
    copy.votedFor = this.votedFor;
    copy.snapshot = this.snapshot;
    copy.base = this.base;
    copy.entries = this.entries.slice();
    copy.syncedIndex = this.syncedIndex;
    copy.pending = this.pending.map((write) => ({ ...write, waiting: write.waiting.slice() }));
    copy.latency = this.latency;
    copy.fullSince = this.fullSince;
    copy.failsNextSync = this.failsNextSync;
    copy.damagedEntries = this.damagedEntries;
    copy.lostFrom = this.lostFrom;
    copy.lostTo = this.lostTo;
    copy.damagedSnapshot = this.damagedSnapshot;
    copy.wiped = this.wiped;
    copy.lost = this.lost;
    return copy;
  }

  /** Lets the log begin elsewhere. What follows the new base stays only if the log holds it. */
  private moveBase(base: LogBase): void {
    const isHeld = this.writtenAt(base.index)?.term === base.term;
    this.entries = isHeld ? this.entries.slice(base.index - this.base.index) : [];
    this.base = base;
    if (!isHeld || this.lostTo <= base.index) this.noteLostUpTo(0);
    else if (this.hasLost) this.lostFrom = Math.max(this.lostFrom, base.index + 1);
  }

  /** What was lost behind `index` is needed no more: it was written anew, or a snapshot covers it. */
  private noteLostUpTo(index: LogIndex): void {
    this.lostTo = Math.min(this.lostTo, index);
    if (this.lostTo >= this.lostFrom) return;
    this.lostFrom = 0;
    this.lostTo = 0;
  }

  private cutFrom(index: LogIndex): void {
    const count = index - 1 - this.base.index;
    if (this.entries.length > count) this.entries = this.entries.slice(0, count);
    if (this.hasLost) this.noteLostUpTo(index - 1);
  }
}

/** An entry whose content no longer fits its checksum. */
export function damagedEntry(entry: Entry): Entry {
  return { ...entry, command: `${entry.command}\u0000` };
}

function baseOf({ log }: Node): LogBase {
  return { index: log.baseIndex, term: log.baseTerm, checksum: log.baseChecksum };
}
