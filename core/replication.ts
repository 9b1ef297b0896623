// The leader's half of log replication (paper 5.3): what is sent to a peer, and what its answers mean.
// How entries flow: while it is unknown where the logs agree, one request at a time (probe); afterwards
// requests follow each other without waiting, up to a window (thesis 10.2.1). A refusal goes back to probing.
// A peer that needs what the log no longer has gets a snapshot first (section 7).

import { assert } from './assert.ts';
import { advanceCommitIndex } from './commit.ts';
import type { Entry } from './entry.ts';
import type { AppendResponse, SnapshotResponse } from './messages.ts';
import type { CatchUp, Leader, Node, PeerProgress } from './node.ts';
import type { Output } from './output.ts';
import { beginSnapshot, isBehindLog, sendPiece } from './snapshot-sending.ts';
import type { NodeId } from './types.ts';

const NOTHING: readonly Entry[] = [];

/** Sends `peer` all it may have now; nothing when it has everything or must answer first. */
export function feedPeer(node: Node, leader: Leader, peer: NodeId, out: Output): void {
  const progress = leader.peers[peer];
  if (progress === undefined) return;
  const next = leader.nextIndex[peer] ?? 1;
  if (progress.flow !== 'snapshot' && isBehindLog(node, next)) beginSnapshot(node, progress);
  if (progress.flow === 'replicate') {
    while (
      (leader.nextIndex[peer] ?? 1) <= node.log.lastIndex &&
      progress.inflight.length < node.options.inflightMax
    ) {
      sendEntries(node, leader, peer, progress, out);
    }
    return;
  }
  if (progress.paused) return;
  if (progress.flow === 'snapshot') sendPiece(node, leader, peer, progress, out);
  else sendEntries(node, leader, peer, progress, out);
  progress.paused = true;
}

/**
 * Breaks the silence. A peer that is probed or gets a snapshot is sent the same once more, since the last
 * request or its answer may be lost; one that is fed gets an empty request from the end of what was sent,
 * which it refuses when something before it was lost.
 */
export function sendHeartbeat(node: Node, leader: Leader, peer: NodeId, out: Output): void {
  const progress = leader.peers[peer];
  if (progress === undefined) return;
  const next = leader.nextIndex[peer] ?? 1;
  if (progress.flow !== 'snapshot' && isBehindLog(node, next)) beginSnapshot(node, progress);
  if (progress.flow === 'snapshot') {
    sendPiece(node, leader, peer, progress, out);
  } else if (progress.flow === 'probe') {
    sendEntries(node, leader, peer, progress, out);
    progress.paused = true;
  } else {
    sendAppendRequest(node, leader, peer, progress, NOTHING, out);
  }
}

/** Sends one batch from nextIndex on, which may be empty, and notes that it is on its way. */
function sendEntries(
  node: Node,
  leader: Leader,
  peer: NodeId,
  progress: PeerProgress,
  out: Output,
): void {
  const { batchEntriesMax, batchSizeMax } = node.options;
  const next = leader.nextIndex[peer] ?? 1;
  const entries =
    next > node.log.lastIndex ? NOTHING : node.log.batchFrom(next, batchEntriesMax, batchSizeMax);
  sendAppendRequest(node, leader, peer, progress, entries, out);
  if (progress.flow === 'replicate' && entries.length > 0) {
    const lastSent = next + entries.length - 1;
    leader.nextIndex[peer] = lastSent + 1;
    progress.inflight.push(lastSent);
  }
}

function sendAppendRequest(
  node: Node,
  leader: Leader,
  peer: NodeId,
  progress: PeerProgress,
  entries: readonly Entry[],
  out: Output,
): void {
  const prevLogIndex = (leader.nextIndex[peer] ?? 1) - 1;
  const prevLogTerm = node.log.termAt(prevLogIndex);
  const prevLogChecksum = node.log.checksumAt(prevLogIndex);
  assert(prevLogTerm !== undefined, 'the leader has the entry before what it sends', prevLogIndex);
  progress.silentTicks = 0;
  out.messages.push({
    kind: 'append-request',
    from: node.id,
    to: peer,
    id: 0,
    term: node.currentTerm,
    prevLogIndex,
    prevLogTerm: prevLogTerm ?? 0,
    prevLogChecksum: prevLogChecksum ?? 0,
    entries,
    leaderCommit: node.commitIndex,
    round: leader.round,
  });
}

/** Learns from an answer where a peer stands, and sends what follows from it. Late copies change nothing. */
export function handleAppendResponse(node: Node, response: AppendResponse, out: Output): void {
  const leader = node.role;
  if (leader.kind !== 'leader') return;
  const progress = leader.peers[response.from];
  if (progress === undefined) return;
  noteContact(leader, response.from, response.round);
  if (response.success) {
    takeMatch(node, leader, progress, response, out);
  } else if (recordMismatch(node, leader, progress, response)) {
    feedPeer(node, leader, response.from, out);
  }
}

