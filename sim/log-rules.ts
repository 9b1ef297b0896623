// The rules of logs: equal positions mean equal logs, leaders only append, and progress only advances. The
// simulator chains hashes of its own over the entries, because the core's checksums are under test too.

import type { Entry, LogIndex, Node, NodeId } from '../core/index.ts';
import type { Before } from './before.ts';
import type { CommitRules } from './commit-rules.ts';
import { endpointName, positionName } from './endpoint.ts';
import { HashedEntries, SeenPositions } from './ghost.ts';
import type { MemberRules } from './member-rules.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Report } from './violation.ts';

/** Plain data; copied with the checker. */
export class LogRules {
  private seen = new SeenPositions();
  private hashed = new HashedEntries();
  private readonly commits: CommitRules;
  private readonly members: MemberRules;
  private readonly report: Report;

  constructor(commits: CommitRules, members: MemberRules, report: Report) {
    this.commits = commits;
    this.members = members;
    this.report = report;
  }

  /** Forgets which positions were seen. */
  forgetPositions(): void {
    this.seen = new SeenPositions();
  }

  /** The chained hash of a log that ends with `entry` behind a prefix hashed `previous`. */
  chainOf(previous: number, entry: Entry): number {
    return this.hashed.chainOf(previous, entry, entry.index);
  }

  /** A log changed from `changedFrom` on. */
  checkLogChange(host: SimulatedNode, node: Node, before: Before, changedFrom: LogIndex): void {
    const removes = changedFrom <= before.lastIndex;
    const ledAllAlong = before.role === 'leader' && before.term === node.currentTerm;
    if (removes && (ledAllAlong || node.role.kind === 'leader')) {
      this.report('leader-append-only', host.id, {
        message: `${endpointName(host.id)}, leader of term ${node.currentTerm}, replaces its log from index ${changedFrom}`,
        expected: `nothing at or below index ${before.lastIndex} changes`,
        observed: `the log changes from index ${changedFrom}`,
      });
    }
    if (removes) this.commits.checkRemoval(host, node, before, changedFrom);
    this.noteLog(host, node, changedFrom);
  }

  /** Chains hashes over the log from `from` on, and compares each place with what was ever seen there. */
  noteLog(host: SimulatedNode, node: Node, from: LogIndex): void {
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
        this.members.noteEntry(host, node, entry, isNew, this.commits.committedIndex);
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

  /** A leader learned how far a peer is. */
  checkProgress(host: SimulatedNode, node: Node, before: Before, peer: NodeId): void {
    if (node.role.kind !== 'leader') return;
    const match = node.role.matchIndex[peer];
    // Who left and is fed no more has no progress to judge.
    if (match === undefined) return;
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

  /** Takes over the ghost of another. */
  takeOver(other: LogRules): void {
    this.seen = other.seen.copy();
    this.hashed = other.hashed.copy();
  }
}
