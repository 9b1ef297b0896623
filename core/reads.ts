// Reads that need no entry in the log (thesis section 6.4). The leader notes how far it has committed,
// makes sure that it still leads by a round of messages that a quorum answers, and lets whoever asked read
// once that much is applied. With leases it saves the round for a while after the last one (6.4.1), which
// is sound only as long as clocks drift apart by no more than `leaseDriftPercent`.

import { hasCommittedInTerm } from './commit.ts';
import { broadcastHeartbeat } from './leadership.ts';
import type { ReadRequest, ReadResponse } from './messages.ts';
import { type Leader, type Node, type PendingRead, UNKNOWN_INDEX } from './node.ts';
import type { Output } from './output.ts';
import { quorumIndex } from './quorum.ts';
import { NOBODY, type NodeId, type RequestId } from './types.ts';

/** `index`: by a round of messages. `lease`: without one, if a lease holds; otherwise by a round as well. */
export type ReadManner = 'index' | 'lease';

/** Whether a read is on its way to an answer in the output, of this call or a later one. */
export type ReadStart =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'not-leader'; readonly leader: NodeId };

/** Asks for permission to read, from the leader itself or through it. */
export function readIndex(
  node: Node,
  request: RequestId,
  manner: ReadManner,
  out: Output,
): ReadStart {
  const { role } = node;
  if (role.kind === 'leader') {
    if (manner === 'lease' && holdsLease(node, role)) {
      out.reads.push({ request, ok: true, readIndex: node.commitIndex });
    } else {
      beginRead(node, role, { request, from: node.id, messageId: 0 }, out);
    }
    return { ok: true };
  }
  const leader = role.kind === 'follower' ? node.leaderId : NOBODY;
  if (leader === NOBODY || manner === 'lease') return { ok: false, reason: 'not-leader', leader };
  out.messages.push({ kind: 'read-request', from: node.id, to: leader, id: 0, request });
  return { ok: true };
}

/** A follower passes a read on to us. */
export function handleReadRequest(node: Node, message: ReadRequest, out: Output): void {
  const { request, from, id: messageId } = message;
  if (node.role.kind === 'leader') {
    beginRead(node, node.role, { request, from, messageId }, out);
    return;
  }
  out.messages.push(answerTo({ request, from, messageId }, node.id, false, 0));
}

/** The leader says from where on we may read. */
export function handleReadResponse(message: ReadResponse, out: Output): void {
  const { request, ok, readIndex: index } = message;
  if (ok) out.reads.push({ request, ok, readIndex: index });
  else out.reads.push({ request, ok, reason: 'not-leader' });
}

type Reader = Pick<PendingRead, 'request' | 'from' | 'messageId'>;

/** Queues a read behind a round of its own: what was sent before it was asked proves nothing. */
function beginRead(node: Node, leader: Leader, reader: Reader, out: Output): void {
  leader.round += 1;
  const index = hasCommittedInTerm(node) ? node.commitIndex : UNKNOWN_INDEX;
  const { request, from, messageId } = reader;
  leader.reads.push({ request, from, messageId, round: leader.round, readIndex: index });
  broadcastHeartbeat(node, leader, out);
  confirmReads(node, leader, out);
}

/** Whether anything waits for a round to be answered. */
export function awaitsRounds(leader: Leader): boolean {
  return leader.reads.length > 0 || leader.leaseRounds.length > 0;
}

/** Lets all reads go whose round a quorum has answered, and extends the lease. */
export function confirmReads(node: Node, leader: Leader, out: Output): void {
  leader.answeredRound[node.id] = leader.round;
  const confirmed = quorumIndex(node.configuration, leader.answeredRound);
  extendLease(node, leader, confirmed);
  // Before it has committed in its term, a leader does not know how far its predecessors came (6.4, step 1).
  if (!hasCommittedInTerm(node)) return;
  while (leader.reads.length > 0 && leader.reads[0].round <= confirmed) {
    const read = leader.reads.shift();
    if (read === undefined) return;
    const index = read.readIndex === UNKNOWN_INDEX ? node.commitIndex : read.readIndex;
    if (read.from === node.id) {
      out.reads.push({ request: read.request, ok: true, readIndex: index });
    } else {
      out.messages.push(answerTo(read, node.id, true, index));
    }
  }
}

function answerTo(reader: Reader, from: NodeId, ok: boolean, index: number): ReadResponse {
  const { request, messageId: id, from: to } = reader;
  return { kind: 'read-response', from, to, id, request, ok, readIndex: index };
}

/** Begins a round that may extend the lease. Called once per tick, before the messages that carry it. */
export function beginLeaseRound(node: Node, leader: Leader): void {
  if (!node.options.leaseReads) return;
  leader.round += 1;
  leader.leaseRounds.push({ round: leader.round, tick: leader.ticks });
  // What began longer ago than a lease lasts cannot extend it.
  if (leader.leaseRounds.length > node.options.electionTimeoutTicksMin) leader.leaseRounds.shift();
}

function extendLease(node: Node, leader: Leader, confirmed: number): void {
  while (leader.leaseRounds.length > 0 && leader.leaseRounds[0].round <= confirmed) {
    const began = leader.leaseRounds.shift();
    if (began !== undefined) leader.leaseUntil = began.tick + leaseTicks(node);
  }
}

/**
 * How long nobody else can be elected after a round began, on the leader's clock: a follower refuses for
 * its shortest election timeout, less the tick it may be through already, and of the rest its clock may gain.
 */
function leaseTicks({ options }: Node): number {
  const { electionTimeoutTicksMin: least, leaseDriftPercent } = options;
  return Math.trunc(((least - 1) * (100 - leaseDriftPercent)) / 100);
}

/** Whether the leader may read without asking anybody. */
export function holdsLease(node: Node, leader: Leader): boolean {
  return (
    node.options.leaseReads &&
    leader.ticks < leader.leaseUntil &&
    !leader.toldToCampaign &&
    hasCommittedInTerm(node)
  );
}
