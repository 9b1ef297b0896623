// Reads the lines that Jepsen writes while a test runs, `INFO  jepsen.util - 0 :invoke :write 3` with tabs
// between the parts, and those of its `history.txt`, which begin with the process.

import { type Cursor, type Form, refuse } from './form.ts';
import { readEdn } from './read-edn.ts';

/** What stands before an operation in a log, to tell it from what others write there. */
const MARK = /\bjepsen\.util(?: -|:)\s+/;

/** The process, how far it is, what it does; the value follows. */
const EVENT = /^(\S+)\s+:([^\s:]+)\s+:(\S+)(?:\s+|$)/;

/** Lines as maps with the fields of the other formats. */
export function readLog(cursor: Cursor): readonly Form[] {
  const { text } = cursor;
  const isMarked = MARK.test(text);
  const events: Form[] = [];
  let others = 0;
  for (let end = -1; end < text.length && cursor.problem === undefined;) {
    const start = end + 1;
    const newline = text.indexOf('\n', start);
    end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trimEnd();
    if (line === '') continue;
    const mark = isMarked ? MARK.exec(line) : NO_MARK;
    if (mark !== null) {
      events.push(...readLine(cursor, line, start, mark.index + mark[0].length));
    } else if (newline < 0 && others === 0) {
      refuse(cursor, start, 'this line is not complete; the file seems to be cut off');
    } else {
      others += 1;
    }
  }
  if (events.length === 0) refuse(cursor, 0, 'there are no operations in this file');
  return events;
}

/** The lines of `history.txt` begin at once. */
const NO_MARK = { index: 0, 0: '' };

function readLine(cursor: Cursor, line: string, start: number, skip: number): readonly Form[] {
  const at = start + skip;
  const found = EVENT.exec(line.slice(skip));
  if (found === null) {
    refuse(
      cursor,
      at,
      'this is no event: neither JSON nor EDN nor a line of a log such as `0 :invoke :write 3`',
    );
    return [];
  }
  const [head, process, type, f] = found;
  const isNumber = /^-?\d+$/.test(process);
  const items = [
    PROCESS,
    isNumber ? plain(process, at) : keyword(process.replace(/^:/, ''), at),
    TYPE,
    keyword(type, at),
    F,
    keyword(f, at),
  ];
  if (type === 'invoke' || type === 'ok') {
    const value = readValue(cursor, line, start, at + head.length);
    if (value !== undefined) items.push(VALUE, value);
  }
  return [{ kind: 'map', items, at }];
}

const PROCESS = keyword('process', 0);
const TYPE = keyword('type', 0);
const F = keyword('f', 0);
const VALUE = keyword('value', 0);

function keyword(text: string, at: number): Form {
  return { kind: 'keyword', text, at };
}

function plain(text: string, at: number): Form {
  return { kind: 'plain', text, at };
}

/** The value, which must not reach into the next line. What stands behind it does not matter. */
function readValue(cursor: Cursor, line: string, start: number, at: number): Form | undefined {
  const end = start + line.length;
  if (at >= end) return refuse(cursor, end, 'the value is missing; is the file cut off?');
  const inLine: Cursor = { text: cursor.text.slice(at, end), at: 0, problem: undefined };
  const value = readEdn(inLine);
  if (inLine.problem !== undefined) return refuse(cursor, at, inLine.problem.message);
  return value === undefined ? refuse(cursor, at, 'the value is missing') : moved(value, at);
}

/** A datum whose places count from the start of the file. */
function moved(form: Form, by: number): Form {
  const at = form.at + by;
  if (form.kind !== 'list' && form.kind !== 'map') return { ...form, at };
  return { ...form, items: form.items.map((item) => moved(item, by)), at };
}
