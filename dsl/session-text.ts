// A session written down: each of its tests with the seed that it had and without convergence, so that a run of
// the file comes to the hash of the session.

import { quoted } from './operands.ts';
import type { TestCase } from './test-case.ts';

/** The pieces of a session and the tests they make, as a file; null when there is no test among them. */
export function scenarioText(
  pieces: readonly string[],
  tests: readonly TestCase[],
  seed: string,
): string | null {
  const lines: string[] = [];
  /** The lines since the last statement: they may be a header. */
  let waiting: string[] = [];
  let line = 0;
  let test: TestCase | undefined;
  for (const piece of pieces) {
    const own = piece.split('\n');
    const [first, last] = [line + 1, line + own.length];
    line = last;
    const begun = tests.find(
      ({ clusterSpan }) => clusterSpan.line >= first && clusterSpan.line <= last,
    );
    test = begun ?? test;
    if (begun !== undefined) {
      if (begun.seed === null) waiting.push(`seed ${seedText(seed)}`);
      if (!waiting.some((each) => /^\s*no\s+convergence/i.test(each))) {
        waiting.push('no convergence');
      }
    } else if (
      test?.statements.some(({ span }) => span.line >= first && span.line <= last) !== true
    ) {
      waiting.push(...own);
      continue;
    }
    lines.push(...waiting, ...own);
    waiting = [];
  }
  if (test === undefined) return null;
  // In a file, header lines that wait for another cluster would be lost.
  const kept = waiting.filter((each) => !/^\s*(test|seed|for|plan)\b/i.test(each));
  return `${[...lines, ...kept].join('\n')}\n`;
}

/** A seed as a value of the language: quoted unless it is one plain number. */
export function seedText(seed: string): string {
  return /^(0|[1-9][0-9]{0,8})$/.test(seed) ? seed : quoted(seed);
}
