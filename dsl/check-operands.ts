// What may stand in each kind of place: nodes, numbers, ranges, settings. Variables are looked at through
// every value they can have.

import type { Name, Operand } from './ast.ts';
import { type Accept, suggestion } from './diagnostics.ts';
import { grouped } from '../sim/index.ts';
import type { Limits } from './limits.ts';
import { operandText } from './operands.ts';
import type { SetKind } from './properties.ts';
import { clientIndex, nodeIndex, SELECTOR_ALIASES, SELECTOR_WORDS } from './vocabulary.ts';

/** The values that each variable may have. */
export type Candidates = ReadonlyMap<string, readonly Operand[]>;

/** Checks the operands of one block in one test. */
export class OperandChecker {
  readonly accept: Accept;
  readonly limits: Limits;
  /** Nodes in the smallest cluster that the test can have; 0 while that is unknown. */
  readonly nodes: number;
  private readonly variables: Candidates;

  constructor(accept: Accept, limits: Limits, nodes: number, variables: Candidates) {
    this.accept = accept;
    this.limits = limits;
    this.nodes = nodes;
    this.variables = variables;
  }

  /** Every value an operand may stand for, with the text that shows where it comes from. */
  valuesOf(operand: Operand): readonly Operand[] {
    if (operand.kind !== 'variable') return [operand];
    const values = this.variables.get(operand.name);
    if (values !== undefined) return values;
    const names = [...this.variables.keys()].map((name) => `$${name}`);
    const message = `there is no variable \`$${operand.name}\` here`;
    const hint =
      suggestion(`$${operand.name}`, names) ??
      `variables come from \`for $${operand.name} in …\` or a parameter of \`define\``;
    this.accept('unknown-variable', operand.span, message, hint);
    return [];
  }

  /** A value of any kind; only its variables can be wrong. */
  any(operand: Operand): void {
    if (operand.kind === 'variable') this.valuesOf(operand);
    if (operand.kind === 'list' || operand.kind === 'set')
      operand.items.forEach((item) => this.any(item));
  }

  /** A value that is one word, number, string, list or set. */
  value(operand: Operand): void {
    this.any(operand);
    for (const value of this.valuesOf(operand)) {
      if (value.kind !== 'range') continue;
      this.wrong(operand, value, 'a value', 'a range cannot stand here; put it in double quotes');
    }
  }

  /** A whole number from `least` to `most`. `hint` is for what is no number. */
  count(operand: Operand, what: string, least: number, most: number, hint?: string): void {
    for (const value of this.valuesOf(operand)) {
      if (value.kind !== 'number') {
        this.mustBe(operand, value, what, 'a number', hint);
      } else if (value.value < least || value.value > most) {
        const shown =
          value.text.length > 20 ? `a number of ${value.text.length} digits` : value.text;
        const bounds = `from ${grouped(least)} to ${grouped(most)}`;
        const message = `${what} must be ${bounds}, but ${described(operand, value, shown)}`;
        this.accept('out-of-range', operand.span, message);
      }
    }
  }

  /** `A..B` or one number, both within bounds and in order. */
  range(operand: Operand, what: string, least: number, most: number): void {
    for (const value of this.valuesOf(operand)) {
      if (value.kind !== 'range') {
        const place = operand.kind === 'variable' ? { ...value, span: operand.span } : value;
        if (value.kind === 'number') this.count(place, what, least, most);
        else this.mustBe(operand, value, what, 'a number or a range such as 1..3');
        continue;
      }
      this.count(value.low, what, least, most);
      this.count(value.high, what, least, most);
      const { low, high } = value;
      if (low.kind === 'number' && high.kind === 'number' && low.value > high.value) {
        const message = `the range ${operandText(value)} is upside down`;
        const hint = `did you mean ${high.text}..${low.text}?`;
        this.accept('out-of-range', operand.span, message, hint);
      }
    }
  }

  /** What a property takes when it is set. */
  setting(operand: Operand, property: string, kind: SetKind): void {
    switch (kind) {
      case 'ticks':
        return this.count(operand, `\`${property}\``, 0, this.limits.ticks);
      case 'amount':
        return this.count(operand, `\`${property}\``, 1, this.limits.ticks);
      case 'ticks-range':
        return this.range(
          operand,
          `\`${property}\``,
          property === 'electionTimeout' ? 1 : 0,
          MAX_DELAY,
        );
      case 'switch':
        for (const value of this.valuesOf(operand)) {
          const text = operandText(value).toLowerCase();
          if (text !== 'on' && text !== 'off') {
            this.mustBe(operand, value, `\`${property}\``, '`on` or `off`');
          }
        }
    }
  }

  /** One or several nodes. */
  nodesIn(operand: Operand): void {
    for (const value of this.valuesOf(operand)) this.checkNodes(operand, value, true);
  }

