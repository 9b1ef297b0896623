// What is told while the zoo is visited: to people a table that grows, to programs an object a line.

import { PLAIN, visible, wrapped } from '../../view/index.ts';
import type { Host } from '../host.ts';
import { paintFor } from '../paint.ts';
import type { Menagerie, Misfit } from './bugs.ts';
import { misfitObject, rowObject, summaryObject } from './json.ts';
import type { Row } from './rows.ts';
import { GrowingTable, totalSentences } from './table.ts';

/** Width of what goes into a file or a pipe. */
const PIPE_COLUMNS = 100;

const LEGEND =
  'Medians over the hunts for a bug. original: statements of the run that found it; shrunk: what is left of them; ' +
  'by hand: those of its scenario.raft; ratio: shrunk for each by hand. A property in parentheses is not the one that ' +
  'the bug is known to break.';

/** Hears what is found. */
export interface ZooReporter {
  misfit(misfit: Misfit): void;
  row(row: Row): void;
  /** After the last row. `broken`: why the results are worth nothing. */
  end(rows: readonly Row[], broken: readonly string[], status: number): void;
}

/** For people. */
export function textReporter(host: Host, { quarries, misfits }: Menagerie): ZooReporter {
  const { out } = host;
  const style = out.colours === 0 ? PLAIN : paintFor(out);
  const table = new GrowingTable(quarries, out.terminal ? out.columns : Infinity, style);
  let isBegun = false;
  return {
    misfit: ({ problem }) => out.write(`${style.bad('error:')} ${visible(problem)}\n`),
    row: (row) => {
      if (!isBegun) out.write(`${table.head}\n`);
      isBegun = true;
      out.write(`${table.line(row)}\n`);
    },
    end: (rows, broken) => {
      const sentences = totalSentences(rows, quarries.length + misfits.length);
      if (rows.length > 0) {
        const width = out.terminal ? out.columns : PIPE_COLUMNS;
        const legend = wrapped(LEGEND, width).map((line) => style.faint(line));
        out.write(`\n${legend.join('\n')}\n\n${sentences.join('.\n')}.\n`);
      }
      if (broken.length > 0) host.err.write(`${brokenText(broken)}\n`);
    },
  };
}

/** For programs. */
export function jsonReporter(host: Host, menagerie: Menagerie): ZooReporter {
  const write = (object: object): void => host.out.write(`${JSON.stringify(object)}\n`);
  return {
    misfit: (misfit) => write(misfitObject(misfit)),
    row: (row) => write(rowObject(row)),
    end: (rows, broken, status) => {
      write(summaryObject(rows, menagerie, broken, status));
      if (broken.length > 0) host.err.write(`${brokenText(broken)}\n`);
    },
  };
}

function brokenText(broken: readonly string[]): string {
  const lines = broken.map((sentence) => `  ${visible(sentence)}`);
  return [
    'whitewater: the pipeline of the zoo is broken, so its results prove nothing:',
    ...lines,
  ].join('\n');
}
