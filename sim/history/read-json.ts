// Reads JSON with the places of all its parts, which the engine's own parser does not tell. Source: RFC 8259.

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
export function readJson(cursor: Cursor): Form | undefined {
  skipSpace(cursor);
  return cursor.at < cursor.text.length ? readDatum(cursor, 0) : undefined;
}

function skipSpace(cursor: Cursor): void {
  while (isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
}

function readDatum(cursor: Cursor, depth: number): Form | undefined {
  const { text, at } = cursor;
  const first = text.charAt(at);
  if (first === '{') return readMap(cursor, depth);
  if (first === '[') return readList(cursor, depth);
  if (first === '"') return readText(cursor);
  cursor.at = tokenEnd(text, at, ',:[]{}"');
  const plain = text.slice(at, cursor.at);
  if (plain === 'null') return { kind: 'nil', at };
  if (plain === 'true' || plain === 'false') return { kind: 'plain', text: plain, at };
  if (NUMBER.test(plain)) return { kind: 'plain', text: plainNumber(plain), at };
  const shown = plain === '' ? first : plain.slice(0, 40);
  return refuse(cursor, at, `${shown} is no JSON`);
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function readText(cursor: Cursor): Form | undefined {
  const { text, at } = cursor;
  let end = at + 1;
  while (end < text.length && text.charAt(end) !== '"' && text.charAt(end) !== '\n') {
    end += text.charAt(end) === '\\' ? 2 : 1;
  }
  if (text.charAt(end) !== '"') return refuseCutOff(cursor, at, 'text');
  cursor.at = end + 1;
  try {
    return { kind: 'text', text: JSON.parse(text.slice(at, end + 1)) as string, at };
  } catch {
    return refuse(cursor, at, 'this text has a letter or an escape that JSON does not know');
  }
}

function readList(cursor: Cursor, depth: number): Form | undefined {
  const { at } = cursor;
  const items: Form[] = [];
  const isRead = readItems(cursor, ']', 'list', depth, () => {
    const item = readDatum(cursor, depth + 1);
    if (item !== undefined) items.push(item);
  });
  return isRead ? { kind: 'list', items, at } : undefined;
}

function readMap(cursor: Cursor, depth: number): Form | undefined {
  const { at } = cursor;
  const items: Form[] = [];
  const isRead = readItems(cursor, '}', 'object', depth, () => {
    if (cursor.text.charAt(cursor.at) !== '"') {
      refuse(cursor, cursor.at, 'the name of a field must be a text in double quotes');
      return;
    }
    const key = readText(cursor);
    if (key === undefined || !expectColon(cursor, at)) return;
    const value = readDatum(cursor, depth + 1);
    if (value !== undefined) items.push(key, value);
  });
  return isRead ? { kind: 'map', items, at } : undefined;
}

function expectColon(cursor: Cursor, opened: number): boolean {
  skipSpace(cursor);
  const isColon = cursor.text.charAt(cursor.at) === ':';
  if (!isColon) refuseHere(cursor, opened, 'object', 'a colon');
  cursor.at += 1;
  skipSpace(cursor);
  if (cursor.at >= cursor.text.length) refuseCutOff(cursor, opened, 'object');
  return cursor.problem === undefined;
}

/** Reads items with commas between them up to a closing bracket. False after a problem. */
function readItems(
  cursor: Cursor,
  close: string,
  what: string,
  depth: number,
  readItem: () => void,
): boolean {
  const { text, at } = cursor;
  if (depth >= DEPTH_MAX) return refuse(cursor, at, `this ${what} is nested too deeply`) ?? false;
  cursor.at += 1;
  skipSpace(cursor);
  if (text.charAt(cursor.at) === close) {
    cursor.at += 1;
    return true;
  }
  for (;;) {
    if (cursor.at >= text.length) return refuseCutOff(cursor, at, what) ?? false;
    readItem();
    if (cursor.problem !== undefined) return false;
    skipSpace(cursor);
    const next = text.charAt(cursor.at);
    cursor.at += 1;
    if (next === close) return true;
    if (next !== ',') {
      cursor.at -= 1;
      return refuseHere(cursor, at, what, `a comma or ${close}`) ?? false;
    }
    skipSpace(cursor);
  }
}

function refuseHere(cursor: Cursor, opened: number, what: string, wanted: string): undefined {
  const found = cursor.text.charAt(cursor.at);
  if (found === '') return refuseCutOff(cursor, opened, what);
  return refuse(cursor, cursor.at, `here must be ${wanted}`);
}
