// How a node takes a snapshot: pieces in order, put together, checked, and installed in place of its log;
// or seen to be no news. Source: paper section 7, Figure 13, with pieces that can be resumed.

import { resetConfigurations } from './configuration-history.ts';
import { commitTo } from './commit.ts';
import type { SnapshotPiece, SnapshotRequest, SnapshotResponse } from './messages.ts';
import type { Node } from './node.ts';
import type { Output } from './output.ts';
import { isIntact, type Snapshot } from './snapshot.ts';
import { becomeFollower } from './transitions.ts';
import { assert } from './assert.ts';
import type { LogIndex } from './types.ts';

/** Follows the term's leader and takes the piece. The answer says what is missing next, or that nothing is. */
export function handleSnapshotRequest(node: Node, request: SnapshotRequest, out: Output): void {
  assert(node.role.kind !== 'leader', 'a term has one leader', request.from);
  if (node.role.kind === 'leader') return;
  becomeFollower(node, request.term, request.from, out);
  node.electionElapsed = 0;
  node.unheardTicks = 0;

  const offset = takePiece(node, request, request.from, out);
  const hasAll = node.commitIndex >= request.index;
  // Until our log is durable up to there, nobody may count on us.
  const leavesAtOnce =
    node.stableTerm === node.currentTerm && (!hasAll || node.stableIndex >= request.index);
  const queue = leavesAtOnce ? out.messages : out.messagesAfterWrite;
  queue.push(answerTo(node, request, offset, hasAll ? request.index : 0));
}

/** Answers a snapshot of a term that is over, so that its sender learns of ours (5.1). */
export function refuseStaleSnapshot(node: Node, request: SnapshotRequest, out: Output): void {
  // It answers no round of confirmation: those count within a term.
  out.messagesAfterWrite.push(answerTo(node, { ...request, round: 0 }, 0, 0));
}

function answerTo(
  node: Node,
  { from: to, id, index, offset: answeredOffset, round }: SnapshotRequest,
  offset: number,
  matchIndex: LogIndex,
): SnapshotResponse {
  const { id: from, currentTerm: term } = node;
  const kind = 'snapshot-response';
  return { kind, from, to, id, term, index, answeredOffset, offset, matchIndex, round };
}

/**
 * Takes one piece of a snapshot, and installs it when it was the last. Returns how much of it is here: all,
 * when what it covers is committed here anyway. Nothing applied is ever undone by an older snapshot.
 */
export function takePiece(node: Node, piece: SnapshotPiece, from: number, out: Output): number {
  const { index, indexTerm, size } = piece;
  const { receiving, commitIndex } = node;
  if (receiving !== null && receiving.index <= commitIndex) node.receiving = null;
  if (index <= commitIndex) return size;
  if (node.log.holds(index, indexTerm)) {
    // We have every entry it covers, so it tells us only that they are committed; what follows stays.
    commitTo(node, index, out);
    return size;
  }
  const received = receive(node, piece);
  if (received.length < size) return received.length;
  node.receiving = null;
  const snapshot = snapshotOf(piece, received);
  if (!isIntact(snapshot)) {
    out.events.push({ kind: 'snapshot-refused', leader: from, index });
    return 0;
  }
  install(node, snapshot, out);
  return size;
}

/** Adds a piece that fits to what is here. Returns what is here of this snapshot. */
function receive(node: Node, piece: SnapshotPiece): string {
  const { index, indexTerm: term, dataChecksum, offset } = piece;
  const { receiving } = node;
  const isSame =
    receiving !== null &&
    receiving.index === index &&
    receiving.term === term &&
    receiving.dataChecksum === dataChecksum;
  if (!isSame) {
    // Another leader may have another one, also an older one: what it can send is what counts.
    if (offset > 0) return '';
    node.receiving = { index, term, dataChecksum, received: piece.piece };
    return piece.piece;
  }
  // A late or double copy brings nothing new; a gap is asked for again.
  if (offset === receiving.received.length) receiving.received += piece.piece;
  return receiving.received;
}

function snapshotOf(piece: SnapshotPiece, data: string): Snapshot {
  const { index, indexTerm, checksum, configuration, configurationIndex, dataChecksum } = piece;
  return {
    index,
    term: indexTerm,
    checksum,
    configuration,
    configurationIndex,
    data,
    dataChecksum,
  };
}

/** Puts a snapshot in the place of the whole log, which does not hold what it covers. */
function install(node: Node, snapshot: Snapshot, out: Output): void {
  const { index, term, checksum, configuration, configurationIndex } = snapshot;
  // What was committed here is part of it, and is durable as before; the rest of the log conflicts or ends.
  node.stableIndex = Math.min(node.stableIndex, node.commitIndex);
  node.log.resetTo(index, term, checksum);
  node.snapshot = snapshot;
  node.commitIndex = index;
  node.handedOutIndex = index;
  node.lastApplied = index;
  resetConfigurations(node, { index: configurationIndex, configuration }, out);
  out.install = snapshot;
  out.snapshotChanged(snapshot);
  out.baseMoved();
  out.events.push({ kind: 'snapshot-installed', index });
}
