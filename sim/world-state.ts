// What a world holds besides its nodes and its network, as plain data.

import type { Ended, MemberChange } from '../client/index.ts';
import type { NodeId } from '../core/index.ts';
import type { Range } from './latency.ts';

/** Settings of the world that scenarios may change; none of them is a fault. */
export interface Settings {
  /** Ticks a write takes. */
  diskLatency: Range;
  /** Ticks until a client gives up and calls the outcome unknown. */
  clientTimeout: number;
  /** Ticks of silence until a client asks another node. */
  clientRetry: number;
  /** A node takes a snapshot after applying so many entries, and drops what it covers; 0 for never. */
  snapshotEvery: number;
  /** Entries it leaves in its log then, for followers that are a little behind. */
  snapshotKeep: number;
}

/** A wiped node on its way back, see operators.ts. */
export interface Rejoining {
  readonly node: NodeId;
  readonly change: MemberChange;
  readonly through: NodeId | null;
}

/** When a request was first sent. */
export interface Sending {
  readonly tick: number;
  /** Its place in the order of all sendings and endings of requests of the world. */
  readonly order: number;
}

/** A client's request in the order of events, for the judges of its answers. */
export interface HistoryRecord {
  readonly ended: Ended;
  readonly sending: Sending;
  /** The place of its end in the same order. */
  readonly endedOrder: number;
  /** Whether it read by lease while leases could not be relied upon. */
  readonly isDoubtful: boolean;
}
