// The leader's half of log replication (paper 5.3): what is sent to a peer, and what its answers mean.
// How entries flow: while it is unknown where the logs agree, one request at a time (probe); afterwards
// requests follow each other without waiting, up to a window (thesis 10.2.1). A refusal goes back to probing.

import { assert } from './assert.ts';
import { advanceCommitIndex } from './commit.ts';
import type { Entry } from './entry.ts';
import type { AppendResponse } from './messages.ts';
import type { Leader, Node, PeerProgress } from './node.ts';
import type { Output } from './output.ts';
import type { NodeId } from './types.ts';

const NOTHING: readonly Entry[] = [];

/** Sends `peer` all it may have now; nothing when it has everything or must answer first. */
export function feedPeer(node: Node, leader: Leader, peer: NodeId, out: Output): void {
  const progress = leader.peers[peer];
  if (progress === undefined) return;
  if (progress.flow === 'probe') {
    if (progress.paused) return;
    sendEntries(node, leader, peer, progress, out);
    progress.paused = true;
    return;
  }
  while (
    (leader.nextIndex[peer] ?? 1) <= node.log.lastIndex &&
    progress.inflight.length < node.options.inflightMax
  ) {
    sendEntries(node, leader, peer, progress, out);
  }
}

/**
 * Breaks the silence. A peer that is probed gets its entries once more, since the last request or its
 * answer may be lost; one that is fed gets an empty request from the end of what was sent, which it
 * refuses when something before it was lost.
 */
export function sendHeartbeat(node: Node, leader: Leader, peer: NodeId, out: Output): void {
  const progress = leader.peers[peer];
  if (progress === undefined) return;
  if (progress.flow === 'probe') {
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
  });
}

/** Learns from an answer where a peer stands, and sends what follows from it. Late copies change nothing. */
export function handleAppendResponse(node: Node, response: AppendResponse, out: Output): void {
  const leader = node.role;
  if (leader.kind !== 'leader') return;
  const progress = leader.peers[response.from];
  if (progress === undefined) return;
  leader.contacted[response.from] = true;
  if (response.success) {
    if (recordMatch(node, leader, progress, response)) advanceCommitIndex(node, leader, out);
    feedPeer(node, leader, response.from, out);
  } else if (recordMismatch(node, leader, progress, response)) {
    feedPeer(node, leader, response.from, out);
  }
}

/** Notes how far a peer's log is durable and equal. Returns whether that is further than was known. */
function recordMatch(
  node: Node,
  leader: Leader,
  progress: PeerProgress,
  response: AppendResponse,
): boolean {
  const { from, matchIndex } = response;
  assert(matchIndex <= node.log.lastIndex, 'nobody acknowledges what was not sent', matchIndex);
  const before = leader.matchIndex[from] ?? 0;
  // Answers may overtake each other: what was acknowledged once stays acknowledged.
  const match = Math.max(before, matchIndex);
  leader.matchIndex[from] = match;
  while (progress.inflight.length > 0 && progress.inflight[0] <= match) progress.inflight.shift();
  if (progress.flow === 'probe') {
    progress.flow = 'replicate';
    progress.paused = false;
    progress.inflight = [];
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
  if (refusal !== 'log-mismatch') return false;
  const match = leader.matchIndex[from] ?? 0;
  const next = leader.nextIndex[from] ?? 1;
  const isLate = progress.flow === 'probe' ? rejectedIndex !== next - 1 : rejectedIndex <= match;
  if (isLate) return false;
  // Our entries of terms above the hint's cannot be in the peer's log at or before the hint (5.3).
  const agreed = node.log.lastIndexWithTermAtMost(Math.min(hintIndex, rejectedIndex - 1), hintTerm);
  leader.nextIndex[from] = Math.max(match, agreed) + 1;
  progress.flow = 'probe';
  progress.paused = false;
  progress.inflight = [];
  return true;
}
