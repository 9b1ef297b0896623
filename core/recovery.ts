// What a host reads from its disk, and the operator's last resort. Both look at durable state only; no
// node is running meanwhile.

import type { Configuration } from './configuration.ts';
import { configurationOf } from './configuration.ts';
import { makeEntry } from './entry.ts';
import { Log } from './log.ts';
import type { DurableState } from './node.ts';
import { isIntact } from './snapshot.ts';
import { type LogIndex, NO_REQUEST, type NodeId } from './types.ts';

/** What a disk is worth. */
export type DiskVerdict =
  | { readonly ok: true; readonly state: DurableState; readonly tornEntries: number }
  /** Damage below what was made durable: what is missing was promised to others, so the node must not serve. */
  | { readonly ok: false; readonly reason: 'snapshot-corrupt' }
  | { readonly ok: false; readonly reason: 'entry-corrupt'; readonly index: LogIndex }
  | { readonly ok: false; readonly reason: 'entries-missing'; readonly index: LogIndex };

/**
 * Judges what was read from a disk. `syncedIndex` is the last index that was reported durable, recorded
 * apart from the log. What does not fit its checksum behind it is a torn tail, which nobody was promised:
 * it is cut. At or before it, it is corruption. Source: R. Alagappan et al., "Protocol-Aware Recovery for
 * Consensus-Based Storage", FAST 2018.
 */
export function inspectDisk(read: DurableState, syncedIndex: LogIndex): DiskVerdict {
  const { snapshot, base, entries } = read;
  if (snapshot !== null && !isIntact(snapshot)) return { ok: false, reason: 'snapshot-corrupt' };
  if ((snapshot?.index ?? 0) < base.index) {
    return { ok: false, reason: 'entries-missing', index: (snapshot?.index ?? 0) + 1 };
  }
  const log = new Log(entries.slice(), base.index, base.term, base.checksum);
  const corruptIndex = log.firstCorruptIndex();
  let lastIntact = corruptIndex === 0 ? log.lastIndex : corruptIndex - 1;
  // Entries of a term that never became durable belong to the same torn write as that term.
  while (lastIntact > syncedIndex && (log.termAt(lastIntact) ?? 0) > read.term) lastIntact--;
  if (lastIntact < syncedIndex) {
    return corruptIndex === 0
      ? { ok: false, reason: 'entries-missing', index: lastIntact + 1 }
      : { ok: false, reason: 'entry-corrupt', index: corruptIndex };
  }
  const tornEntries = log.lastIndex - lastIntact;
  const intact = tornEntries === 0 ? entries : entries.slice(0, lastIntact - base.index);
  return { ok: true, state: { ...read, entries: intact }, tornEntries };
}

/**
 * The state of a node that is made the only voter of a new cluster, from what is on its disk: everything in
 * its log counts, and a configuration of itself alone follows in a term of its own. What others had
 * committed and this one never heard of is lost; old members must never talk to it again.
 * Source: the operator's procedure of consul's peers.json and of etcd's force-new-cluster, in one entry.
 */
export function soleVoterState(id: NodeId, durable: DurableState): DurableState {
  const { base, entries } = withLogBehindSnapshot(durable);
  const log = new Log(entries.slice(), base.index, base.term, base.checksum);
  const term = durable.term + 1;
  const configuration: Configuration = configurationOf([id]);
  const content = {
    kind: 'configuration',
    command: '',
    configuration,
    request: NO_REQUEST,
  } as const;
  const entry = makeEntry(log.lastChecksum, log.lastIndex + 1, term, content);
  return { ...durable, term, votedFor: id, base, entries: [...entries, entry] };
}

/** A log that ends before its snapshot does, because a disk lost its end, begins anew behind the snapshot. */
function withLogBehindSnapshot(durable: DurableState): DurableState {
  const { snapshot, base, entries } = durable;
  if (snapshot === null || base.index + entries.length >= snapshot.index) return durable;
  const { index, term, checksum } = snapshot;
  return { ...durable, base: { index, term, checksum }, entries: [] };
}
