// What the failure of a claim is about. `check one leader` fails for many reasons, also because nothing has happened
// yet: a smaller test says the same only while it claims the same, observes the same, and for the same reason.

import type { TestResult } from '../../dsl/index.ts';
import type { Ending } from './ending.ts';

/** What stays as it is when the test of a failed claim gets smaller. */
export interface Meaning {
  /** The claim and what was observed instead, with nodes and numbers blanked. */
  readonly words: string;
  /** What stands in the way, most important first, such as `is down`. */
  readonly causes: readonly string[];
  /** That nothing of some sort has happened yet. */
  readonly blanks: readonly string[];
  /** Whether somebody led before. */
  readonly hasLed: boolean;
}

/** Reasons that tell more of a test that is too short than of what its author saw. */
const BLANKS = ['no tick has passed yet', 'no key has been written yet']
  .concat(['no command has taken effect yet', 'nobody has campaigned yet'])
  .concat(['a timeout not drawn yet']);

const CAUSE = new RegExp(
  ['only N of N voters run', 'is (?:out|fenced off|down|paused|cut off|behind a \\w+)']
    .concat(['refuses to serve', 'refuses entry', 'has a full disk', 'waits for its disk'])
    .concat(['has a clock that stands still', 'does not hear', 'is not heard by'])
    .concat(['waits for N held', 'answers late', 'missed a', 'gave up leading'])
    .join('|'),
  'g',
);

/** What a failed claim is about. Null when the run failed in another way. Wants a traced run. */
export function meaningOf({ result }: Ending, claim: string): Meaning | null {
  const { failure, verdict, trace } = result;
  if (verdict !== 'failed' || failure === undefined) return null;
  const why = failure.why.map(blanked).join('\n');
  // What was printed instead of what is golden has as many lines as the cluster has nodes.
  const observed = failure.difference === undefined ? withZeros(failure.observed) : '';
  return {
    words: `${kinds(blanked(claim))}: ${kinds(observed)}`,
    causes: [...new Set(why.match(CAUSE) ?? [])],
    blanks: BLANKS.filter((blank) => why.includes(blank)),
    hasLed: (trace ?? []).some(leads),
  };
}

/** Whether a failure still is about what the original one was about. */
export function isAbout(candidate: Meaning, original: Meaning): boolean {
  const [cause] = original.causes;
  return (
    candidate.words === original.words &&
    candidate.blanks.every((blank) => original.blanks.includes(blank)) &&
    candidate.causes.every((other) => original.causes.includes(other)) &&
    (cause === undefined || candidate.causes.includes(cause)) &&
    (candidate.hasLed || !original.hasLed)
  );
}

function leads({ kind, text }: NonNullable<TestResult['trace']>[number]): boolean {
  return kind === 'role' && text.startsWith('becomes leader');
}

function blanked(text: string): string {
  return text.replace(/\b[nc]?\d+\b/g, 'N');
}

/** A zero stays: what is 0 has mostly not begun. */
function withZeros(text: string): string {
  return text.replace(/\b(?:[nc]\d+|(?!0\b)\d+)\b/g, 'N');
}

/** What a list says, each sort once, however many nodes it goes through. */
function kinds(text: string): string {
  const items = text.replace(/\bN( N)+\b/g, 'N').split(/, and |, | and |; /);
  return [...new Set(items)].sort().join(', ');
}