  /** Nodes, or a client such as `c1`, as ends of links. */
  endpointsIn(operand: Operand): void {
    for (const value of this.valuesOf(operand)) {
      if (value.kind === 'word' && clientIndex(value.text) !== undefined) continue;
      this.checkNodes(operand, value, true);
    }
  }

  /** Exactly one node; a word may turn out to mean none or several only when the test runs. */
  node(operand: Operand): void {
    for (const value of this.valuesOf(operand)) this.checkNodes(operand, value, false);
  }

  private checkNodes(place: Operand, value: Operand, many: boolean): void {
    if (value.kind === 'set' && many) {
      for (const item of value.items) {
        for (const member of this.valuesOf(item)) this.checkNodes(item, member, false);
      }
      return;
    }
    if (value.kind === 'number' || (value.kind === 'word' && nodeIndex(value.text) !== undefined)) {
      const index = nodeIndex(value.text);
      if (index === undefined || (this.nodes > 0 && index >= this.nodes)) this.noNode(place, value);
      return;
    }
    if (value.kind === 'word') {
      const word = value.text.toLowerCase();
      if (SELECTOR_WORDS.includes(word) || SELECTOR_ALIASES.has(word)) return;
    }
    const hint = this.hintOfNode(operandText(value));
    this.wrong(
      place,
      value,
      many ? 'a node or nodes, such as 0, leader or {0 1}' : 'a node, such as 0 or leader',
      hint,
    );
  }

  /** What a word that names no node may have meant: `node0`, `server`, `leadr`. `more` are other words. */
  hintOfNode(word: string, more: readonly string[] = []): string {
    const number = /^[a-z]+[_-]?([0-9]{1,4})$/i.exec(word)?.[1];
    const index = number === undefined ? undefined : Number(number);
    if (
      index !== undefined &&
      clientIndex(word) === undefined &&
      (index < this.nodes || !this.nodes)
    )
      return `did you mean \`${index}\` or \`n${index}\`?`;
    if (/^(?:node|server|replica|peer)s?$/i.test(word))
      return 'name a node by its number alone, such as `0`';
    const words = [...SELECTOR_WORDS, ...more, ...SELECTOR_ALIASES.keys()];
    return suggestion(word, words) ?? 'name a node by its number';
  }

  private noNode(place: Operand, value: Operand): void {
    const last = this.nodes - 1;
    const has = this.nodes === 1 ? 'has only n0' : `has n0 to n${last}`;
    const name = value.kind === 'number' ? `n${value.text}` : operandText(value);
    const shown = name.length > 20 ? 'with a number of that many digits' : name;
    const origin = place === value ? '' : ` (${describedValue(place, value)})`;
    const message =
      value.kind === 'number' && value.value < 0
        ? `nodes are numbered from 0, so there is no node ${value.text}`
        : `there is no node ${shown}${origin}; this cluster ${has}`;
    const known = last === 0 ? 'the node 0' : `a node from 0 to ${last}`;
    const hint = `use ${known}, or a larger \`cluster of\``;
    this.accept('no-such-node', place.span, message, hint);
  }

  /** Reports that `value`, standing at `place`, is of the wrong kind. */
  wrong(place: Operand, value: Operand, expected: string, hint?: string): void {
    const message = `expected ${expected}, but ${described(place, value, kindText(value))}`;
    this.accept('wrong-kind', place.span, message, hint);
  }

  private mustBe(place: Operand, value: Operand, what: string, kind: string, hint?: string): void {
    const message = `${what} must be ${kind}, but ${described(place, value, kindText(value))}`;
    this.accept('wrong-kind', place.span, message, hint);
  }

  /** Looks a name up in a list of names. Answers whether it is there. `elsewhere`: what it is called here. */
  oneOf(
    name: Name,
    names: readonly string[],
    what: string,
    elsewhere?: ReadonlyMap<string, string>,
  ): boolean {
    const word = name.text.toLowerCase();
    if (names.includes(word)) return true;
    const message = `there is no ${what} \`${name.text}\``;
    const hint = elsewhere?.get(word) ?? suggestion(name.text, names);
    this.accept('unknown-name', name.span, message, hint);
    return false;
  }
}

/** The longest delay of a message or a write, and the longest timeout. */
export const MAX_DELAY = 100_000;

function described(place: Operand, value: Operand, shown: string): string {
  return place.kind === 'variable' ? `\`$${place.name}\` is ${shown}` : `this is ${shown}`;
}

function describedValue(place: Operand, value: Operand): string {
  return place.kind === 'variable'
    ? `\`$${place.name}\` is ${operandText(value)}`
    : operandText(place);
}

function kindText(operand: Operand): string {
  const text = operandText(operand);
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  switch (operand.kind) {
    case 'number':
      return `the number ${shown}`;
    case 'word':
      return `the word \`${shown}\``;
    case 'string':
      return `the string ${shown}`;
    default:
      return `the ${operand.kind} ${shown}`;
  }
}
