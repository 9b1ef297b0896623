// The safety checker: looks after every event at what the event changed, and at nothing else. The rules it
// asks keep a ghost of the whole history: who led each term, which vote was sent, what was committed at each
// index, what was applied there.

import {
  type ConfigurationAt,
  configurationOf,
  type Entry,
  type LogIndex,
  NO_CONFIGURATION,
  type Node,
  type NodeId,
  type Snapshot,
  type Term,
} from '../core/index.ts';
import type { Before } from './before.ts';
import { CommitRules } from './commit-rules.ts';
import { LogRules } from './log-rules.ts';
import { MemberRules } from './member-rules.ts';
import type { Packet } from './packet.ts';
import { PromiseRules } from './promise-rules.ts';
import type { PropertyId } from './properties.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { StateRules } from './state-rules.ts';
import type { Accuse, Report } from './violation.ts';
import { VoteRules } from './vote-rules.ts';

/** What is committed before anything is. */
const NOT_CONFIGURED: ConfigurationAt = { index: 0, configuration: NO_CONFIGURATION };

/** The ghost state and the checks on it. Plain data; copied with the world. */
export class SafetyChecker {
  /** Properties that are not judged: switched off by a test, or voided by a fault. */
  private readonly off: Set<PropertyId>;
  private readonly nodes: readonly SimulatedNode[];
  private readonly votes: VoteRules;
  private readonly commits: CommitRules;
  private readonly members: MemberRules;
  private readonly logs: LogRules;
  private readonly states: StateRules;
  private readonly promises: PromiseRules;
  /** The configuration that the last recovery by a sole voter began with; null before. */
  private survivor: ConfigurationAt | null = null;

  constructor(nodes: readonly SimulatedNode[], accuse: Accuse, off: Iterable<PropertyId>) {
    this.nodes = nodes;
    this.off = new Set(off);
    const report: Report = (property, node, words) => {
      if (!this.off.has(property)) accuse({ property, node, ...words });
    };
    this.votes = new VoteRules(report);
    this.commits = new CommitRules(nodes, report);
    this.members = new MemberRules(report);
    this.logs = new LogRules(this.commits, this.members, report);
    this.states = new StateRules(this.commits, this.logs, report);
    this.promises = new PromiseRules(nodes, report);
    for (const { id } of nodes) this.noteIdentity(id);
  }

  /** The tick reports are made in; set by the world. */
  set tick(tick: number) {
    this.commits.tick = tick;
  }

  /** Highest index that any leader committed. */
  get committedIndex(): LogIndex {
    return this.commits.committedIndex;
  }

  /** The newest configuration that any leader committed, and its index. */
  get committedConfiguration(): ConfigurationAt {
    const { committed } = this.commits;
    const newest = committed.configurationAt(committed.lastIndex) ?? NOT_CONFIGURED;
    const { survivor } = this;
    return survivor !== null && newest.index < survivor.index ? survivor : newest;
  }

  /** An operator decided who the only voter is, by the entry at `index`: what was committed before counts no more. */
  noteSurvivor(id: NodeId, index: LogIndex): void {
    this.survivor = { index, configuration: configurationOf([id]) };
  }

  /** The chained hash committed at `index`; undefined when nothing was. */
  committedChain(index: LogIndex): number | undefined {
    return this.commits.chainAt(index);
  }

  /** The last index up to which a node's disk holds what is committed; undefined when nobody can tell. */
  heldBy(host: SimulatedNode): LogIndex | undefined {
    return this.commits.heldBy(host);
  }

  /** When an index was first committed, and by whom; undefined when it was not. */
  commitOf(index: LogIndex): { readonly tick: number; readonly by: NodeId } | undefined {
    const { committed } = this.commits;
    if (index < 1 || index > committed.lastIndex) return undefined;
    return { tick: committed.tick[index], by: committed.by[index] };
  }

  /** How many terms had a leader. */
  get elections(): number {
    return this.votes.elections;
  }

  /** Whether a node was elected in a term in (after, upTo], whatever became of it. */
  hasLed(id: NodeId, after: Term, upTo: Term): boolean {
    return this.votes.hasLed(id, after, upTo);
  }

  /** Whether a property is judged. */
  judges(property: PropertyId): boolean {
    return !this.off.has(property);
  }

  /** Stops judging a property, because a fault voided it. */
  suspend(property: PropertyId): void {
    this.off.add(property);
  }

  /** A node is new, or comes back as a new identity: what the old one promised binds it no more. */
  noteIdentity(id: NodeId): void {
    this.votes.noteIdentity(id);
  }

  /** A node comes back without its disk, as the scenario wants it to. */
  noteForgotten(id: NodeId): void {
    this.votes.noteForgotten(id);
  }

