// The rules of terms, votes and leaders, with the ghost of all elections: who led each term, whom each node
// gave its vote, by the votes that were sent, counted or durable.

import { type Node, NOBODY, type NodeId, type Term } from '../core/index.ts';
import type { Before } from './before.ts';
import { endpointName } from './endpoint.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Report } from './violation.ts';

/** Plain data; copied with the checker. */
export class VoteRules {
  private readonly report: Report;
  private leaders = new Map<Term, NodeId>();
  /** By node: the candidate its vote went to, by term. */
  private votes: Map<Term, NodeId>[] = [];
  /** By node: the highest durable term, and the vote in it. */
  private durable: { term: Term; votedFor: NodeId }[] = [];

  constructor(report: Report) {
    this.report = report;
  }

  /** How many terms had a leader. */
  get elections(): number {
    return this.leaders.size;
  }

  /** A node is new, or comes back as a new identity: what the old one promised binds it no more. */
  noteIdentity(id: NodeId): void {
    this.votes[id] = new Map();
    this.noteForgotten(id);
  }

  /** A node comes back without its disk. Whom it voted for is not forgotten: it must not vote again. */
  noteForgotten(id: NodeId): void {
    this.durable[id] = { term: 0, votedFor: NOBODY };
  }

  /** Forgets who led. */
  forgetLeaders(): void {
    this.leaders = new Map();
  }

  /** Whom a node gave its vote of a term; undefined for nobody. */
  voteOf(id: NodeId, term: Term): NodeId | undefined {
    return this.votes[id]?.get(term);
  }

  /** Whether a node led a term in (after, upTo]. */
  hasLed(id: NodeId, after: Term, upTo: Term): boolean {
    for (let term = after + 1; term <= upTo; term++) if (this.leaders.get(term) === id) return true;
    return false;
  }

  /** Whom a follower takes for the leader must have been elected in its term. */
  checkLeader(host: SimulatedNode, { leaderId, currentTerm }: Node): void {
    if (leaderId === NOBODY || this.leaders.get(currentTerm) === leaderId) return;
    const elected = this.leaders.get(currentTerm);
    this.report('known-leader', host.id, {
      message: `${endpointName(host.id)} takes ${endpointName(leaderId)} for the leader of term ${currentTerm}, which it is not`,
      expected: elected === undefined ? 'nobody' : endpointName(elected),
      observed: endpointName(leaderId),
    });
  }

  /** Terms never fall, and votes stay within theirs. */
  checkTermAndVote(host: SimulatedNode, node: Node, before: Before): void {
    if (node.currentTerm < before.term) {
      this.report('term-and-vote-monotone', host.id, {
        message: `${endpointName(host.id)}’s term falls from ${before.term} to ${node.currentTerm}`,
        expected: `a term of at least ${before.term}`,
        observed: `term ${node.currentTerm}`,
      });
    } else if (
      node.currentTerm === before.term &&
      before.votedFor !== NOBODY &&
      node.votedFor !== before.votedFor
    ) {
      this.report('term-and-vote-monotone', host.id, {
        message: `${endpointName(host.id)} voted for ${endpointName(before.votedFor)} in term ${before.term} and now ${voteText(node.votedFor)}`,
        expected: `the vote for ${endpointName(before.votedFor)}`,
        observed: voteText(node.votedFor),
      });
    }
  }

  /** A node leads: it must be the first of its term. */
  checkElection(host: SimulatedNode, term: Term): void {
    const other = this.leaders.get(term);
    if (other === undefined) {
      this.leaders.set(term, host.id);
    } else if (other !== host.id) {
      this.report('election-safety', host.id, {
        message: `${endpointName(other)} and ${endpointName(host.id)} both became leader of term ${term}`,
        expected: `one leader of term ${term}`,
        observed: `${endpointName(other)} first, then ${endpointName(host.id)}`,
      });
    }
  }

  /** A node gives its vote: it must be its only one of the term. */
  noteVote(voter: NodeId, term: Term, candidate: NodeId): void {
    const votes = this.votes[voter];
    const other = votes.get(term);
    if (other === undefined) {
      votes.set(term, candidate);
    } else if (other !== candidate) {
      this.report('vote-uniqueness', voter, {
        message: `${endpointName(voter)} gave its vote of term ${term} to ${endpointName(other)} and then to ${endpointName(candidate)}`,
        expected: `one vote in term ${term}`,
        observed: `votes for ${endpointName(other)} and ${endpointName(candidate)}`,
      });
    }
  }

  /** A node's disk took over a term and a vote. */
  noteDurable(host: SimulatedNode, term: Term, votedFor: NodeId): void {
    const known = this.durable[host.id];
    if (known.term === term && known.votedFor === votedFor) return;
    this.durable[host.id] = { term, votedFor };
    if (votedFor !== NOBODY) this.noteVote(host.id, term, votedFor);
  }

  /** A node starts: with what its disk had. */
  checkRestart(host: SimulatedNode, node: Node): void {
    const known = this.durable[host.id];
    const forgets =
      node.currentTerm === known.term &&
      known.votedFor !== NOBODY &&
      node.votedFor !== known.votedFor;
    if (node.currentTerm >= known.term && !forgets) return;
    this.report('term-and-vote-monotone', host.id, {
      message: `${endpointName(host.id)} restarts in term ${node.currentTerm}, where it ${voteText(node.votedFor)}; its disk had term ${known.term}, where it ${voteText(known.votedFor)}`,
      expected: `term ${known.term}, where it ${voteText(known.votedFor)}`,
      observed: `term ${node.currentTerm}, where it ${voteText(node.votedFor)}`,
    });
  }

  /** Takes over the ghost of another. */
  takeOver(other: VoteRules): void {
    this.leaders = new Map(other.leaders);
    this.votes = other.votes.map((votes) => new Map(votes));
    this.durable = other.durable.map((state) => ({ ...state }));
  }
}

function voteText(votedFor: NodeId): string {
  return votedFor === NOBODY ? 'has no vote' : `votes for ${endpointName(votedFor)}`;
}
