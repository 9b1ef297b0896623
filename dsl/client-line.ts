// Who speaks in a line that begins with `client`: a client with a number, or the default client, which sends
// everything that follows as commands. A line that is nearly the first and would run as the second is refused.

import type { IToken, TokenType } from 'chevrotain';
import { type Accept, nearest } from './diagnostics.ts';
import { quoted } from './operands.ts';
import * as t from './tokens.ts';
import { clientIndex } from './vocabulary.ts';

const VERBS = ['sends', 'writes', 'reads', 'cas', 'retries'] as const;
const VERB_TYPES: ReadonlySet<TokenType> = new Set(VERBS.map((verb) => t.keyword[verb]));

/** Other forms of the verbs. */
const FORMS_OF_VERBS: ReadonlyMap<string, string> = new Map([
  ...['send', 'sent', 'sending'].map((form) => [form, 'sends'] as const),
  ...['write', 'wrote', 'written', 'writing'].map((form) => [form, 'writes'] as const),
  ...['read', 'reading'].map((form) => [form, 'reads'] as const),
  ...['retry', 'retried', 'retrying'].map((form) => [form, 'retries'] as const),
]);

/** Whether a word is a verb of `client N …`. */
export function isClientVerb(word: string): boolean {
  return VERBS.some((verb) => verb === word.toLowerCase());
}

/** The rule of a line that begins with `client`; undefined when `accept` was told why there is none. */
export function clientRule(
  tokens: readonly IToken[],
  accept: Accept,
): 'client' | 'commands' | undefined {
  const [, name, verb] = tokens;
  if (name === undefined || verb === undefined || !isWord(verb)) return 'commands';
  const isVerb = VERB_TYPES.has(verb.tokenType);
  const isNumber = name.tokenType === t.Numeral;
  if (isNumber && isVerb) return 'client';
  const meant = isNumber ? nearVerb(verb.image) : undefined;
  if (meant !== undefined) {
    const message = `\`${verb.image}\` is no verb of client ${name.image}`;
    const hint = [`did you mean \`${meant}\`?`, howToQuote(tokens)].join(' ').trimEnd();
    accept('client-verb', t.spanOf(verb), message, hint);
    return undefined;
  }
  if (!isVerb || !isWord(name)) return 'commands';
  const number = clientIndex(name.image) ?? 1;
  const message = `a client is a number, and \`${name.image}\` is none`;
  const hint = `write \`client ${number} ${verb.image} …\`.`;
  accept('client-number', t.spanOf(name), message, `${hint} ${howToQuote(tokens)}`.trimEnd());
  return undefined;
}

/** The verb that a word is a form of, or misspells by one letter. */
function nearVerb(word: string): string | undefined {
  const form = FORMS_OF_VERBS.get(word.toLowerCase());
  if (form !== undefined || word.length < 4) return form;
  // Words of three letters are near too much: `cas` is not looked for.
  return nearest(
    word,
    VERBS.filter((verb) => verb !== 'cas'),
    1,
  );
}

/** How to make the default client send the words all the same; nothing when it could not send them. */
function howToQuote(tokens: readonly IToken[]): string {
  const words = tokens.slice(1);
  if (words.length > 8 || !words.every((token) => isValue(token))) return '';
  const line = words.map((token) =>
    token.tokenType === t.Text ? token.image : quoted(token.image),
  );
  return `To send the words from c0, write \`client ${line.join(' ')}\``;
}

function isValue(token: IToken): boolean {
  return token.tokenType === t.Numeral || token.tokenType === t.Text || isWord(token);
}

function isWord(token: IToken): boolean {
  return token.tokenType.CATEGORIES?.includes(t.Word) ?? false;
}
