// The rules of state machines: equal states behind equal entries, only what is committed is applied, and
// every request takes effect once.

import type { Entry, LogIndex, Node, Snapshot } from '../core/index.ts';
import type { CommitRules } from './commit-rules.ts';
import { configurationText } from './describe-requests.ts';
import { endpointName, positionName } from './endpoint.ts';
import type { LogRules } from './log-rules.ts';
import { haveSameMembers } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Report } from './violation.ts';

/** Plain data; copied with the checker. */
export class StateRules {
  /** The digest of the state machine after applying each index, by whoever was first. */
  private digests: (number | undefined)[] = [];
  /** Where each request took effect, by client, and by its number. */
  private effects = new Map<number, LogIndex[]>();
  private readonly commits: CommitRules;
  private readonly logs: LogRules;
  private readonly report: Report;

  constructor(commits: CommitRules, logs: LogRules, report: Report) {
    this.commits = commits;
    this.logs = logs;
    this.report = report;
  }

  /** Forgets what happened behind `index`. */
  cutBehind(index: LogIndex): void {
    this.digests = this.digests.slice(0, index + 1);
    for (const [client, places] of this.effects) {
      this.effects.set(client, places.map((at) => (at > index ? undefined : at)) as LogIndex[]);
    }
  }

  /** What a snapshot stands for must be committed, and its state the one that comes of it. */
  noteSnapshot(host: SimulatedNode, node: Node, snapshot: Snapshot): void {
    const { index, term } = snapshot;
    if (index > this.commits.committedIndex || this.commits.committed.term[index] !== term) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)} has a snapshot up to ${positionName(index, term)}, which is not committed`,
        expected: `a snapshot of what is committed, up to index ${this.commits.committedIndex}`,
        observed: `a snapshot up to ${positionName(index, term)}`,
      });
      return;
    }
    if (host.machine.lastApplied === index) this.compareState(host, index);
    this.checkMembers(host, snapshot);
    this.checkBase(host, node, index);
  }

  /** A snapshot carries the members as they were where it ends. */
  private checkMembers(host: SimulatedNode, snapshot: Snapshot): void {
    const { index, configuration, configurationIndex } = snapshot;
    const known = this.commits.committed.configurationAt(index);
    // Who joined with an empty disk never learns what the cluster was started with.
    if (known === undefined || configuration.voters.length === 0) return;
    if (known.index === configurationIndex && haveSameMembers(known.configuration, configuration)) {
      return;
    }
    this.report('state-machine-safety', host.id, {
      message: `${endpointName(host.id)}’s snapshot up to entry ${index} has the members ${configurationText(configuration)} of entry ${configurationIndex}, and they were ${configurationText(known.configuration)}`,
      expected: `the members ${configurationText(known.configuration)} of entry ${known.index}`,
      observed: `the members ${configurationText(configuration)} of entry ${configurationIndex}`,
    });
  }

  /** What the log no longer has is in a snapshot, which covers it up to `covered`; 0 for none. */
  checkBase(host: SimulatedNode, { log: { baseIndex } }: Node, covered: LogIndex): void {
    if (baseIndex <= covered) return;
    this.report('state-machine-safety', host.id, {
      message: `${endpointName(host.id)} has neither a snapshot nor entries between ${covered} and ${baseIndex}`,
      expected: `a log that begins at or before entry ${covered + 1}`,
      observed: `a log that begins behind entry ${baseIndex}`,
    });
  }

  /** A node applied an entry; `hadEffect`: its state machine did what it says. */
  noteState(host: SimulatedNode, entry: Entry, hadEffect: boolean): void {
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
    const { client, sequence } = request;
    let places = this.effects.get(client);
    if (places === undefined) this.effects.set(client, (places = []));
    const known = places[sequence] as LogIndex | undefined;
    if (known === undefined) places[sequence] = index;
    else if (known !== index) {
      this.report('exactly-once', host.id, {
        message: `request c${request.client}.${request.sequence} takes effect at index ${known} and at index ${index}`,
        expected: 'one effect',
        observed: `${endpointName(host.id)} applies it again`,
      });
    }
  }

  /** A node applies an entry. */
  noteApplied(host: SimulatedNode, node: Node, entry: Entry): void {
    const { index } = entry;
    if (index !== host.machine.lastApplied + 1) {
      this.report('commit-and-applied-monotone', host.id, {
        message: `${endpointName(host.id)} applies entry ${index} after entry ${host.machine.lastApplied}`,
        expected: `entry ${host.machine.lastApplied + 1} next`,
        observed: `entry ${index}`,
      });
    }
    const ghost = this.commits.chainAt(index);
    const chain = this.logs.chainOf(host.chain[index - 1], entry);
    if (ghost === undefined || index > node.commitIndex) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)} applies ${positionName(index, entry.term)}, which is not committed`,
        expected: `nothing beyond commitIndex ${node.commitIndex} is applied`,
        observed: `entry ${positionName(index, entry.term)} is applied`,
      });
    } else if (ghost !== chain) {
      this.report('state-machine-safety', host.id, {
        message: `${endpointName(host.id)} applies another entry at index ${index} than ${endpointName(this.commits.committed.by[index])} committed`,
        expected: `entry ${this.commits.committedText(index)}`,
        observed: `entry ${positionName(index, entry.term)}`,
      });
    }
  }

  /** Takes over the ghost of another. */
  takeOver(other: StateRules): void {
    this.digests = other.digests.slice();
    for (const [client, places] of other.effects) this.effects.set(client, places.slice());
  }
}
