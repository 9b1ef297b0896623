// The formatter. It works on tokens, so that nothing that was written can get lost: spacing, indentation,
// the case of keywords and blank lines between tests change, and nothing else.

import type { IToken } from 'chevrotain';
import type { Action } from './ast.ts';
import { nestBlocks } from './blocks.ts';
import { commandsAt } from './commands.ts';
import { type Diagnostic, DiagnosticSink } from './diagnostics.ts';
import { AUTHORED } from './grammar-values.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { type ParsedLine, parseLine } from './parser.ts';
import { canonicalName, STATE_MACHINE } from './properties.ts';
import { HEADS, unreadable } from './source.ts';
import * as t from './tokens.ts';

/** A formatted text, or why it could not be read. */
export type Formatted =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** One line of the result, before comments are aligned. */
interface Line {
  /** Without indentation; empty for a blank line or a comment on its own. */
  readonly code: string;
  readonly comment: string;
  readonly indent: number;
  /** The action that stands here, to find where tests begin. */
  readonly action: Action | null;
}

/** Formats a text. Files that it uses are not looked at. Formatting twice changes nothing. */
export function formatSource(path: string, text: string): Formatted {
  const sink = new DiagnosticSink(DEFAULT_LIMITS.diagnostics);
  const accept = sink.errorsIn(path);
  const problem = unreadable(text, DEFAULT_LIMITS);
  if (problem !== undefined) {
    accept(problem.code, problem.span, problem.message, problem.hint);
    return { ok: false, diagnostics: sink.list() };
  }
  const names = namesOf(text);
  const comments = new Map<number, string>();
  const codes = new Map<number, ParsedCode>();
  const onComment = ({ startLine = 0, image }: IToken): void => {
    comments.set(startLine, image.trimEnd());
  };
  for (const { line, tokens } of t.linesOf(text, onComment)) {
    if (sink.isFull) break;
    const parsed = parseLine(tokens, names, DEFAULT_LIMITS, accept);
    if (parsed !== undefined) codes.set(line, { parsed, code: codeOf(tokens) });
  }
  const parsed = [...codes.values()].map((code) => code.parsed);
  nestBlocks(parsed, path, DEFAULT_LIMITS, accept);
  if (sink.failed) return { ok: false, diagnostics: sink.list() };
  return { ok: true, text: print(layOut(codes, comments)) };
}

/** A line as it was understood, and as it is to be written. */
interface ParsedCode {
  readonly parsed: ParsedLine;
  readonly code: string;
}

/** Names that may begin a line: what is defined here, and anything at all when other files are used. */
function namesOf(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const unknown = new Set<string>();
  let uses = false;
  for (const { tokens } of HEADS.test(text) ? t.linesOf(text) : []) {
    const [first = '', second = ''] = tokens.slice(0, 2).map(({ image }) => image.toLowerCase());
    if (first === 'use') uses = true;
    else if (first === 'define') names.add(second);
    else if (commandsAt(first).length === 0) unknown.add(first);
  }
  return uses ? new Set([...names, ...unknown]) : names;
}

/** Every line of the source with its indentation; runs of blank lines become one. */
function layOut(
  codes: ReadonlyMap<number, ParsedCode>,
  comments: ReadonlyMap<number, string>,
): Line[] {
  const numbers = [...new Set([...codes.keys(), ...comments.keys()])].sort((a, b) => a - b);
  const result: Line[] = [];
  let indent = 0;
  let previous = 0;
  for (const number of numbers) {
    if (result.length > 0 && number > previous + 1) result.push(BLANK);
    previous = number;
    const comment = comments.get(number) ?? '';
    const { parsed, code = '' } = codes.get(number) ?? {};
    if (parsed?.kind === 'end') indent = Math.max(0, indent - 1);
    const action = parsed?.kind === 'statement' ? parsed.statement.action : null;
    result.push({ code, comment, indent, action });
    if (action?.kind === 'repeat' || action?.kind === 'define') indent += 1;
  }
  return result;
}

const BLANK: Line = { code: '', comment: '', indent: 0, action: null };

