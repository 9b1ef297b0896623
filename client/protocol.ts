// What a client and a node say to each other, whatever carries it.

import type {
  ChangeRefusal,
  LogIndex,
  NodeId,
  RequestId,
  Term,
  TransferOutcome,
} from '../core/index.ts';

/** How a read is made. `index` and `lease`: see the core. `stale`: from whatever the asked node has applied. */
export type ReadManner = 'index' | 'lease' | 'stale';

/** A change of the members, as an operator asks for it. */
export type MemberChange =
  | { readonly kind: 'add' | 'add-learner' | 'add-then-promote'; readonly node: NodeId }
  | { readonly kind: 'promote' | 'demote' | 'remove'; readonly node: NodeId }
  | { readonly kind: 'replace'; readonly node: NodeId; readonly by: NodeId }
  | { readonly kind: 'set'; readonly voters: readonly NodeId[] };

/** What a client asks for. Commands and queries are text of the state machine. */
export type Ask =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'read'; readonly query: string; readonly manner: ReadManner }
  | { readonly kind: 'change'; readonly change: MemberChange }
  | { readonly kind: 'transfer'; readonly target: NodeId };

/** What applying a command answered. `mismatch`: its condition did not hold; `value` is what was found. */
export interface Applied {
  readonly outcome: 'done' | 'mismatch';
  readonly value: string;
}

/** Why a node did not do what it was asked. Nothing was done, unless it says otherwise. */
export type Refusal =
  | ChangeRefusal
  | Extract<TransferOutcome, { readonly ok: false }>
  /** Another entry was committed where the proposal stood: it will not take effect from there. */
  | { readonly ok: false; readonly reason: 'superseded' }
  /** The session is over: whether earlier attempts took effect is not known any more. */
  | { readonly ok: false; readonly reason: 'session-expired' };

/** A node's answer. */
export type Answer =
  | {
      readonly ok: true;
      readonly kind: 'applied';
      readonly result: Applied;
      readonly index: LogIndex;
      readonly term: Term;
    }
  /** `staleTicks`: how old the word of a leader is that this answer rests on; -1 when the read is linearizable. */
  | {
      readonly ok: true;
      readonly kind: 'read';
      readonly value: string;
      readonly index: LogIndex;
      readonly staleTicks: number;
    }
  /** A change of the members is in the log there; its end is answered later. */
  | { readonly ok: true; readonly kind: 'accepted'; readonly index: LogIndex; readonly term: Term }
  | { readonly ok: true; readonly kind: 'changed'; readonly index: LogIndex }
  | { readonly ok: true; readonly kind: 'transferring' }
  | Refusal;

/** A request on its way to a node. */
export interface Request {
  readonly to: NodeId;
  readonly request: RequestId;
  readonly ask: Ask;
}
