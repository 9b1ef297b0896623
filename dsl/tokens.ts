// Text to tokens. The lexer knows shapes only; words that mean something somewhere are marked as keywords
// afterwards, and every keyword is still a word, so that a value may be any word.

import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Span } from './diagnostics.ts';

/** Any word, keyword or not. */
export const Word = createToken({ name: 'Word', pattern: Lexer.NA, label: 'a word' });

// Everything outside ASCII counts as a letter, except the blocks of spaces, punctuation, arrows and signs.
const LETTER =
  'A-Za-z_\\u00aa\\u00b5\\u00ba\\u00c0-\\u1fff\\u2c00-\\u2dff\\u3040-\\ufdff\\ufe70-\\ufefc';
const wordPattern = new RegExp(`[0-9]*[${LETTER}](?:[0-9${LETTER}-]*[0-9${LETTER}])?`);

const PlainWord = createToken({
  name: 'PlainWord',
  pattern: wordPattern,
  categories: Word,
  line_breaks: false,
});
export const Numeral = createToken({ name: 'Numeral', pattern: /-?[0-9]+/, label: 'a number' });
export const Text = createToken({
  name: 'Text',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
  label: 'a string in double quotes',
});
/** A string whose closing quote is missing on its line. */
export const OpenText = createToken({ name: 'OpenText', pattern: /"[^\r\n]*/ });
export const Variable = createToken({
  name: 'Variable',
  pattern: new RegExp(`\\$${wordPattern.source}`),
  label: 'a variable such as $node',
  line_breaks: false,
});
export const Newline = createToken({ name: 'Newline', pattern: /\r\n|\n|\r/, line_breaks: true });
const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, group: 'comments' });
const Blank = createToken({
  name: 'Blank',
  pattern: /[ \t\f\v\u00a0\u2000-\u200d\u3000\ufeff]+/,
  group: Lexer.SKIPPED,
});
/** A line of golden output. Only the first thing on a line can be one; elsewhere `>` compares. */
export const Golden = createToken({
  name: 'Golden',
  pattern: (text: string, offset: number, matched: IToken[]) => {
    const last = matched.at(-1);
    if (text[offset] !== '>' || (last !== undefined && last.tokenType !== Newline)) return null;
    const pattern = /[^\r\n]*/y;
    pattern.lastIndex = offset;
    return pattern.exec(text);
  },
  start_chars_hint: ['>'],
  line_breaks: false,
});
/** A character that means nothing in the language. */
export const Stray = createToken({ name: 'Stray', pattern: /[^\r\n]/, line_breaks: false });

function sign(name: string, image: string): TokenType {
  const pattern = new RegExp(image.replace(/[.|()[\]{}]/g, '\\$&'));
  return createToken({ name, pattern, label: `\`${image}\`` });
}
export const DotDot = sign('DotDot', '..');
export const Dot = sign('Dot', '.');
export const Comma = sign('Comma', ',');
export const Colon = sign('Colon', ':');
export const Bar = sign('Bar', '|');
export const OpenRound = sign('OpenRound', '(');
export const CloseRound = sign('CloseRound', ')');
export const OpenSquare = sign('OpenSquare', '[');
export const CloseSquare = sign('CloseSquare', ']');
export const OpenCurly = sign('OpenCurly', '{');
export const CloseCurly = sign('CloseCurly', '}');
export const BothWays = sign('BothWays', '<->');
export const Arrow = sign('Arrow', '->');
export const AtMost = sign('AtMost', '<=');
export const AtLeast = sign('AtLeast', '>=');
export const Differs = sign('Differs', '!=');
export const SameAs = sign('SameAs', '==');
export const Equals = sign('Equals', '=');
export const Less = sign('Less', '<');
export const More = sign('More', '>');
export const Percent = sign('Percent', '%');

const KEYWORDS = [
  ...['test', 'seed', 'for', 'in', 'define', 'end', 'use', 'no', 'convergence', 'expect'],
  ...['violation', 'error', 'of', 'cluster', 'with', 'learners', 'logs', 'unsafe', 'rejoin'],
  ...['set', 'to', 'tick', 'until', 'times', 'within', 'settle', 'check', 'always', 'never'],
  ...['eventually', 'when', 'at', 'event', 'it', 'client', 'sends', 'writes', 'reads', 'cas'],
  ...['retries', 'from', 'without', 'redirects', 'by', 'lease', 'index', 'stale', 'expecting'],
  ...['crash', 'before', 'next', 'sync', 'restart', 'after', 'wipe', 'pause', 'resume'],
  ...['partition', 'isolate', 'cut', 'heal', 'lose', 'duplicate', 'delay', 'reorder', 'on'],
  ...['drop', 'all', 'hold', 'release', 'deliver', 'disk', 'slow', 'fails', 'full', 'works'],
  ...['corrupt', 'entry', 'clock', 'runs', 'stops', 'add', 'as', 'learner', 'then', 'promote'],
  ...['demote', 'remove', 'replace', 'reconfigure', 'transfer', 'leadership', 'step', 'down'],
  ...['campaign', 'force', 'forget', 'leader', 'snapshot', 'compact', 'attach', 'recover', 'sole'],
  ...['voter', 'run', 'random', 'ticks', 'covered', 'chaos', 'dies', 'every', 'calm', 'reseed'],
  ...['show', 'state', 'log', 'messages', 'trace', 'request', 'config', 'repeat', 'is', 'not'],
  ...['and', 'or', 'one', 'has', 'committed', 'applied', 'quorum', 'match', 'through', 'torn'],
  ...['tail', 'sessions', 'plan', 'clog', 'exponential', 'bimodal', 'replay', 'shuffle', 'off'],
  ...['loses', 'entries', 'alone'],
] as const;

