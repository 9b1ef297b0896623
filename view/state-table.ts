// All nodes at one moment, as a table.

import type { StateRow } from '../sim/index.ts';
import { cellsOf } from './diagram/printable.ts';
import { PLAIN, type Style } from './style.ts';
import { type Column, renderTable } from './table.ts';
import { hanging } from './words.ts';

/** Rows of a large cluster that are shown; the rest is counted. */
const ROWS_MAX = 60;

const COLUMNS: readonly Column<StateRow>[] = [
  { title: 'node', cell: (row) => row.node },
  { title: 'state', cell: (row) => row.state, mark: markState },
  { title: 'term', cell: (row) => row.term, align: 'right' },
  { title: 'vote', cell: (row) => row.vote },
  { title: 'leader', cell: (row) => row.leader },
  { title: 'log', cell: (row) => row.log },
  { title: 'commit', cell: (row) => row.commit, align: 'right' },
  { title: 'applied', cell: (row) => row.applied, align: 'right' },
  { title: 'timer', cell: (row) => row.timer },
  { title: 'disk', cell: (row) => row.disk },
];

function markState(row: StateRow, style: Style): (text: string) => string {
  if (row.state.startsWith('leader')) return style.strong;
  return row.commit === '-' ? style.remark : (text) => text;
}

/**
 * The table, and below it what is unusual about a node, a line each. Where `width` cells are too few for the table, a
 * sentence about each node instead.
 */
export function renderState(
  rows: readonly StateRow[],
  style: Style = PLAIN,
  width = Infinity,
): string[] {
  const shown = rows.slice(0, ROWS_MAX);
  const fits = renderTable(COLUMNS, shown).every((line) => cellsOf(line) <= width);
  const lines = fits
    ? renderTable(COLUMNS, shown, style)
    : shown.flatMap((row) => hanging(sentenceOf(row), width).map(markState(row, style)));
  if (rows.length > shown.length) {
    lines.push(...hanging(`… ${rows.length - shown.length} more nodes …`, width));
  }
  for (const row of shown) {
    if (row.remark === '') continue;
    lines.push(...hanging(`${row.node}: ${row.remark}`, width).map(style.remark));
  }
  return lines;
}

/** `n1 leader: term 1, vote n1, leader n1, log 3@1, …`. */
function sentenceOf(row: StateRow): string {
  const facts = COLUMNS.slice(2).map(({ title, cell }) => `${title} ${cell(row)}`);
  return `${row.node} ${row.state}: ${facts.join(', ')}`;
}
