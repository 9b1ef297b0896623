// The safety checker: looks after every event at what the event changed, and at nothing else. It keeps a
// ghost of the whole history: who led each term, which vote was sent, what was committed at each index.
// It chains hashes of its own over the entries, because the core's checksums are under test too.

import {
  type Configuration,
  type Entry,
  type LogIndex,
  type Node,
  NOBODY,
  type NodeId,
  type Snapshot,
  type Term,
} from '../core/index.ts';
import { configurationText } from './describe-requests.ts';
import { endpointName, positionName } from './endpoint.ts';
import { hasMajority } from './majority.ts';
import { chainAfter, CommittedLog, HashedEntries, SeenPositions } from './ghost.ts';
import { MemberRules } from './member-rules.ts';
import type { Packet } from './packet.ts';
import { PromiseRules } from './promise-rules.ts';
import type { PropertyId } from './properties.ts';
import type { SimulatedNode } from './simulated-node.ts';

/** A property that broke, in words. */
export interface Violation {
  readonly property: PropertyId;
  readonly tick: number;
  readonly node: NodeId;
  /** What clashes, naming both sides. */
  readonly message: string;
  readonly expected: string;
  readonly observed: string;
}

/** What the checker remembers of a node from before an event. One object, filled again each time. */
export class Before {
  term: Term = 0;
  votedFor: NodeId = NOBODY;
  role: Node['role']['kind'] = 'follower';
  leaderId: NodeId = NOBODY;
  commitIndex: LogIndex = 0;
  lastIndex: LogIndex = 0;
  lastTerm: Term = 0;
  /** matchIndex of the peer that an append-response came from, while leading; -1 otherwise. */
  matchIndex = -1;

  capture(node: Node, peer: NodeId): void {
    this.term = node.currentTerm;
    this.votedFor = node.votedFor;
    this.role = node.role.kind;
    this.leaderId = node.leaderId;
    this.commitIndex = node.commitIndex;
    this.lastIndex = node.log.lastIndex;
    this.lastTerm = node.log.lastTerm;
    this.matchIndex =
      peer >= 0 && node.role.kind === 'leader' ? (node.role.matchIndex[peer] ?? -1) : -1;
  }
}

/** A violation in words. */
export interface Words {
  readonly message: string;
  readonly expected: string;
  readonly observed: string;
}

/** Says that a property broke at a node. */
export type Report = (property: PropertyId, node: NodeId, words: Words) => void;

/** Requests a client may make before their keys clash: more than any test has statements. */
const REQUESTS_PER_CLIENT = 2 ** 32;

/** Receives what broke. */
export type Accuse = (violation: Omit<Violation, 'tick'>) => void;

/** The ghost state and the checks on it. Plain data; copied with the world. */
export class SafetyChecker {
  /** Properties that are not judged: switched off by a test, or voided by a fault. */
  private readonly off: Set<PropertyId>;
  private readonly nodes: readonly SimulatedNode[];
  private readonly accuse: Accuse;

  private leaders = new Map<Term, NodeId>();
  /** By node: the candidate its vote went to, by term; votes that were sent, counted or durable. */
  private votes: Map<Term, NodeId>[];
  /** By node: the highest durable term, and the vote in it. */
  private durable: { term: Term; votedFor: NodeId }[];
  private seen = new SeenPositions();
  private committed = new CommittedLog();
  private hashed = new HashedEntries();
  /** The digest of the state machine after applying each index, by whoever was first. */
  private digests: (number | undefined)[] = [];
  /** Where each request took effect, by `requestKey`. */
  private effects = new Map<number, LogIndex>();
  private present: boolean[] = [];
  /** Only nodes of this generation are judged: a recovery by a sole voter leaves the others behind. */
  private generation = 0;
  private readonly members: MemberRules;
  private readonly promises: PromiseRules;

  constructor(nodes: readonly SimulatedNode[], accuse: Accuse, off: Iterable<PropertyId>) {
    this.nodes = nodes;
    this.accuse = accuse;
    this.off = new Set(off);
    this.votes = [];
    this.durable = [];
    for (const { id } of nodes) this.noteIdentity(id);
    const report: Report = (property, node, words) => this.report(property, node, words);
    this.members = new MemberRules(report);
    this.promises = new PromiseRules(nodes, report);
  }

