// The path of one request, for a terminal: marked, and not wider than it.

import { pathColumns, type PathStep, pathSummary, type RequestPath } from '../sim/index.ts';
import { brokenAt, cellsOf, printable } from './diagram/printable.ts';
import { PLAIN, type Style } from './style.ts';

/** Cells that the words of a step need beside their place; with less they go below. */
const ROOM_MIN = 16;

/** The steps of a request and its summary; empty when the trace has nothing of it. */
export function renderPath(path: RequestPath, width = Infinity, style: Style = PLAIN): string[] {
  if (path.steps.length === 0) return [];
  const steps = pathColumns(path).flatMap(({ place, step }) => {
    const mark = markOf(step, style);
    const text = printable(step.text);
    const indent = cellsOf(place) + 2;
    if (width - indent < ROOM_MIN) {
      const short = place.trim().replace(/ +/g, ' ');
      return [style.faint(short), ...brokenAt(text, width - 2).map((line) => `  ${mark(line)}`)];
    }
    const [first = '', ...more] = brokenAt(text, width - indent);
    const rest = more.map((line) => ' '.repeat(indent) + mark(line));
    return [`${style.faint(place)}  ${mark(first)}`, ...rest];
  });
  const summary = pathSummary(path).flatMap((line) => brokenAt(printable(line), width, width - 2));
  return [...steps, ...summary.map((line) => style.strong(line))];
}

function markOf({ tone }: PathStep, style: Style): (text: string) => string {
  switch (tone) {
    case 'trouble':
      return style.remark;
    case 'outcome':
      return style.strong;
    case 'progress':
      return (text) => text;
  }
}
