// The table of the zoo: for a terminal, line by line while it grows, and as a page.

import { counted, grouped, shortCount, type Style, visible } from '../../view/index.ts';
import type { Misfit, Quarry } from './bugs.ts';
import { type Row, type Seen, totalsOf } from './rows.ts';
import type { Trial } from './trial.ts';

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly align: 'left' | 'right';
  /** Letters in a terminal, at least. */
  readonly width: number;
}

const NONE = '–';
/** A ratio above which a shrunk scenario is too large. */
const RATIO_MAX = 2;

const BUG: Column = { title: 'bug', cell: ({ id }) => id, align: 'left', width: 10 };
const CATEGORY: Column = {
  ...{ title: 'category', align: 'left', width: 12 },
  cell: ({ category }) => category,
};
const PROPERTY: Column = {
  ...{ title: 'property seen', align: 'left', width: 30 },
  cell: ({ properties: [first, ...more] }) =>
    first === undefined ? NONE : `${seenText(first)}${more.length > 0 ? ` +${more.length}` : ''}`,
};
const NUMBERS: readonly Column[] = [
  numbers('found', 5, ({ foundSeeds, seeds }) => `${foundSeeds}/${seeds}`),
  numbers('runs', 6, ({ runs }) => shortCount(runs)),
  numbers('ticks', 6, ({ ticks }) => shortCount(ticks)),
  numbers('seconds', 7, ({ seconds }) => secondsText(seconds)),
];
const SIZES: readonly Column[] = [
  numbers('original', 8, ({ original }) => original?.toString() ?? NONE),
  numbers('shrunk', 6, ({ shrunk }) => shrunk?.toString() ?? NONE),
  numbers('by hand', 7, ({ handwritten }) => handwritten?.toString() ?? NONE),
  numbers('ratio', 5, ({ ratio }) => ratio?.toFixed(2) ?? NONE),
];

function numbers(title: string, width: number, cell: (row: Row) => string): Column {
  return { title, width, cell, align: 'right' };
}

/** The lines of a table whose rows come one at a time. */
export class GrowingTable {
  private readonly columns: readonly Column[];
  private readonly style: Style;

  /** Leaves out what does not fit into `letters` a line. */
  constructor(quarries: readonly Quarry[], letters: number, style: Style) {
    const bug = widened(
      BUG,
      quarries.map((quarry) => quarry.bug.id),
    );
    const category = widened(
      CATEGORY,
      quarries.map((quarry) => quarry.bug.category),
    );
    const all = [bug, category, ...NUMBERS, PROPERTY, ...SIZES];
    const fitting = [
      all,
      all.filter((column) => column !== category),
      [bug, ...NUMBERS, ...SIZES],
    ].find((columns) => widthOf(columns) <= letters);
    this.columns = fitting ?? [bug, ...NUMBERS, ...SIZES];
    this.style = style;
  }

  get head(): string {
    const titles = this.columns.map((column) => padded(column, column.title));
    return this.style.faint(titles.join('  ').trimEnd());
  }

  line(row: Row): string {
    const cells = this.columns.map((column) =>
      this.mark(column, row, padded(column, column.cell(row))),
    );
    const remarks = new Set(row.trials.flatMap((trial) => remarkOf(trial) ?? []));
    const lines = [...remarks].map((remark) => this.style.faint(`    ${visible(remark)}`));
    return [cells.join('  ').trimEnd(), ...lines].join('\n');
  }

  private mark({ title }: Column, row: Row, text: string): string {
    const { style } = this;
    if (title === 'found') return row.found ? style.good(text) : style.bad(text);
    if (title === 'ratio' && (row.ratio ?? 0) > RATIO_MAX) return style.remark(text);
    return text;
  }
}

function widened(column: Column, cells: readonly string[]): Column {
  return { ...column, width: Math.max(column.width, ...cells.map(({ length }) => length)) };
}

function widthOf(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width + 2, -2);
}

function padded({ align, width }: Column, text: string): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** What all rows come to, in one or two sentences. */
export function totalSentences(rows: readonly Row[], asked: number): string[] {
  const { bugs, found, medianSeconds, slowest, medianRatio, worstRatio } = totalsOf(rows, asked);
  const sentences = [`${grouped(found)} of ${counted(bugs, 'planted bug')} found`];
  if (medianSeconds !== null && slowest !== null) {
    sentences[0] += `: median ${secondsText(medianSeconds)} s, slowest ${secondsText(slowest.seconds)} s (${slowest.id})`;
  }
  if (medianRatio !== null && typeof worstRatio?.ratio === 'number') {
    sentences.push(
      `Shrunk to ${medianRatio.toFixed(2)} times what was written by hand, in the median; ` +
        `at worst ${worstRatio.ratio.toFixed(2)} times (${worstRatio.id})`,
    );
  }
  return sentences;
}

/** A page with the table, which the command that is given made. Laid out as the repository's formatter does. */
export function pageOf(rows: readonly Row[], misfits: readonly Misfit[], command: string): string {
  const lines = [
    '# The zoo',
    '',
    'Every [planted bug](planted-bugs.md#the-zoo), and how random runs found it. This page was made by',
    '',
    ...['```sh', command, '```'],
    '',
    `with Node ${process.versions.node}. Numbers are medians over the hunts for a bug: runs, ticks of simulated time`,
    'and seconds on one core until it was seen; statements of that run, of what the shrinker left of it, and of the',
    'scenario that was written by hand; and the shrunk by the hand-written. A property in brackets is not the one',
    'that the bug is known to break, nor one that answers to it.',
    '',
    ...totalSentences(rows, rows.length + misfits.length).map((sentence) => `- ${sentence}.`),
    '',
    ...markdownTable(rows),
  ];
  const remarks = rows.flatMap(({ id, trials }) =>
    trials.flatMap((trial) => {
      const remark = remarkOf(trial);
      return remark === null ? [] : [`- \`${id}\`, seed ${trial.seed}: ${remark}`];
    }),
  );
  const problems = [
    ...remarks,
    ...misfits.map(({ id, problem }) => `- \`${id}\`: ${problem.replaceAll('\n', '; ')}`),
  ];
  if (problems.length > 0) lines.push('', '## Remarks', '', ...problems);
  return `${lines.join('\n')}\n`;
}

function markdownTable(rows: readonly Row[]): string[] {
  const code: Column = { ...BUG, cell: ({ id }) => `\`${id}\`` };
  const properties: Column = {
    ...PROPERTY,
    cell: ({ properties: seen }) =>
      seen.length === 0
        ? NONE
        : seen
            .map((each) => `${seenText(each)}${seen.length > 1 ? ` ×${each.times}` : ''}`)
            .join(', '),
  };
  const columns = [code, CATEGORY, ...NUMBERS, properties, ...SIZES].map((column) => ({
    ...column,
    width: Math.max(3, column.title.length, ...rows.map((row) => column.cell(row).length)),
  }));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((column) => padded(column, column.title))),
    line(
      columns.map(({ align, width }) =>
        align === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
      ),
    ),
    ...rows.map((row) => line(columns.map((column) => padded(column, column.cell(row))))),
  ];
}

/** Why nothing was found, or why what was found may be larger than it need be. */
function remarkOf({ reason, catch: found }: Trial): string | null {
  return reason ?? found?.remark ?? null;
}

function seenText({ property, isOwn }: Seen): string {
  return isOwn ? property : `(${property})`;
}

/** Three digits are enough. */
function secondsText(seconds: number): string {
  return seconds.toFixed(seconds < 10 ? 2 : seconds < 100 ? 1 : 0);
}
