// Judges "no disruption": with pre-vote and check-quorum, a leader that a connected quorum hears keeps its
// term. Whoever raises the term must have asked for pre-votes first; if a quorum heard the leader without
// interruption since that round began, no quorum can have agreed to it. A healthy leader does not step
// down by itself either.

import { type Node, NOBODY, type NodeId, type Term } from '../core/index.ts';
import { endpointName } from './endpoint.ts';
import { hasMajority, mayVote } from './majority.ts';
import type { Before } from './before.ts';
import type { Accuse } from './violation.ts';
import type { SimulatedNode } from './simulated-node.ts';

/** Later than any tick, and small enough for the engine to keep it as a whole number. */
const NEVER = 2 ** 31 - 1;

/** Ghost state of who hears whom. Plain data; copied with the world. */
export class DisruptionWatch {
  private leader: NodeId = NOBODY;
  private term: Term = 0;
  /** By node: the first tick since which it hears the leader without interruption; `NEVER` when it does not. */
  private hearsSince: number[];
  /** By node: its own clock when it last heard the leader of `term`; -1 for never. */
  private heardAt: number[];
  /** By node: the leader's own clock when it last heard that node answer; -1 for never. */
  private answeredAt: number[];
  /** By node: the tick in which it began to ask for pre-votes; `NEVER` when it did not ask. */
  private askedAt: number[];
  /** By node: the term it asked for last. */
  private askedFor: Term[] = [];
  /** By node: when it asked in an earlier life, and for which term: a late grant may still count. */
  private askedEarlier: ({ readonly at: number; readonly term: Term } | undefined)[] = [];
  /** By node: whether its timer was drawn when shorter ones were allowed, or set to less than is drawn. */
  private hasOldTimer: (boolean | undefined)[] = [];
  /** Highest term anybody campaigned for. */
  private campaignedTerm: Term = 0;
  /** Where the leader's newest configuration stands, and its own clock when that was noticed. */
  private configurationIndex = 0;
  private configuredAt = 0;
  private present: boolean[] = [];

  constructor(count: number) {
    this.hearsSince = Array.from({ length: count }, () => NEVER);
    this.heardAt = Array.from({ length: count }, () => -1);
    this.answeredAt = Array.from({ length: count }, () => -1);
    this.askedAt = Array.from({ length: count }, () => NEVER);
  }

  /** There is one more node. */
  noteNode(): void {
    this.hearsSince.push(NEVER);
    this.heardAt.push(-1);
    this.answeredAt.push(-1);
    this.askedAt.push(NEVER);
  }

  /** A node took in a message of the leader it follows. */
  noteHeard(host: SimulatedNode, term: Term): void {
    if (term === this.term) this.heardAt[host.id] = host.ownTicks;
  }

  /** The leader took in an answer. */
  noteAnswered(leader: SimulatedNode, from: NodeId, term: Term): void {
    if (term === this.term && leader.id === this.leader) this.answeredAt[from] = leader.ownTicks;
  }

  /** A node's clock moved: it may have heard the leader too long ago from now on, and elect another within the tick. */
  noteTimer(host: SimulatedNode): void {
    if (this.hearsSince[host.id] !== NEVER && !this.hears(host)) this.hearsSince[host.id] = NEVER;
  }

  /** A node started or stopped: it remembers nothing. */
  noteRestart(id: NodeId): void {
    this.heardAt[id] = -1;
    this.hearsSince[id] = NEVER;
    if (this.askedAt[id] !== NEVER) {
      this.askedEarlier[id] = { at: this.askedAt[id], term: this.askedFor[id] };
    }
    this.askedAt[id] = NEVER;
    if (id === this.leader) this.forget();
  }

  /** A node may wait less than its options say now: its timer was drawn before they changed, or a scenario set it. */
  noteOldTimer(id: NodeId): void {
    this.hasOldTimer[id] = true;
  }

  private noteAsking(id: NodeId, term: Term, now: number): void {
    this.askedAt[id] = now;
    this.askedFor[id] = term;
    this.noteImpatience(id);
  }

  /** If its timer was an old one, it gave its leader up earlier than anybody would who drew a timer now. */
  private noteImpatience(id: NodeId): void {
    if (this.hasOldTimer[id] !== true) return;
    this.hasOldTimer[id] = false;
    this.heardAt[id] = -1;
    this.hearsSince[id] = NEVER;
  }

