// A draft: a test as the shrinker sees it, one line of text beside the statement it means, so that lines can
// be taken out, put in and rewritten as text while nothing is parsed twice.

import { type ClusterAction, seedText, type Statement } from '../../dsl/index.ts';

/** A statement; a block has several lines of text. */
export interface Line {
  readonly text: string;
  readonly statement: Statement;
}

/** The `cluster of` line. */
export interface ClusterLine {
  readonly text: string;
  readonly action: ClusterAction;
}

/** A test, or a candidate for one. */
export interface Draft {
  /** The value of its `seed` line; null when it has none. */
  readonly seed: string | null;
  readonly convergence: boolean;
  readonly cluster: ClusterLine;
  readonly lines: readonly Line[];
}

/** A draft as a text of its own, without comments. */
export function draftText(draft: Draft): string {
  const { seed, convergence, cluster, lines } = draft;
  return [
    ...(seed === null ? [] : [`seed ${seedText(seed)}`]),
    cluster.text,
    ...lines.map(({ text }) => text),
    ...(convergence ? [] : ['no convergence']),
  ].join('\n');
}

/** A draft with other lines. */
export function withLines(draft: Draft, lines: readonly Line[]): Draft {
  return { ...draft, lines };
}

/** A draft with the lines from `at` on, `count` of them, replaced by others. */
export function spliced(draft: Draft, at: number, count: number, ...by: readonly Line[]): Draft {
  const { lines } = draft;
  return { ...draft, lines: [...lines.slice(0, at), ...by, ...lines.slice(at + count)] };
}

/** How big a draft is. */
export interface Measure {
  /** Lines that are neither comment nor blank. */
  readonly statements: number;
  /** Tenths of a statement, with what chance and options cost. */
  readonly cost: number;
  /** Characters and numbers: what is easier to read has less of both. */
  readonly weight: number;
}

/** A number above this is as hard to read as this. */
const NUMBER_MAX = 1_000;
/** What a header line and an option of the cluster weigh: what is as usual needs no thought. */
const HEADER = 100;
/** What a statement costs, when an option of the cluster costs 1. */
export const STATEMENT = 10;
/** What a line costs more that draws, or the one that names what draws follow: as much as some that do not. */
const CHANCE = 3 * STATEMENT;
/** What one character weighs; a number weighs itself. */
const CHARACTER = 4;

const measures = new WeakMap<Draft, Measure>();

/** The size of a draft. */
export function measure(draft: Draft): Measure {
  let known = measures.get(draft);
  if (known === undefined) {
    const { seed, convergence, cluster, lines } = draft;
    const statements = lines.reduce((sum, { text }) => sum + lineCount(text), 1);
    const headers = (seed === null ? 0 : 1) + (convergence ? 0 : 1);
    const unusual = HEADER * (headers + cluster.action.options.length) + weightOf(cluster.text);
    const weight = lines.reduce((sum, { text }) => sum + weightOf(text), unusual);
    const draws = [...lines, cluster].filter(({ text }) => isOfChance(text)).length;
    const chances = draws + (seed === null ? 0 : 1);
    const options = cluster.action.options.length;
    const cost = STATEMENT * (statements + headers) + CHANCE * chances + options;
    known = { statements: statements + headers, cost, weight };
    measures.set(draft, known);
  }
  return known;
}

/** Whether `a` is smaller than `b`: it costs less, or as much and is lighter. */
export function isSmaller(a: Draft, b: Draft): boolean {
  const one = measure(a);
  const other = measure(b);
  if (one.cost !== other.cost) return one.cost < other.cost;
  return one.weight < other.weight;
}

const CERTAIN = /^(0|100)%$/;

/** Whether what a line does hangs on draws: a share of the messages, a time between two others. */
export function isOfChance(text: string): boolean {
  if (/^(chaos|reseed|reorder|run random)/.test(text)) return true;
  const shares = text.match(/\b\d+%/g) ?? [];
  if (/^(lose|duplicate|replay)/.test(text) && !shares.every((share) => CERTAIN.test(share)))
    return true;
  return / (exponential|bimodal)\b/.test(text) || hasRange(text);
}

function hasRange(text: string): boolean {
  return [...text.matchAll(/\b(\d+)\.\.(\d+)\b/g)].some(([, low, high]) => low !== high);
}

const weights = new Map<string, number>();

function weightOf(text: string): number {
  let weight = weights.get(text);
  if (weight === undefined) {
    weight = text.length * CHARACTER;
    for (const digits of text.match(/\d+/g) ?? []) weight += Math.min(Number(digits), NUMBER_MAX);
    // A bound on memory, not on what can be weighed.
    if (weights.size > 100_000) weights.clear();
    weights.set(text, weight);
  }
  return weight;
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
