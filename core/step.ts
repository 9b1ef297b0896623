// The door of a node: every way to drive it. Each call changes the node in place and pushes what is to be
// done into `out`, which the host empties before the next call. Nothing is returned but small outcomes.

import { assert, unreachable } from './assert.ts';
import { handleAppendRequest, refuseStaleAppend } from './append.ts';
import { checkNode } from './check.ts';
import { advanceCommitIndex } from './commit.ts';
import {
  type CampaignManner,
  countOwnVote,
  handlePreVoteRequest,
  handlePreVoteResponse,
  handleVoteRequest,
  handleVoteResponse,
  ignoresCandidate,
  reportRefusal,
  startCampaign,
  tickElectionTimer,
} from './election.ts';
import { abdicate, appendOwn, hasLostQuorum, tickHeartbeats } from './leadership.ts';
import {
  type ChangeOutcome,
  changeConfiguration as beginChange,
  mustSettle,
  settleConfiguration,
  tickLearners,
} from './membership.ts';
import type { Members } from './configuration.ts';
import type { Message, TermMessage } from './messages.ts';
import { type Leader, type Node, UNDRAWN } from './node.ts';
import type { Output, WritePosition } from './output.ts';
import {
  type AttachOutcome,
  attach as hangOff,
  handleFetchRequest,
  handleFetchResponse,
  tickReadOnly,
} from './read-only.ts';
import {
  awaitsRounds,
  beginLeaseRound,
  confirmReads,
  handleReadRequest,
  handleReadResponse,
  readIndex as beginRead,
  type ReadManner,
  type ReadStart,
} from './reads.ts';
import { handleAppendResponse, handleSnapshotResponse } from './replication.ts';
import { handleSnapshotRequest, refuseStaleSnapshot } from './snapshot-receiving.ts';
import { compactLog as compact, takeSnapshot as take } from './snapshot-taking.ts';
import type { Snapshot } from './snapshot.ts';
import {
  handleTimeoutNow,
  maybeTellTarget,
  tickTransfer,
  type TransferOutcome,
  transferLeadership as handOver,
} from './transfer.ts';
import { becomeFollower } from './transitions.ts';
import { type LogIndex, NOBODY, type NodeId, type RequestId, type Term } from './types.ts';

/** What became of a proposal. Accepted is not committed: the entry may still be lost with its leader. */
export type ProposalOutcome =
  | { readonly ok: true; readonly index: LogIndex; readonly term: Term }
  | { readonly ok: false; readonly reason: 'not-leader'; readonly leader: NodeId }
  /** The leader is handing over to `target`; ask again soon. */
  | { readonly ok: false; readonly reason: 'transfer-in-progress'; readonly target: NodeId };

/** Handles one message that is addressed to this node. Late, double and overtaking copies are all legal. */
export function step(node: Node, message: Message, out: Output): void {
  assert(message.to === node.id, 'a message reaches whom it is addressed to', message.to);
  switch (message.kind) {
    case 'read-request':
      handleReadRequest(node, message, out);
      break;
    case 'read-response':
      handleReadResponse(message, out);
      break;
    case 'fetch-request':
      handleFetchRequest(node, message, out);
      break;
    case 'fetch-response':
      handleFetchResponse(node, message, out);
      break;
    default:
      if (passesTermGate(node, message, out)) dispatch(node, message, out);
  }
  if (node.role.kind === 'leader') followUp(node, node.role, out);
  checkNode(node);
}

/** What a leader does once it knows more: confirms reads, settles the members, tells whom it hands over to. */
function followUp(node: Node, leader: Leader, out: Output): void {
  if (awaitsRounds(leader)) confirmReads(node, leader, out);
  if (leader.transfer !== null) maybeTellTarget(node, leader, out);
  if (mustSettle(node, leader)) settleConfiguration(node, leader, out);
}

/**
 * One tick of the node's own clock. `electionTimeout` (ticks, 0 or more) is used if the node starts
 * waiting anew with this tick; hosts draw it from [electionTimeoutTicksMin, electionTimeoutTicksMax].
 */
export function tick(node: Node, electionTimeout: number, out: Output): void {
  if (node.promisedTicks > 0) node.promisedTicks -= 1;
  if (node.role.kind !== 'leader') node.unheardTicks += 1;
  if (node.role.kind === 'leader') {
    tickLeader(node, node.role, out);
  } else if (node.role.kind === 'read-only') {
    tickReadOnly(node, node.role, out);
  } else {
    if (node.electionTimeout === UNDRAWN) node.electionTimeout = electionTimeout;
    tickElectionTimer(node, out);
  }
  checkNode(node);
}

