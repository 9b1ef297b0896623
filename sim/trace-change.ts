// What a trace event changed, as data: pictures and programs read this, people read the event's text.

import type { CoreEvent, LogIndex, NodeId, Role, Term } from '../core/index.ts';

/** A place in a log: the end of one, or what somebody asked for. Index 0 is the start of an empty log. */
export interface LogEnd {
  readonly index: LogIndex;
  readonly term: Term;
}

/**
 * What applying an entry came to. `again`: its request was done before, so that it changed nothing.
 * `mismatch`: a compare-and-set found another value. `expired`: its session is over.
 */
export type ApplyOutcome = 'done' | 'again' | 'mismatch' | 'expired';

/** What changed; `kind` says what and is not always the event's kind. */
export type TraceChange =
  | { readonly kind: 'term'; readonly from: Term; readonly to: Term }
  | { readonly kind: 'vote'; readonly candidate: NodeId; readonly term: Term }
  | {
      readonly kind: 'role';
      readonly from: Role['kind'];
      readonly to: Role['kind'];
      readonly term: Term;
    }
  /** An entry was added. `proposed`: by a leader to its own log; otherwise it came from elsewhere. */
  | {
      readonly kind: 'append';
      readonly index: LogIndex;
      readonly term: Term;
      readonly proposed: boolean;
    }
  /** The entries from `from` to `to` are gone, and the log ends at `end`. */
  | {
      readonly kind: 'truncate';
      readonly from: LogIndex;
      readonly to: LogIndex;
      readonly end: LogEnd;
    }
  | { readonly kind: 'commit'; readonly from: LogIndex; readonly to: LogIndex }
  | {
      readonly kind: 'apply';
      readonly index: LogIndex;
      readonly term: Term;
      readonly outcome: ApplyOutcome;
    }
  /** A write began, or is durable: this term, the vote in it, and the log up to here. */
  | { readonly kind: 'write' | 'sync'; readonly term: Term; readonly lastIndex: LogIndex }
  /** A node runs, with what its disk had. */
  | {
      readonly kind: 'start';
      readonly role: Role['kind'];
      readonly term: Term;
      /** Nobody is -1. */
      readonly votedFor: NodeId;
      readonly end: LogEnd;
      readonly commitIndex: LogIndex;
    }
  /** A snapshot took the place of the log up to there. */
  | {
      readonly kind: 'install';
      readonly index: LogIndex;
      readonly term: Term;
      readonly end: LogEnd;
    }
  /** A node does not run any more. */
  | { readonly kind: 'stop'; readonly condition: string }
  /** The scenario did something; the code is the one in the hash. */
  | { readonly kind: 'fault'; readonly code: string }
  /** A client's request has its outcome. */
  | {
      readonly kind: 'ended';
      readonly status: 'ok' | 'error' | 'unknown';
      readonly reason: string;
      /** Ticks since the client was told to make it. */
      readonly ticks: number;
    }
  /** Something the core said of itself. */
  | { readonly kind: 'core'; readonly event: CoreEvent };
