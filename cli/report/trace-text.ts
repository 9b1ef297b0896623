// The trace for people: columns, one per node, where a terminal has room for them; otherwise an event a line.

import type { TraceEvent } from '../../sim/index.ts';
import { columnsWidth, EventStream, hanging, type Style, TraceColumns } from '../../view/index.ts';
import { lineWidth, type Output } from '../host.ts';
import type { TraceForm } from '../run/trace-options.ts';
import { indented } from './failure.ts';

/** Draws the events of one test as they come. */
export interface TraceDrawing {
  /** The lines that are finished. */
  take(events: readonly TraceEvent[]): string[];
  /** Those of what is left, at the end. */
  flush(): string[];
}

/** Columns below which nothing is set in. */
const INDENT_FROM = 60;

/** The drawing for an output. */
export function traceDrawing(
  nodes: number,
  form: TraceForm | undefined,
  out: Output,
  style: Style,
): TraceDrawing {
  const width = lineWidth(out);
  const hasRoom = columnsWidth(nodes) <= width;
  const wantsColumns = form === undefined ? out.terminal : form === 'columns';
  if (wantsColumns && hasRoom) {
    return new TraceColumns({ nodes, width, style });
  }
  const note =
    form === 'columns' ? hanging(tooNarrow(nodes, out), out.columns).map(style.remark) : [];
  return linesOf(width, style, note);
}

function tooNarrow(nodes: number, { columns }: Output): string {
  return `(no columns: ${nodes} nodes need ${columnsWidth(nodes)} letters a line, here are ${columns})`;
}

function linesOf(width: number, style: Style, note: string[]): TraceDrawing {
  const indent = width < INDENT_FROM ? '' : '    ';
  const stream = new EventStream(style, width - indent.length);
  let first = note;
  return {
    take: (events) => {
      const lines = [...first, ...events.flatMap((event) => stream.lines(event))];
      first = [];
      return indented(lines, indent);
    },
    flush: () => [],
  };
}