/** One tick of a leader: checks its quorum, moves what takes time, then breaks its silence where it lasted too long. */
function tickLeader(node: Node, leader: Leader, out: Output): void {
  leader.ticks += 1;
  if (node.options.checkQuorum && hasLostQuorum(node, leader)) {
    abdicate(node, 'lost-quorum', out);
    return;
  }
  tickTransfer(node, leader, out);
  tickLearners(node, leader, out);
  beginLeaseRound(node, leader);
  tickHeartbeats(node, leader, out);
  followUp(node, leader, out);
}

/** Appends a client's command, if this node leads. Otherwise says who does, as far as it knows. */
export function propose(
  node: Node,
  command: string,
  request: RequestId,
  out: Output,
): ProposalOutcome {
  const leader = node.role;
  if (leader.kind !== 'leader') return { ok: false, reason: 'not-leader', leader: node.leaderId };
  if (leader.transfer !== null) {
    return { ok: false, reason: 'transfer-in-progress', target: leader.transfer.target };
  }
  const content = { kind: 'command', command, configuration: null, request } as const;
  const index = appendOwn(node, leader, content, out);
  checkNode(node);
  return { ok: true, index, term: node.currentTerm };
}

/**
 * Begins to change the members to `members`, if this node leads and nothing stands against it. Accepted is
 * not done: done is when a configuration that is not joint and has these members is committed.
 * Source: paper section 6; thesis chapter 4.
 */
export function changeConfiguration(
  node: Node,
  members: Members,
  request: RequestId,
  out: Output,
): ChangeOutcome {
  const outcome = beginChange(node, members, request, out);
  checkNode(node);
  return outcome;
}

/**
 * Asks for permission to read without an entry in the log. Permission comes in `out.reads`, of this call or
 * a later one; it may never come, when messages are lost. A node that does not lead asks the leader, except
 * for a lease, which only the leader has. Source: thesis section 6.4.
 */
export function readIndex(
  node: Node,
  request: RequestId,
  manner: ReadManner,
  out: Output,
): ReadStart {
  return beginRead(node, request, manner, out);
}

/** Begins to hand leadership over to `target`. Source: thesis section 3.10. */
export function transferLeadership(node: Node, target: NodeId, out: Output): TransferOutcome {
  return handOver(node, target, out);
}

/** Hangs a node that is no member off another one, which feeds it with what is committed. */
export function attach(node: Node, source: NodeId, out: Output): AttachOutcome {
  const outcome = hangOff(node, source, out);
  checkNode(node);
  return outcome;
}

/**
 * Keeps `data`, the host's state after applying everything up to `lastApplied`, as the node's snapshot. The
 * log stays as it is. Returns the snapshot; null when the one before covers as much, or when no
 * configuration is known up to there.
 */
export function takeSnapshot(node: Node, data: string, out: Output): Snapshot | null {
  return take(node, data, out);
}

/** Drops the log up to `upTo`, as far as the snapshot covers it. Returns the index the log now begins behind. */
export function compactLog(node: Node, upTo: LogIndex, out: Output): LogIndex {
  const baseIndex = compact(node, upTo, out);
  checkNode(node);
  return baseIndex;
}

/**
 * Tells the node that a write is durable, and with it all writes before it. A completion that was
 * overtaken (the term rose, or the log was replaced there) vouches for nothing but the term: the write
 * that overtook it brings a completion of its own. Source: thesis 10.2.1; the race of etcd-io/raft@897e1cf.
 */
export function acknowledgeWrite(node: Node, position: WritePosition, out: Output): void {
  const isPast = position.term <= node.currentTerm && position.lastIndex >= 0;
  assert(
    isPast,
    'what is durable was written before',
    isPast ? undefined : claimOf(position, node),
  );
  if (position.term > node.stableTerm) node.stableTerm = position.term;
  const isCurrent =
    position.term === node.currentTerm && node.log.holds(position.lastIndex, position.lastTerm);
  if (isCurrent && position.lastIndex > node.stableIndex) node.stableIndex = position.lastIndex;
  countOwnVote(node, out);
  if (node.role.kind === 'leader') {
    node.role.matchIndex[node.id] = node.stableIndex;
    advanceCommitIndex(node, node.role, out);
    followUp(node, node.role, out);
  }
  checkNode(node);
}

