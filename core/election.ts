// Elections (paper 5.2, 5.4.1; thesis 4.2.3, 9.6): campaigns, pre-votes, votes, and when a node refuses them.

import { openTerm } from './leadership.ts';
import { mayCampaign } from './membership.ts';
import type { PreVoteRequest, PreVoteResponse, VoteRequest, VoteResponse } from './messages.ts';
import { hearsLeader, type Node } from './node.ts';
import type { Output, VoteRefusal } from './output.ts';
import { type Ballot, tallyBallots } from './quorum.ts';
import {
  becomeCandidate,
  becomeFollower,
  becomeLeader,
  becomePreCandidate,
  recordVote,
} from './transitions.ts';
import { NOBODY, type NodeId } from './types.ts';

/** How a campaign goes about it. */
export interface CampaignManner {
  /** Ask first whether it could be won (thesis 9.6). */
  readonly preVote: boolean;
  /** Ask voters that hear a leader to answer all the same (thesis 4.2.3). */
  readonly force: boolean;
}

/** One tick of the timer of a node that does not lead. When it runs out, a voter campaigns. */
export function tickElectionTimer(node: Node, out: Output): void {
  node.electionElapsed += 1;
  if (node.electionElapsed < node.electionTimeout) return;
  startCampaign(node, { preVote: node.options.preVote, force: false }, out);
}

/** Campaigns, if this node may; otherwise nothing happens. See `mayCampaign`. */
export function startCampaign(node: Node, manner: CampaignManner, out: Output): void {
  if (!mayCampaign(node)) return;
  if (manner.preVote) startPreVote(node, out);
  else startElection(node, manner.force, out);
}

function startPreVote(node: Node, out: Output): void {
  const { round } = becomePreCandidate(node);
  const term = node.currentTerm + 1;
  out.events.push({ kind: 'campaign-started', pre: true, term });
  for (const voter of votersBesides(node)) {
    out.messages.push({
      kind: 'pre-vote-request',
      from: node.id,
      to: voter,
      id: 0,
      term,
      lastLogIndex: node.log.lastIndex,
      lastLogTerm: node.log.lastTerm,
      round,
    });
  }
  countPreVotes(node, out);
}

/**
 * Raises the term and asks for votes. The requests leave when the new term is durable: a candidate that
 * forgot its term in a crash could be elected in it twice, and fill the same places with other entries.
 */
function startElection(node: Node, force: boolean, out: Output): void {
  becomeCandidate(node, force, out);
  out.events.push({ kind: 'campaign-started', pre: false, term: node.currentTerm });
  for (const voter of votersBesides(node)) {
    out.messagesAfterWrite.push({
      kind: 'vote-request',
      from: node.id,
      to: voter,
      id: 0,
      term: node.currentTerm,
      lastLogIndex: node.log.lastIndex,
      lastLogTerm: node.log.lastTerm,
      force,
    });
  }
}

/** Answers a pre-vote. Nothing about the node changes, granted or not. */
export function handlePreVoteRequest(node: Node, request: PreVoteRequest, out: Output): void {
  const refusal = judgePreVote(node, request);
  if (refusal !== null) reportRefusal(request, refusal, true, out);
  out.messages.push({
    kind: 'pre-vote-response',
    from: node.id,
    to: request.from,
    id: request.id,
    term: refusal === null ? request.term : node.currentTerm,
    granted: refusal === null,
    round: request.round,
  });
}

function judgePreVote(node: Node, request: PreVoteRequest): VoteRefusal | null {
  if (request.term < node.currentTerm) return 'stale-term';
  // A live leader is not to be disturbed, however long the asker's log is (thesis 9.6).
  if (hearsLeader(node)) return 'hears-leader';
  if (request.term === node.currentTerm && !mayVoteFor(node, request.from)) return 'voted';
  return isUpToDate(node, request.lastLogTerm, request.lastLogIndex) ? null : 'log-behind';
}

/** Counts a pre-vote, unless it belongs to another round or another role (a late copy). */
export function handlePreVoteResponse(node: Node, response: PreVoteResponse, out: Output): void {
  const role = node.role;
  if (role.kind !== 'pre-candidate' || response.round !== role.round) return;
  if (response.granted && response.term !== node.currentTerm + 1) return;
  recordBallot(role.ballots, response.from, response.granted);
  countPreVotes(node, out);
}

