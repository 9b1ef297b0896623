// A node's own snapshots, and the end of what they cover in its log. The host decides when: it knows how
// large its state is. Source: paper section 7, thesis section 5.1.

import { assert } from './assert.ts';
import { configurationAt, forgetConfigurations } from './configuration-history.ts';
import type { Node } from './node.ts';
import type { Output } from './output.ts';
import { dataChecksumOf, type Snapshot } from './snapshot.ts';
import type { LogIndex } from './types.ts';

/**
 * Keeps `data`, the host's state after applying everything up to `lastApplied`, as the node's snapshot. The
 * log stays as it is. Returns the snapshot; null when the one before covers as much, or when no
 * configuration is known up to there.
 */
export function takeSnapshot(node: Node, data: string, out: Output): Snapshot | null {
  const index = node.lastApplied;
  if (index <= (node.snapshot?.index ?? 0)) return null;
  const term = node.log.termAt(index);
  const checksum = node.log.checksumAt(index);
  assert(term !== undefined && checksum !== undefined, 'what is applied is in the log', index);
  const { configuration, index: configurationIndex } = configurationAt(node, index);
  // A node that was never told who the members are cannot tell anybody else.
  if (configuration.voters.length === 0) return null;
  const snapshot: Snapshot = {
    index,
    term: term ?? 0,
    checksum: checksum ?? 0,
    configuration,
    configurationIndex,
    data,
    dataChecksum: dataChecksumOf(data),
  };
  node.snapshot = snapshot;
  forgetConfigurations(node, index);
  out.snapshotChanged(snapshot);
  out.events.push({ kind: 'snapshot-taken', index });
  return snapshot;
}

/** Drops the log up to `upTo`, as far as the snapshot covers it. Returns the index the log now begins behind. */
export function compactLog(node: Node, upTo: LogIndex, out: Output): LogIndex {
  const { log } = node;
  const index = Math.min(upTo, node.snapshot?.index ?? 0);
  if (index <= log.baseIndex) return log.baseIndex;
  log.compactTo(index);
  out.baseMoved();
  out.events.push({ kind: 'log-compacted', index });
  return index;
}
