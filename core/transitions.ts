// The only place where currentTerm, votedFor and role change. Source: paper Figures 2 and 4, thesis section 9.6.

import { assert } from './assert.ts';
import type { Candidate, Follower, Leader, Node, PreCandidate, ReadOnly } from './node.ts';
import { UNDRAWN } from './node.ts';
import type { Output } from './output.ts';
import { syncPeers } from './peers.ts';
import { NOBODY, type NodeId, type Term } from './types.ts';

const FOLLOWER: Follower = { kind: 'follower' };

/**
 * Follows `leader` (or nobody yet) in `term`, which is at least the node's own. A higher term forgets the
 * vote; the same term keeps it, whatever the role was (5.2: one vote per term). A follower's timer goes
 * on running; who gives up another role starts a new one.
 */
export function becomeFollower(node: Node, term: Term, leader: NodeId, out: Output): void {
  assert(term >= node.currentTerm, 'terms never fall', term);
  if (term > node.currentTerm) {
    node.currentTerm = term;
    node.votedFor = NOBODY;
    out.hardStateChanged();
  }
  // Only a leader that feeds it makes a read-only peer a follower.
  if (node.role.kind === 'read-only' && leader === NOBODY) return;
  if (node.role.kind !== 'follower') {
    if (node.role.kind === 'leader') failReads(node, node.role, out);
    node.role = FOLLOWER;
    restartElectionTimer(node);
  }
  node.leaderId = leader;
}

/** Gives this term's vote to `candidate` and starts a new timer (5.2: granting counts as hearing). */
export function recordVote(node: Node, candidate: NodeId, out: Output): void {
  assert(
    node.votedFor === NOBODY || node.votedFor === candidate,
    'a node votes once per term',
    candidate,
  );
  if (node.votedFor !== candidate) {
    node.votedFor = candidate;
    out.hardStateChanged();
  }
  restartElectionTimer(node);
}

/** Begins a round of pre-votes for the next term. Term and vote stay. Forgets the leader: it is asked to be replaced. */
export function becomePreCandidate(node: Node): PreCandidate {
  assert(node.role.kind !== 'leader', 'a leader does not campaign', node.id);
  node.preVoteRound += 1;
  const role: PreCandidate = { kind: 'pre-candidate', ballots: [], round: node.preVoteRound };
  role.ballots[node.id] = 'granted';
  node.role = role;
  node.leaderId = NOBODY;
  restartElectionTimer(node);
  return role;
}

/** Begins a new term as its candidate, with its own vote, which counts when it is durable. */
export function becomeCandidate(node: Node, force: boolean, out: Output): Candidate {
  assert(node.role.kind !== 'leader', 'a leader does not campaign', node.id);
  const role: Candidate = { kind: 'candidate', ballots: [], force };
  node.currentTerm += 1;
  node.votedFor = node.id;
  out.hardStateChanged();
  node.role = role;
  node.leaderId = NOBODY;
  restartElectionTimer(node);
  return role;
}

/** Takes over the term it won. Peers are probed from the end of the log on (Figure 2). */
export function becomeLeader(node: Node): Leader {
  assert(node.role.kind === 'candidate', 'only a candidate is elected', node.role.kind);
  const role: Leader = {
    kind: 'leader',
    nextIndex: [],
    matchIndex: [],
    peers: [],
    targets: [],
    contacted: [],
    quorumCheckTicks: 0,
    ticks: 0,
    round: 1,
    answeredRound: [],
    reads: [],
    leaseRounds: [],
    leaseUntil: 0,
    transfer: null,
    toldToCampaign: false,
    settledIndex: -1,
  };
  syncPeers(node, role);
  role.matchIndex[node.id] = node.stableIndex;
  node.role = role;
  node.leaderId = node.id;
  node.electionElapsed = 0;
  node.unheardTicks = 0;
  return role;
}

/** Hangs off `source`. Only who is no member does; it knows no leader and its timer stands still. */
export function becomeReadOnly(node: Node, source: NodeId, members: readonly NodeId[]): ReadOnly {
  const role: ReadOnly = {
    kind: 'read-only',
    source,
    silentTicks: 0,
    askedTicks: 0,
    upstream: [],
    members,
  };
  node.role = role;
  node.leaderId = NOBODY;
  restartElectionTimer(node);
  return role;
}

/** Lets go of the source. */
export function becomeDetached(node: Node): void {
  node.role = FOLLOWER;
  restartElectionTimer(node);
}

/** Takes over a term that was seen on a committed entry. The vote of the old one is over. */
export function adoptTerm(node: Node, term: Term, out: Output): void {
  if (term <= node.currentTerm) return;
  node.currentTerm = term;
  node.votedFor = NOBODY;
  out.hardStateChanged();
}

/** Whoever waits for a read of a leader that leads no more must ask another. */
function failReads(node: Node, leader: Leader, out: Output): void {
  for (const { request, from, messageId } of leader.reads) {
    if (from === node.id) {
      out.reads.push({ request, ok: false, reason: 'not-leader' });
    } else {
      out.messages.push({
        kind: 'read-response',
        from: node.id,
        to: from,
        id: messageId,
        request,
        ok: false,
        readIndex: 0,
      });
    }
  }
}

/** Starts waiting anew; the next tick supplies how long (5.2: drawn again each time, so that ties break). */
export function restartElectionTimer(node: Node): void {
  node.electionElapsed = 0;
  node.electionTimeout = UNDRAWN;
}