  /** Whether a node hears the leader of its term, so that no candidate but this leader may take it to another term. */
  isBound(host: SimulatedNode, node: Node, candidate: NodeId): boolean {
    if (!node.options.checkQuorum || node.currentTerm !== this.term) return false;
    if (this.leader === NOBODY || this.leader === candidate) return false;
    if (host.id === this.leader) return node.role.kind === 'leader';
    if (node.role.kind !== 'follower') return false;
    return this.heardLately(host, node);
  }

  /** A node that was bound went over to the term of a candidate. */
  accuseUnbound(host: SimulatedNode, node: Node, candidate: NodeId, accuse: Accuse): void {
    const [name, other] = [endpointName(host.id), endpointName(candidate)];
    const { currentTerm, options } = node;
    const leads = host.id === this.leader;
    const hears = leads ? 'leads' : `hears ${endpointName(this.leader)}, leader of`;
    const ago = host.ownTicks - this.heardAt[host.id];
    accuse({
      property: 'no-disruption',
      node: host.id,
      message: `${name} goes over to term ${currentTerm} of the candidate ${other} although it ${hears} term ${this.term}`,
      expected: `with check-quorum, ${name} does not look at a candidate while it ${leads ? 'leads' : 'hears a leader'}`,
      observed: leads
        ? `${name} took up the term, and leads no more`
        : `${name} heard its leader ${ago} of its ticks before, less than the shortest election timeout of ${options.electionTimeoutTicksMin}`,
    });
  }

  /** The scenario interferes with leadership itself: nothing is judged until a quorum hears a leader anew. */
  forget(): void {
    this.hearsSince.fill(NEVER);
    this.heardAt.fill(-1);
    this.answeredAt.fill(-1);
  }

  /** The scenario tells the leader to give up: its term is not judged any more. */
  noteToldToStepDown(): void {
    this.forget();
    this.leader = NOBODY;
  }

  /** After a call of the core. */
  afterStep(host: SimulatedNode, node: Node, before: Before, now: number, accuse: Accuse): void {
    const { kind } = node.role;
    if (host.id === this.leader && node.configurationIndex !== this.configurationIndex) {
      this.configurationIndex = node.configurationIndex;
      this.configuredAt = host.ownTicks;
    }
    if (kind !== before.role) {
      if (kind === 'pre-candidate') this.noteAsking(host.id, node.currentTerm + 1, now);
      if (kind === 'leader') this.follow(host, node.currentTerm);
      if (before.role === 'leader' && before.term === node.currentTerm) {
        // A leader that was removed gives up, and somebody else has to be elected.
        if (mayVote(node.configuration, host.id)) this.judgeStepDown(host, node, accuse);
        else this.noteToldToStepDown();
      }
    }
    if (kind === 'candidate' && node.currentTerm > before.term) {
      // Who needs no vote but its own asks nobody first.
      if (before.role === 'follower') this.noteImpatience(host.id);
      this.judgeCampaign(host, node, now, accuse);
      this.campaignedTerm = Math.max(this.campaignedTerm, node.currentTerm);
    } else if (node.currentTerm > before.term) {
      this.judgeRise(host, node, now, accuse);
    }
  }

  /** A term begins with somebody who campaigns for it. One that nobody campaigned for disturbs for nothing. */
  private judgeRise(host: SimulatedNode, node: Node, now: number, accuse: Accuse): void {
    const { currentTerm } = node;
    if (currentTerm !== this.term + 1 || currentTerm <= this.campaignedTerm) return;
    const faithful = this.mark((id) => this.hearsSince[id] < now);
    if (!hasMajority(node.configuration, faithful)) return;
    accuse({
      property: 'no-disruption',
      node: host.id,
      message: `${endpointName(host.id)} enters term ${currentTerm}, for which nobody campaigned, although a quorum hears ${endpointName(this.leader)}, leader of term ${this.term}`,
      expected: `the term stays ${this.term} while a quorum hears its leader`,
      observed: `term ${currentTerm} in tick ${now}`,
    });
  }

  private follow(host: SimulatedNode, term: Term): void {
    if (term <= this.term) return;
    this.leader = host.id;
    this.term = term;
    this.configurationIndex = -1;
    this.forget();
  }