/** What a completion says that this node cannot have written, and what it is at. */
function claimOf({ term, lastIndex, lastTerm }: WritePosition, node: Node): string {
  return `term ${term}, lastIndex ${lastIndex} of term ${lastTerm}; the node is in term ${node.currentTerm}, at ${node.log.lastIndex}@${node.log.lastTerm}`;
}

/** Tells the node that its host applied the entry at `index`, the next after `lastApplied`. */
export function acknowledgeApply(node: Node, index: LogIndex): void {
  assert(index === node.lastApplied + 1, 'entries are applied in order, each once', index);
  assert(index <= node.handedOutIndex, 'only what was handed out is applied', index);
  node.lastApplied = index;
}

/** Campaigns now, as if the timer had run out, if the node is a voter and does not lead. */
export function campaign(node: Node, manner: CampaignManner, out: Output): void {
  startCampaign(node, manner, out);
  checkNode(node);
}

/** Makes a leader give up in the same term. Returns whether it led. */
export function stepDown(node: Node, out: Output): boolean {
  if (node.role.kind !== 'leader') return false;
  abdicate(node, 'told', out);
  checkNode(node);
  return true;
}

/** Makes a follower forget its leader, so that it listens to candidates. Returns whether it knew one. */
export function forgetLeader(node: Node, out: Output): boolean {
  if (node.role.kind !== 'follower' || node.leaderId === NOBODY) return false;
  out.events.push({ kind: 'leader-forgotten', leader: node.leaderId });
  node.leaderId = NOBODY;
  return true;
}

/** Sets how long the node waits for a leader this time, in ticks; the next wait is drawn again. */
export function setElectionTimeout(node: Node, ticks: number): void {
  assert(Number.isSafeInteger(ticks) && ticks >= 0, 'a timeout is a whole number from 0', ticks);
  node.electionTimeout = ticks;
}

/**
 * The one place where terms are compared (5.1): a higher term makes the node follow, a lower one is
 * answered when it asks and dropped when it answers. Handlers behind it may assume that the term is ours,
 * except those of pre-votes, which ask about a term that nobody is in yet.
 */
function passesTermGate(node: Node, message: TermMessage, out: Output): boolean {
  if (message.term > node.currentTerm) return joinHigherTerm(node, message, out);
  if (message.term === node.currentTerm) return true;
  switch (message.kind) {
    case 'append-request':
      refuseStaleAppend(node, message, out);
      return false;
    case 'vote-request':
    case 'pre-vote-request':
      // Answered, not dropped: the asker may be the only one with the log, and must learn our term.
      return true;
    case 'snapshot-request':
      refuseStaleSnapshot(node, message, out);
      return false;
    case 'vote-response':
    case 'pre-vote-response':
    case 'append-response':
    case 'snapshot-response':
    case 'timeout-now':
      return false;
    default:
      return unreachable(message);
  }
}

function joinHigherTerm(node: Node, message: TermMessage, out: Output): boolean {
  switch (message.kind) {
    case 'pre-vote-request':
      return true;
    case 'pre-vote-response':
      // A grant carries the term that was asked for, which nobody is in yet.
      if (!message.granted) becomeFollower(node, message.term, NOBODY, out);
      return message.granted;
    case 'vote-request':
      if (ignoresCandidate(node, message)) {
        reportRefusal(message, 'hears-leader', false, out);
        return false;
      }
      becomeFollower(node, message.term, NOBODY, out);
      return true;
    case 'append-request':
    case 'vote-response':
    case 'append-response':
    case 'snapshot-request':
    case 'snapshot-response':
    case 'timeout-now':
      becomeFollower(node, message.term, NOBODY, out);
      return true;
    default:
      return unreachable(message);
  }
}

function dispatch(node: Node, message: TermMessage, out: Output): void {
  switch (message.kind) {
    case 'pre-vote-request':
      return handlePreVoteRequest(node, message, out);
    case 'pre-vote-response':
      return handlePreVoteResponse(node, message, out);
    case 'vote-request':
      return handleVoteRequest(node, message, out);
    case 'vote-response':
      return handleVoteResponse(node, message, out);
    case 'append-request':
      return handleAppendRequest(node, message, out);
    case 'append-response':
      return handleAppendResponse(node, message, out);
    case 'snapshot-request':
      return handleSnapshotRequest(node, message, out);
    case 'snapshot-response':
      return handleSnapshotResponse(node, message, out);
    case 'timeout-now':
      return handleTimeoutNow(node, message, out);
    default:
      return unreachable(message);
  }
}
