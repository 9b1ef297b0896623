// From arguments of a program to words of the scenario language.

import { quoted } from '../dsl/index.ts';
import { told } from './arguments.ts';

/**
 * A node: its number, or a selector of the language such as `leader`, `follower`, `n2` or `all`. `leader` is the live
 * leader of the highest term.
 */
export type NodeSelector = number | string;

/** A text or a number as a value of the language, in quotes where it needs them. Errors: throws a `TypeError`. */
export function valueWord(value: string | number): string {
  const given: unknown = value;
  if (typeof given !== 'string' && typeof given !== 'number') {
    throw new TypeError(`a key, a value or a seed must be a text or a number (got ${told(given)})`);
  }
  const text = String(given);
  if (text.includes('\0')) {
    throw new RangeError(`a scenario cannot hold the character NUL (got ${JSON.stringify(text)})`);
  }
  if (/^[A-Za-z0-9_]+$/.test(text)) return text;
  return quoted(text);
}

/** Selectors one behind the other. */
export function nodeWords(nodes: readonly NodeSelector[]): string {
  return nodes.join(' ');
}

/** One number, or a range with both ends: `5`, `1..3`. */
export type Span = number | readonly [least: number, most: number];

/** A range as the language writes it. */
export function rangeWords(span: Span): string {
  const [least, most] = typeof span === 'number' ? [span, span] : span;
  return `${least}..${most}`;
}

/** One direction between two endpoints, or with `bothWays` both. */
export interface LinkChoice {
  readonly from: NodeSelector;
  readonly to: NodeSelector;
  readonly bothWays?: boolean;
}

/** `0 -> 1`, `0 <-> 1`. */
export function linkWords({ from, to, bothWays = false }: LinkChoice): string {
  return `${from} ${bothWays ? '<->' : '->'} ${to}`;
}

/** `` or ` on 0 -> 1`. */
export function onLink(link: LinkChoice | undefined): string {
  return link === undefined ? '' : ` on ${linkWords(link)}`;
}
