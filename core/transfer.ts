// Handing leadership over (thesis section 3.10): the leader takes no more requests, brings the target up to
// date, and tells it to campaign at once. If that does not end its leadership within the shortest election
// timeout, it goes on as before.

import { isVoter } from './configuration.ts';
import { startCampaign } from './election.ts';
import type { TimeoutNow } from './messages.ts';
import type { Leader, Node } from './node.ts';
import type { Output } from './output.ts';
import { NOBODY, type NodeId } from './types.ts';

/** Whether a transfer was begun. */
export type TransferOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'not-leader'; readonly leader: NodeId }
  | { readonly ok: false; readonly reason: 'transfer-in-progress'; readonly target: NodeId }
  | { readonly ok: false; readonly reason: 'not-a-voter' | 'leads-already' };

/** Begins to hand over to `target`. */
export function transferLeadership(node: Node, target: NodeId, out: Output): TransferOutcome {
  const leader = node.role;
  if (leader.kind !== 'leader') return { ok: false, reason: 'not-leader', leader: node.leaderId };
  if (target === node.id) return { ok: false, reason: 'leads-already' };
  if (leader.transfer !== null) {
    return { ok: false, reason: 'transfer-in-progress', target: leader.transfer.target };
  }
  if (!isVoter(node.configuration, target)) return { ok: false, reason: 'not-a-voter' };
  leader.transfer = { target, told: false, ticks: 0 };
  out.events.push({ kind: 'transfer-started', target });
  maybeTellTarget(node, leader, out);
  return { ok: true };
}

/** Tells the target to campaign as soon as it has the whole log. Called when its matchIndex may have moved. */
export function maybeTellTarget(node: Node, leader: Leader, out: Output): void {
  const { transfer } = leader;
  if (transfer === null || transfer.told) return;
  if (leader.matchIndex[transfer.target] !== node.log.lastIndex) return;
  transfer.told = true;
  leader.toldToCampaign = true;
  out.messages.push({
    kind: 'timeout-now',
    from: node.id,
    to: transfer.target,
    id: 0,
    term: node.currentTerm,
  });
}

/** One tick of a transfer, and of the patience of a leader that is to hand over by itself. */
export function tickTransfer(node: Node, leader: Leader, out: Output): void {
  const { transfer } = leader;
  const { electionTimeoutTicksMin, maxLeaderTicks } = node.options;
  if (transfer !== null) {
    transfer.ticks += 1;
    if (transfer.ticks < electionTimeoutTicksMin) return;
    leader.transfer = null;
    out.events.push({ kind: 'transfer-aborted', target: transfer.target });
  } else if (maxLeaderTicks > 0 && leader.ticks % maxLeaderTicks === 0) {
    // A successor that does not take over may be dead: between two tries the leader serves as long as before.
    const successor = bestSuccessor(node, leader, leader.ticks / maxLeaderTicks);
    if (successor !== NOBODY) transferLeadership(node, successor, out);
  }
}

/** The voter that is furthest. Among equals each has its turn, since the first may be dead. `attempt`: from 1. */
function bestSuccessor(node: Node, leader: Leader, attempt: number): NodeId {
  const others = node.configuration.voters.filter((id) => id !== node.id);
  const furthest = Math.max(...others.map((id) => leader.matchIndex[id] ?? 0));
  const equals = others.filter((id) => (leader.matchIndex[id] ?? 0) === furthest);
  return equals.length === 0 ? NOBODY : equals[(attempt - 1) % equals.length];
}

/** Campaigns at once, past every pre-vote and every timer, if it is our leader that asks for it. */
export function handleTimeoutNow(node: Node, message: TimeoutNow, out: Output): void {
  // A late copy, from a leader that is none any more or not ours, would disturb for nothing. Who asks for pre-votes has
  // lost sight of the leader; but of this term there is only one.
  if (node.role.kind !== 'pre-candidate' && node.leaderId !== message.from) return;
  startCampaign(node, { preVote: false, force: true }, out);
}
