// What nodes say to each other. Plain data, one-way; a request and its answer share an id, nothing else ties them.
// A late or double copy of any of these may arrive at any time, and every handler must live with it.

import type { Entry } from './entry.ts';
import type { LogIndex, NodeId, Term } from './types.ts';

/** Correlates a request with its answer. 0 until a message bus gives it one. */
export type MessageId = number;

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  /** On a request: given by the message bus when it is sent. On an answer: the request's. */
  id: MessageId;
}

/**
 * "Could I win an election?" A pre-candidate asks every voter, when its timer ran out. Changes nothing
 * at the receiver: no term, no vote, no timer. Source: thesis section 9.6.
 */
export interface PreVoteRequest extends Envelope {
  readonly kind: 'pre-vote-request';
  /** The term the sender would campaign in: its own plus one. */
  readonly term: Term;
  readonly lastLogIndex: LogIndex;
  readonly lastLogTerm: Term;
}

/** The answer. A grant binds nobody. Late copies are ignored unless the sender still asks for the same term. */
export interface PreVoteResponse extends Envelope {
  readonly kind: 'pre-vote-response';
  /** Granted: the term asked for. Refused: the receiver's own term, so that a stale asker learns it. */
  readonly term: Term;
  readonly granted: boolean;
}

/** "Vote for me." A candidate asks every voter. Source: paper Figure 2, section 5.2. */
export interface VoteRequest extends Envelope {
  readonly kind: 'vote-request';
  /** The candidate's term. */
  readonly term: Term;
  readonly lastLogIndex: LogIndex;
  readonly lastLogTerm: Term;
  /** Whether nodes that hear a leader should answer all the same, because that leader asked for it. Source: thesis section 4.2.3. */
  readonly force: boolean;
}

/** The answer; leaves only when term and vote are durable. A double counts once. */
export interface VoteResponse extends Envelope {
  readonly kind: 'vote-response';
  readonly term: Term;
  readonly granted: boolean;
}

/**
 * Entries for a follower, or a heartbeat when there are none; both are checked for consistency alike.
 * Source: paper Figure 2, section 5.3.
 */
export interface AppendRequest extends Envelope {
  readonly kind: 'append-request';
  /** The leader's term. */
  readonly term: Term;
  /** The place right before `entries`. */
  readonly prevLogIndex: LogIndex;
  readonly prevLogTerm: Term;
  /** The leader's cumulative checksum at `prevLogIndex`. */
  readonly prevLogChecksum: number;
  /** A contiguous run from `prevLogIndex` + 1; empty in a heartbeat. Shared, never changed. */
  readonly entries: readonly Entry[];
  /** How far the leader knows entries to be committed; may lie beyond what is sent. */
  readonly leaderCommit: LogIndex;
}

/** Why an append-request did not succeed. `stale-term`: its sender's term is over. */
export type AppendRefusal = 'none' | 'stale-term' | 'log-mismatch' | 'checksum-mismatch';

/** The answer; an acknowledgement leaves only when what it claims is durable. */
export interface AppendResponse extends Envelope {
  readonly kind: 'append-response';
  readonly term: Term;
  readonly success: boolean;
  /** Success: our log is durable and equals the leader's up to here. Otherwise 0. */
  readonly matchIndex: LogIndex;
  readonly refusal: AppendRefusal;
  /** Refused: the `prevLogIndex` that did not fit, so that a late refusal can be told apart. */
  readonly rejectedIndex: LogIndex;
  /** Refused: the highest index at which the logs can still agree, seen from here, and its term. */
  readonly hintIndex: LogIndex;
  readonly hintTerm: Term;
}

/** Everything that can be said. */
export type Message =
  PreVoteRequest | PreVoteResponse | VoteRequest | VoteResponse | AppendRequest | AppendResponse;

/** The name of a kind of message. */
export type MessageKind = Message['kind'];

/** All kinds, requests before their answers. */
export const MESSAGE_KINDS: readonly MessageKind[] = [
  'pre-vote-request',
  'pre-vote-response',
  'vote-request',
  'vote-response',
  'append-request',
  'append-response',
];

/** Whether a message asks for an answer. */
export function isRequest(message: Message): boolean {
  switch (message.kind) {
    case 'pre-vote-request':
    case 'vote-request':
    case 'append-request':
      return true;
    default:
      return false;
  }
}
