// State machines of other people, in the place of the built-in one. One is a few pure functions over plain data, so
// that the world can copy, hash, snapshot and restore it without its doing.

import type { Applied } from '../client/index.ts';

/**
 * A state machine for `createCluster` or `runScenario`. States are plain data: what `JSON.stringify` writes and
 * `JSON.parse` gives back the same. The functions are pure: same arguments, same result, nothing changed and nothing
 * else looked at. They are never called for requests that Whitewater makes itself to see whether a cluster recovers.
 */
export interface OwnStateMachine<State> {
  /** The state before the first command. */
  readonly initial: State;
  /**
   * The state after a command, and what the client is answered ('' without it). `command` is the text that was sent;
   * `client 1 writes x = 5` sends `x = 5`. The state that is given must be left as it is. `mismatch` refuses: the
   * client is told `cas-mismatch` with the answer, and the state it returns counts all the same.
   */
  apply(
    state: State,
    command: string,
  ): { readonly state: State; readonly answer?: string; readonly mismatch?: boolean };
  /** What a read of `query` answers. Without it reads answer ''. */
  read?(state: State, query: string): string;
}

/** A state machine whose kind of state only its own functions know. */
export interface MachineDefinition {
  readonly initial: unknown;
  apply(state: unknown, command: string): { readonly state: unknown; readonly result: Applied };
  read(state: unknown, query: string): string;
}

/** What other people's code did wrong: it threw, or it broke what it had to promise. */
export class OwnCodeFailure extends Error {
  override readonly name = 'OwnCodeFailure';
}

/** Makes a definition of a state machine of one's own. Errors: throws when `initial` is not plain data. */
export function defineStateMachine<State>(own: OwnStateMachine<State>): MachineDefinition {
  const text = stateText(own.initial);
  if (text !== stateText(JSON.parse(text))) {
    throw new OwnCodeFailure('the initial state of a state machine must be plain data');
  }
  // What comes in was made by the same functions, or read back from what they made.
  return {
    initial: own.initial,
    apply(state, command) {
      const { state: next, answer = '', mismatch = false } = own.apply(state as State, command);
      return { state: next, result: { outcome: mismatch ? 'mismatch' : 'done', value: answer } };
    },
    read: (state, query) => own.read?.(state as State, query) ?? '',
  };
}

/** The state of a machine of one's own, with its text, which equal states share. */
export interface OwnState {
  readonly definition: MachineDefinition;
  readonly state: unknown;
  readonly text: string;
}

/** The state before the first command. */
export function initialState(definition: MachineDefinition): OwnState {
  return { definition, state: definition.initial, text: stateText(definition.initial) };
}

/** A state from its text. */
export function restoredState(definition: MachineDefinition, text: string): OwnState {
  return { definition, state: JSON.parse(text) as unknown, text };
}

/** Applies a command. Errors: throws `OwnCodeFailure` when the functions throw, or change what they were given. */
export function appliedState(
  { definition, state, text }: OwnState,
  command: string,
): { readonly after: OwnState; readonly result: Applied } {
  const applied = calling(`apply ${JSON.stringify(command)}`, () =>
    definition.apply(state, command),
  );
  if (stateText(state) !== text) {
    throw new OwnCodeFailure(
      `the state machine changed the state it was given when it applied ${JSON.stringify(command)}; copies and snapshots share states, so \`apply\` must return a new one`,
    );
  }
  const after = { definition, state: applied.state, text: stateText(applied.state) };
  return { after, result: applied.result };
}

/** Answers a read. Errors: throws `OwnCodeFailure` when the function throws. */
export function readState({ definition, state }: OwnState, query: string): string {
  return calling(`read ${JSON.stringify(query)}`, () => definition.read(state, query));
}

function calling<Result>(what: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OwnCodeFailure(`the state machine could not ${what}: ${message}`);
  }
}

function stateText(state: unknown): string {
  const text: unknown = JSON.stringify(state);
  if (typeof text === 'string') return text;
  throw new OwnCodeFailure('the state of a state machine must be plain data that JSON can hold');
}
