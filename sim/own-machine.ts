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
  stateText(own.initial);
  mustBePlain(own.initial);
  // What comes in was made by the same functions, or read back from what they made.
  return {
    initial: own.initial,
    apply(state, command) {
      const {
        state: next,
        answer = '',
        mismatch = false,
      } = mustBeApplied(own.apply(state as State, command));
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
  mustBePlain(applied.state);
  mustBeText(applied.result.value, 'apply', command);
  return { after, result: applied.result };
}

/** Answers a read. Errors: throws `OwnCodeFailure` when the function throws. */
export function readState({ definition, state }: OwnState, query: string): string {
  const answer = calling(`read ${JSON.stringify(query)}`, () => definition.read(state, query));
  mustBeText(answer, 'read', query);
  return answer;
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
  let text: unknown;
  try {
    text = JSON.stringify(state);
  } catch (error) {
    throw notPlain(firstLineOf(error));
  }
  if (typeof text === 'string') return text;
  throw notPlain(`it is ${kindOf(state)}`);
}

/** What `apply` returned, if it is what it must be: code that no compiler has seen may return anything. */
function mustBeApplied<Result extends object>(applied: Result): Result {
  const returned: unknown = applied;
  if (typeof returned === 'object' && returned !== null && 'state' in returned) return applied;
  throw new TypeError(`it must return { state, answer } at once, and returned ${kindOf(returned)}`);
}

function mustBeText(answer: unknown, what: string, about: string): void {
  if (typeof answer === 'string') return;
  const call = `${what} ${JSON.stringify(about)}`;
  throw new OwnCodeFailure(
    `the state machine must answer with a text, but ${call} answered with ${kindOf(answer)}`,
  );
}

/** Refuses a state of which a copy by way of a text would lose something: a `Map` would come back empty. */
function mustBePlain(state: unknown): void {
  const problem = lostIn(state, '');
  if (problem !== undefined) throw notPlain(problem);
}

/** What a text would lose of a value; undefined when nothing. */
function lostIn(value: unknown, path: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  if (Array.isArray(value)) {
    // `Array.from` shows holes, which `map` and `find` pass over.
    return firstLost(
      Array.from(value as unknown[], (item, offset) => [`${path}[${offset}]`, item]),
    );
  }
  if (typeof value !== 'object' || !isPlainObject(value)) {
    return `${path === '' ? 'it' : path.replace(/^\./, '')} is ${kindOf(value)}`;
  }
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return firstLost(entries.map(([key, inner]) => [`${path}.${key}`, inner]));
}

function firstLost(parts: readonly (readonly [string, unknown])[]): string | undefined {
  for (const [path, value] of parts) {
    const problem = lostIn(value, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isRoot = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isRoot && Object.getOwnPropertySymbols(value).length === 0;
}

/** A value in a word or two: `undefined`, `NaN`, `a Map`, `a function`. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'number') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name: unknown = (value.constructor as { readonly name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== 'Object' ? `a ${name}` : 'an object';
}

function notPlain(problem: string): OwnCodeFailure {
  return new OwnCodeFailure(
    `the state of a state machine must be plain data, which JSON can hold: ${problem}`,
  );
}

function firstLineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}
