// What went wrong as an error whose stack leads into the scenario file, with the report as its message.

import { resolve } from 'node:path';
import type { TestCase, TestResult } from '../../dsl/index.ts';
import {
  grouped,
  renderFacts,
  renderState,
  type Replay,
  replayLine,
  stepLine,
  updateLine,
  visible,
} from '../../view/index.ts';

/** Letters a line of a message. */
const COLUMNS = 100;

/** A place in a scenario file. `file` is as the command writes it; both numbers are from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error that stands in scenario files, in no code. `folder` is what the places' files are seen from. */
export function errorAt(
  name: string,
  message: string,
  places: readonly Place[],
  folder: string,
): Error {
  const error = new Error(message);
  error.name = name;
  const frames = places.map(
    ({ file, line, column }) => `    at ${resolve(folder, file)}:${line}:${column}`,
  );
  error.stack = [...`${name}: ${message}`.split('\n').map(noFrame), ...frames].join('\n');
  return error;
}

/** A line of a message that begins as a frame of a stack does would be taken for one. */
function noFrame(line: string): string {
  return line.replace(/^(\s*)at /, '$1· at ');
}

/** The error of a test that did not pass. `all` are the tests of its file. */
export function failureError(
  result: TestResult,
  test: TestCase,
  all: readonly TestCase[],
  folder: string,
): Error {
  const { failure, verdict, seed, ticks, hash } = result;
  const replay = replayOf(result, test, all);
  const step = stepLine(replay);
  const sections = [
    [`${verdict}: ${visible(failure?.message ?? 'the run was stopped')}`],
    ...failureSections(result, replay),
    [`seed ${visible(seed)}, ${grouped(ticks)} ticks, hash ${hash}`],
    ['see it again:', `  ${replayLine(replay)}`],
    ...(step === null ? [] : [['step through it:', `  ${step}`]]),
  ];
  const message = sections.map((lines) => lines.join('\n')).join('\n\n');
  return errorAt('RaftFailure', message, placesOf(result, test), folder);
}

function failureSections({ failure, ticks }: TestResult, replay: Replay): string[][] {
  if (failure === undefined) return [];
  const { difference, state } = failure;
  if (difference !== undefined) {
    return [
      [
        '- golden lines, + what `show` prints now:',
        ...difference.map((line) => `  ${visible(line)}`),
      ],
      ['if the new output is right:', `  ${updateLine(replay)}`],
    ];
  }
  const facts = renderFacts(failure, COLUMNS);
  const rows = renderState(state).map((line) => `  ${line}`);
  return [
    ...(facts.length === 0 ? [] : [facts]),
    ...(state.length === 0 ? [] : [[`state at tick ${ticks}:`, ...rows]]),
  ];
}

/** The failing statement, and below it the test when the statement stands in a file that it uses. */
function placesOf({ failure }: TestResult, test: TestCase): Place[] {
  const own = { file: test.file, line: test.line, column: 1 };
  if (failure === undefined) return [own];
  const { file, span } = failure;
  const place = { file, line: span.line, column: span.column };
  return file === test.file ? [place] : [place, own];
}

/** How to pick the test on the command line; a word of its own `seed` line need not be typed. */
function replayOf({ file, seed }: TestResult, test: TestCase, all: readonly TestCase[]): Replay {
  const twins = all.filter(({ line }) => line === test.line);
  return {
    file,
    seed: test.seed === null || /^[0-9]+$/.test(seed) ? seed : null,
    line: all.length === 1 ? null : test.line,
    name: twins.length === 1 ? null : test.name,
  };
}
