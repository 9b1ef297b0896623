// What a call of the core wants its host to do. The host empties it after every call, in this order:
//   1. start the `write`, if one is needed: term, vote and log in one atomic step;
//   2. send `messages`; they need not wait for the write (thesis section 10.2.1);
//   3. when that write and all earlier ones are durable, call `acknowledgeWrite` and send `messagesAfterWrite`;
//   4. if there is an `install`, replace the state machine by it; then apply `committed`, in order, and
//      call `acknowledgeApply`;
//   5. answer `reads`: those that are granted once the state machine has applied their index;
//   6. show `events` to people.
// One output serves a node, or a whole cluster in one thread, for ever: nothing is allocated per call.

import type { Configuration } from './configuration.ts';
import type { Entry } from './entry.ts';
import type { AppendRefusal, Message } from './messages.ts';
import type { Snapshot } from './snapshot.ts';
import type { LogIndex, NodeId, RequestId, Term } from './types.ts';

/** A list that is emptied without giving its memory back: `items[0..count)` are valid. */
export class Bag<T> {
  readonly items: T[] = [];
  count = 0;

  push(item: T): void {
    this.items[this.count++] = item;
  }

  clear(): void {
    this.count = 0;
  }

  /** The valid items in order, for `for … of`; loops that run once a message count instead. */
  [Symbol.iterator](): Iterator<T> {
    let offset = 0;
    return {
      next: (): IteratorResult<T> => {
        if (offset >= this.count) return { done: true, value: undefined };
        const value = this.items[offset];
        offset += 1;
        return { done: false, value };
      },
    };
  }
}

/** Where a write leads, so that its completion can be told from that of an overtaken one. */
export interface WritePosition {
  /** The node's term when the write was asked for; the write makes it durable. */
  readonly term: Term;
  /** The last index of the log, and the term of the entry there, after the write. */
  readonly lastIndex: LogIndex;
  readonly lastTerm: Term;
}

/** One atomic write. Valid until the next call of the core; `needed` is false when nothing changed. */
export interface Write {
  needed: boolean;
  /** The log is cut off from here and continues with the node's entries from here on; 0 leaves it alone. */
  fromIndex: LogIndex;
  /** The snapshot that takes the place of the one before; null leaves it alone. */
  snapshot: Snapshot | null;
  /**
   * The log now begins behind the node's `log.baseIndex`: what stands before it is dropped, and all behind
   * it as well if the durable log does not hold the base.
   */
  movesBase: boolean;
}

/** What became of a read: from which index it may be answered, or that this node cannot vouch for it. */
export type ReadOutcome =
  | { readonly request: RequestId; readonly ok: true; readonly readIndex: LogIndex }
  | { readonly request: RequestId; readonly ok: false; readonly reason: 'not-leader' };

/** Why a node refused to vote, in the order in which it looks. */
export type VoteRefusal = 'stale-term' | 'hears-leader' | 'voted' | 'log-behind';

/** Why a node went back to follower without hearing of a higher term. */
export type StepDownReason = 'lost-quorum' | 'told' | 'removed';

/** What an outsider cannot see from comparing the node before and after. For people and for diagnosis. */
export type CoreEvent =
  | {
      readonly kind: 'vote-refused';
      readonly candidate: NodeId;
      /** The term that was asked for. */
      readonly term: Term;
      readonly reason: VoteRefusal;
      readonly pre: boolean;
      readonly lastLogIndex: LogIndex;
      readonly lastLogTerm: Term;
    }
  | {
      readonly kind: 'append-refused';
      readonly leader: NodeId;
      readonly reason: AppendRefusal;
      /** The place that did not fit. */
      readonly index: LogIndex;
    }
  | { readonly kind: 'checksum-mismatch'; readonly leader: NodeId; readonly index: LogIndex }
  | { readonly kind: 'stepped-down'; readonly reason: StepDownReason; readonly term: Term }
  | { readonly kind: 'leader-forgotten'; readonly leader: NodeId }
  | { readonly kind: 'campaign-started'; readonly pre: boolean; readonly term: Term }
  /** A configuration came into force here: its entry was appended, or removed again, or came with a snapshot. */
  | {
      readonly kind: 'configuration-adopted' | 'configuration-rolled-back';
      readonly configuration: Configuration;
      readonly index: LogIndex;
    }
  /** A configuration is committed, as far as this node knows. */
  | {
      readonly kind: 'configuration-changed';
      readonly configuration: Configuration;
      readonly index: LogIndex;
    }
  | { readonly kind: 'learner-caught-up'; readonly learner: NodeId; readonly rounds: number }
  | { readonly kind: 'snapshot-taken' | 'snapshot-installed'; readonly index: LogIndex }
  | { readonly kind: 'snapshot-refused'; readonly leader: NodeId; readonly index: LogIndex }
  | { readonly kind: 'log-compacted'; readonly index: LogIndex }
  | { readonly kind: 'transfer-started' | 'transfer-aborted'; readonly target: NodeId }
  | { readonly kind: 'attached' | 'source-lost' | 'attach-refused'; readonly source: NodeId };

/** The names of all core events. */
export const CORE_EVENT_KINDS: readonly CoreEvent['kind'][] = [
  'vote-refused',
  'append-refused',
  'checksum-mismatch',
  'stepped-down',
  'leader-forgotten',
  'campaign-started',
  'configuration-adopted',
  'configuration-rolled-back',
  'configuration-changed',
  'learner-caught-up',
  'snapshot-taken',
  'snapshot-installed',
  'snapshot-refused',
  'log-compacted',
  'transfer-started',
  'transfer-aborted',
  'attached',
  'source-lost',
  'attach-refused',
];

export class Output {
  readonly write: Write = { needed: false, fromIndex: 0, snapshot: null, movesBase: false };
  /** May leave at once. */
  readonly messages = new Bag<Message>();
  /** Wait until this and all earlier writes are durable. */
  readonly messagesAfterWrite = new Bag<Message>();
  /** Entries that became committed, in order, each exactly once per incarnation. */
  readonly committed = new Bag<Entry>();
  readonly reads = new Bag<ReadOutcome>();
  readonly events = new Bag<CoreEvent>();
  /** The state machine is replaced by this before anything else is applied; null when it goes on. */
  install: Snapshot | null = null;

  /** Notes that term or vote changed. */
  hardStateChanged(): void {
    this.write.needed = true;
  }

  /** Notes that the log changed from `index` on. */
  logChangedFrom(index: LogIndex): void {
    const { write } = this;
    write.needed = true;
    if (write.fromIndex === 0 || index < write.fromIndex) write.fromIndex = index;
  }

  /** Notes that another snapshot is to be kept. */
  snapshotChanged(snapshot: Snapshot): void {
    this.write.needed = true;
    this.write.snapshot = snapshot;
  }

  /** Notes that the log begins elsewhere. */
  baseMoved(): void {
    this.write.needed = true;
    this.write.movesBase = true;
  }

  /** Whether there is nothing to do. */
  get isEmpty(): boolean {
    return (
      !this.write.needed &&
      this.messages.count === 0 &&
      this.messagesAfterWrite.count === 0 &&
      this.committed.count === 0 &&
      this.reads.count === 0 &&
      this.events.count === 0 &&
      this.install === null
    );
  }

  /** Forgets everything, keeping the memory. */
  clear(): void {
    this.write.needed = false;
    this.write.fromIndex = 0;
    this.write.snapshot = null;
    this.write.movesBase = false;
    this.messages.clear();
    this.messagesAfterWrite.clear();
    this.committed.clear();
    this.reads.clear();
    this.events.clear();
    this.install = null;
  }
}
