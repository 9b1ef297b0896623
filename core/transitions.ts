// The only place where currentTerm, votedFor and role change. Source: paper Figures 2 and 4, thesis section 9.6.

import { assert } from './assert.ts';
import { membersOf } from './configuration.ts';
import type { Candidate, Follower, Leader, Node, PreCandidate } from './node.ts';
import { UNDRAWN } from './node.ts';
import type { Output } from './output.ts';
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
  if (node.role.kind !== 'follower') {
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
  const role: PreCandidate = { kind: 'pre-candidate', ballots: [] };
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
    contacted: [],
    quorumCheckTicks: 0,
  };
  for (const peer of membersOf(node.configuration)) {
    role.nextIndex[peer] = node.log.lastIndex + 1;
    role.matchIndex[peer] = 0;
    if (peer !== node.id) {
      role.peers[peer] = { flow: 'probe', paused: false, inflight: [], silentTicks: 0 };
    }
  }
  role.matchIndex[node.id] = node.stableIndex;
  node.role = role;
  node.leaderId = node.id;
  node.electionElapsed = 0;
  return role;
}

/** Starts waiting anew; the next tick supplies how long (5.2: drawn again each time, so that ties break). */
export function restartElectionTimer(node: Node): void {
  node.electionElapsed = 0;
  node.electionTimeout = UNDRAWN;
}
