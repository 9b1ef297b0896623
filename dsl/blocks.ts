// Lines to blocks: what stands between `repeat` or `define` and their `end`, and golden lines under their
// `show`. An explicit stack, so that no depth of nesting can exhaust ours.

import type { Action, GoldenLine, Statement } from './ast.ts';
import type { Accept, Span } from './diagnostics.ts';
import { grouped } from '../sim/index.ts';
import type { Limits } from './limits.ts';
import type { ParsedLine } from './parser.ts';
import { spanOf } from './tokens.ts';

interface OpenBlock {
  readonly opening: Statement;
  readonly word: 'repeat' | 'define';
  readonly body: Statement[];
  /** Deeper than allowed: reported, and its statements stand in the block around it. */
  readonly flat: boolean;
}

/** Statements that only stand outside blocks: they begin or describe a test. */
const TOP_LEVEL: ReadonlySet<Action['kind']> = new Set<Action['kind']>([
  ...(['test', 'seed', 'for', 'use', 'cluster'] as const),
  ...(['no-convergence', 'expect-violation', 'plan'] as const),
]);

/** Nests the lines of one file. Unclosed blocks are reported and closed where the next test begins. */
export function nestBlocks(
  lines: readonly ParsedLine[],
  file: string,
  limits: Limits,
  accept: Accept,
): Statement[] {
  const top: Statement[] = [];
  const open: OpenBlock[] = [];
  let golden: GoldenLine[] | undefined;
  let tooDeep = false;
  const place = (statement: Statement): void => {
    (open.at(-1)?.body ?? top).push(statement);
  };
  const close = (): void => {
    const block = open.pop();
    if (block !== undefined && !block.flat) place(closed(block, file));
  };
  for (const line of lines) {
    if (line.kind === 'golden') {
      const span = spanOf(line.token);
      if (golden === undefined) refuseGolden(span, accept);
      else golden.push({ line: span.line, text: line.token.image.replace(/^> ?/, '').trimEnd() });
      continue;
    }
    golden = undefined;
    if (line.kind === 'end') {
      if (open.length === 0) refuseEnd(spanOf(line.token), accept);
      close();
      continue;
    }
    const { statement } = line;
    const { action, span } = statement;
    if (open.length > 0 && (TOP_LEVEL.has(action.kind) || action.kind === 'define')) {
      for (const block of open) reportUnclosed(block, accept, statement);
      while (open.length > 0) close();
    }
    if (action.kind === 'repeat' || action.kind === 'define') {
      const flat = open.length >= limits.nesting;
      if (flat && !tooDeep) {
        tooDeep = true;
        accept('nesting', span, `blocks are nested deeper than ${grouped(limits.nesting)} levels`);
      }
      const body = flat ? (open.at(-1)?.body ?? top) : [];
      open.push({ opening: statement, word: action.kind, body, flat });
    } else if (action.kind === 'show') {
      golden = [];
      place({ span, action: { ...action, golden } });
    } else {
      place(statement);
    }
  }
  for (const block of open) reportUnclosed(block, accept);
  while (open.length > 0) close();
  return top;
}

function closed(block: OpenBlock, file: string): Statement {
  const { opening, body } = block;
  const { action, span } = opening;
  if (action.kind === 'repeat') return { span, action: { ...action, body } };
  if (action.kind !== 'define') return opening;
  return { span, action: { kind: 'define', definition: { ...action.definition, body, file } } };
}

function reportUnclosed(block: OpenBlock, accept: Accept, met?: Statement): void {
  const where = met === undefined ? 'the file ends' : `line ${met.span.line} begins something new`;
  const message = `this \`${block.word}\` has no \`end\` before ${where}`;
  accept('missing-end', block.opening.span, message, 'close the block with a line `end`');
}

function refuseEnd(span: Span, accept: Accept): void {
  const message = 'this `end` closes nothing: no `repeat` or `define` is open here';
  accept('stray-end', span, message, 'delete it, or look for an `end` too many above');
}

function refuseGolden(span: Span, accept: Accept): void {
  const message =
    'a golden line `> …` stands right below a `show`, and there is none above this one';
  accept('stray-golden', span, message, 'put `show state` or another `show` on the line above');
}
