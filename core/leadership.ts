// What a leader does on its own: opens its term, keeps its peers informed, and gives up without a quorum.
// Source: paper 5.2, 5.3, section 8; thesis 6.2.

import { adoptConfiguration } from './configuration-history.ts';
import { type EntryContent, makeEntry } from './entry.ts';
import type { Leader, Node } from './node.ts';
import type { Output, StepDownReason } from './output.ts';
import { isQuorum } from './quorum.ts';
import { feedPeer, sendHeartbeat } from './replication.ts';
import { becomeFollower } from './transitions.ts';
import { type LogIndex, NO_REQUEST, NOBODY } from './types.ts';

const NO_OP: EntryContent = {
  kind: 'no-op',
  command: '',
  configuration: null,
  request: NO_REQUEST,
};

/** Announces a leader that was just elected: by a no-op, or by heartbeats when the option is off. */
export function openTerm(node: Node, leader: Leader, out: Output): void {
  if (node.options.noOp) appendOwn(node, leader, NO_OP, out);
  else broadcastHeartbeat(node, leader, out);
}

/** Appends an entry of the leader's own term and sends it on. Returns its index. */
export function appendOwn(
  node: Node,
  leader: Leader,
  content: EntryContent,
  out: Output,
): LogIndex {
  const { log } = node;
  const index = log.lastIndex + 1;
  log.append(makeEntry(log.lastChecksum, index, node.currentTerm, content));
  out.logChangedFrom(index);
  if (content.configuration !== null) adoptConfiguration(node, index, content.configuration, out);
  for (const peer of leader.targets) feedPeer(node, leader, peer, out);
  return index;
}

/** One tick of a leader's peers: breaks its silence where it lasted too long. */
export function tickHeartbeats(node: Node, leader: Leader, out: Output): void {
  const { heartbeatTicks } = node.options;
  for (const peer of leader.targets) {
    const progress = leader.peers[peer];
    if (progress === undefined) continue;
    progress.silentTicks += 1;
    if (progress.silentTicks >= heartbeatTicks) sendHeartbeat(node, leader, peer, out);
  }
}

/** Sends something to every peer at once. */
export function broadcastHeartbeat(node: Node, leader: Leader, out: Output): void {
  for (const peer of leader.targets) sendHeartbeat(node, leader, peer, out);
}

/** Gives up leading in the same term. The vote stays given; nobody is known to lead. */
export function abdicate(node: Node, reason: StepDownReason, out: Output): void {
  out.events.push({ kind: 'stepped-down', reason, term: node.currentTerm });
  becomeFollower(node, node.currentTerm, NOBODY, out);
}

/** Once per minimum election timeout: whether no quorum answered since the last time. Source: thesis 6.2. */
export function hasLostQuorum(node: Node, leader: Leader): boolean {
  leader.quorumCheckTicks += 1;
  if (leader.quorumCheckTicks < node.options.electionTimeoutTicksMin) return false;
  leader.quorumCheckTicks = 0;
  leader.contacted[node.id] = true;
  const reached = isQuorum(node.configuration, leader.contacted);
  leader.contacted.fill(false);
  return !reached;
}