/** Tokens with canonical spacing and case. */
function codeOf(tokens: readonly IToken[]): string {
  let code = '';
  tokens.forEach((token, offset) => {
    const before = tokens[offset - 1];
    if (before !== undefined && !isTight(before, token)) code += ' ';
    code += imageOf(token, tokens, offset);
  });
  return code;
}

const TIGHT_BEFORE: ReadonlySet<unknown> = new Set([
  ...[t.Dot, t.DotDot, t.Comma, t.Colon, t.Percent],
  ...[t.CloseRound, t.CloseSquare, t.CloseCurly],
]);
const TIGHT_AFTER: ReadonlySet<unknown> = new Set([
  ...[t.Dot, t.DotDot, t.OpenRound, t.OpenSquare, t.OpenCurly],
]);

function isTight(before: IToken, token: IToken): boolean {
  return TIGHT_BEFORE.has(token.tokenType) || TIGHT_AFTER.has(before.tokenType);
}

function imageOf(token: IToken, tokens: readonly IToken[], offset: number): string {
  const { image, tokenType } = token;
  if (tokenType === t.Golden) return image.replace(/^> ?/, '> ').trimEnd();
  const isWord = tokenType.CATEGORIES?.includes(t.Word) ?? false;
  if (!isWord || token.payload === AUTHORED) return image;
  const isKey =
    tokens[offset - 1]?.tokenType === t.Dot &&
    tokens[offset - 2]?.image.toLowerCase() === STATE_MACHINE.toLowerCase();
  if (isKey) return image;
  return canonicalName(image) ?? image.toLowerCase();
}

const HEADER: ReadonlySet<Action['kind']> = new Set<Action['kind']>([
  ...(['test', 'seed', 'for', 'use', 'no-convergence', 'expect-violation', 'define'] as const),
  'plan',
]);

/** Puts one blank line before every test, above the comments that belong to it. */
function separateTests(lines: readonly Line[]): Line[] {
  const starts = testStarts(lines);
  const result: Line[] = [];
  lines.forEach((line, offset) => {
    if (starts.has(offset) && result.length > 0 && result.at(-1) !== BLANK) result.push(BLANK);
    result.push(line);
  });
  return result;
}

/** The offsets of the lines with which tests begin. */
function testStarts(lines: readonly Line[]): ReadonlySet<number> {
  const starts = new Set<number>();
  let start: number | null = null;
  lines.forEach(({ action, code, indent }, offset) => {
    if (code === '' || indent > 0) return;
    if (code === 'end' && start !== null) return;
    if (action?.kind === 'cluster') {
      starts.add(withComments(lines, start ?? offset));
      start = null;
    } else if (action !== null && HEADER.has(action.kind)) {
      start ??= offset;
    } else {
      start = null;
    }
  });
  return starts;
}

function withComments(lines: readonly Line[], start: number): number {
  let first = start;
  while (first > 0 && lines[first - 1]?.code === '' && lines[first - 1]?.comment !== '') first -= 1;
  return first;
}

/** Lines to text; comments behind statements on neighbouring lines stand in one column. */
function print(laidOut: readonly Line[]): string {
  const lines = separateTests(laidOut);
  const texts: string[] = [];
  for (let offset = 0; offset < lines.length;) {
    let end = offset;
    while (hasBoth(lines[end])) end += 1;
    if (end === offset) {
      const line = lines[offset] ?? BLANK;
      texts.push(`${'  '.repeat(line.indent)}${line.code}${line.comment}`.trimEnd());
      offset += 1;
      continue;
    }
    const group = lines.slice(offset, end);
    const codes = group.map((line) => `${'  '.repeat(line.indent)}${line.code}`);
    const width = codes.reduce((widest, code) => Math.max(widest, code.length), 0);
    group.forEach((line, at) => texts.push(`${(codes[at] ?? '').padEnd(width)}  ${line.comment}`));
    offset = end;
  }
  while (texts.at(-1) === '') texts.pop();
  return texts.length === 0 ? '' : `${texts.join('\n')}\n`;
}

function hasBoth(line: Line | undefined): boolean {
  return line !== undefined && line.code !== '' && line.comment !== '';
}