function countPreVotes(node: Node, out: Output): void {
  const role = node.role;
  if (role.kind !== 'pre-candidate') return;
  const tally = tallyBallots(node.configuration, role.ballots);
  if (tally === 'won') startElection(node, false, out);
  else if (tally === 'lost') becomeFollower(node, node.currentTerm, NOBODY, out);
}

/** Votes, or says why not. The answer leaves when term and vote are durable (Figure 2, all servers). */
export function handleVoteRequest(node: Node, request: VoteRequest, out: Output): void {
  const refusal = judgeVote(node, request);
  if (refusal === null) recordVote(node, request.from, out);
  else reportRefusal(request, refusal, false, out);
  out.messagesAfterWrite.push({
    kind: 'vote-response',
    from: node.id,
    to: request.from,
    id: request.id,
    term: node.currentTerm,
    granted: refusal === null,
  });
}

function judgeVote(node: Node, request: VoteRequest): VoteRefusal | null {
  if (request.term < node.currentTerm) return 'stale-term';
  if (!mayVoteFor(node, request.from)) return 'voted';
  return isUpToDate(node, request.lastLogTerm, request.lastLogIndex) ? null : 'log-behind';
}

/**
 * Whether a request for votes in a higher term is not even looked at, because a leader is alive and did
 * not ask for it: neither term nor vote changes. Source: thesis section 4.2.3.
 */
export function ignoresCandidate(node: Node, request: VoteRequest): boolean {
  return node.options.checkQuorum && !request.force && hearsLeader(node);
}

/** Notes for people that a vote was refused, with the log it was refused for. */
export function reportRefusal(
  request: PreVoteRequest | VoteRequest,
  reason: VoteRefusal,
  pre: boolean,
  out: Output,
): void {
  const { from, term, lastLogIndex, lastLogTerm } = request;
  out.events.push({
    kind: 'vote-refused',
    candidate: from,
    term,
    reason,
    pre,
    lastLogIndex,
    lastLogTerm,
  });
}

/** Counts a vote given in this term. A second answer of the same voter changes nothing. */
export function handleVoteResponse(node: Node, response: VoteResponse, out: Output): void {
  const role = node.role;
  if (role.kind !== 'candidate') return;
  recordBallot(role.ballots, response.from, response.granted);
  countVotes(node, out);
}

/** Counts the candidate's own vote, which has become durable. */
export function countOwnVote(node: Node, out: Output): void {
  const role = node.role;
  if (role.kind !== 'candidate' || node.stableTerm !== node.currentTerm) return;
  recordBallot(role.ballots, node.id, true);
  countVotes(node, out);
}

function countVotes(node: Node, out: Output): void {
  const role = node.role;
  if (role.kind !== 'candidate') return;
  const tally = tallyBallots(node.configuration, role.ballots);
  if (tally === 'won') {
    openTerm(node, becomeLeader(node), out);
  } else if (tally === 'lost') {
    becomeFollower(node, node.currentTerm, NOBODY, out);
  }
}

function recordBallot(ballots: (Ballot | undefined)[], voter: NodeId, granted: boolean): void {
  ballots[voter] ??= granted ? 'granted' : 'refused';
}

function mayVoteFor(node: Node, candidate: NodeId): boolean {
  return node.votedFor === NOBODY || node.votedFor === candidate;
}

/** Whether a log that ends at `lastIndex`@`lastTerm` is at least as up to date as ours. Source: 5.4.1. */
function isUpToDate(node: Node, lastTerm: number, lastIndex: number): boolean {
  const { log } = node;
  if (lastTerm !== log.lastTerm) return lastTerm > log.lastTerm;
  return lastIndex >= log.lastIndex;
}

function votersBesides(node: Node): readonly NodeId[] {
  const { voters, outgoing } = node.configuration;
  const all = outgoing.length === 0 ? voters : [...new Set([...voters, ...outgoing])];
  return all.filter((voter) => voter !== node.id);
}
