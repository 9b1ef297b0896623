// What `run random` needs from whoever generates the statements. The language knows the words and runs the
// statements; the generator lies behind this port, so that no arrow points from here to it.

import type { World } from '../sim/index.ts';
import type { Statement } from './ast.ts';

/** Sets of faults and operations that go by one name. */
export const RANDOM_PROFILES = [
  ...(['calm', 'network', 'crash', 'disk', 'reconfiguration', 'clock', 'everything'] as const),
] as const;

/** A set of faults and operations, by name. */
export type RandomProfile = (typeof RANDOM_PROFILES)[number];

/** Single faults and operations that a random run can be told to use. */
export const RANDOM_FAULTS = [
  // Network.
  ...(['losses', 'duplicates', 'reorderings', 'replays', 'delays', 'slow-links', 'clogs'] as const),
  ...(['swizzles', 'queues', 'partitions', 'isolations', 'bridges', 'rings'] as const),
  ...(['one-way-cuts', 'drops', 'holds', 'deliveries', 'shuffles'] as const),
  // Nodes.
  ...(['crashes', 'unsynced-crashes', 'torn-crashes', 'outages', 'pauses', 'suicides'] as const),
  ...(['step-downs', 'campaigns', 'forced-campaigns', 'forgetting', 'moments'] as const),
  ...([
    'laggards',
    'depositions',
    'relapses',
    'rivalries',
    'late-messages',
    'handovers',
    'departures',
    'schisms',
  ] as const),
  // Disks and clocks.
  ...([
    'slow-disks',
    'failing-syncs',
    'full-disks',
    'wipes',
    'corruptions',
    'lost-entries',
  ] as const),
  ...(['skewed-clocks', 'stopped-clocks', 'early-timers'] as const),
  // Operators.
  ...(['reconfigurations', 'transfers', 'snapshots', 'compactions'] as const),
  ...(['read-only-peers', 'recoveries'] as const),
  // Clients.
  ...(['commands', 'writes', 'reads', 'lease-reads', 'stale-reads', 'cas', 'retries'] as const),
] as const;

/** A fault or an operation, by name. */
export type RandomFault = (typeof RANDOM_FAULTS)[number];

/** What one `run random` line asks for. */
export interface RandomOrder {
  /** The seed that draws follow at this moment. */
  readonly seed: string;
  /** Random runs of this test before this one. */
  readonly ordinal: number;
  /** Tick in which it begins. */
  readonly from: number;
  /** Tick in which it ends; null when it ends as soon as everything is covered. */
  readonly until: number | null;
  /** Profiles and faults, in lower case, each known; empty for `everything`. */
  readonly words: readonly string[];
}

/** A stream of statements that depends on the order and on the world alone. */
export interface RandomStream {
  /** The next statement, in view of the world; null when the random run is over. */
  next(world: World): Statement | null;
  /** A stream that goes on the same way. */
  copy(): RandomStream;
}

/** Whoever generates statements. */
export interface RandomPort {
  begin(order: RandomOrder, world: World): RandomStream;
}