  /** A node is new, or comes back as a new identity: what the old one promised binds it no more. */
  noteIdentity(id: NodeId): void {
    this.votes[id] = new Map();
    this.durable[id] = { term: 0, votedFor: NOBODY };
  }

  /** Highest index that any leader committed. */
  get committedIndex(): LogIndex {
    return this.committed.lastIndex;
  }

  /** How many terms had a leader. */
  get elections(): number {
    return this.leaders.size;
  }

  /** When an index was first committed, and by whom; undefined when it was not. */
  commitOf(index: LogIndex): { readonly tick: number; readonly by: NodeId } | undefined {
    if (index < 1 || index > this.committed.lastIndex) return undefined;
    return { tick: this.committed.tick[index], by: this.committed.by[index] };
  }

  /** Whether a property is judged. */
  judges(property: PropertyId): boolean {
    return !this.off.has(property);
  }

  /** Stops judging a property, because a fault voided it. */
  suspend(property: PropertyId): void {
    this.off.add(property);
  }

  /** The running log's chained hashes from scratch, after a start. */
  startLog(host: SimulatedNode, node: Node): void {
    if (!this.isJudged(host)) return;
    const { baseIndex } = node.log;
    host.chain = this.committed.chain.slice(0, baseIndex + 1);
    this.members.start(host, node);
    if (node.snapshot !== null) this.noteSnapshot(host, node, node.snapshot);
    this.noteLog(host, node, baseIndex + 1);
    this.checkRestart(host, node);
  }

  /**
   * An operator made a node the sole voter of a new generation: what its disk holds is what counts from now
   * on. The history of the others is forgotten, and they are not judged any more.
   */
  rebase(host: SimulatedNode, generation: number): void {
    this.generation = generation;
    this.leaders = new Map();
    this.seen = new SeenPositions();
    for (const { id } of this.nodes) this.noteIdentity(id);
    const { disk } = host;
    let index = disk.base.index;
    let chain = this.committed.chain.at(index) ?? 0;
    while (index < this.committedIndex) {
      const entry = disk.entryAt(index + 1);
      if (entry === undefined) break;
      chain = chainAfter(chain, entry);
      if (chain !== this.committed.chain[index + 1]) break;
      index += 1;
    }
    this.committed.cutBehind(index);
    this.digests = this.digests.slice(0, index + 1);
    for (const [key, at] of this.effects) if (at > index) this.effects.delete(key);
  }

  /** Whether a node belongs to the cluster that is judged. */
  private isJudged(host: SimulatedNode): boolean {
    return host.generation === this.generation;
  }

  /** A snapshot took the place of a node's whole log. */
  noteInstall(host: SimulatedNode, node: Node, snapshot: Snapshot, before: Before): void {
    if (!this.isJudged(host)) return;
    const { index } = snapshot;
    for (let gone = index + 1; gone <= before.lastIndex; gone++) {
      if (this.wasCommitted(host, node, gone)) this.reportRemoval(host, undefined, gone);
    }
    host.chain = this.committed.chain.slice(0, index + 1);
    this.members.start(host, node);
    this.noteSnapshot(host, node, snapshot);
  }

