// The words every other file of the core uses.

/** A server's number. Small, from 0; 0 is a node like any other, so absence is `NOBODY`, never falsy. */
export type NodeId = number;

/** A logical clock of elections. Starts at 0, only ever rises. Source: paper section 5.1. */
export type Term = number;

/** A position in the log. The first entry has index 1; 0 means "before the first entry". Source: paper Figure 2. */
export type LogIndex = number;

/** No node: an absent vote, an unknown leader. */
export const NOBODY: NodeId = -1;

/**
 * A client's request, carried from the proposal through the log to the answer. Clients number their
 * requests from 1; `client` -1 and `sequence` 0 mean that no client asked (a no-op, a configuration).
 * Source: thesis section 6.3.
 */
export interface RequestId {
  readonly client: number;
  readonly sequence: number;
}

/** The request of entries that no client asked for. */
export const NO_REQUEST: RequestId = { client: -1, sequence: 0 };
