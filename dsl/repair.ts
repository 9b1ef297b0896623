// Finds the line that was probably meant: corrects misspelt words and applies habits, at most three of them,
// until the line parses. Whether it parses is asked of the caller.

import type { IToken } from 'chevrotain';
import { type Habit, HABITS } from './advice.ts';
import { commandsAt } from './commands.ts';
import { nearest } from './diagnostics.ts';
import * as t from './tokens.ts';

/** What to tell the author of a line that does not parse. */
export interface Repair {
  readonly hint: string;
  /** The misspelt word, when that is all that is wrong. */
  readonly misspelt: IToken | undefined;
}

/** One change of a line's text. */
interface Step {
  readonly text: string;
  readonly because: string;
  /** The word that was corrected and what it became; undefined for a habit. */
  readonly word?: { readonly at: number; readonly meant: string };
}

/** Longer lines are not repaired: nobody would read the hint. */
const LENGTH_MAX = 160;
const STEPS_MAX = 3;
/** How many lines are tried before the search ends. */
const TRIES_MAX = 40;

/** The change that makes a line parse; undefined when there is none. `fits` says whether a text parses. */
export function repair(
  tokens: readonly IToken[],
  fits: (text: string) => boolean,
): Repair | undefined {
  const line = hideStrings(tokens);
  if (line.text.length > LENGTH_MAX) return undefined;
  const attempt: Attempt = {
    fits: (text) => fits(showStrings(text, line.strings)),
    left: TRIES_MAX,
  };
  for (let depth = 1; depth <= STEPS_MAX; depth += 1) {
    const steps = search(line.text, depth, attempt);
    if (steps !== undefined) return describe(steps, line, tokens);
  }
  return undefined;
}

interface Attempt {
  readonly fits: (text: string) => boolean;
  /** Tries that are left. */
  left: number;
}

/** Exactly `depth` steps from `text` to a line that parses. */
function search(text: string, depth: number, attempt: Attempt): readonly Step[] | undefined {
  for (const step of stepsFrom(text)) {
    if (attempt.left <= 0) return undefined;
    if (depth > 1) {
      const more = search(step.text, depth - 1, attempt);
      if (more !== undefined) return [step, ...more];
      continue;
    }
    attempt.left -= 1;
    if (attempt.fits(step.text)) return [step];
  }
  return undefined;
}

function describe(steps: readonly Step[], line: HiddenLine, tokens: readonly IToken[]): Repair {
  const [first] = steps;
  const text = showStrings(steps.at(-1)?.text ?? '', line.strings);
  const word = steps.length === 1 ? first?.word : undefined;
  if (word !== undefined) {
    const misspelt = tokens.find((_, offset) => line.starts[offset] === word.at);
    return { hint: `did you mean \`${word.meant}\`?`, misspelt };
  }
  const reasons = [...new Set(steps.map((step) => step.because))].join('; ');
  const written = text.split('\n').join('`, then `');
  return { hint: `${reasons}: write \`${written}\``, misspelt: undefined };
}

/** All single changes of a text: spelling, then habits of the line and of the statement behind its colon. */
function stepsFrom(text: string): readonly Step[] {
  const colon = text.indexOf(': ') + 2;
  const steps = [...corrections(text)];
  for (const habit of HABITS) {
    addStep(steps, habit, '', text);
    if (colon > 1) addStep(steps, habit, text.slice(0, colon), text.slice(colon));
  }
  return steps;
}

function addStep(steps: Step[], habit: Habit, before: string, text: string): void {
  const { on, wrong, right, because } = habit;
  if (on !== undefined && !on.test(text)) return;
  // Two calls, since `replace` takes a text or a function, and not either.
  const changed =
    typeof right === 'string' ? text.replace(wrong, right) : text.replace(wrong, right);
  if (changed !== text) steps.push({ text: before + changed.trimEnd(), because });
}

/** Words of conditions, for lines whose forms hold one. */
const CONDITION_WORDS: readonly string[] = [
  ...['not', 'and', 'one', 'has', 'committed', 'applied', 'quorum', 'match', 'event', 'within'],
];

/** Every word of the line that is no keyword and is near one that the command's forms have, corrected. */
function* corrections(text: string): Generator<Step> {
  const forms = commandsAt(/^\w*/.exec(text)?.[0].toLowerCase() ?? '').flatMap(
    (command) => command.forms,
  );
  const words = new Set(forms.flatMap((form) => form.match(/[a-z]{3,}/g) ?? []));
  if (forms.some((form) => form.includes('CONDITION')))
    CONDITION_WORDS.forEach((word) => words.add(word));
  for (const { 0: word, index } of text.matchAll(/(?<=[ (])[a-z][a-z-]{2,}(?![\w.-])/gi)) {
    const lower = word.toLowerCase();
    if (words.has(lower) || lower in t.keyword) continue;
    const meant = nearest(lower, words);
    if (meant === undefined) continue;
    const changed = text.slice(0, index) + meant + text.slice(index + word.length);
    const because = `\`${word}\` is probably \`${meant}\``;
    yield { text: changed, because, word: { at: index, meant } };
  }
}

/** A line as the patterns see it. */
interface HiddenLine {
  /** Its tokens, blanks between them made one, and each string made `"x"` with a private character for x. */
  readonly text: string;
  /** Where each token starts in `text`. */
  readonly starts: readonly number[];
  readonly strings: readonly string[];
}

const FIRST_PRIVATE = 0xe000;

function hideStrings(tokens: readonly IToken[]): HiddenLine {
  const strings: string[] = [];
  const starts: number[] = [];
  let text = '';
  let end = 0;
  for (const token of tokens) {
    if (text !== '' && token.startOffset > end + 1) text += ' ';
    end = token.endOffset ?? token.startOffset;
    starts.push(text.length);
    const isText = token.tokenType === t.Text;
    text += isText ? `"${String.fromCharCode(FIRST_PRIVATE + strings.length)}"` : token.image;
    if (isText) strings.push(token.image);
    if (text.length > LENGTH_MAX) break;
  }
  return { text, starts, strings };
}

/** A line as its author would write it, with one blank where there are several. */
export function lineText(tokens: readonly IToken[]): string {
  const { text, strings } = hideStrings(tokens);
  return showStrings(text, strings);
}

function showStrings(text: string, strings: readonly string[]): string {
  return text.replace(
    /"([\ue000-\uf8ff])"/g,
    (whole, letter: string) => strings[letter.charCodeAt(0) - FIRST_PRIVATE] ?? whole,
  );
}
