// The rules of commitment, with the ghost of everything that was ever committed.

import type { Configuration, Entry, LogIndex, Node, NodeId, Term } from '../core/index.ts';
import type { Before } from './before.ts';
import { configurationText } from './describe-requests.ts';
import type { Disk } from './disk.ts';
import { endpointName, positionName } from './endpoint.ts';
import { chainAfter, CommittedLog } from './ghost.ts';
import { foldNumber } from './hash.ts';
import { hasMajority } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Report } from './violation.ts';

/** Plain data; copied with the checker. */
export class CommitRules {
  committed = new CommittedLog();
  /** The tick in which things are committed; set by the world. */
  tick = 0;
  /** Who belongs to another generation is in another cluster. */
  generation = 0;
  private readonly nodes: readonly SimulatedNode[];
  private readonly report: Report;
  private present: boolean[] = [];

  constructor(nodes: readonly SimulatedNode[], report: Report) {
    this.nodes = nodes;
    this.report = report;
    const configuration = nodes.at(0)?.initialConfiguration;
    if (configuration !== undefined)
      this.committed.configurations.push({ index: 0, configuration });
  }

  /** Highest index that any leader committed. */
  get committedIndex(): LogIndex {
    return this.committed.lastIndex;
  }

  /** The chained hash committed at `index`; undefined when nothing was. */
  chainAt(index: LogIndex): number | undefined {
    return index > this.committed.lastIndex ? undefined : this.committed.chain[index];
  }

  /**
   * Takes a survivor's disk for the whole truth: what it holds of what was committed stays, and what its
   * snapshot covers counts. Returns up to which index the history is the one of before.
   */
  rebase(host: SimulatedNode, generation: number): LogIndex {
    const held = this.heldBy(host);
    if (held !== undefined) this.committed.cutBehind(held);
    else this.committed = committedBefore(host.disk, host.id, this.tick);
    this.takeCovered(host);
    this.generation = generation;
    return held ?? 0;
  }

  /**
   * The last index up to which a node's disk holds what is committed. Undefined when nobody can tell: a log that was
   * cut off says nothing of its beginning, and nobody judged what an older generation committed.
   */
  heldBy({ disk, generation }: SimulatedNode): LogIndex | undefined {
    if (disk.base.index > 0 && generation !== this.generation) return undefined;
    let index = disk.base.index;
    let chain = this.committed.chain.at(index) ?? 0;
    while (index < this.committedIndex) {
      const entry = disk.entryAt(index + 1);
      if (entry === undefined) break;
      chain = chainAfter(chain, entry);
      if (chain !== this.committed.chain[index + 1]) break;
      index += 1;
    }
    return index;
  }

  /** What the survivor's snapshot covers was committed, although nobody saw it. */
  private takeCovered({ disk, id }: SimulatedNode): void {
    const { committed } = this;
    const { snapshot } = disk;
    if (snapshot === null || snapshot.index <= committed.lastIndex) return;
    while (committed.lastIndex < snapshot.index) {
      const entry = disk.entryAt(committed.lastIndex + 1);
      if (entry === undefined) break;
      const chain = chainAfter(committed.chain[committed.lastIndex], entry);
      committed.push(chain, entry.term, disk.term, id, this.tick);
    }
    const { configuration, configurationIndex: index } = snapshot;
    if (committed.configurations.at(-1)?.index !== index) {
      committed.configurations.push({ index, configuration });
    }
  }

  /**
   * What a node knew to be committed may be written again with the same content, never with another. The
   * same holds for what is committed without its knowledge, once it is in the term in which that happened
   * or a later one: from there on every leader has it, and nobody may make the node drop it.
   */
  checkRemoval(host: SimulatedNode, node: Node, before: Before, from: LogIndex): void {
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

  /** Says that a node gave up what is committed. */
  reportRemoval(host: SimulatedNode, entry: Entry | undefined, index: LogIndex): void {
    this.report('committed-never-changes', host.id, {
      message: `${endpointName(host.id)} removes entry ${this.committedText(index)} from its log, which is committed`,
      expected: `the committed entry ${this.committedText(index)}`,
      observed: entry === undefined ? 'no entry there' : positionName(entry.index, entry.term),
    });
  }

  /** Whether what a node held at `index` was committed in a term that the node has reached. */
  wasCommitted(host: SimulatedNode, node: Node, index: LogIndex): boolean {
    const { committed } = this;
    return (
      index <= committed.lastIndex &&
      committed.chain[index] === host.chain[index] &&
      committed.inTerm[index] <= node.currentTerm
    );
  }

  /** A leader of term T must hold what was committed in terms below T; a late vote may elect an older leader. */
  checkCompleteness(host: SimulatedNode, term: Term): void {
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

  /** A node commits: what everybody commits there, and on a quorum. */
  checkCommit(host: SimulatedNode, node: Node, before: Before): void {
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
      const entry = node.log.entryAt(index);
      const term = entry?.term ?? 0;
      this.committed.push(host.chain[index], term, node.currentTerm, host.id, this.tick);
      const configuration = entry?.configuration ?? null;
      if (configuration !== null) this.committed.configurations.push({ index, configuration });
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
      // A disk may be wiped when what it acknowledged is still on its way.
      const stored = other.disk.writtenAt(index) ?? other.disk.lostEntryAt(index);
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
      const { core, generation } = other;
      if (generation !== this.generation) continue;
      if (core === null || core.role.kind !== 'leader' || core.currentTerm <= term) continue;
      if (other.chain[index] === this.committed.chain[index]) continue;
      this.reportIncomplete(other, core.currentTerm, this.firstDifference(other, index));
    }
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

  /** A committed entry by its place. */
  committedText(index: LogIndex): string {
    if (index > this.committed.lastIndex) return `at index ${index}`;
    return positionName(index, this.committed.term[index]);
  }

  private logText(host: SimulatedNode, index: LogIndex): string {
    const entry = host.core?.log.entryAt(index);
    if (entry !== undefined) return `its log has ${positionName(index, entry.term)} there`;
    return `its log ends at index ${host.core?.log.lastIndex ?? 0}`;
  }
}

/** A history of which nothing is known but where it ends: where the log on a disk begins. */
function committedBefore(disk: Disk, by: NodeId, tick: number): CommittedLog {
  const { base, snapshot, term } = disk;
  const committed = new CommittedLog();
  for (let index = 1; index <= base.index; index++) {
    committed.push(foldNumber(base.checksum, index), base.term, term, by, tick);
  }
  if (snapshot !== null && snapshot.configurationIndex <= base.index) {
    const { configuration, configurationIndex: index } = snapshot;
    committed.configurations.push({ index, configuration });
  }
  return committed;
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