  /** What a snapshot stands for must be committed, and its state the one that comes of it. */
  noteSnapshot(host: SimulatedNode, node: Node, snapshot: Snapshot): void {
    if (!this.isJudged(host)) return;
    const { index, term } = snapshot;
    if (index > this.committedIndex || this.committed.term[index] !== term) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)} has a snapshot up to ${positionName(index, term)}, which is not committed`,
        expected: `a snapshot of what is committed, up to index ${this.committedIndex}`,
        observed: `a snapshot up to ${positionName(index, term)}`,
      });
      return;
    }
    if (host.machine.lastApplied === index) this.compareState(host, index);
    if (node.log.baseIndex > index) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)} has neither a snapshot nor entries between ${index} and ${node.log.baseIndex}`,
        expected: `a log that begins at or before entry ${index + 1}`,
        observed: `a log that begins behind entry ${node.log.baseIndex}`,
      });
    }
  }

  /** A node applied an entry; `hadEffect`: its state machine did what it says. */
  noteState(host: SimulatedNode, entry: Entry, hadEffect: boolean): void {
    if (!this.isJudged(host)) return;
    this.compareState(host, entry.index);
    if (hadEffect && entry.request.sequence > 0) this.checkEffect(host, entry);
  }

  private compareState(host: SimulatedNode, index: LogIndex): void {
    const { digest } = host.machine;
    const known = this.digests[index];
    if (known === undefined) this.digests[index] = digest;
    else if (known !== digest) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)}’s state after entry ${index} differs from what it was elsewhere`,
        expected: 'equal states behind equal entries',
        observed: `another value, session or answer than where entry ${index} was applied first`,
      });
    }
  }

  private checkEffect(host: SimulatedNode, { index, request }: Entry): void {
    const key = request.client * REQUESTS_PER_CLIENT + request.sequence;
    const known = this.effects.get(key);
    if (known === undefined) this.effects.set(key, index);
    else if (known !== index) {
      this.report('exactly-once', host.id, {
        message: `request c${request.client}.${request.sequence} takes effect at index ${known} and at index ${index}`,
        expected: 'one effect',
        observed: `${endpointName(host.id)} applies it again`,
      });
    }
  }

  /** After a call of the core: everything that changed, in one look. `changedFrom` is 0 when the log is as it was. */
  afterStep(
    host: SimulatedNode,
    node: Node,
    before: Before,
    changedFrom: LogIndex,
    peer: NodeId,
  ): void {
    if (!this.isJudged(host)) return;
    if (node.currentTerm !== before.term || node.votedFor !== before.votedFor) {
      this.checkTermAndVote(host, node, before);
    }
    if (changedFrom > 0) this.checkLogChange(host, node, before, changedFrom);
    if (node.role.kind !== 'follower') this.checkRole(host, node, before);
    else if (node.leaderId !== before.leaderId || node.currentTerm !== before.term) {
      this.checkLeader(host, node);
    }
    if (node.commitIndex !== before.commitIndex) this.checkCommit(host, node, before);
    if (before.matchIndex >= 0 && node.currentTerm === before.term) {
      this.checkProgress(host, node, before, peer);
    }
  }

  /** Whom a follower takes for the leader must have been elected in its term. */
  private checkLeader(host: SimulatedNode, { leaderId, currentTerm }: Node): void {
    if (leaderId === NOBODY || this.leaders.get(currentTerm) === leaderId) return;
    const elected = this.leaders.get(currentTerm);
    this.report('known-leader', host.id, {
      message: `${endpointName(host.id)} takes ${endpointName(leaderId)} for the leader of term ${currentTerm}, which it is not`,
      expected: elected === undefined ? 'nobody' : endpointName(elected),
      observed: endpointName(leaderId),
    });
  }

  private checkTermAndVote(host: SimulatedNode, node: Node, before: Before): void {
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

  private checkLogChange(
    host: SimulatedNode,
    node: Node,
    before: Before,
    changedFrom: LogIndex,
  ): void {
    const removes = changedFrom <= before.lastIndex;
    const ledAllAlong = before.role === 'leader' && before.term === node.currentTerm;
    if (removes && (ledAllAlong || node.role.kind === 'leader')) {
      this.report('leader-append-only', host.id, {
        message: `${endpointName(host.id)}, leader of term ${node.currentTerm}, replaces its log from index ${changedFrom}`,
        expected: `nothing at or below index ${before.lastIndex} changes`,
        observed: `the log changes from index ${changedFrom}`,
      });
    }
    if (removes) this.checkRemoval(host, node, before, changedFrom);
    this.noteLog(host, node, changedFrom);
  }

  /**
   * What a node knew to be committed may be written again with the same content, never with another. The
   * same holds for what is committed without its knowledge, once it is in the term in which that happened
   * or a later one: from there on every leader has it, and nobody may make the node drop it.
   */
  private checkRemoval(host: SimulatedNode, node: Node, before: Before, from: LogIndex): void {
    let chain = host.chain[from - 1];
    for (let index = from; index <= before.lastIndex; index++) {
      const entry = node.log.entryAt(index);
      chain = entry === undefined ? chain : chainAfter(chain, entry);
      if (entry !== undefined && chain === host.chain[index]) continue;
      if (index > before.commitIndex && !this.wasCommitted(host, node, index)) return;
      this.reportRemoval(host, entry, index);
      return;
    }
  }

  private reportRemoval(host: SimulatedNode, entry: Entry | undefined, index: LogIndex): void {
    this.report('committed-never-changes', host.id, {
      message: `${endpointName(host.id)} removes entry ${this.committedText(index)} from its log, which is committed`,
      expected: `the committed entry ${this.committedText(index)}`,
      observed: entry === undefined ? 'no entry there' : positionName(entry.index, entry.term),
    });
  }

  /** Whether what a node held at `index` was committed in a term that the node has reached. */
  private wasCommitted(host: SimulatedNode, node: Node, index: LogIndex): boolean {
    const { committed } = this;
    return (
      index <= committed.lastIndex &&
      committed.chain[index] === host.chain[index] &&
      committed.inTerm[index] <= node.currentTerm
    );
  }

  /** Chains hashes over the log from `from` on, and compares each place with what was ever seen there. */
  private noteLog(host: SimulatedNode, node: Node, from: LogIndex): void {
    const { chain } = host;
    const { lastIndex } = node.log;
    if (chain.length > lastIndex + 1) host.chain = chain.slice(0, lastIndex + 1);
    this.members.cutOff(host, from);
    for (let index = from; index <= lastIndex; index++) {
      const entry = node.log.entryAt(index);
      if (entry === undefined) continue;
      const hash = this.hashed.chainOf(host.chain[index - 1], entry, index);
      host.chain[index] = hash;
      const isNew = this.checkMatching(host, entry, index, hash);
      if (entry.configuration !== null) {
        this.members.noteEntry(host, node, entry, isNew, this.committedIndex);
      }
    }
  }

  /** Compares a place with what was ever seen there. Returns whether nothing was. */
  private checkMatching(host: SimulatedNode, entry: Entry, index: LogIndex, hash: number): boolean {
    const known = this.seen.chainAt(index, entry.term, hash);
    if (known === undefined) return true;
    if (known !== hash) this.reportMismatch(host, entry, index);
    return false;
  }

  private reportMismatch(host: SimulatedNode, entry: Entry, index: LogIndex): void {
    this.report('log-matching', host.id, {
      message: `${endpointName(host.id)} has another log up to ${positionName(index, entry.term)} than a node had before`,
      expected: `the same entries in every log that holds ${positionName(index, entry.term)}`,
      observed: 'a log that differs at or below it',
    });
  }

  private checkRole(host: SimulatedNode, node: Node, before: Before): void {
    const { role, currentTerm } = node;
    if (role.kind === 'candidate' && role.ballots[host.id] === 'granted') {
      this.noteVote(host.id, currentTerm, host.id);
    }
    if (role.kind !== before.role) this.members.checkCampaign(host, node);
    if (role.kind !== 'leader' || (before.role === 'leader' && before.term === currentTerm)) return;
    this.checkElection(host, currentTerm);
    this.members.checkElected(host, currentTerm, (id) => this.votes[id]?.get(currentTerm));
    this.checkCompleteness(host, currentTerm);
  }

  private checkElection(host: SimulatedNode, term: Term): void {
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

  /** A leader of term T must hold what was committed in terms below T; a late vote may elect an older leader. */
  private checkCompleteness(host: SimulatedNode, term: Term): void {
    let index = this.committedIndex;
    while (index > 0 && this.committed.inTerm[index] >= term) index--;
    if (index === 0 || host.chain[index] === this.committed.chain[index]) return;
    this.reportIncomplete(host, term, this.firstDifference(host, index));
  }

  private reportIncomplete(host: SimulatedNode, term: Term, index: LogIndex): void {
    const by = this.committed.by[index];
    const inTerm = this.committed.inTerm[index];
    this.report('leader-completeness', host.id, {
      message: `${endpointName(host.id)} leads term ${term} without entry ${this.committedText(index)}, which ${endpointName(by)} committed in term ${inTerm}`,
      expected: `entry ${this.committedText(index)} in its log`,
      observed: this.logText(host, index),
    });
  }

  private checkCommit(host: SimulatedNode, node: Node, before: Before): void {
    if (node.commitIndex < before.commitIndex) {
      this.report('commit-and-applied-monotone', host.id, {
        message: `${endpointName(host.id)}’s commitIndex falls from ${before.commitIndex} to ${node.commitIndex}`,
        expected: `a commitIndex of at least ${before.commitIndex}`,
        observed: `commitIndex ${node.commitIndex}`,
      });
      return;
    }
    this.compareCommitted(host, Math.min(node.commitIndex, this.committedIndex));
    if (node.commitIndex > this.committedIndex) this.extendCommitted(host, node, before);
  }

  private compareCommitted(host: SimulatedNode, index: LogIndex): void {
    if (index === 0 || host.chain[index] === this.committed.chain[index]) return;
    const first = this.firstDifference(host, index);
    this.report('committed-never-changes', host.id, {
      message: `${endpointName(host.id)} commits another entry at index ${first} than ${endpointName(this.committed.by[first])} did in tick ${this.committed.tick[first]}`,
      expected: `entry ${this.committedText(first)}`,
      observed: this.logText(host, first),
    });
  }

  /** Somebody commits further than anybody before: it must be a leader, and a quorum must hold it durably. */
  private extendCommitted(host: SimulatedNode, node: Node, before: Before): void {
    const to = Math.min(node.commitIndex, node.log.lastIndex);
    // A leader that was removed gives up in the call in which it commits that.
    const led = before.role === 'leader' && before.term === node.currentTerm;
    if (node.role.kind !== 'leader' && !led) {
      this.report('commit-durability', host.id, {
        message: `${endpointName(host.id)}, a ${node.role.kind}, commits up to ${node.commitIndex}, which no leader did`,
        expected: `a commitIndex of at most ${this.committedIndex}`,
        observed: `commitIndex ${node.commitIndex}`,
      });
    } else {
      this.checkDurability(host, node, to, configurationAt(host, node, before.lastIndex));
    }
    for (let index = this.committedIndex + 1; index <= to; index++) {
      const term = node.log.termAt(index) ?? 0;
      this.committed.push(host.chain[index], term, node.currentTerm, host.id, this.tick);
    }
    this.checkLeadersHold(node.currentTerm, to);
  }

  /** `configuration`: the one in force when the call began; committing it may have brought the next. */
  private checkDurability(
    host: SimulatedNode,
    node: Node,
    index: LogIndex,
    configuration: Configuration,
  ): void {
    const entry = node.log.entryAt(index);
    if (entry === undefined) return;
    const { present } = this;
    for (const other of this.nodes) {
      const stored = other.disk.entryAt(index);
      present[other.id] = stored !== undefined && isSameEntry(stored, entry);
    }
    if (hasMajority(configuration, present)) return;
    const holders = this.nodes.filter(({ id }) => present[id]).map(({ id }) => endpointName(id));
    this.report('commit-durability', host.id, {
      message: `${endpointName(host.id)} commits ${positionName(index, entry.term)} in term ${node.currentTerm}, which is durable on no quorum`,
      expected: `it is on the disks of a quorum of ${configurationText(configuration)}`,
      observed:
        holders.length === 0
          ? 'it is on no disk'
          : `it is on the disks of ${holders.join(', ')} only`,
    });
  }

  /** A leader of an older term may commit late; leaders of higher terms must hold that as well. */
  private checkLeadersHold(term: Term, index: LogIndex): void {
    for (const other of this.nodes) {
      const { core } = other;
      if (core === null || core.role.kind !== 'leader' || core.currentTerm <= term) continue;
      if (other.chain[index] === this.committed.chain[index]) continue;
      this.reportIncomplete(other, core.currentTerm, this.firstDifference(other, index));
    }
  }

  private checkProgress(host: SimulatedNode, node: Node, before: Before, peer: NodeId): void {
    if (node.role.kind !== 'leader') return;
    const match = node.role.matchIndex[peer] ?? 0;
    const next = node.role.nextIndex[peer] ?? 1;
    if (match < before.matchIndex) {
      this.report('replication-progress', host.id, {
        message: `${endpointName(host.id)}’s matchIndex of ${endpointName(peer)} falls from ${before.matchIndex} to ${match}`,
        expected: `a matchIndex of at least ${before.matchIndex}`,
        observed: `matchIndex ${match}`,
      });
    } else if (next <= match) {
      this.report('replication-progress', host.id, {
        message: `${endpointName(host.id)} would send ${endpointName(peer)} entry ${next}, which it acknowledged`,
        expected: `a nextIndex above its matchIndex of ${match}`,
        observed: `nextIndex ${next}`,
      });
    }
  }

  /** A vote leaves its node. */
  noteSent(packet: Packet): void {
    if (this.generation > 0 && !this.isFromJudged(packet)) return;
    if (packet.kind === 'vote-response' && packet.granted) {
      this.noteVote(packet.from, packet.term, packet.to);
    }
    this.promises.noteSent(packet);
  }

  private isFromJudged({ from }: Packet): boolean {
    return from >= this.nodes.length || this.isJudged(this.nodes[from]);
  }

  private noteVote(voter: NodeId, term: Term, candidate: NodeId): void {
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

  /** A node applies an entry. */
  noteApplied(host: SimulatedNode, node: Node, entry: Entry): void {
    if (!this.isJudged(host)) return;
    const { index } = entry;
    if (index !== host.machine.lastApplied + 1) {
      this.report('commit-and-applied-monotone', host.id, {
        message: `${endpointName(host.id)} applies entry ${index} after entry ${host.machine.lastApplied}`,
        expected: `entry ${host.machine.lastApplied + 1} next`,
        observed: `entry ${index}`,
      });
    }
    const ghost = this.committedChain(index);
    const chain = this.hashed.chainOf(host.chain[index - 1], entry, index);
    if (ghost === undefined || index > node.commitIndex) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)} applies ${positionName(index, entry.term)}, which is not committed`,
        expected: `nothing beyond commitIndex ${node.commitIndex} is applied`,
        observed: `entry ${positionName(index, entry.term)} is applied`,
      });
    } else if (ghost !== chain) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)} applies another entry at index ${index} than ${endpointName(this.committed.by[index])} committed`,
        expected: `entry ${this.committedText(index)}`,
        observed: `entry ${positionName(index, entry.term)}`,
      });
    }
  }

  /** A node's disk took over a term and a vote. */
  noteDurable(host: SimulatedNode, term: Term, votedFor: NodeId): void {
    if (!this.isJudged(host)) return;
    const known = this.durable[host.id];
    if (known.term === term && known.votedFor === votedFor) return;
    this.durable[host.id] = { term, votedFor };
    if (votedFor !== NOBODY) this.noteVote(host.id, term, votedFor);
  }

  private checkRestart(host: SimulatedNode, node: Node): void {
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

  /** The tick reports are made in; set by the world. */
  tick = 0;

  /** The chained hash committed at `index`; undefined when nothing was. */
  committedChain(index: LogIndex): number | undefined {
    return index > this.committed.lastIndex ? undefined : this.committed.chain[index];
  }

  private firstDifference(host: SimulatedNode, upTo: LogIndex): LogIndex {
    let low = 1;
    let high = upTo;
    // Chained hashes differ from the first difference on, so the place can be halved towards.
    while (low < high) {
      const middle = (low + high) >> 1;
      if (host.chain[middle] === this.committed.chain[middle]) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private committedText(index: LogIndex): string {
    if (index > this.committed.lastIndex) return `at index ${index}`;
    return positionName(index, this.committed.term[index]);
  }

  private logText(host: SimulatedNode, index: LogIndex): string {
    const entry = host.core?.log.entryAt(index);
    if (entry !== undefined) return `its log has ${positionName(index, entry.term)} there`;
    return `its log ends at index ${host.core?.log.lastIndex ?? 0}`;
  }

  private report(property: PropertyId, node: NodeId, words: Words): void {
    if (this.off.has(property)) return;
    this.accuse({ property, node, ...words });
  }

  /** The same ghost over the nodes of a copied world. */
  copy(nodes: readonly SimulatedNode[], accuse: Accuse): SafetyChecker {
    const copy = new SafetyChecker(nodes, accuse, this.off);
    copy.leaders = new Map(this.leaders);
    copy.votes = this.votes.map((votes) => new Map(votes));
    copy.durable = this.durable.map((state) => ({ ...state }));
    copy.seen = this.seen.copy();
    copy.committed = this.committed.copy();
    copy.hashed = this.hashed.copy();
    copy.digests = this.digests.slice();
    copy.effects = new Map(this.effects);
    copy.tick = this.tick;
    copy.generation = this.generation;
    return copy;
  }
}

/** The newest configuration at or before `index` in a node's log. */
function configurationAt(host: SimulatedNode, node: Node, index: LogIndex): Configuration {
  const known = host.configurations.findLast((at) => at.index <= index);
  return known?.configuration ?? node.configuration;
}

/** Same content, or the same content before one of them was damaged on its medium. */
function isSameEntry(one: Entry, other: Entry): boolean {
  if (one === other) return true;
  return (
    one.term === other.term && (one.command === other.command || one.checksum === other.checksum)
  );
}

function voteText(votedFor: NodeId): string {
  return votedFor === NOBODY ? 'has no vote' : `votes for ${endpointName(votedFor)}`;
}
