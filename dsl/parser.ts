// Lines to statements. Each line is parsed by itself with the rule that its first words name, so an error
// never hides another one on a later line.

import { EOF, type IToken } from 'chevrotain';
import type { Action, Statement } from './ast.ts';
import type { Command, CommandHelp, RuleName } from './command.ts';
import { commandsAt, firstWords } from './commands.ts';
import { type Accept, suggestion } from './diagnostics.ts';
import { grammar } from './grammar.ts';
import { grouped } from '../sim/index.ts';
import type { Limits } from './limits.ts';
import { COMMANDS_ELSEWHERE } from './advice.ts';
import { clientRule } from './client-line.ts';
import { describeToken, misspelt } from './parse-errors.ts';
import { lineText, repair } from './repair.ts';
import * as t from './tokens.ts';

/** What one line turned out to be. */
export type ParsedLine =
  | { readonly kind: 'statement'; readonly statement: Statement }
  | { readonly kind: 'end'; readonly token: IToken }
  | { readonly kind: 'golden'; readonly token: IToken };

/** The words that may begin a line besides the commands: names of definitions, in lower case. */
export type KnownNames = ReadonlySet<string>;

/** Parses one line. Undefined means that `accept` was told why not, and what may have been meant. */
export function parseLine(
  tokens: IToken[],
  names: KnownNames,
  limits: Limits,
  accept: Accept,
): ParsedLine | undefined {
  const fits = (text: string): boolean => {
    for (const line of t.linesOf(text))
      if (readLine(line.tokens, names, limits, () => undefined) === undefined) return false;
    return true;
  };
  return readLine(tokens, names, limits, (code, span, message, hint) => {
    const found = REPAIRABLE.has(code) ? repair(tokens, fits) : undefined;
    const word = found?.misspelt;
    if (word === undefined) return accept(code, span, message, found?.hint ?? hint);
    const place = t.spanOf(word);
    const isThere = place.column === span.column;
    accept(code, place, isThere ? message : `\`${word.image}\` means nothing here`, found?.hint);
  });
}

/** Mistakes that another way of writing the line may mend. */
const REPAIRABLE: ReadonlySet<string> = new Set(['syntax', 'stray-character', 'no-command']);

/** Parses one line without looking for what was meant. */
function readLine(
  tokens: IToken[],
  names: KnownNames,
  limits: Limits,
  accept: Accept,
): ParsedLine | undefined {
  const [first] = tokens;
  if (first === undefined) return undefined;
  if (first.tokenType === t.Golden) return { kind: 'golden', token: first };
  if (!isSound(tokens, limits, accept)) return undefined;
  const rule = ruleOf(tokens, names, accept);
  if (rule === undefined) return undefined;
  const colon = hasTail(rule) ? tokens.findIndex((token) => token.tokenType === t.Colon) : -1;
  const head = colon < 0 ? tokens : tokens.slice(0, colon);
  const action = runRule(rule, head, accept);
  if (action === undefined) return undefined;
  if (action === null) return { kind: 'end', token: first };
  if (!hasTail(rule)) return { kind: 'statement', statement: placed(action, tokens) };
  const tail = colon < 0 ? [] : tokens.slice(colon + 1);
  const statement = parseTail(tail, tokens, rule, names, limits, accept);
  if (statement === undefined) return undefined;
  const whole = { ...action, statement } as Action;
  return { kind: 'statement', statement: placed(whole, tokens) };
}

function placed(action: Action, tokens: readonly IToken[]): Statement {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return { span: t.NOWHERE, action };
  return { span: t.spanBetween(first, last), action };
}

