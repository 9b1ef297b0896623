// What is wrong with a file, as a terminal has room for it: sentences go on below, further in, and the source line is
// cut to what stands around the caret.

import { cellsOf } from './diagram/printable.ts';
import { hanging } from './words.ts';

/** A diagnostic that is not wider than it may be. */
export interface FittedDiagnostic {
  /** The place and the message. */
  readonly place: readonly string[];
  /** The source lines with the caret, and the hint. */
  readonly rest: readonly string[];
}

/** A line of a frame: its number, and what stands behind the bar. */
interface FrameLine {
  readonly gutter: string;
  readonly text: string;
}

/** Cells that a tab may take. */
const TAB_CELLS = 8;
/** Cells that source text has at least, however narrow the terminal. */
const ROOM_MIN = 4;

/**
 * Fits what `renderDiagnostic` wrote into so many cells. With room enough, or an infinite width, nothing changes.
 */
export function fitDiagnostic(text: string, width: number): FittedDiagnostic {
  const [place = '', ...rest] = text.split('\n');
  const frame: FrameLine[] = [];
  const hints: string[] = [];
  for (const line of rest) {
    const [, gutter, source] = /^( +\d* \| )([^]*)$/.exec(line) ?? [];
    if (gutter === undefined || source === undefined) hints.push(line);
    else frame.push({ gutter, text: source });
  }
  return {
    place: hanging(place, width),
    rest: [...fittedFrame(frame, width), ...hints.flatMap((hint) => hanging(hint, width))],
  };
}

function fittedFrame(lines: readonly FrameLine[], width: number): string[] {
  const whole = lines.map(({ gutter, text }) => gutter + text);
  const caret = lines.at(-1);
  const source = lines.at(-2);
  if (caret === undefined || source === undefined) return whole;
  if (width === Infinity || whole.every((line) => widest(line) <= width)) return whole;
  const room = Math.max(ROOM_MIN, width - cellsOf(caret.gutter));
  const before = lines
    .slice(0, -2)
    .map(({ gutter, text }) => gutter + cut(untabbed(text), 0, room));
  const marked = markedLine(untabbed(source.text), caret.text, room);
  return [...before, source.gutter + marked.text, caret.gutter + marked.caret];
}

/** The part of a source line around its caret, and the caret below it. */
function markedLine(
  source: string,
  caret: string,
  room: number,
): { readonly text: string; readonly caret: string } {
  const offset = letterAt(source, caret.indexOf('^'));
  const end = letterAt(source, caret.lastIndexOf('^') + 1);
  const fits = cellsOf(source) <= room || cellsOf(source.slice(0, end)) < room;
  const from = fits ? 0 : startOf(source, offset, room);
  const ahead = ellipsis(from) + source.slice(from, offset);
  const indent = cellsOf(ahead);
  const cells = Math.max(1, Math.min(cellsOf(source.slice(offset, end)), room - indent));
  return { text: cut(source, from, room), caret: ' '.repeat(indent) + '^'.repeat(cells) };
}

/** Where the shown part begins: a third of the room is left for what stands before the caret. */
function startOf(source: string, offset: number, room: number): number {
  let from = offset;
  while (from > 0 && cellsOf(source.slice(from - 1, offset)) <= Math.trunc(room / 3) - 1) from -= 1;
  return notInside(source, from);
}

/** The place of a text that so many cells lead to. */
function letterAt(text: string, cells: number): number {
  let at = 0;
  let left = cells;
  for (const letter of text) {
    if (left <= 0) break;
    left -= cellsOf(letter);
    at += letter.length;
  }
  return at;
}

/** A place of a text, or the next one when it stands between the halves of a letter. */
function notInside(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}

function cut(text: string, from: number, room: number): string {
  const shown = ellipsis(from) + text.slice(from);
  if (cellsOf(shown) <= room) return shown;
  let kept = '';
  for (const letter of shown) {
    if (cellsOf(kept + letter) >= room) break;
    kept += letter;
  }
  return `${kept}…`;
}

function ellipsis(from: number): string {
  return from > 0 ? '…' : '';
}

/** A tab is as wide as the terminal makes it: where cells count, a blank stands for it. */
function untabbed(text: string): string {
  return text.replaceAll('\t', ' ');
}

function widest(line: string): number {
  return cellsOf(line) + line.split('\t').slice(1).length * (TAB_CELLS - 1);
}
