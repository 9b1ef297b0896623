// From arguments of a program to words of the scenario language.

import { quoted } from '../dsl/index.ts';

/**
 * A node: its number, or a selector of the language such as `leader`, `follower`, `n2` or `all`. `leader` is the live
 * leader of the highest term.
 */
export type NodeSelector = number | string;

/** A text or a number as a value of the language, in quotes where it needs them. */
export function valueWord(value: string | number): string {
  const text = String(value);
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
