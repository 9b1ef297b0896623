// Conditions: which properties exist, what they hold, and what they can be compared with.

import type { CompareCondition, Condition, Operand, Path } from './ast.ts';
import type { OperandChecker } from './check-operands.ts';
import { suggestion } from './diagnostics.ts';
import { operandText } from './operands.ts';
import { pathText } from './print-conditions.ts';
import { NODE_PROPERTIES, nodeProperty, type ReadKind, STATE_MACHINE } from './properties.ts';
import { COUNTED_ROLES, EVENTS, nodeIndex, NOBODY_WORDS, SELECTOR_ALIASES } from './vocabulary.ts';
import { SELECTOR_WORDS, STATES } from './vocabulary.ts';

/** Checks a condition and everything in it. */
export function checkCondition(condition: Condition, check: OperandChecker): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const term of condition.terms) checkCondition(term, check);
      return;
    case 'not':
      return checkCondition(condition.term, check);
    case 'compare':
      return checkComparison(condition, check);
    case 'match':
      return checkMatch(condition.path, check);
    case 'count':
      check.oneOf(condition.role, COUNTED_ROLES, 'role');
      return;
    case 'has':
      check.nodesIn(condition.selector);
      check.value(condition.command);
      return;
    case 'event':
      if (condition.on !== null) check.nodesIn(condition.on);
      check.oneOf(condition.name, EVENTS, 'event');
  }
}

/** Checks a path and answers what it holds; undefined when the path itself is wrong. */
export function checkPath(path: Path, check: OperandChecker): ReadKind | undefined {
  const [first, second, third] = path.names;
  if (first === undefined) return undefined;
  if (path.selector === null) {
    if (second === undefined) return 'text';
    check.accept(
      'unknown-property',
      second.span,
      '`stateMachine` has `data` and keys, and keys have no parts',
    );
    return undefined;
  }
  checkPathSelector(path.selector, check);
  if (first.text.toLowerCase() === STATE_MACHINE.toLowerCase()) {
    if (second !== undefined && third === undefined) return 'text';
    const message = 'expected one key after `stateMachine`, such as `.data`';
    check.accept('unknown-property', (third ?? first).span, message);
    return undefined;
  }
  const property = nodeProperty(first.text);
  if (property?.reads === undefined) {
    const names = NODE_PROPERTIES.flatMap((entry) => [entry.name, ...entry.aliases]);
    const message = `a node has no property \`${first.text}\``;
    check.accept('unknown-property', first.span, message, suggestion(first.text, names));
    return undefined;
  }
  if (second !== undefined) {
    check.accept('unknown-property', second.span, `\`${property.name}\` has no parts`);
    return undefined;
  }
  return property.reads;
}

/** `leadr.state`: the word before the dot is a misspelt selector more often than anything else. */
function checkPathSelector(selector: Operand, check: OperandChecker): void {
  const isUnknownWord =
    selector.kind === 'word' &&
    nodeIndex(selector.text) === undefined &&
    !SELECTOR_WORDS.includes(selector.text.toLowerCase()) &&
    !SELECTOR_ALIASES.has(selector.text.toLowerCase());
  if (!isUnknownWord) return check.nodesIn(selector);
  const message = `nothing is called \`${selector.text}\` here`;
  const hint = check.hintOfNode(selector.text, [STATE_MACHINE]);
  check.accept('unknown-selector', selector.span, message, hint);
}

function checkMatch(path: Path, check: OperandChecker): void {
  const kind = checkPath(path, check);
  const [name] = path.names;
  if (kind === undefined || kind === 'terms' || name === undefined) return;
  const message = `only logs can \`match\`, and \`${name.text}\` is none`;
  check.accept('wrong-kind', name.span, message, 'write `all.log match`, or compare with `is`');
}

function checkComparison(condition: CompareCondition, check: OperandChecker): void {
  const { left, right, comparison } = condition;
  const kind = checkPath(left, check);
  if (right.kind === 'path') {
    const rightKind = checkPath(right, check);
    if (kind === undefined || rightKind === undefined) return;
    if (kind !== rightKind) {
      const message = `these two cannot be equal: the left is ${KIND_TEXT[kind]}, the right ${KIND_TEXT[rightKind]}`;
      check.accept('wrong-kind', right.span, message);
    }
  } else if (kind !== undefined) {
    checkValue(left, kind, right, check);
  } else {
    check.any(right);
  }
  if (kind === undefined || comparison === 'is' || comparison === 'is not') return;
  if (kind === 'number') return;
  const message = `\`${comparison}\` compares numbers, and \`${pathText(left)}\` is ${KIND_TEXT[kind]}`;
  check.accept('wrong-kind', condition.span, message, 'use `is` or `is not`');
}

const KIND_TEXT: Readonly<Record<ReadKind, string>> = {
  number: 'a number',
  role: 'a state',
  node: 'a node',
  terms: 'a list of terms',
  nodes: 'a set of nodes',
  text: 'a value',
  range: 'a range',
};

/** Checks what stands on the right of a property of the given kind. */
function checkValue(left: Path, kind: ReadKind, right: Operand, check: OperandChecker): void {
  const name = pathText(left);
  if (kind === 'number') {
    const hint = hintOfNumber(left, right);
    return check.count(right, `\`${name}\``, 0, Number.MAX_SAFE_INTEGER, hint);
  }
  for (const value of check.valuesOf(right)) {
    const text = operandText(value).toLowerCase();
    if (kind === 'role' && (value.kind !== 'word' || !STATES.includes(text))) {
      const hint = suggestion(text, STATES);
      check.wrong(right, value, `a state: ${STATES.join(', ')}`, hint);
    }
    if (kind === 'node' && !NOBODY_WORDS.includes(text)) check.node(right);
    if (kind === 'terms' && value.kind !== 'list') {
      check.wrong(right, value, 'a list of terms', 'write it like `1.log is [1 1 2]`');
    }
    if (kind === 'nodes' && value.kind !== 'set') {
      check.wrong(right, value, 'a set of nodes', 'write it like `2.config is {0 1 2}`');
    }
    if (kind === 'range' && value.kind !== 'range' && value.kind !== 'number') {
      check.wrong(right, value, 'a range such as 10..20');
    }
    if (value.kind === 'list' || value.kind === 'set') checkItems(kind, value.items, check);
  }
  if (kind === 'text') check.value(right);
}

/** `0.term is leader`: the leader's term may be meant. */
function hintOfNumber(left: Path, right: Operand): string | undefined {
  const [property] = left.names;
  if (right.kind !== 'word' || property === undefined) return undefined;
  const isNode =
    SELECTOR_WORDS.includes(right.text.toLowerCase()) || nodeIndex(right.text) !== undefined;
  if (!isNode) return 'write a number such as `1`';
  return `write a number such as \`1\`, or \`${right.text}.${property.text}\``;
}

function checkItems(kind: ReadKind, items: readonly Operand[], check: OperandChecker): void {
  for (const item of items) {
    if (kind === 'terms') check.count(item, 'a term', 1, Number.MAX_SAFE_INTEGER);
    if (kind === 'nodes') check.node(item);
  }
}