/** Refuses characters and strings that no rule could take, and parentheses too deep to follow. */
function isSound(tokens: readonly IToken[], limits: Limits, accept: Accept): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (token.tokenType === t.Stray) {
      accept('stray-character', t.spanOf(token), ...strayCharacter(token.image));
      return false;
    }
    if (token.tokenType === t.OpenText) {
      const message = 'this string has no closing quote';
      accept('open-string', t.spanOf(token), message, 'end it with `"` on the same line');
      return false;
    }
    // eslint-disable-next-line no-control-regex -- the state machine keeps control characters for itself
    if (token.tokenType === t.Text && /[\u0000-\u0008\u000b-\u001f\u007f]/.test(token.image)) {
      const message = 'this string holds a control character';
      accept(
        'control-character',
        t.spanOf(token),
        message,
        'delete it; `\\n` and `\\t` can be written',
      );
      return false;
    }
    if (token.tokenType === t.OpenRound) depth += 1;
    if (depth > limits.nesting) {
      const message = `parentheses are nested deeper than ${grouped(limits.nesting)} levels`;
      accept('nesting', t.spanOf(token), message);
      return false;
    }
  }
  return true;
}

function strayCharacter(image: string): [message: string, hint: string] {
  const code = `U+${(image.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const shown = /^[\u0021-\u007e\u00a1-\ud7ff]$/.test(image) ? `\`${image}\`` : code;
  const hint = /[\u2018-\u201f\u00ab\u00bb']/.test(image)
    ? 'use straight double quotes: "like this"'
    : 'put a value with such characters in double quotes';
  return [`the character ${shown} means nothing here`, hint];
}

/** The rule that reads this line. */
function ruleOf(
  tokens: readonly IToken[],
  names: KnownNames,
  accept: Accept,
): RuleName | undefined {
  const first = tokens[0];
  if (first === undefined) return undefined;
  const word = first.image.toLowerCase();
  const candidates = commandsAt(word);
  if (word === 'client') return clientRule(tokens, accept);
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) return only.rule;
  if (candidates.length > 1) return ruleBySecondWord(tokens, candidates, accept);
  if (names.has(word)) return 'call';
  const known = [...firstWords, ...names];
  if (!isWord(first) || tokens[1]?.tokenType === t.Dot) {
    const message = `a statement begins with a command, not with ${describeToken(first)}`;
    accept('no-command', t.spanOf(first), message, 'for example `tick 5` or `check one leader`');
    return undefined;
  }
  const meant = COMMANDS_ELSEWHERE.get(word);
  const hint =
    meant === undefined
      ? (suggestion(first.image, known) ?? 'see `docs/language.md` for all commands')
      : `here that is \`${meant}\``;
  accept('unknown-command', t.spanOf(first), `there is no command \`${first.image}\``, hint);
  return undefined;
}

function ruleBySecondWord(
  tokens: readonly IToken[],
  candidates: readonly Command[],
  accept: Accept,
): RuleName | undefined {
  const [first, second] = tokens;
  const word = second?.image.toLowerCase() ?? '';
  const chosen = candidates.find((candidate) => candidate.name.split(' ')[1] === word);
  if (chosen !== undefined) return chosen.rule;
  const words = candidates.map((candidate) => candidate.name.split(' ')[1] ?? '');
  const options = words.map((option) => `\`${option}\``).join(' or ');
  const place = second ?? first;
  if (first === undefined || place === undefined) return undefined;
  const message = `expected ${options} after \`${first.image}\`, but found ${describeToken(second)}`;
  accept('syntax', t.spanOf(place), message, suggestion(word, words));
  return undefined;
}

function isWord(token: IToken): boolean {
  return token.tokenType.CATEGORIES?.includes(t.Word) ?? false;
}

function hasTail(rule: RuleName): boolean {
  return rule === 'when' || rule === 'expectError' || rule === 'atEvent';
}