/** Sends the next piece, or goes on with entries when the peer has installed all. Late copies change nothing. */
export function handleSnapshotResponse(node: Node, response: SnapshotResponse, out: Output): void {
  const leader = node.role;
  if (leader.kind !== 'leader') return;
  const progress = leader.peers[response.from];
  if (progress === undefined) return;
  noteContact(leader, response.from, response.round);
  const { snapshot } = progress;
  const isAwaited =
    snapshot !== null &&
    response.index === snapshot.index &&
    response.answeredOffset === progress.snapshotOffset;
  if (response.matchIndex > 0) {
    takeMatch(node, leader, progress, response, out);
  } else if (isAwaited) {
    progress.snapshotOffset = response.offset;
    progress.paused = false;
    feedPeer(node, leader, response.from, out);
  }
}

function noteContact(leader: Leader, peer: NodeId, round: number): void {
  leader.contacted[peer] = true;
  if (round > (leader.answeredRound[peer] ?? 0)) leader.answeredRound[peer] = round;
}

function takeMatch(
  node: Node,
  leader: Leader,
  progress: PeerProgress,
  response: AppendResponse | SnapshotResponse,
  out: Output,
): void {
  if (recordMatch(node, leader, progress, response)) advanceCommitIndex(node, leader, out);
  if (progress.catchUp !== null) noteRound(node, leader, response.from, progress.catchUp, out);
  feedPeer(node, leader, response.from, out);
}

/** Ends a learner's round when it has what the leader had at its beginning. Source: thesis section 4.2.1. */
function noteRound(
  node: Node,
  leader: Leader,
  learner: NodeId,
  catchUp: CatchUp,
  out: Output,
): void {
  if ((leader.matchIndex[learner] ?? 0) < catchUp.target) return;
  const wasCaughtUp = catchUp.isCaughtUp;
  catchUp.rounds += 1;
  catchUp.isCaughtUp = catchUp.ticks < node.options.electionTimeoutTicksMin;
  catchUp.target = node.log.lastIndex;
  catchUp.ticks = 0;
  if (catchUp.isCaughtUp && !wasCaughtUp) {
    out.events.push({ kind: 'learner-caught-up', learner, rounds: catchUp.rounds });
  }
}

/** Notes how far a peer's log is durable and equal. Returns whether that is further than was known. */
function recordMatch(
  node: Node,
  leader: Leader,
  progress: PeerProgress,
  response: AppendResponse | SnapshotResponse,
): boolean {
  const { from, matchIndex } = response;
  assert(matchIndex <= node.log.lastIndex, 'nobody acknowledges what was not sent', matchIndex);
  const before = leader.matchIndex[from] ?? 0;
  // Answers may overtake each other: what was acknowledged once stays acknowledged.
  const match = Math.max(before, matchIndex);
  leader.matchIndex[from] = match;
  while (progress.inflight.length > 0 && progress.inflight[0] <= match) progress.inflight.shift();
  // A late answer does not end the sending of a snapshot: the peer still needs what the log no longer has.
  const isStillNeeded = match < (progress.snapshot?.index ?? 0) && isBehindLog(node, match + 1);
  if (progress.flow === 'snapshot' && isStillNeeded) {
    leader.nextIndex[from] = match + 1;
    return match > before;
  }
  if (progress.flow !== 'replicate') {
    progress.flow = 'replicate';
    progress.paused = false;
    progress.inflight = [];
    progress.snapshot = null;
    progress.snapshotOffset = 0;
    leader.nextIndex[from] = match + 1;
  } else {
    leader.nextIndex[from] = Math.max(leader.nextIndex[from] ?? 1, match + 1);
  }
  return match > before;
}

/** Moves back to where the logs can agree. Returns whether something new is to be sent. */
function recordMismatch(
  node: Node,
  leader: Leader,
  progress: PeerProgress,
  response: AppendResponse,
): boolean {
  const { from, refusal, rejectedIndex, hintIndex, hintTerm } = response;
  if (refusal !== 'log-mismatch' || progress.flow === 'snapshot') return false;
  const match = leader.matchIndex[from] ?? 0;
  const next = leader.nextIndex[from] ?? 1;
  const isLate = progress.flow === 'probe' ? rejectedIndex !== next - 1 : rejectedIndex <= match;
  if (isLate) return false;
  // Our entries of terms above the hint's cannot be in the peer's log at or before the hint (5.3). Where
  // our log begins nothing agrees: the next index falls behind it, and a snapshot follows.
  const { log } = node;
  const agreed =
    rejectedIndex <= log.baseIndex
      ? Math.min(hintIndex, log.baseIndex - 1)
      : log.lastIndexWithTermAtMost(Math.min(hintIndex, rejectedIndex - 1), hintTerm);
  leader.nextIndex[from] = Math.max(match, agreed) + 1;
  progress.flow = 'probe';
  progress.paused = false;
  progress.inflight = [];
  return true;
}
