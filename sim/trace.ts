// The trace: one append-only list of small events, each with the event that caused it, the scenario
// line that was running and the client's request it belongs to. Everything for people (tables, event
// lists, diagrams) is computed from it; nothing in a run depends on whether it is kept.

import type { RequestId } from '../core/index.ts';
import type { Packet } from './packet.ts';
import type { TraceChange } from './trace-change.ts';

/**
 * What happened. `fault` is anything the scenario does to the world; `note` explains a decision; a `phase`
 * begins where something else begins to be judged.
 */
export type TraceKind =
  | 'send'
  | 'deliver'
  | 'lose'
  | 'duplicate'
  | 'hold'
  | 'timer'
  | 'role'
  | 'term'
  | 'vote'
  | 'append'
  | 'truncate'
  | 'commit'
  | 'apply'
  | 'write'
  | 'sync'
  | 'refuse'
  | 'note'
  | 'fault'
  | 'client'
  | 'phase'
  | 'violation';

/** One event. Positions in the list are its `i`; the list never shrinks or reorders. */
export interface TraceEvent {
  /** Position in the trace, from 0. */
  readonly i: number;
  /** World tick in which it happened, from 0. */
  readonly tick: number;
  /** Endpoint it happened at; `WORLD` for none. See `endpointName`. */
  readonly node: number;
  readonly kind: TraceKind;
  /** `i` of the event that triggered this one; -1 when nothing did. */
  readonly cause: number;
  /** Scenario line (from 1) that was running; 0 when none. */
  readonly line: number;
  /** The client request this belongs to, if any. */
  readonly request: RequestId | null;
  /** The message, for `send`, `deliver`, `lose`, `duplicate` and `hold`. */
  readonly message: Packet | null;
  /** The client requests that it carries, when it carries several entries; `request` is null then. */
  readonly requests?: readonly RequestId[];
  /** What changed, as data; absent when nothing did. */
  readonly change?: TraceChange;
  /** The event in words, without node and tick, such as `votes for n1 in term 3`. */
  readonly text: string;
}
