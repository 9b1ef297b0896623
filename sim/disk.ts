// A node's disk: a durable image of term, vote and log, and the writes that are not durable yet. Writes
// become durable in the order in which they were started, each in one step; a crash loses the others.

import type { Entry, LogIndex, Node, NodeId, Term, WritePosition } from '../core/index.ts';
import { NOBODY } from '../core/index.ts';
import type { Range } from './network.ts';
import type { Travelling } from './packet.ts';

/** A write that is not durable yet. */
export interface PendingWrite extends WritePosition {
  readonly votedFor: NodeId;
  /** The log is replaced from here on; 0 leaves it alone. */
  readonly fromIndex: LogIndex;
  readonly entries: readonly Entry[];
  /** Tick in which it becomes durable. */
  readonly due: number;
  /** What may leave then. */
  readonly waiting: Travelling['packet'][];
}

/** The disk of one node. Plain data; copied with the world. */
export class Disk {
  term: Term = 0;
  votedFor: NodeId = NOBODY;
  /** The durable log, from index 1. Entries are shared with the node. */
  private entries: Entry[] = [];
  /** In the order in which they were started. */
  pending: PendingWrite[] = [];

  /** Ticks a write takes of its own; null follows the world's setting. */
  latency: Range | null = null;
  /** Full: writes wait until there is room. Tick in which it filled up; -1 when there is room. */
  fullSince = -1;
  /** The next write that would become durable fails instead. */
  failsNextSync = false;
  /** Index of the first entry that was damaged; 0 when none was. */
  corruptIndex: LogIndex = 0;
  /** The whole content is gone. */
  wiped = false;

  /** Index of the last durable entry. */
  get lastIndex(): LogIndex {
    return this.entries.length;
  }

  /** The durable entry at `index`, if there is one. */
  entryAt(index: LogIndex): Entry | undefined {
    return this.entries[index - 1];
  }

  /** The durable log, as a list of its own. */
  readLog(): Entry[] {
    return this.entries.slice();
  }

  /** Fills a new disk. */
  format(term: Term, entries: readonly Entry[]): void {
    this.term = term;
    this.entries = entries.slice();
  }

  /** Makes the node's present state durable at once: the path of a disk that takes no time. */
  syncNow(node: Node, fromIndex: LogIndex): void {
    this.term = node.currentTerm;
    this.votedFor = node.votedFor;
    if (fromIndex === 0) return;
    this.cutFrom(fromIndex);
    for (let index = fromIndex; index <= node.log.lastIndex; index++) {
      const entry = node.log.entryAt(index);
      if (entry !== undefined) this.entries.push(entry);
    }
  }

  /** Notes a write of the node's present state, durable in tick `due` at the earliest. */
  startWrite(node: Node, fromIndex: LogIndex, due: number): PendingWrite {
    const last = this.pending.at(-1);
    const write: PendingWrite = {
      term: node.currentTerm,
      votedFor: node.votedFor,
      fromIndex,
      entries: fromIndex === 0 ? [] : node.log.entriesFrom(fromIndex),
      lastIndex: node.log.lastIndex,
      lastTerm: node.log.lastTerm,
      due: last === undefined ? due : Math.max(due, last.due),
      waiting: [],
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
    if (write.fromIndex > 0) {
      this.cutFrom(write.fromIndex);
      for (const entry of write.entries) this.entries.push(entry);
    }
    return write;
  }

  /** Loses what is not durable. */
  losePending(): void {
    this.pending = [];
  }

  /** Replaces an entry by a damaged one, also one that is not durable yet. */
  damage(damaged: Entry): void {
    const { index } = damaged;
    if (this.entryAt(index) !== undefined) this.entries[index - 1] = damaged;
    if (this.corruptIndex === 0 || index < this.corruptIndex) this.corruptIndex = index;
  }

  /** Loses everything. */
  wipe(): void {
    this.term = 0;
    this.votedFor = NOBODY;
    this.entries = [];
    this.pending = [];
    this.corruptIndex = 0;
    this.wiped = true;
  }

  copy(): Disk {
    const copy = new Disk();
    copy.term = this.term;
    copy.votedFor = this.votedFor;
    copy.entries = this.entries.slice();
    copy.pending = this.pending.map((write) => ({ ...write, waiting: write.waiting.slice() }));
    copy.latency = this.latency;
    copy.fullSince = this.fullSince;
    copy.failsNextSync = this.failsNextSync;
    copy.corruptIndex = this.corruptIndex;
    copy.wiped = this.wiped;
    return copy;
  }

  private cutFrom(index: LogIndex): void {
    if (this.entries.length >= index) this.entries = this.entries.slice(0, index - 1);
  }
}
