// Client sessions: every request takes effect once, however often it is in the log. The table is part of
// the replicated state, is filled as entries are applied, and goes into every snapshot; so every node
// decides the same, whoever led when. A session begins with a client's first request and is forgotten when
// the table is full and no other was used longer ago, counted by the log and not by a clock. Forgotten
// sessions are refused for ever: nobody knows any more what they had done. Source: thesis section 6.3.

import type { RequestId } from './types.ts';

/** What is to be done with a request that is about to be applied. */
export type SessionCheck =
  | { readonly kind: 'fresh' }
  /** It was applied before and answered so. */
  | { readonly kind: 'duplicate'; readonly response: string }
  /** Its session is over, or it is older than the last answered request of its session. */
  | { readonly kind: 'expired' };

interface Session {
  /** The last request that was applied, and what it answered. A client has one under way at a time. */
  sequence: number;
  response: string;
}

const FRESH: SessionCheck = { kind: 'fresh' };
const EXPIRED: SessionCheck = { kind: 'expired' };

/** The sessions of one state machine. */
export class SessionTable {
  /** Most sessions at a time. The same on all nodes of a cluster. */
  readonly capacity: number;
  /** By client; the one used longest ago comes first. */
  private sessions = new Map<number, Session>();
  private forgotten = new Set<number>();
  /** The client that comes last; -1 when it is not known. */
  private newest = -1;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Judges a request before it is applied. Sequence 0 asks for no session: it is always fresh. */
  check({ client, sequence }: RequestId): SessionCheck {
    if (sequence === 0) return FRESH;
    const session = this.sessions.get(client);
    if (session === undefined) return this.forgotten.has(client) ? EXPIRED : FRESH;
    if (sequence > session.sequence) return FRESH;
    return sequence === session.sequence
      ? { kind: 'duplicate', response: session.response }
      : EXPIRED;
  }

  /** Remembers what a fresh request answered when it was applied. Returns the session that was forgotten for it; -1 for none. */
  record({ client, sequence }: RequestId, response: string): number {
    if (sequence === 0) return -1;
    const session = this.sessions.get(client);
    if (session === undefined) {
      this.sessions.set(client, { sequence, response });
      this.newest = client;
      return this.forgetOldest();
    }
    session.sequence = sequence;
    session.response = response;
    if (client !== this.newest) {
      // Taken out and put in again: the order of the table is the order of use.
      this.sessions.delete(client);
      this.sessions.set(client, session);
      this.newest = client;
    }
    return -1;
  }

  /** Every session in the order of use, and then every forgotten one: the same list for equal tables. */
  entries(): readonly (readonly [client: number, sequence: number, response: string])[] {
    const live = [...this.sessions].map(
      ([client, { sequence, response }]) => [client, sequence, response] as const,
    );
    const gone = [...this.forgotten].map((client) => [client, 0, ''] as const);
    return [...live, ...gone];
  }

  /** The inverse of `entries`. */
  static of(
    capacity: number,
    entries: readonly (readonly [client: number, sequence: number, response: string])[],
  ): SessionTable {
    const table = new SessionTable(capacity);
    for (const [client, sequence, response] of entries) {
      if (sequence === 0) table.forgotten.add(client);
      else table.sessions.set(client, { sequence, response });
    }
    return table;
  }

  copy(): SessionTable {
    return SessionTable.of(this.capacity, this.entries());
  }

  private forgetOldest(): number {
    if (this.sessions.size <= this.capacity) return -1;
    const [oldest] = this.sessions.keys();
    this.sessions.delete(oldest);
    this.forgotten.add(oldest);
    return oldest;
  }
}
