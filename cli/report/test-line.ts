// The line of a test that has ended, in a report for people.

import type { Verdict } from '../../dsl/index.ts';
import { grouped, hanging, shortened, type Style, visible } from '../../view/index.ts';
import { isFailure, type TestOutcome } from './reporter.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '✓',
  failed: '✗',
  violated: '✗',
  stalled: '✗',
  broken: '!',
  interrupted: '-',
};

/** Letters that a file and a name need beside the facts; with less the facts go below. */
const ROOM_MIN = 30;
/** Letters of a test's name that are left at least. */
const NAME_MIN = 16;

/** The line; with few letters of `width`, several. Fixed columns first, so that lines stand in columns. */
export function testLines(outcome: TestOutcome, style: Style, width: number): string[] {
  const { result } = outcome;
  const isBad = isFailure(outcome);
  const paint = result.verdict === 'interrupted' ? style.remark : isBad ? style.bad : style.good;
  const mark = outcome.difference === undefined ? MARKS[result.verdict] : '!';
  const ticks = `${grouped(result.ticks).padStart(6)} ticks`;
  const facts = `${ticks}  seed ${result.seed.padEnd(2)}  ${result.hash}`;
  const file = visible(result.file);
  const name = visible(`${isBad ? `${result.verdict}: ` : ''}${result.test}`);
  const paintName = isBad ? style.bad : (text: string): string => text;
  const room = width - facts.length - 6;
  if (room < ROOM_MIN && room < file.length + 2 + name.length) {
    const shown = file.length + 2 > width ? baseOf(file) : file;
    const names = hanging(`${mark} ${shown}  ${name}`, width);
    const below = hanging(`  ${facts.trimStart().replace(/ +/g, ' ')}`, width);
    return [...names.map(paint), ...below.map(style.faint)];
  }
  const [shownFile, shownName] = fitted(file, name, room);
  return [`${paint(mark)} ${style.faint(facts)}  ${shownFile}  ${paintName(shownName)}`];
}

/** A file and a test's name in the room that a line leaves: the folders go first. */
function fitted(file: string, name: string, room: number): [string, string] {
  if (file.length + 2 + name.length <= room) return [file, name];
  const base = baseOf(file);
  const left = Math.max(base.length, room - 2 - name.length);
  const wanted = left > base.length + 2 ? shortened(file, left) : base;
  const shownFile = shortened(wanted, Math.max(1, room - 2 - NAME_MIN));
  return [shownFile, shortened(name, Math.max(NAME_MIN, room - 2 - shownFile.length))];
}

function baseOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
