// What may follow the beginning of a line: commands, nodes, properties and values, for prompts. It is read off
// the tables of commands, properties and words, so that nothing is listed twice.

import { PROPERTIES } from '../sim/index.ts';
import { commandsAt, firstWords } from './commands.ts';
import {
  CLUSTER_SETTINGS,
  NODE_PROPERTIES,
  nodeProperty,
  type Property,
  STATE_MACHINE,
  WORLD_PROPERTIES,
} from './properties.ts';
import { RANDOM_FAULTS } from './random-port.ts';
import {
  COUNTED_ROLES,
  EVENTS,
  MESSAGES,
  NOBODY_WORDS,
  REQUEST_ERRORS,
  SELECTOR_WORDS,
  STATES,
} from './vocabulary.ts';

/** What is there to be named. */
export interface Surroundings {
  /** Ids of the nodes. */
  readonly nodes: readonly number[];
  /** What may begin a line besides the commands. */
  readonly names: readonly string[];
  /** Keys that clients write. */
  readonly keys: readonly string[];
}

/** What may stand in the place of the last word of a line. */
export interface Completion {
  /** The beginning of the word that is there. */
  readonly word: string;
  /** What it may become, in the order of the tables. */
  readonly candidates: readonly string[];
}

/** Completes the last word of a line; it is empty behind a blank. */
export function complete(line: string, around: Surroundings): Completion {
  const colon = line.search(/:\s/);
  const head = line.trimStart().split(/\s/, 1)[0]?.toLowerCase() ?? '';
  const hasTail = ['when', 'at', 'expect'].includes(head);
  if (hasTail && colon >= 0) return complete(line.slice(colon + 1), around);
  const word = /[^\s,({|]*$/.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - word.length).replace(/[,({|]/g, ' ');
  const words = before.split(/\s+/).filter((each) => each !== '');
  const candidates = new Set(following(words, word, around));
  const start = word.toLowerCase();
  return {
    word,
    candidates: [...candidates].filter((each) => each.toLowerCase().startsWith(start)),
  };
}

/** What may follow some words. */
function following(words: readonly string[], word: string, around: Surroundings): string[] {
  const [first = ''] = words;
  if (words.length === 0) return [...around.names, ...firstWords.map(beginning)];
  const lower = words.map((each) => each.toLowerCase());
  if (lower[0] === 'set' && words.length === 1) return settable(word, around);
  const condition = conditionIn(lower);
  if (condition !== null) return inCondition(words.slice(condition), word, around);
  const found = new Set<string>();
  for (const command of commandsAt(first.toLowerCase())) {
    for (const form of command.forms) {
      for (const part of nextParts(form.split(' '), lower)) {
        for (const each of wordsFor(part, words, word, around)) found.add(each);
      }
    }
  }
  return [...found];
}

/** A first word with all that follows it in every form: `cluster of`, since nothing else can stand behind `cluster`. */
function beginning(first: string): string {
  const forms = commandsAt(first).flatMap((command) =>
    command.forms.map((form) => form.split(' ')),
  );
  const [words = []] = forms;
  let count = 1;
  while (forms.every((form) => form[count] === words[count] && isLiteral(form[count]))) count += 1;
  return count === 1 ? first : words.slice(0, count).join(' ');
}

function isLiteral(part: string | undefined): boolean {
  return part !== undefined && /^[a-z]+$/.test(part);
}

/** Where the condition of a line begins, among its words; null when it has none so far. */
function conditionIn(words: readonly string[]): number | null {
  const [first = '', second] = words;
  if (first === 'tick' && second === 'until') return 2;
  return ['check', 'always', 'never', 'eventually', 'when', 'watch'].includes(first) ? 1 : null;
}

/** The parts of a form that may stand behind some words; empty when they do not fit. */
function nextParts(form: readonly string[], words: readonly string[]): readonly string[] {
  let at = 0;
  let last = '';
  for (const word of words) {
    const part = form[at];
    if (part === '…' && form[at + 1]?.toLowerCase() !== word) continue;
    const expected = part === '…' ? form[at + 1] : part;
    if (expected === undefined || !fits(expected, word)) return [];
    at += part === '…' ? 2 : 1;
    last = expected;
  }
  const next = form[at];
  if (next !== '…') return next === undefined ? [] : [next];
  const beyond = form[at + 1];
  return beyond === undefined ? [last] : [last, beyond];
}

/** Whether a part of a form is this word: capitals stand for anything. */
function fits(part: string, word: string): boolean {
  return /[A-Z]/.test(part) || part === word;
}

/** What a part of a form can be. */
function wordsFor(
  written: string,
  words: readonly string[],
  word: string,
  around: Surroundings,
): readonly string[] {
  const [first = ''] = words;
  const part = written.replace(/[,:]$/, '');
  if (/^[a-z|<>-]+$/.test(part)) return [part];
  if (/^\{?NODE(\.PROPERTY)?\}?$/.test(part)) return nodeWords(around);
  if (part === 'CONDITION') return inCondition([], word, around);
  if (part === 'KIND') return first.toLowerCase() === 'expect' ? REQUEST_ERRORS : MESSAGES;
  if (part === 'FAULT') return RANDOM_FAULTS;
  if (part === 'PROPERTY') return PROPERTIES.map(({ id }) => id);
  if (part === 'OPTION') return [...CLUSTER_SETTINGS, 'learners', 'logs', 'sessions'];
  return part === 'VALUE' ? valuesOf(words.at(-2)) : [];
}

function nodeWords({ nodes }: Surroundings): string[] {
  return [...nodes.map(String), ...SELECTOR_WORDS];
}

/** What `set` can change. */
function settable(word: string, around: Surroundings): string[] {
  const owner = /^(.*)\.[^.]*$/.exec(word)?.[1];
  const ofWorld = WORLD_PROPERTIES.map(({ name }) => name);
  if (owner === undefined) return [...nodeWords(around).map((node) => `${node}.`), ...ofWorld];
  const own = NODE_PROPERTIES.filter((each: Property) => each.sets !== undefined);
  return [...own.map(({ name }) => `${owner}.${name}`), ...ofWorld];
}

/** What may follow in a condition of which some words are there. */
function inCondition(words: readonly string[], word: string, around: Surroundings): string[] {
  const last = words.at(-1)?.toLowerCase();
  const owner = /^(.*)\.[^.]*$/.exec(word)?.[1];
  if (owner?.split('.').at(-1)?.toLowerCase() === STATE_MACHINE.toLowerCase()) {
    return around.keys.map((key) => `${owner}.${key}`);
  }
  if (owner !== undefined) {
    const readable = NODE_PROPERTIES.filter((each: Property) => each.reads !== undefined);
    return [...readable.map(({ name }) => `${owner}.${name}`), `${owner}.${STATE_MACHINE}`];
  }
  const isDenied = last === 'not' && ['is', '='].includes(words.at(-2)?.toLowerCase() ?? '');
  if (isDenied) return [...valuesOf(words.at(-3))];
  const begins = ['and', 'or', 'not', undefined].includes(last);
  if (begins) {
    const nodes = nodeWords(around);
    return [...nodes, ...BEGINNINGS, `${STATE_MACHINE}.`];
  }
  if (last === 'one' || last === 'no') return [...COUNTED_ROLES];
  if (last === 'event') return [...EVENTS];
  if (last === 'on' || last === 'of') return nodeWords(around);
  if (last === 'has') return ['committed', 'applied', 'not'];
  if (last === 'is' || last === '=') return [...valuesOf(words.at(-2)), 'not'];
  if (last?.includes('.') === true) return ['is', 'match'];
  if (words.length === 1 && nodeWords(around).includes(last ?? '')) return ['has'];
  return ['and', 'or', 'within'];
}

const BEGINNINGS: readonly string[] = ['one', 'no', 'not', 'event', 'quorum'];

/** What the property of a path such as `0.state` can be. */
function valuesOf(path: string | undefined): readonly string[] {
  const name = path?.slice(path.lastIndexOf('.') + 1) ?? '';
  const property: Property | undefined = nodeProperty(name);
  if (property === undefined) return [];
  if (property.reads === 'role') return STATES;
  if (property.reads === 'node') return NOBODY_WORDS;
  return property.sets === 'switch' ? ['on', 'off'] : [];
}
