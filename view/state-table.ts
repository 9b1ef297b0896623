// All nodes at one moment, as a table.

import type { StateRow } from '../sim/index.ts';
import { PLAIN, type Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

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

/** The table, and below it what is unusual about a node, a line each. */
export function renderState(rows: readonly StateRow[], style: Style = PLAIN): string[] {
  const shown = rows.slice(0, ROWS_MAX);
  const lines = renderTable(COLUMNS, shown, style);
  if (rows.length > shown.length) lines.push(`… ${rows.length - shown.length} more nodes …`);
  for (const row of shown) {
    if (row.remark !== '') lines.push(style.remark(`${row.node}: ${row.remark}`));
  }
  return lines;
}
