// What nodes say to each other. Plain data, one-way; a request and its answer share an id, nothing else ties them.
// A late or double copy of any of these may arrive at any time, and every handler must live with it.

import type { Configuration } from './configuration.ts';
import type { Entry } from './entry.ts';
import type { LogIndex, NodeId, RequestId, Term } from './types.ts';

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
  /** Number of the sender's round of asking; the answer returns it. */
  readonly round: number;
}

/** The answer. A grant binds nobody, and counts only in the round it was asked for. */
export interface PreVoteResponse extends Envelope {
  readonly kind: 'pre-vote-response';
  /** Granted: the term asked for. Refused: the receiver's own term, so that a stale asker learns it. */
  readonly term: Term;
  readonly granted: boolean;
  /** The request's. */
  readonly round: number;
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
  /** The leader's newest round of confirmation when it sent this; the answer returns it. Source: thesis section 6.4. */
  readonly round: number;
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
  /** The request's. */
  readonly round: number;
}

/**
 * A piece of a snapshot, for a peer that needs entries the leader no longer has. One piece is on its way
 * at a time; it is sent again as a heartbeat. Source: paper Figure 13, thesis section 5.1.
 */
export interface SnapshotRequest extends Envelope {
  readonly kind: 'snapshot-request';
  /** The leader's term. */
  readonly term: Term;
  /** See `Snapshot`. */
  readonly index: LogIndex;
  readonly indexTerm: Term;
  readonly checksum: number;
  readonly configuration: Configuration;
  readonly configurationIndex: LogIndex;
  readonly dataChecksum: number;
  /** Length of the whole data, and where this piece stands in it. In UTF-16 code units. */
  readonly size: number;
  readonly offset: number;
  readonly piece: string;
  readonly round: number;
}

/** The answer. That it is installed is said only when that is durable. */
export interface SnapshotResponse extends Envelope {
  readonly kind: 'snapshot-response';
  readonly term: Term;
  /** The snapshot's index, and the offset of the piece this answers. */
  readonly index: LogIndex;
  readonly answeredOffset: number;
  /** How much of it has arrived: what to send next. */
  readonly offset: number;
  /** Our log, snapshot included, equals the leader's up to here; 0 until it is installed. */
  readonly matchIndex: LogIndex;
  readonly round: number;
}

/**
 * "Campaign now": a leader that hands over tells a voter that has its whole log. Good in its term only.
 * There is no answer but the campaign. Source: thesis section 3.10.
 */
export interface TimeoutNow extends Envelope {
  readonly kind: 'timeout-now';
  readonly term: Term;
}

/**
 * "From which index may I answer this read?" A node that does not lead asks the one it takes for the
 * leader. Like a client's request it carries no term: its sender's term means nothing to it.
 * Source: thesis section 6.4 (follower reads).
 */
export interface ReadRequest extends Envelope {
  readonly kind: 'read-request';
  readonly request: RequestId;
}

/** The answer. */
export interface ReadResponse extends Envelope {
  readonly kind: 'read-response';
  readonly request: RequestId;
  /** False: the asked node does not lead, or stopped leading before it could confirm. */
  readonly ok: boolean;
  /** The reader may answer once it has applied up to here; 0 when not ok. */
  readonly readIndex: LogIndex;
}

/** "What is committed behind this?" A read-only peer asks the node it hangs off. Carries no term. */
export interface FetchRequest extends Envelope {
  readonly kind: 'fetch-request';
  /** The asker's commitIndex: what it wants begins behind it. */
  readonly commitIndex: LogIndex;
  /** The snapshot it is receiving, if any, and how much of it has arrived. */
  readonly snapshotIndex: LogIndex;
  readonly snapshotOffset: number;
}

/** The answer: committed entries, or a piece of a snapshot when those are gone. Carries no term. */
export interface FetchResponse extends Envelope {
  readonly kind: 'fetch-response';
  /** Whom the asked node hangs off, and whom that one does, and so on; empty for who hangs off nobody. */
  readonly upstream: readonly NodeId[];
  /** Committed entries behind the asker's commitIndex. */
  readonly entries: readonly Entry[];
  /** The asked node's commitIndex. */
  readonly commitIndex: LogIndex;
  /** A piece of its snapshot, when it no longer has the entries; null otherwise. */
  readonly snapshot: SnapshotPiece | null;
  /** The members as far as the asked node knows them: whom to ask when it dies. */
  readonly members: readonly NodeId[];
  /** Ticks of the asked node since a leader vouched for what it has: the staleness at the source. */
  readonly staleTicks: number;
}

/** A piece of a snapshot outside of a leader's request. */
export type SnapshotPiece = Pick<
  SnapshotRequest,
  | 'index'
  | 'indexTerm'
  | 'checksum'
  | 'configuration'
  | 'configurationIndex'
  | 'dataChecksum'
  | 'size'
  | 'offset'
  | 'piece'
>;

/** What is said within a term. */
export type TermMessage =
  | PreVoteRequest
  | PreVoteResponse
  | VoteRequest
  | VoteResponse
  | AppendRequest
  | AppendResponse
  | SnapshotRequest
  | SnapshotResponse
  | TimeoutNow;

/** What is said outside of terms, on behalf of clients and readers. */
export type TermlessMessage = ReadRequest | ReadResponse | FetchRequest | FetchResponse;

/** Everything that can be said. */
export type Message = TermMessage | TermlessMessage;

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
  'snapshot-request',
  'snapshot-response',
  'timeout-now',
  'read-request',
  'read-response',
  'fetch-request',
  'fetch-response',
];

/** Whether a message asks for an answer. */
export function isRequest(message: Message): boolean {
  switch (message.kind) {
    case 'pre-vote-request':
    case 'vote-request':
    case 'append-request':
    case 'snapshot-request':
    case 'read-request':
    case 'fetch-request':
      return true;
    default:
      return false;
  }
}
