// What a line that does not fit its grammar is told: what could stand there, and what stands there.

import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import { nearest } from './diagnostics.ts';
import * as t from './tokens.ts';

/** The sentences of the parser, in the words of the language. */
export const errorMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) =>
    `expected ${describeTypes([expected])}, but found ${describeToken(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) =>
    `the statement ends before ${describeToken(firstRedundant)}; nothing more can stand here`,
  buildNoViableAltMessage: ({ expectedPathsPerAlt, actual, previous }) => {
    // The grammar reads the client of a request as it reads nodes.
    const expected =
      previous.tokenType === t.keyword.request
        ? 'a request such as c1.3'
        : describeTypes(expectedPathsPerAlt.flat().map((path) => path[0]));
    return `expected ${expected}, but found ${describeToken(actual[0])}`;
  },
  buildEarlyExitMessage: ({ expectedIterationPaths, actual }) =>
    `expected ${describeTypes(expectedIterationPaths.map((path) => path[0]))}, but found ${describeToken(actual[0])}`,
};

/** A token the way a sentence names it. */
export function describeToken(token: IToken | undefined): string {
  if (token === undefined || token.tokenType === EOF) return 'the end of the line';
  if (token.tokenType === t.OpenText) return 'a string without its closing quote';
  const image = token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image;
  return `\`${image}\``;
}

/** `a number`, or `a comparison such as is`, or `a, b or c`. */
function describeTypes(types: readonly (TokenType | undefined)[]): string {
  const expected = new Set(types);
  const labels: string[] = [];
  // Groups first: what belongs to a group is named by the group.
  for (const [name, members] of GROUPS) {
    if (!members.every((member) => expected.has(member))) continue;
    labels.push(name);
    for (const member of members) expected.delete(member);
  }
  for (const type of expected)
    labels.push(type === undefined ? 'the end of the line' : labelOf(type));
  const known = [...new Set(labels)];
  const last = known.pop();
  if (last === undefined) return 'the end of the line';
  return known.length === 0 ? last : `${known.join(', ')} or ${last}`;
}

/** Token types that stand for one idea, the larger groups before what they contain. */
const GROUPS: readonly (readonly [string, readonly TokenType[]])[] = [
  ['a value', [t.Word, t.Numeral, t.Text, t.Variable, t.OpenSquare, t.OpenCurly]],
  ['a node such as 0 or leader', [t.Word, t.Numeral, t.Variable, t.OpenCurly]],
  [
    'a comparison such as `is`',
    [t.keyword.is, t.Equals, t.SameAs, t.Differs, t.More, t.AtLeast, t.Less, t.AtMost],
  ],
  ['a number', [t.Numeral, t.Variable]],
];

function labelOf(type: TokenType): string {
  return type.LABEL ?? type.name;
}

/** The keyword that `token` probably misspells, of those that an error message says were expected. */
export function misspelt(message: string, token: IToken): string | undefined {
  if (token.tokenType === EOF || !message.startsWith('expected')) return undefined;
  const expected = message.split(', but found')[0] ?? '';
  const words = [...expected.matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? '');
  return nearest(token.image, words);
}
