// Columns of text, each as wide as its widest cell.

import { PLAIN, type Style } from './style.ts';

/** One column of a table of `Row`s. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand to the right. */
  readonly align?: 'left' | 'right';
  /** Marks the padded cell, so that marks do not disturb the columns. */
  readonly mark?: (row: Row, style: Style) => (text: string) => string;
}

/** The table as lines: titles first, then one line a row, none with spaces at its end. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style = PLAIN,
): string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, place) =>
    Math.max(column.title.length, ...cells.map((line) => (line[place] ?? '').length)),
  );
  const pad = (text: string, place: number): string => {
    const width = widths[place] ?? 0;
    if (columns[place]?.align === 'right') return text.padStart(width);
    return place === columns.length - 1 ? text : text.padEnd(width);
  };
  const titles = columns.map((column, place) => pad(column.title, place)).join('  ');
  const lines = rows.map((row, line) =>
    columns
      .map((column, place) => {
        const text = pad(cells[line]?.[place] ?? '', place);
        return column.mark === undefined ? text : column.mark(row, style)(text);
      })
      .join('  ')
      .trimEnd(),
  );
  return [style.faint(titles.trimEnd()), ...lines];
}
