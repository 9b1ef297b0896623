// The door of a node: every way to drive it. Each call changes the node in place and pushes what is to be
// done into `out`, which the host empties before the next call. Nothing is returned but small outcomes.

import { assert, unreachable } from './assert.ts';
import { handleAppendRequest, refuseStaleAppend } from './append.ts';
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
import { abdicate, appendOwn, tickLeader } from './leadership.ts';
import type { Message } from './messages.ts';
import { checkNode } from './check.ts';
import { type Node, UNDRAWN } from './node.ts';
import type { Output, WritePosition } from './output.ts';
import { handleAppendResponse } from './replication.ts';
import { becomeFollower } from './transitions.ts';
import { type LogIndex, NOBODY, type NodeId, type RequestId, type Term } from './types.ts';

/** What became of a proposal. Accepted is not committed: the entry may still be lost with its leader. */
export type ProposalOutcome =
  | { readonly ok: true; readonly index: LogIndex; readonly term: Term }
  | { readonly ok: false; readonly reason: 'not-leader'; readonly leader: NodeId };

/** Handles one message that is addressed to this node. Late, double and overtaking copies are all legal. */
export function step(node: Node, message: Message, out: Output): void {
  assert(message.to === node.id, 'a message reaches whom it is addressed to', message.to);
  if (passesTermGate(node, message, out)) dispatch(node, message, out);
  checkNode(node);
}

/**
 * One tick of the node's own clock. `electionTimeout` (ticks, 0 or more) is used if the node starts
 * waiting anew with this tick; hosts draw it from [electionTimeoutTicksMin, electionTimeoutTicksMax].
 */
export function tick(node: Node, electionTimeout: number, out: Output): void {
  if (node.role.kind === 'leader') {
    tickLeader(node, node.role, out);
  } else {
    if (node.electionTimeout === UNDRAWN) node.electionTimeout = electionTimeout;
    tickElectionTimer(node, out);
  }
  checkNode(node);
}

/** Appends a client's command, if this node leads. Otherwise says who does, as far as it knows. */
export function propose(
  node: Node,
  command: string,
  request: RequestId,
  out: Output,
): ProposalOutcome {
  if (node.role.kind !== 'leader')
    return { ok: false, reason: 'not-leader', leader: node.leaderId };
  const content = { kind: 'command', command, configuration: null, request } as const;
  const index = appendOwn(node, content, out);
  checkNode(node);
  return { ok: true, index, term: node.currentTerm };
}

/**
 * Tells the node that a write is durable, and with it all writes before it. A completion that was
 * overtaken (the term rose, or the log was replaced there) vouches for nothing but the term: the write
 * that overtook it brings a completion of its own. Source: thesis 10.2.1; the race of etcd-io/raft@897e1cf.
 */
export function acknowledgeWrite(node: Node, position: WritePosition, out: Output): void {
  assert(position.term <= node.currentTerm, 'what is durable was written before', position.term);
  if (position.term > node.stableTerm) node.stableTerm = position.term;
  const isCurrent =
    position.term === node.currentTerm && node.log.holds(position.lastIndex, position.lastTerm);
  if (isCurrent && position.lastIndex > node.stableIndex) node.stableIndex = position.lastIndex;
  countOwnVote(node, out);
  if (node.role.kind === 'leader') {
    node.role.matchIndex[node.id] = node.stableIndex;
    advanceCommitIndex(node, node.role, out);
  }
  checkNode(node);
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
function passesTermGate(node: Node, message: Message, out: Output): boolean {
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
    case 'vote-response':
    case 'pre-vote-response':
    case 'append-response':
      return false;
    default:
      return unreachable(message);
  }
}

function joinHigherTerm(node: Node, message: Message, out: Output): boolean {
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
      becomeFollower(node, message.term, NOBODY, out);
      return true;
    default:
      return unreachable(message);
  }
}

function dispatch(node: Node, message: Message, out: Output): void {
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
    default:
      return unreachable(message);
  }
}