  private judgeCampaign(host: SimulatedNode, node: Node, now: number, accuse: Accuse): void {
    const asked = this.askedAt[host.id];
    this.askedAt[host.id] = NEVER;
    const earlier = this.askedEarlier[host.id];
    // Who has to ask and did not has nobody's consent. A node that is told to campaign is not judged:
    // the watch was made to forget first.
    const own = asked === NEVER && node.options.preVote ? now : asked;
    const askedAt = earlier?.term === node.currentTerm ? Math.min(own, earlier.at) : own;
    if (askedAt === NEVER || node.currentTerm !== this.term + 1) return;
    // The same nodes must have heard the leader all along: one that missed it for a moment may have agreed then.
    const faithful = this.mark((id) => this.hearsSince[id] < askedAt);
    if (!hasMajority(node.configuration, faithful)) return;
    accuse({
      property: 'no-disruption',
      node: host.id,
      message: `${endpointName(host.id)} campaigns for term ${node.currentTerm} although a quorum hears ${endpointName(this.leader)}, leader of term ${this.term}`,
      expected: `the term stays ${this.term} while a quorum hears its leader`,
      observed:
        asked === NEVER
          ? 'it asked for no pre-votes'
          : `pre-votes asked for in tick ${askedAt} were granted by tick ${now}`,
    });
  }

  private judgeStepDown(host: SimulatedNode, node: Node, accuse: Accuse): void {
    if (host.id !== this.leader || node.currentTerm !== this.term) return;
    const span = node.options.electionTimeoutTicksMin;
    // Whom it asks has changed since its last look at its quorum: who answered as what cannot be told from here.
    if (host.ownTicks - this.configuredAt < span) return;
    const answered = this.mark((id) => {
      const at = this.answeredAt[id];
      return id === host.id || (at >= 0 && host.ownTicks - at < span);
    });
    if (!hasMajority(node.configuration, answered)) return;
    accuse({
      property: 'no-disruption',
      node: host.id,
      message: `${endpointName(host.id)} gives up leading term ${this.term} although a quorum answered it within ${span} ticks`,
      expected: 'a leader that a quorum answers goes on leading',
      observed: `${endpointName(host.id)} is a ${node.role.kind}`,
    });
  }

  /** Once per tick: who hears the leader now. */
  endOfTick(nodes: readonly SimulatedNode[], now: number): void {
    if (this.leader === NOBODY) return;
    for (const host of nodes) {
      if (!this.hears(host)) this.hearsSince[host.id] = NEVER;
      else if (this.hearsSince[host.id] === NEVER) this.hearsSince[host.id] = now;
    }
  }

  /** Whether a node would refuse every candidate now, by what it last heard. */
  private hears(host: SimulatedNode): boolean {
    const { core } = host;
    if (core === null || host.pausedSince >= 0 || core.currentTerm !== this.term) return false;
    const { preVote, checkQuorum } = core.options;
    if (!preVote || !checkQuorum) return false;
    if (host.id === this.leader) return core.role.kind === 'leader';
    return this.heardLately(host, core);
  }

  /** Whether a node heard the leader within the shortest election timeout, by its own clock. */
  private heardLately(host: SimulatedNode, { options }: Node): boolean {
    const at = this.heardAt[host.id];
    return at >= 0 && host.ownTicks - at < options.electionTimeoutTicksMin;
  }

  private mark(test: (id: NodeId) => boolean): readonly boolean[] {
    for (let id = 0; id < this.heardAt.length; id++) this.present[id] = test(id);
    return this.present;
  }

  copy(): DisruptionWatch {
    const copy = new DisruptionWatch(this.heardAt.length);
    copy.leader = this.leader;
    copy.term = this.term;
    copy.campaignedTerm = this.campaignedTerm;
    copy.configurationIndex = this.configurationIndex;
    copy.configuredAt = this.configuredAt;
    copy.hearsSince = this.hearsSince.slice();
    copy.heardAt = this.heardAt.slice();
    copy.answeredAt = this.answeredAt.slice();
    copy.askedAt = this.askedAt.slice();
    copy.askedFor = this.askedFor.slice();
    copy.askedEarlier = this.askedEarlier.slice();
    copy.hasOldTimer = this.hasOldTimer.slice();
    return copy;
  }
}
