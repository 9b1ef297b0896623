// How a leader sends a snapshot to a peer that needs entries it no longer has: piece by piece, each when
// the one before is answered, or again as a heartbeat. Source: paper section 7, Figure 13.

import { assert } from './assert.ts';
import type { SnapshotPiece } from './messages.ts';
import type { Leader, Node, PeerProgress } from './node.ts';
import type { Output } from './output.ts';
import type { Snapshot } from './snapshot.ts';
import type { NodeId } from './types.ts';

/** Whether the entry before `nextIndex` is no longer known here, so that no append-request can begin there. */
export function isBehindLog(node: Node, nextIndex: number): boolean {
  return nextIndex <= node.log.baseIndex;
}

/** Begins to send the newest snapshot from its start. It stays the same until it is installed, whatever is taken meanwhile. */
export function beginSnapshot(node: Node, progress: PeerProgress): void {
  assert(node.snapshot !== null, 'what the log no longer has is in a snapshot', node.log.baseIndex);
  progress.flow = 'snapshot';
  progress.paused = false;
  progress.inflight = [];
  progress.snapshot = node.snapshot;
  progress.snapshotOffset = 0;
}

/** Sends the piece at the peer's offset. */
export function sendPiece(
  node: Node,
  leader: Leader,
  peer: NodeId,
  progress: PeerProgress,
  out: Output,
): void {
  const { snapshot } = progress;
  if (snapshot === null) return;
  progress.paused = true;
  progress.silentTicks = 0;
  out.messages.push({
    kind: 'snapshot-request',
    from: node.id,
    to: peer,
    id: 0,
    term: node.currentTerm,
    ...pieceOf(snapshot, progress.snapshotOffset, node.options.snapshotChunkSize),
    round: leader.round,
  });
}

/** The piece of a snapshot that begins at `offset`, at most `sizeMax` long. */
export function pieceOf(snapshot: Snapshot, offset: number, sizeMax: number): SnapshotPiece {
  const { index, term, checksum, configuration, configurationIndex, data, dataChecksum } = snapshot;
  return {
    index,
    indexTerm: term,
    checksum,
    configuration,
    configurationIndex,
    dataChecksum,
    size: data.length,
    offset,
    piece: data.slice(offset, offset + sizeMax),
  };
}
