// Snapshots (paper section 7, thesis chapter 5): what stands for the beginning of a log. The state itself
// is opaque text of the host's state machine, which holds the client sessions too.

import type { Configuration } from './configuration.ts';
import { mixText } from './mix.ts';
import type { LogIndex, Term } from './types.ts';

/** The state after applying everything up to an index, and what is needed to go on from there. Immutable. */
export interface Snapshot {
  /** The last index it covers; everything up to there is committed. */
  readonly index: LogIndex;
  /** Term of the entry at `index`. */
  readonly term: Term;
  /** Cumulative checksum of the log at `index`. */
  readonly checksum: number;
  /** The newest configuration at or before `index`, and its index. */
  readonly configuration: Configuration;
  readonly configurationIndex: LogIndex;
  /** The host's state. */
  readonly data: string;
  /** Over `data`, so that damage is seen before it is installed. */
  readonly dataChecksum: number;
}

/** A snapshot that arrives in pieces, in order. */
export interface PartialSnapshot {
  /** Which one: only pieces with the same index, term and checksum of the data fit together. */
  readonly index: LogIndex;
  readonly term: Term;
  readonly dataChecksum: number;
  /** What arrived so far, from the start. */
  received: string;
}

/** The checksum of a snapshot's data. */
export function dataChecksumOf(data: string): number {
  return mixText(0, data);
}

/** Whether a snapshot's data is what was written. */
export function isIntact(snapshot: Snapshot): boolean {
  return dataChecksumOf(snapshot.data) === snapshot.dataChecksum;
}
