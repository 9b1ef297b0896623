// What is told while the zoo is visited: to people a table that grows, to programs an object a line.

import { PLAIN, visible } from '../../view/index.ts';
import type { Host } from '../host.ts';
import { paintFor } from '../paint.ts';
import type { Menagerie, Misfit } from './bugs.ts';
import { misfitObject, rowObject, summaryObject } from './json.ts';
import type { Row } from './rows.ts';
import { GrowingTable, totalSentences } from './table.ts';

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
      if (rows.length > 0) out.write(`\n${sentences.join('.\n')}.\n`);
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