  /** The running log's chained hashes from scratch, after a start. */
  startLog(host: SimulatedNode, node: Node): void {
    if (!this.isJudged(host)) return;
    const { baseIndex } = node.log;
    host.chain = this.commits.committed.chain.slice(0, baseIndex + 1);
    this.members.start(host, node);
    if (node.snapshot === null) this.states.checkBase(host, node, 0);
    else this.states.noteSnapshot(host, node, node.snapshot);
    this.logs.noteLog(host, node, baseIndex + 1);
    this.votes.checkRestart(host, node);
  }

  /**
   * An operator made a node the sole voter of a new generation: what its disk holds is what counts from now
   * on. The history of the others is forgotten, and they are not judged any more.
   */
  rebase(host: SimulatedNode, generation: number): void {
    this.votes.forgetLeaders();
    this.logs.forgetPositions();
    for (const { id } of this.nodes) this.noteIdentity(id);
    this.states.cutBehind(this.commits.rebase(host, generation));
  }

  /** A snapshot took the place of a node's whole log. */
  noteInstall(host: SimulatedNode, node: Node, snapshot: Snapshot, before: Before): void {
    if (!this.isJudged(host)) return;
    const { index } = snapshot;
    for (let gone = index + 1; gone <= before.lastIndex; gone++) {
      if (this.commits.wasCommitted(host, node, gone)) {
        this.commits.reportRemoval(host, undefined, gone);
      }
    }
    host.chain = this.commits.committed.chain.slice(0, index + 1);
    this.members.start(host, node);
    this.states.noteSnapshot(host, node, snapshot);
  }

  /** A node took a snapshot. */
  noteSnapshot(host: SimulatedNode, node: Node, snapshot: Snapshot): void {
    if (this.isJudged(host)) this.states.noteSnapshot(host, node, snapshot);
  }

  /** A node is about to apply an entry. */
  noteApplied(host: SimulatedNode, node: Node, entry: Entry): void {
    if (this.isJudged(host)) this.states.noteApplied(host, node, entry);
  }

  /** A node applied an entry; `hadEffect`: its state machine did what it says. */
  noteState(host: SimulatedNode, entry: Entry, hadEffect: boolean): void {
    if (this.isJudged(host)) this.states.noteState(host, entry, hadEffect);
  }

  /** A node's disk took over a term and a vote. */
  noteDurable(host: SimulatedNode, term: Term, votedFor: NodeId): void {
    if (this.isJudged(host)) this.votes.noteDurable(host, term, votedFor);
  }

  /** A packet leaves its sender. */
  noteSent(packet: Packet): void {
    if (this.commits.generation > 0 && !this.isFromJudged(packet)) return;
    if (packet.kind === 'vote-response' && packet.granted) {
      this.votes.noteVote(packet.from, packet.term, packet.to);
    }
    this.promises.noteSent(packet);
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
      this.votes.checkTermAndVote(host, node, before);
    }
    if (changedFrom > 0) this.logs.checkLogChange(host, node, before, changedFrom);
    if (node.role.kind !== 'follower') this.checkRole(host, node, before);
    else if (node.leaderId !== before.leaderId || node.currentTerm !== before.term) {
      this.votes.checkLeader(host, node);
    }
    if (node.commitIndex !== before.commitIndex) {
      this.commits.checkCommit(host, node, before);
      if (node.role.kind === 'leader') this.members.checkStays(host, node);
    }
    if (before.matchIndex >= 0 && node.currentTerm === before.term) {
      this.logs.checkProgress(host, node, before, peer);
    }
  }

  private checkRole(host: SimulatedNode, node: Node, before: Before): void {
    const { role, currentTerm } = node;
    if (role.kind === 'candidate' && role.ballots[host.id] === 'granted') {
      this.votes.noteVote(host.id, currentTerm, host.id);
    }
    if (role.kind !== before.role) this.members.checkCampaign(host, node);
    if (role.kind !== 'leader' || (before.role === 'leader' && before.term === currentTerm)) return;
    this.votes.checkElection(host, currentTerm);
    this.members.checkElected(host, currentTerm, (id) => this.votes.voteOf(id, currentTerm));
    this.commits.checkCompleteness(host, currentTerm);
  }

  /** Whether a node belongs to the cluster that is judged: a recovery by a sole voter leaves the others behind. */
  private isJudged(host: SimulatedNode): boolean {
    return host.generation === this.commits.generation;
  }

  private isFromJudged({ from }: Packet): boolean {
    return from >= this.nodes.length || this.isJudged(this.nodes[from]);
  }

  /** The same ghost over the nodes of a copied world. */
  copy(nodes: readonly SimulatedNode[], accuse: Accuse): SafetyChecker {
    const copy = new SafetyChecker(nodes, accuse, this.off);
    copy.commits.generation = this.commits.generation;
    copy.votes.takeOver(this.votes);
    copy.commits.committed = this.commits.committed.copy();
    copy.commits.tick = this.commits.tick;
    copy.logs.takeOver(this.logs);
    copy.states.takeOver(this.states);
    copy.survivor = this.survivor;
    return copy;
  }
}
