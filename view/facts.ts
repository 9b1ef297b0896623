// Why a test did not pass, in words: the property that broke, what was expected and observed, and why.

import { PLAIN, type Style } from './style.ts';
import { visible, wrapped } from './words.ts';

/** What a failure says in words. Empty texts are left out. */
export interface FailureFacts {
  readonly expected: string;
  readonly observed: string;
  readonly why: readonly string[];
  readonly property?: {
    readonly name: string;
    readonly statement: string;
    readonly source: string;
  };
}

/** A line per fact, its label in front of it, wrapped at `columns`. */
export function renderFacts(
  failure: FailureFacts,
  columns: number,
  style: Style = PLAIN,
): string[] {
  const { property, expected, observed, why } = failure;
  const facts: (readonly [string, string])[] = [];
  if (property !== undefined) {
    facts.push(['property', `${property.name}: ${property.statement}`]);
    facts.push(['source', property.source]);
  }
  if (expected !== '') facts.push(['expected', expected]);
  if (observed !== '') facts.push(['observed', observed]);
  for (const reason of why) facts.push(['why', reason]);
  const lines: string[] = [];
  let label = '';
  for (const [name, text] of facts) {
    const shown = name === label ? '' : name;
    label = name;
    const [first = '', ...rest] = visible(text)
      .split('\n')
      .flatMap((line) => wrapped(line, Math.max(20, columns - 16)));
    lines.push(`${style.faint(shown.padEnd(10))}${first}`);
    lines.push(...rest.map((line) => `${' '.repeat(12)}${line}`));
  }
  return lines;
}
