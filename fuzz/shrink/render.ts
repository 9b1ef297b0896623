// The result as a file: what breaks in words, the header lines it needs, and the test.

import type { TestResult } from '../../dsl/index.ts';
import { type Draft, draftText, measure } from './draft.ts';

/** What a text says besides the test. */
export interface Rendering {
  /** How the draft fails. */
  readonly result: TestResult;
  /** The line in which it fails; empty when it fails after the last. */
  readonly claim: string;
  /** Whether it fails only as a plan. */
  readonly isPlan: boolean;
  /** Whether it expects its violation. */
  readonly expect: boolean;
}

const WIDTH = 96;

/** A draft as the text of a file. */
export function render(draft: Draft, rendering: Rendering): string {
  const { isPlan } = rendering;
  const expected = expectedLine(rendering);
  const lines = [
    ...comment(sentenceOf(rendering)),
    ...(isPlan ? ['plan'] : []),
    draftText(draft),
    ...(expected === null ? [] : [expected]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Lines of that file that are neither comment nor blank. */
export function statementsIn(draft: Draft, rendering: Rendering): number {
  const extra = (rendering.isPlan ? 1 : 0) + (expectedLine(rendering) === null ? 0 : 1);
  return measure(draft).statements + extra;
}

function expectedLine({ result, expect }: Rendering): string | null {
  const property = result.failure?.property;
  return expect && property !== undefined
    ? `expect violation of ${property.name.toLowerCase()}`
    : null;
}

function sentenceOf({ result, claim }: Rendering): string {
  const { failure, verdict } = result;
  if (failure === undefined) return 'This fails.';
  // That it took too long says little: what is still missing says more.
  if (verdict === 'stalled') return `The cluster does not recover: ${failure.observed}.`;
  const message = failure.message.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  const name = failure.property?.name;
  if (name === undefined) {
    // A claim by its own words: `one leader does not hold: there is no leader`.
    const claimed = claim.replace(/^(check|eventually|tick until) /, '').replace(/ within .*$/, '');
    const sentence = message.startsWith('this ') ? `${claimed}${message.slice(4)}` : message;
    return `${sentence}: ${failure.observed}`.replaceAll(/\s+/g, ' ');
  }
  return `${upper(name)} breaks: ${message}.`;
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Comment lines of a width that reads well. */
function comment(sentence: string): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}
