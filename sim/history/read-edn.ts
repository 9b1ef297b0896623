// Reads EDN with the places of all its parts: lists, vectors, sets and maps, texts, keywords and the rest.
// Tags are read over. Source: github.com/edn-format/edn.

import {
  type Cursor,
  DEPTH_MAX,
  type Form,
  isSpace,
  plainNumber,
  refuse,
  refuseCutOff,
  tokenEnd,
} from './form.ts';

/** Reads the next datum; undefined at the end of the text, or after a problem. */
export function readEdn(cursor: Cursor): Form | undefined {
  return readDatum(cursor, 0);
}

/** What ends a token besides white space. */
const STOPS = ',;()[]{}"';
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Commas are white space, and so is the rest of a line behind a semicolon. */
function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const letter = text.charAt(cursor.at);
    if (letter === ';') {
      const newline = text.indexOf('\n', cursor.at);
      cursor.at = newline < 0 ? text.length : newline;
    } else if (letter === ',' || isSpace(text.charCodeAt(cursor.at))) {
      cursor.at += 1;
    } else {
      return;
    }
  }
}

/** The next datum; undefined at the end of the text, before a closing bracket, or after a problem. */
function readDatum(cursor: Cursor, depth: number): Form | undefined {
  if (depth > DEPTH_MAX) return refuse(cursor, cursor.at, 'this is nested too deeply');
  skipSpace(cursor);
  if (!skipDiscarded(cursor, depth)) return undefined;
  const { text, at } = cursor;
  const first = text.charAt(at);
  if (first === '(' || first === '[') return readSequence(cursor, 'list', at, depth);
  if (first === '{') return readSequence(cursor, 'map', at, depth);
  if (first === '"') return readText(cursor);
  if (first === '#') return readTagged(cursor, depth);
  if (first === '' || ')]}'.includes(first)) {
    if (first !== '' && depth === 0) refuse(cursor, at, `this ${first} closes nothing`);
    return undefined;
  }
  return readToken(cursor);
}

function readSequence(
  cursor: Cursor,
  kind: 'list' | 'map',
  at: number,
  depth: number,
): Form | undefined {
  const close = CLOSING[cursor.text.charAt(cursor.at)];
  const items: Form[] = [];
  cursor.at += 1;
  for (;;) {
    const item = readDatum(cursor, depth + 1);
    if (item === undefined) break;
    items.push(item);
  }
  if (cursor.problem !== undefined) return undefined;
  const found = cursor.text.charAt(cursor.at);
  const what = kind === 'map' ? 'map' : 'list';
  if (found === '') return refuseCutOff(cursor, at, what);
  if (found !== close) return refuse(cursor, cursor.at, `here must be ${close}, not ${found}`);
  cursor.at += 1;
  if (kind === 'map' && items.length % 2 === 1) {
    return refuse(cursor, at, 'this map has a key without a value');
  }
  return { kind, items, at };
}

function readText(cursor: Cursor): Form | undefined {
  const { text, at } = cursor;
  let end = at + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  if (text.charAt(end) !== '"') return refuseCutOff(cursor, at, 'text');
  cursor.at = end + 1;
  const inside = text.slice(at + 1, end);
  const decoded = inside.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, escape: string) =>
    escape.length > 1
      ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
      : (ESCAPES[escape] ?? escape),
  );
  return { kind: 'text', text: decoded, at };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Reads over every `#_ x`. False after a problem. */
function skipDiscarded(cursor: Cursor, depth: number): boolean {
  while (cursor.text.startsWith('#_', cursor.at)) {
    const { at } = cursor;
    cursor.at += 2;
    if (readDatum(cursor, depth + 1) === undefined) refuse(cursor, at, 'nothing follows this #_');
    if (cursor.problem !== undefined) return false;
    skipSpace(cursor);
  }
  return true;
}

/** `#{…}` is a set, `#tag x` is x. */
function readTagged(cursor: Cursor, depth: number): Form | undefined {
  const { text, at } = cursor;
  cursor.at += 1;
  if (text.charAt(cursor.at) === '{') return readSequence(cursor, 'list', at, depth);
  cursor.at = tokenEnd(text, cursor.at, STOPS);
  return readDatum(cursor, depth + 1) ?? refuse(cursor, at, 'nothing follows this #');
}

function readToken(cursor: Cursor): Form | undefined {
  const { text, at } = cursor;
  // A character: a backslash and at least one letter, whatever it is.
  if (text.charAt(at) === '\\') cursor.at += 2;
  cursor.at = tokenEnd(text, cursor.at, STOPS);
  const token = text.slice(at, cursor.at);
  if (token === 'nil') return { kind: 'nil', at };
  if (token.startsWith('\\')) return { kind: 'text', text: token.slice(1), at };
  if (token.startsWith(':') && token.length > 1) {
    return { kind: 'keyword', text: token.slice(1), at };
  }
  return { kind: 'plain', text: plainNumber(token), at };
}
