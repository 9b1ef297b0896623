// From the text of a file to operations. The format is seen from the text: JSON or EDN, a datum per event or
// one list of them, or the lines of Jepsen's log.

import { assemble } from './assemble.ts';
import { type Cursor, type Form, type ReadForm, refuse } from './form.ts';
import type { HistoryOperation } from './operation.ts';
import { readEdn } from './read-edn.ts';
import { readJson } from './read-json.ts';
import { readLog } from './read-log.ts';

/** A history, or what is wrong with its text. Lines and columns are from 1. */
export type HistoryRead =
  | {
      readonly ok: true;
      readonly operations: readonly HistoryOperation[];
      /** What the times of the operations count. */
      readonly unit: 'lines' | 'events';
    }
  | {
      readonly ok: false;
      readonly line: number;
      readonly column: number;
      readonly message: string;
    };

/** How a history is read. */
export interface HistoryReadOptions {
  /** Whether every value is a pair of a key and a value; otherwise that is seen from the values. */
  readonly keyed: boolean;
}

/**
 * Reads a history of reads, writes and compare-and-sets. Never throws. Times are the numbers of lines when
 * every event begins on a line of its own, else the numbers of events, both from 1.
 */
export function readHistory(
  text: string,
  options: HistoryReadOptions = { keyed: false },
): HistoryRead {
  const cursor: Cursor = { text, at: text.startsWith('\uFEFF') ? 1 : 0, problem: undefined };
  const forms = readEvents(cursor);
  if (cursor.problem !== undefined) return refusal(text, cursor.problem);
  const lines = linesOf(text, forms);
  const isLinewise = lines.every((line, offset) => offset === 0 || line > lines[offset - 1]);
  const times = isLinewise ? lines : lines.map((_, offset) => offset + 1);
  const assembled = assemble(forms, times, lines, options.keyed);
  if (!assembled.ok) return refusal(text, assembled);
  return { ok: true, operations: assembled.operations, unit: isLinewise ? 'lines' : 'events' };
}

function readEvents(cursor: Cursor): readonly Form[] {
  // Brackets, then what tells the formats apart.
  const head = /^\s*(?:;[^\n]*\s*)*([[({#]?)[\s,[({]*("?)/.exec(cursor.text.slice(cursor.at));
  const [, bracket = '', quote = ''] = head ?? [];
  if (cursor.text.slice(cursor.at).trim() === '') {
    refuse(cursor, 0, 'the file is empty');
    return [];
  }
  if (bracket === '') return readLog(cursor);
  return readForms(cursor, quote === '"' ? readJson : readEdn);
}

/** All data of a text; those of the list if it is one list. */
function readForms(cursor: Cursor, read: ReadForm): readonly Form[] {
  const forms: Form[] = [];
  for (;;) {
    const form = read(cursor);
    if (form === undefined) break;
    forms.push(form);
  }
  const [first, second] = forms;
  if (first?.kind !== 'list') return forms;
  if (second !== undefined) refuse(cursor, second.at, 'nothing may follow the list of events');
  return first.items;
}

/** The lines on which data begin. */
function linesOf(text: string, forms: readonly Form[]): readonly number[] {
  let line = 1;
  let newline = text.indexOf('\n');
  return forms.map(({ at }) => {
    while (newline >= 0 && newline < at) {
      line += 1;
      newline = text.indexOf('\n', newline + 1);
    }
    return line;
  });
}

function refusal(text: string, problem: { at: number; message: string }): HistoryRead {
  const before = text.slice(0, problem.at);
  const line = before.split('\n').length;
  const column = problem.at - (before.lastIndexOf('\n') + 1) + 1;
  return { ok: false, line, column, message: problem.message };
}
