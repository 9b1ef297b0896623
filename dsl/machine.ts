// The interpreter's state and its parts: frames, waits and watches. Plain data and references to the
// immutable tree, so that a running test can be copied together with its world.

import type { Condition, Operand, Statement } from './ast.ts';
import type { EventMarks } from './conditions.ts';
import type { RandomStream } from './random-port.ts';
import type { Variables } from './test-case.ts';

/** A block being executed. */
export interface Frame {
  readonly statements: readonly Statement[];
  /** The file that the block stands in. */
  readonly file: string;
  readonly variables: Variables;
  /** Offset of the next statement. */
  next: number;
  /** Rounds left after this one. */
  rounds: number;
  /** Where statements come from instead, and the `run random` line that asked for them. */
  readonly random: { readonly stream: RandomStream; readonly place: Place } | null;
}

/** Where a statement stands and what its variables mean: all that a report or a later look needs. */
export interface Place {
  readonly statement: Statement;
  readonly file: string;
  readonly variables: Variables;
  /** Whether a random run made it: what finds nobody is skipped then. */
  readonly isGenerated?: boolean;
}

/** What the test waits for. A statement that waits stays the current one until it is over. */
export type Wait =
  | { readonly kind: 'ticks'; readonly until: number }
  | {
      readonly kind: 'condition';
      readonly place: Place;
      readonly condition: Condition;
      readonly marks: EventMarks;
      readonly since: number;
      readonly bound: number;
    }
  | {
      readonly kind: 'answer';
      readonly place: Place;
      readonly client: number;
      readonly error: string;
      /** Requests of the client that had ended before. */
      readonly ended: number;
      /** Position of the awaited one among those that end now, from 0. */
      readonly position: number;
      readonly since: number;
    }
  /** The answer to a read, which must be `value`. */
  | {
      readonly kind: 'reading';
      readonly place: Place;
      readonly client: number;
      readonly value: string;
      readonly ended: number;
      readonly position: number;
      readonly since: number;
    };

/** `always`, `never` and `when`: looked at after every event. */
export interface Watch {
  readonly kind: 'always' | 'never' | 'when';
  readonly place: Place;
  readonly condition: Condition;
  readonly marks: EventMarks;
}

/** `at event`: looked at before every event. */
export interface Appointment {
  readonly place: Place;
  readonly event: number;
  readonly tick: number;
  readonly statement: Statement;
}

/** A frame for a block. */
export function frameOf(
  statements: readonly Statement[],
  file: string,
  variables: Variables,
  rounds = 0,
): Frame {
  return { statements, file, variables, next: 0, rounds, random: null };
}

/** A frame for a random run. */
export function randomFrame(stream: RandomStream, place: Place): Frame {
  const { file, variables } = place;
  return { statements: [], file, variables, next: 0, rounds: 0, random: { stream, place } };
}

/** A frame of its own that stands at the same place. */
export function copyFrame(frame: Frame): Frame {
  const { random } = frame;
  if (random === null) return { ...frame };
  return { ...frame, random: { stream: random.stream.copy(), place: random.place } };
}

/** The variables inside a definition that is called with `values`. */
export function bound(
  parameters: readonly { readonly name: string }[],
  values: readonly Operand[],
): Variables {
  const variables = new Map<string, Operand>();
  for (const [offset, parameter] of parameters.entries()) {
    const value = values[offset];
    if (value !== undefined) variables.set(parameter.name, value);
  }
  return variables;
}

/** The statement that waits; null when only time is waited for. */
export function placeOf(wait: Wait): Place | null {
  return wait.kind === 'ticks' ? null : wait.place;
}
