// What a node was like before a call of the core.

import {
  type Configuration,
  type LogIndex,
  NO_CONFIGURATION,
  type Node,
  NOBODY,
  type NodeId,
  type Term,
} from '../core/index.ts';

/** What the judges remember of a node from before an event. One object, filled again each time. */
export class Before {
  term: Term = 0;
  votedFor: NodeId = NOBODY;
  role: Node['role']['kind'] = 'follower';
  leaderId: NodeId = NOBODY;
  commitIndex: LogIndex = 0;
  lastIndex: LogIndex = 0;
  lastTerm: Term = 0;
  configuration: Configuration = NO_CONFIGURATION;
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
    this.configuration = node.configuration;
    this.matchIndex =
      peer >= 0 && node.role.kind === 'leader' ? (node.role.matchIndex[peer] ?? -1) : -1;
  }
}
