// What nodes say must be on their disks: judged at the moment a message leaves. A promise that a crash can
// break is broken already, whether or not the crash comes.

import type { AppendResponse, NodeId, Term } from '../core/index.ts';
import type { Report } from './violation.ts';
import { endpointName } from './endpoint.ts';
import type { Packet } from './packet.ts';
import type { SimulatedNode } from './simulated-node.ts';

/** Keeps no state of its own. */
export class PromiseRules {
  private readonly nodes: readonly SimulatedNode[];
  private readonly report: Report;

  constructor(nodes: readonly SimulatedNode[], report: Report) {
    this.nodes = nodes;
    this.report = report;
  }

  /** A message leaves its node. */
  noteSent(packet: Packet): void {
    switch (packet.kind) {
      case 'append-response':
        this.checkTerm(packet.from, packet.term);
        if (packet.success) this.checkAcknowledged(packet);
        return;
      case 'snapshot-response':
        this.checkTerm(packet.from, packet.term);
        this.checkDurable(packet.from, packet.matchIndex);
        return;
      case 'append-request':
      case 'vote-request':
      case 'vote-response':
        this.checkTerm(packet.from, packet.term);
        return;
      default:
        return;
    }
  }

  private checkTerm(from: NodeId, term: Term): void {
    const { disk } = this.nodes[from];
    if (term <= disk.term) return;
    this.report('durable-promises', from, {
      message: `${endpointName(from)} speaks in term ${term}, which is not on its disk`,
      expected: `a term of at most ${disk.term}`,
      observed: `term ${term}`,
    });
  }

  private checkDurable(from: NodeId, matchIndex: number): void {
    const { disk } = this.nodes[from];
    if (matchIndex <= disk.lastIndex) return;
    this.report('durable-promises', from, {
      message: `${endpointName(from)} acknowledges entries up to ${matchIndex}, which are not on its disk`,
      expected: `at most ${disk.lastIndex}`,
      observed: `${matchIndex}`,
    });
  }

  private checkAcknowledged({ from, to, term, matchIndex }: AppendResponse): void {
    this.checkDurable(from, matchIndex);
    const host = this.nodes[from];
    const leader = this.nodes[to];
    const { core } = leader;
    const isOfNow = host.core?.currentTerm === term && core?.currentTerm === term;
    if (!isOfNow || core.role.kind !== 'leader' || matchIndex > core.log.lastIndex) return;
    if (host.chain[matchIndex] === leader.chain[matchIndex]) return;
    this.report('durable-promises', from, {
      message: `${endpointName(from)} acknowledges entries up to ${matchIndex} to ${endpointName(to)}, and its log is another there`,
      expected: `the log of ${endpointName(to)} up to ${matchIndex}`,
      observed: 'a log that differs at or below it',
    });
  }
}
