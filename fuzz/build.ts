// Statements as the generator makes them: the same tree that the parser makes, without a place in a file.

import type {
  Action,
  ClientAction,
  Condition,
  Link,
  Operand,
  Path,
  Request,
  Span,
} from '../dsl/index.ts';

/** Generated statements stand nowhere; whoever runs them says in which line they were asked for. */
export const NOWHERE: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

const numbers: Operand[] = [];

/** A whole number. */
export function num(value: number): Operand {
  const known = numbers[value] as Operand | undefined;
  if (known !== undefined) return known;
  const operand: Operand = { kind: 'number', value, text: String(value), span: NOWHERE };
  if (value >= 0 && value < 4096) numbers[value] = operand;
  return operand;
}

/** A word. */
export function word(text: string): Operand {
  return { kind: 'word', text, span: NOWHERE };
}

/** `{0 1 2}`; one node alone is written without braces. */
export function nodes(ids: readonly number[]): Operand {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return num(only);
  return { kind: 'set', items: ids.map(num), span: NOWHERE };
}

/** `{0 1 2}`, also for one. */
export function set(ids: readonly number[]): Operand {
  return { kind: 'set', items: ids.map(num), span: NOWHERE };
}

/** `low..high`. */
export function range(low: number, high: number): Operand {
  return { kind: 'range', low: num(low), high: num(high), span: NOWHERE };
}

/** `selector.property`. */
export function path(selector: Operand, property: string): Path {
  return { kind: 'path', selector, names: [{ text: property, span: NOWHERE }], span: NOWHERE };
}

/** `set selector.property to value`. */
export function setting(selector: string | number, property: string, value: Operand): Action {
  const target = typeof selector === 'number' ? num(selector) : word(selector);
  return { kind: 'set', target: path(target, property), value };
}

/** `from -> to`, or `<->`. */
export function link(from: Operand, to: Operand, both = false): Link {
  return { from, to, both };
}

/** `node.state is role`. */
export function inState(node: number, role: string): Condition {
  return {
    kind: 'compare',
    left: path(num(node), 'state'),
    comparison: 'is',
    right: word(role),
    span: NOWHERE,
  };
}

/** `node.property >= value`. */
export function atLeast(node: number, property: string, value: number): Condition {
  return {
    kind: 'compare',
    left: path(num(node), property),
    comparison: '>=',
    right: num(value),
    span: NOWHERE,
  };
}

/** A request of a named client. */
export function clientRequest(
  client: number,
  request: Request,
  to: number | null,
  redirects = true,
): ClientAction {
  return {
    kind: 'client',
    client: num(client) as ClientAction['client'],
    request,
    to: to === null ? null : num(to),
    redirects,
    expecting: null,
  };
}
