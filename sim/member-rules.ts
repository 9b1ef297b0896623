// The rules of membership, judged by the simulator's own account of which configuration stands where in
// whose log: one change at a time, only voters campaign, a leader has the votes of a quorum.

import type { Configuration, Entry, LogIndex, Node, NodeId, Term } from '../core/index.ts';
import type { Report } from './violation.ts';
import { configurationText } from './describe-requests.ts';
import { endpointName, endpointNames, positionName } from './endpoint.ts';
import { hasMajority, haveSameMembers, mayVote } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';

/** Keeps no state of its own: the accounts are with the nodes. */
export class MemberRules {
  private readonly report: Report;
  private present: boolean[] = [];

  constructor(report: Report) {
    this.report = report;
  }

  /** A log begins: with what its snapshot says, or with what the cluster was started with. */
  start(host: SimulatedNode, { snapshot }: Node): void {
    host.configurations = [
      snapshot === null
        ? { index: 0, configuration: host.initialConfiguration }
        : { index: snapshot.configurationIndex, configuration: snapshot.configuration },
    ];
  }

  /** A log loses its entries from `from` on. */
  cutOff(host: SimulatedNode, from: LogIndex): void {
    const { configurations } = host;
    while (configurations.length > 1 && configurations[configurations.length - 1].index >= from) {
      configurations.pop();
    }
  }

  /** A log gets an entry with a configuration; `isNew`: no log had it before, so its leader made it now. */
  noteEntry(
    host: SimulatedNode,
    node: Node,
    { index, term, configuration }: Entry,
    isNew: boolean,
    committedIndex: LogIndex,
  ): void {
    const before = host.configurations.at(-1);
    if (configuration === null || before === undefined || index <= before.index) return;
    if (isNew && node.role.kind === 'leader') {
      const fault = faultOf(before.configuration, configuration, node.options.jointConsensus);
      // What the same call commits is judged behind its log.
      const isOpen = before.index > Math.max(committedIndex, node.commitIndex);
      if (fault !== undefined || isOpen) {
        this.report('one-change-at-a-time', host.id, {
          message: `${endpointName(host.id)} appends the members ${configurationText(configuration)} at ${positionName(index, term)} behind ${configurationText(before.configuration)}${isOpen ? `, which is at index ${before.index} and not committed` : ''}`,
          expected: isOpen ? 'no other configuration until it is committed' : (fault ?? ''),
          observed: configurationText(configuration),
        });
      }
    }
    host.configurations.push({ index, configuration });
  }

  /** A node campaigns. */
  checkCampaign(host: SimulatedNode, node: Node): void {
    const { kind } = node.role;
    if (kind !== 'candidate' && kind !== 'pre-candidate') return;
    const newest = host.configurations.at(-1);
    if (newest === undefined || mayVote(newest.configuration, host.id)) return;
    // Until its removal is committed it may have to finish the change itself (thesis 4.2.2).
    const previous = host.configurations.at(-2);
    const isOpen = newest.index > node.commitIndex;
    if (isOpen && previous !== undefined && mayVote(previous.configuration, host.id)) return;
    this.report('only-voters-campaign', host.id, {
      message: `${endpointName(host.id)} becomes a ${kind} and is no voter of ${configurationText(newest.configuration)}`,
      expected: 'a node that is no voter and knows it keeps quiet',
      observed: `it campaigns in term ${node.currentTerm}`,
    });
  }

  /** A leader commits: when that is its own removal, it must have given up. */
  checkStays(host: SimulatedNode, node: Node): void {
    const newest = host.configurations.at(-1);
    if (newest === undefined || newest.index > node.commitIndex) return;
    if (mayVote(newest.configuration, host.id)) return;
    this.report('only-voters-campaign', host.id, {
      message: `${endpointName(host.id)} goes on leading term ${node.currentTerm} and is no voter of ${configurationText(newest.configuration)}, which it committed`,
      expected: 'a leader that is no voter any more gives up',
      observed: 'it leads',
    });
  }

  /** A node leads: `voteOf` says whom each node gave its vote of this term. */
  checkElected(host: SimulatedNode, term: Term, voteOf: (id: NodeId) => NodeId | undefined): void {
    const configuration = host.configurations.at(-1)?.configuration;
    if (configuration === undefined) return;
    const voters = [...new Set([...configuration.voters, ...configuration.outgoing])];
    const { present } = this;
    for (const id of voters) present[id] = voteOf(id) === host.id;
    if (hasMajority(configuration, present)) return;
    const granted = voters.filter((id) => present[id]);
    this.report('elected-by-quorum', host.id, {
      message: `${endpointName(host.id)} leads term ${term} without the votes of a quorum of ${configurationText(configuration)}`,
      expected: `votes of a quorum of ${configurationText(configuration)}`,
      observed: `votes of ${endpointNames(granted)}`,
    });
  }
}

/** What is wrong with a step from one configuration to the next, as what should have been; undefined when nothing. */
function faultOf(
  before: Configuration,
  next: Configuration,
  isByJoint: boolean,
): string | undefined {
  if (before.outgoing.length > 0) {
    const settled = { ...before, outgoing: [] };
    return haveSameMembers(settled, next) ? undefined : configurationText(settled);
  }
  const isJoint = next.outgoing.length > 0;
  const changed = countChanged(before.voters, next.voters);
  if (changed === 0 && !isJoint) return undefined;
  if (isJoint) {
    const isFromBefore = countChanged(before.voters, next.outgoing) === 0;
    return isFromBefore ? undefined : `a joint configuration out of ${configurationText(before)}`;
  }
  if (!isByJoint && changed === 1) return undefined;
  return `a joint configuration of ${configurationText(before)} and the new voters`;
}

function countChanged(one: readonly NodeId[], other: readonly NodeId[]): number {
  return (
    one.filter((id) => !other.includes(id)).length + other.filter((id) => !one.includes(id)).length
  );
}
