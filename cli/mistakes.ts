// What the user reads when something is wrong: one sentence and what to do. Stacks are for us only.

import type { TestCase, TestResult } from '../dsl/index.ts';
import { EXIT, type ExitStatus, UsageError } from './exit.ts';
import type { Host } from './host.ts';

/** Where to tell us. */
const REPORT =
  'this is a mistake of whitewater itself; please report it with the command, the file, and what\n' +
  'WHITEWATER_DEBUG=1 prints in front of them';

/** Whether stacks are wanted. */
function wantsStacks(): boolean {
  return (process.env.WHITEWATER_DEBUG ?? '') !== '';
}

/** Writes an error for people. Returns the exit status that goes with it. */
export async function explain(error: unknown, write: (text: string) => void): Promise<ExitStatus> {
  // Loaded only now: `--help` must not wait for it.
  const { visible } = await import('../view/index.ts');
  if (error instanceof UsageError) {
    const hint = error.hint === undefined ? '' : `\nhint: ${visible(error.hint)}`;
    write(`whitewater: ${visible(error.message)}${hint}\n`);
    return EXIT.usage;
  }
  write(`whitewater: internal error: ${visible(sentenceOf(error))}\n${REPORT}\n`);
  if (wantsStacks() && error instanceof Error) write(`${error.stack ?? ''}\n`);
  return EXIT.internal;
}

function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? '';
}

/** The result of a test during which our own code threw. */
export function internalMistake(
  test: TestCase,
  seed: string,
  error: unknown,
  host: Host,
): TestResult {
  if (wantsStacks() && error instanceof Error) host.err.write(`${error.stack ?? ''}\n`);
  return withoutAnswer(test, seed, `internal error: ${sentenceOf(error)}`, [
    REPORT.replaceAll('\n', ' '),
  ]);
}

/** The result of a test of which nothing came back: what is to be said, and why. */
export function withoutAnswer(
  test: TestCase,
  seed: string,
  message: string,
  why: readonly string[],
): TestResult {
  const { file, name, line, clusterSpan } = test;
  return {
    ...{ file, test: name, line, seed, verdict: 'broken', ticks: 0, hash: '-'.repeat(16) },
    failure: {
      ...{ file, span: clusterSpan, statement: '', message, why },
      ...{ expected: '', observed: '' },
      property: {
        name: 'assertion',
        statement: 'Whitewater itself makes no mistake.',
        source: 'internal',
      },
      ...{ state: [], events: [] },
    },
    ...{ output: [], golden: [], unshown: [], notes: [] },
  };
}
