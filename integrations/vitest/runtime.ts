// What the module of a scenario file runs, in a worker of vitest: it parses the text that it was given and plays
// one test after another, the same way as the command.

import type { TaskMeta } from 'vitest';
import { type Limits, parseFile, type TestCase, TestRun, type Verdict } from '../../dsl/index.ts';
import { createRandomPort } from '../../fuzz/index.ts';
import { visible } from '../../view/index.ts';
import { errorAt, failureError } from './failure.ts';

/** Ticks between two looks at what else there is to do: vitest must be heard, and Ctrl-C. */
const PIECE_TICKS = 256;

/** All that a file's tests are a function of. Plain data. */
export interface FileSetup {
  /** As the command writes it. */
  readonly path: string;
  /** The text of the file and of all it uses, by path. */
  readonly sources: readonly (readonly [path: string, text: string])[];
  /** Absolute path of the folder of the run. */
  readonly folder: string;
  readonly seed: string;
  readonly limits: Partial<Limits>;
}

/** What a scenario came to, for reporters: `task.meta.whitewater`. */
export interface WhitewaterTaskMeta {
  readonly seed: string;
  readonly verdict: Verdict;
  readonly ticks: number;
  /** The same as `whitewater run` prints. */
  readonly hash: string;
}

declare module 'vitest' {
  interface TaskMeta {
    /** What a scenario came to; absent for other tests. */
    whitewater?: WhitewaterTaskMeta;
  }
}

/** A task of vitest, as far as it is known here. */
interface Task {
  readonly meta: TaskMeta;
}

/** A mistake in a file. */
interface Mistake {
  readonly file: string;
  readonly span: { readonly line: number; readonly column: number };
  readonly message: string;
  readonly hint?: string;
  readonly refusals?: readonly string[];
}

/** What the module of a file calls. */
export interface RaftFile {
  /** Plays a test to its end. Rejects with an error that stands in the file when it does not pass. */
  run(index: number, task: Task, signal?: AbortSignal): Promise<void>;
  /** Throws what is wrong with the file. */
  mistake(mistake: Mistake): never;
  /** Prints what is odd about the file. */
  warn(mistake: Mistake): void;
}

/** A file whose text is parsed when its first test is run. */
export function raftFile(setup: FileSetup): RaftFile {
  let parsed: readonly TestCase[] | undefined;
  const tests = (): readonly TestCase[] => (parsed ??= testsOf(setup));
  return {
    run: (index, task, signal) => play(tests(), index, { setup, task, signal }),
    mistake: (found) => mistake(found, setup.folder),
    warn({ file, span, message, hint }) {
      const advice = hint === undefined ? '' : `\nhint: ${visible(hint)}`;
      console.warn(`${file}:${span.line}:${span.column}: ${visible(message)}${advice}`);
    },
  };
}

/** Throws what is wrong with a file. */
export function mistake({ file, span, message, hint, refusals }: Mistake, folder = '/'): never {
  const lines = [
    visible(message),
    ...(hint === undefined ? [] : [`hint: ${visible(hint)}`]),
    ...(refusals ?? []).map((refusal) => `note: ${visible(refusal)}`),
  ];
  throw errorAt('RaftMistake', lines.join('\n'), [{ file, ...span }], folder);
}

function testsOf({ path, sources, limits }: FileSetup): readonly TestCase[] {
  const texts = new Map(sources);
  return parseFile(path, texts.get(path) ?? '', { read: (used) => texts.get(used) }, limits).tests;
}

interface Play {
  readonly setup: FileSetup;
  readonly task: Task;
  readonly signal: AbortSignal | undefined;
}

async function play(tests: readonly TestCase[], index: number, from: Play): Promise<void> {
  const { setup, task, signal } = from;
  const test = tests[index];
  if (test === undefined) throw new Error(`${setup.path} has no test ${index}`);
  const run = new TestRun(test, { seed: setup.seed, random: createRandomPort() });
  while (signal?.aborted !== true && !run.advance(PIECE_TICKS)) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (signal?.aborted === true) run.interrupt();
  const result = run.result();
  const { seed, verdict, ticks, hash, output, notes } = result;
  task.meta.whitewater = { seed, verdict, ticks, hash };
  for (const line of output.flatMap(({ text }) => text)) console.log(`> ${visible(line)}`);
  for (const note of notes) console.log(`note: ${visible(note)}`);
  if (verdict !== 'passed') throw failureError(result, test, tests, setup.folder);
}