/** A word that the grammar gives a meaning somewhere. */
export type Keyword = (typeof KEYWORDS)[number];

/** The token types of the keywords. */
export const keyword: Readonly<Record<Keyword, TokenType>> = Object.fromEntries(
  KEYWORDS.map((word) => [
    word,
    createToken({
      name: `Keyword ${word}`,
      pattern: Lexer.NA,
      categories: Word,
      label: `\`${word}\``,
    }),
  ]),
) as Record<Keyword, TokenType>;

const keywordOfWord = new Map<string, TokenType>(KEYWORDS.map((word) => [word, keyword[word]]));

// Order decides between patterns that match at the same place.
const LEXED: TokenType[] = [
  ...[Blank, Newline, Golden, Comment, PlainWord, Numeral, Text, OpenText, Variable, DotDot, Dot],
  ...[Comma, Colon, Bar, OpenRound, CloseRound, OpenSquare, CloseSquare, OpenCurly, CloseCurly],
  ...[BothWays, Arrow, AtMost, AtLeast, Differs, SameAs, Equals, Less, More, Percent, Stray],
];

/** Every token type the parser may meet. */
export const vocabulary: TokenType[] = [Word, ...LEXED, ...Object.values(keyword)];

let lexer: Lexer | undefined;

/** The tokens of one line that is not empty. */
export interface SourceLine {
  /** From 1. */
  readonly line: number;
  readonly tokens: IToken[];
}

/** Characters that are read at a time, so that a large file's tokens are not all in memory at once. */
const CHUNK_SIZE = 65_536;

/**
 * The lines of a text that hold tokens, in order. Any text is accepted: what means nothing becomes `Stray`
 * tokens. Comments are handed to `onComment`. `linesAbove`: how many lines stand above the text.
 */
export function* linesOf(
  text: string,
  onComment: (comment: IToken) => void = () => undefined,
  linesAbove = 0,
): Generator<SourceLine> {
  let start = 0;
  let linesBefore = linesAbove;
  while (start < text.length) {
    const newline = text.indexOf('\n', start + CHUNK_SIZE);
    const end = newline < 0 ? text.length : newline + 1;
    const chunk = text.slice(start, end);
    const { tokens, newlines } = readChunk(chunk, linesBefore, onComment);
    yield* groupByLine(tokens);
    linesBefore += newlines;
    start = end;
  }
}

/** The tokens of whole lines, their places counted from the beginning of the file. */
function readChunk(
  chunk: string,
  linesBefore: number,
  onComment: (comment: IToken) => void,
): { tokens: readonly IToken[]; newlines: number } {
  // Chevrotain's check cannot see that `Golden` matches at the start of a line only, and calls `>` unreachable.
  lexer ??= new Lexer(LEXED, { positionTracking: 'full', skipValidations: true });
  const { tokens, groups } = lexer.tokenize(chunk);
  const comments = groups['comments'] ?? [];
  let newlines = 0;
  for (const token of tokens) {
    if (token.tokenType === Newline) newlines += 1;
    shiftLines(token, linesBefore);
  }
  for (const comment of comments) {
    shiftLines(comment, linesBefore);
    onComment(comment);
  }
  return { tokens, newlines };
}

function shiftLines(token: IToken, by: number): void {
  token.startLine = (token.startLine ?? 1) + by;
  token.endLine = (token.endLine ?? 1) + by;
}

function* groupByLine(tokens: readonly IToken[]): Generator<SourceLine> {
  let current: IToken[] = [];
  for (const token of tokens) {
    if (token.tokenType === Newline) {
      const [first] = current;
      if (first !== undefined) yield { line: first.startLine ?? 1, tokens: current };
      current = [];
      continue;
    }
    if (token.tokenType === PlainWord) markKeyword(token);
    current.push(token);
  }
  const [first] = current;
  if (first !== undefined) yield { line: first.startLine ?? 1, tokens: current };
}

function markKeyword(token: IToken): void {
  const type = keywordOfWord.get(token.image.toLowerCase());
  if (type === undefined) return;
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
}

/** The span of what has no place. */
export const NOWHERE: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** The place right behind a token. */
export function spanAfter(token: IToken): Span {
  const { endLine, endColumn } = spanOf(token);
  return { line: endLine, column: endColumn, endLine, endColumn: endColumn + 1 };
}

/** Where a token stands. */
export function spanOf(token: IToken): Span {
  return spanBetween(token, token);
}

/** From the start of one token to the end of another. */
export function spanBetween(first: IToken, last: IToken): Span {
  const line = first.startLine ?? 1;
  return {
    line,
    column: first.startColumn ?? 1,
    endLine: last.endLine ?? line,
    endColumn: (last.endColumn ?? 0) + 1,
  };
}