/** The statement behind a colon. */
function parseTail(
  tail: IToken[],
  line: readonly IToken[],
  rule: RuleName,
  names: KnownNames,
  limits: Limits,
  accept: Accept,
): Statement | undefined {
  const [first] = tail;
  const last = line.at(-1);
  const form = ruleForms(rule);
  if (first === undefined) {
    const message = 'expected `:` and a statement at the end of the line';
    if (last !== undefined) accept('syntax', t.spanAfter(last), message, form);
    return undefined;
  }
  const nested = ruleOf(tail, names, accept);
  if (nested === undefined) return undefined;
  const forbidden = [...NOT_AFTER_COLON, ...(rule === 'when' || rule === 'atEvent' ? WAITING : [])];
  if (forbidden.includes(nested)) {
    const message = `\`${first.image}\` cannot stand behind a colon`;
    const letsTimePass = !NOT_AFTER_COLON.includes(nested) && nested !== 'reseed';
    const alone = `time must not pass here; put \`${lineText(tail)}\` on a line of its own`;
    accept('not-after-colon', t.spanOf(first), message, letsTimePass ? alone : form);
    return undefined;
  }
  const parsed = readLine(tail, names, limits, accept);
  return parsed?.kind === 'statement' ? parsed.statement : undefined;
}

/** Blocks, header lines and statements with a tail of their own. */
const NOT_AFTER_COLON: readonly RuleName[] = [
  ...(['test', 'seed', 'for', 'use', 'noConvergence', 'expectViolation', 'define'] as const),
  'plan',
  ...(['repeat', 'end', 'cluster', 'when', 'atEvent', 'expectError', 'call'] as const),
];

/** Statements that let time pass or exchange the world's draws, which nothing between two events can do. */
const WAITING: readonly RuleName[] = ['tick', 'settle', 'eventually', 'runRandom', 'reseed'];

function ruleForms(rule: RuleName): string | undefined {
  const found = firstWords.flatMap((word) => commandsAt(word)).find((entry) => entry.rule === rule);
  return found === undefined ? undefined : writeItLike(found);
}

/** The forms of a command that are nearest to the line; all of them when it says nothing yet. */
function writeItLike(command: CommandHelp, tokens: readonly IToken[] = []): string {
  const { forms, name } = command;
  const chosen = tokens.length > name.split(' ').length ? nearestForms(forms, tokens) : forms;
  if (chosen.every((form) => form.includes('CONDITION') && !form.includes(':')))
    return CONDITION_HINT;
  return `write it like ${chosen.map((form) => `\`${form}\``).join(' or ')}`;
}

/** The forms with the most of the line's words and the fewest that it lacks; of those the ones of its length. */
function nearestForms(forms: readonly string[], tokens: readonly IToken[]): readonly string[] {
  const written = new Set(tokens.map((token) => token.image.toLowerCase()));
  const distances = forms.map((form) => {
    const parts = form.split(' ');
    const words = parts.filter((part) => /^[a-z]+$/.test(part));
    const shared = words.filter((word) => written.has(word)).length;
    const lacking = words.length - shared;
    return 100 * (lacking - shared) + Math.abs(parts.length - tokens.length);
  });
  const least = Math.min(...distances);
  return forms.filter((_, offset) => distances[offset] === least);
}

const CONDITION_HINT =
  'a condition reads like `0.state is leader`, `one leader` or `0 has committed foo`';

/** Runs one rule over one line. Null is `end`; undefined means that `accept` was told what is wrong. */
function runRule(rule: RuleName, tokens: IToken[], accept: Accept): Action | null | undefined {
  const parser = grammar();
  parser.input = tokens;
  const result: Action | null | undefined = parser[rule]();
  const [error] = parser.errors;
  if (error === undefined) return result;
  const atEnd = error.token.tokenType === EOF;
  const last = tokens.at(-1);
  const span = atEnd && last !== undefined ? t.spanAfter(last) : t.spanOf(error.token);
  const near = misspelt(error.message, error.token);
  const command = commandFor(rule, tokens);
  const like = command === undefined ? undefined : writeItLike(command, tokens);
  const hint = near === undefined ? like : `did you mean \`${near}\`?`;
  accept('syntax', span, error.message, hint);
  return undefined;
}

function commandFor(rule: RuleName, tokens: readonly IToken[]): CommandHelp | undefined {
  const word = tokens[0]?.image.toLowerCase() ?? '';
  return commandsAt(word).find((entry) => entry.rule === rule);
}
