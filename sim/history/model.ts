// What an object may do, apart from when: the model that a history is judged against. The search knows
// operations by their position and states by whole numbers, so that a step is a few array reads.

import type { HistoryOperation } from './operation.ts';

/** What `step` answers when an operation cannot have ended like that in that state. */
export const REJECTED = -1;

/** How an operation goes about the state; the search leaves out what these make pointless. */
export const ROLE = {
  /** Never changes the state. */
  observer: 0,
  /** Is accepted in every state, and leaves nothing of it. */
  blind: 1,
  /** Anything else. */
  conditional: 2,
} as const;

/** A model made ready for one list of operations. */
export interface PreparedModel {
  /** The state before the first operation. States are numbered from 0. */
  readonly initial: number;
  /** Number of states; together they stand for all that a register could hold. */
  readonly states: number;
  /** One of `ROLE`, by operation. */
  readonly roles: Uint8Array;
  /** The one state in which an operation is accepted, by operation; -1 when there are more. */
  readonly finds: Int32Array;
  /** Equal numbers for operations that do the same in every state, by operation. */
  readonly effects: Int32Array;
  /** The state after an operation, or `REJECTED`. An unknown operation is asked as if it took effect. */
  step(state: number, operation: number): number;
}

/** A kind of object. */
export interface Model {
  prepare(operations: readonly HistoryOperation[]): PreparedModel;
  /**
   * Leaves out operations that can be left out without changing the verdict. What is left out of a
   * history that is linearizable leaves one that is.
   */
  withoutIdle(operations: readonly HistoryOperation[]): readonly HistoryOperation[];
}
