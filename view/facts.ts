// Why a test did not pass, in words: the property that broke, what was expected and observed, and why.

import { brokenAt, printable } from './diagram/printable.ts';
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

/** Cells that a fact needs beside its label; with less it stands below. */
const ROOM_MIN = 20;

/**
 * A line per fact, its label in front of it, wrapped at `columns`. No line has more than `width` cells; without it, long
 * words stay whole.
 */
export function renderFacts(
  failure: FailureFacts,
  columns: number,
  style: Style = PLAIN,
  width = Infinity,
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
    // Only what was observed may be a list, such as the requests of a history.
    const texts = name === 'observed' ? visible(text).split('\n') : [printable(text)];
    if (width < ROOM_MIN + 12) {
      if (shown !== '') lines.push(...brokenAt(shown, width).map(style.faint));
      const below = texts.flatMap((line) => brokenAt(line, width - 2, width - 4));
      lines.push(...below.map((line, at) => (at === 0 ? `  ${line}` : `    ${line}`)));
      continue;
    }
    const room = Math.max(ROOM_MIN, columns - 16);
    const [first = '', ...rest] = texts.flatMap((line) =>
      width === Infinity ? wrapped(line, room) : brokenAt(line, Math.min(room, width - 12)),
    );
    lines.push(`${style.faint(shown.padEnd(10))}${first}`);
    lines.push(...rest.map((line) => `${' '.repeat(12)}${line}`));
  }
  return lines;
}
