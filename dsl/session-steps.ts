// A text in steps: its pieces, and for each the test it belongs to and the statements of that test that it holds.

import type { Statement } from './ast.ts';
import { type Chunk, chunksOf } from './chunks.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { ParsedFile } from './parse-file.ts';
import type { TestCase } from './test-case.ts';

/** A part of a text that is to become an entry. */
export type Piece = Pick<Step, 'chunk' | 'given' | 'counts' | 'isAgain'>;

/** What is to be carried out next. */
export interface Step {
  readonly chunk: Chunk;
  /** As it was given first. */
  readonly given: string;
  /** Whether `undo` counts it, if that is known. */
  readonly counts: boolean | null;
  /** The test that it belongs to; null for header lines. */
  readonly test: TestCase | null;
  readonly others: number;
  readonly isCluster: boolean;
  /** Its first statement; null for what carries nothing out. */
  readonly statement: Statement | null;
  /** Statements of its test before it, and up to its end. */
  readonly from: number;
  readonly upTo: number;
  /** Whether it was carried out before, so that nothing is told. */
  readonly isAgain: boolean;
}

/** A parsed text. */
export interface Parsed {
  readonly file: ParsedFile;
  /** Lines of the text, without what was added to look at it. */
  readonly lines: number;
}

/** What was carried out before, to be carried out once more. */
export function pieceOf({
  text,
  given,
  counts,
}: {
  readonly text: string;
  readonly given: string;
  readonly counts: boolean;
}): Piece {
  const isSilent = chunksOf(text).every((chunk) => chunk.isSilent);
  return { chunk: { text, open: 0, isSilent }, given, counts, isAgain: true };
}

/**
 * The steps of some pieces that begin below line `before`. `wanted` is the test that runs where `for` lines make several,
 * by its place among all; the first without it.
 */
export function stepsOf(
  { file, lines }: Parsed,
  pieces: readonly Piece[],
  before: number,
  wanted: number | null,
): Step[] {
  const pick = (tests: readonly TestCase[]): TestCase | null =>
    tests.find(({ index }) => index === wanted) ?? tests[0] ?? null;
  const clusters = new Map<number, TestCase[]>();
  for (const test of file.tests) {
    const { line } = test.clusterSpan;
    if (line <= lines) clusters.set(line, [...(clusters.get(line) ?? []), test]);
  }
  // The test that the first of the pieces may belong to.
  const open = file.tests.findLast(({ clusterSpan }) => clusterSpan.line <= before);
  let test = open === undefined ? null : pick(clusters.get(open.clusterSpan.line) ?? []);
  let upTo = test?.statements.filter(({ span }) => span.line <= before).length ?? 0;
  let line = before;
  return pieces.map((piece) => {
    const first = line + 1;
    line += piece.chunk.text.split('\n').length;
    const begun = clusterIn(clusters, first, line);
    if (begun.length > 0) {
      test = pick(begun);
      upTo = 0;
      const others = begun.length - 1;
      return { ...piece, test, others, isCluster: true, statement: null, from: 0, upTo };
    }
    const from = upTo;
    while ((test?.statements[upTo]?.span.line ?? Infinity) <= line) upTo += 1;
    const statement = upTo > from ? (test?.statements[from] ?? null) : null;
    return { ...piece, test, others: 0, isCluster: false, statement, from, upTo };
  });
}

/** A piece of a text as it is offered. */
export function stepped(chunk: Chunk): Piece {
  return { chunk, given: chunk.text, counts: chunk.isSilent ? false : null, isAgain: false };
}

/** Whether a step only shows something. */
export function looks({ statement }: Step): boolean {
  return statement?.action.kind === 'show';
}

/** Whether a step may change the world. */
export function isActing(step: Step): boolean {
  return step.statement !== null && !looks(step);
}

/** What forbids that a text is taken. */
export function errorsOf({ file }: Parsed): readonly Diagnostic[] {
  return file.diagnostics.filter(({ severity }) => severity === 'error');
}

function clusterIn(
  clusters: ReadonlyMap<number, readonly TestCase[]>,
  first: number,
  last: number,
): readonly TestCase[] {
  for (let line = first; line <= last; line += 1) {
    const found = clusters.get(line);
    if (found !== undefined) return found;
  }
  return [];
}
