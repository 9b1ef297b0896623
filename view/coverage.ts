// What a campaign came across: the catalogue of situations with the runs in which each came up, and who was
// given which kinds of messages. Made to fit the width of a terminal.

import {
  type CoverageData,
  FAMILIES,
  PACKET_KINDS,
  type PacketKind,
  type Receiver,
  RECEIVERS,
  type Situation,
  SITUATIONS,
} from '../sim/index.ts';
import { PLAIN, type Style } from './style.ts';
import { type Column, renderTable } from './table.ts';
import { counted, grouped, shortCount, shortened, wrapped } from './words.ts';

/** How coverage is shown. */
export interface CoverageLook {
  /** Columns there are, from 1. */
  readonly width: number;
  readonly style?: Style;
}

/** Below this, a sentence would have more lines than words. */
const SENTENCE_WIDTH_MIN = 32;

/** The whole picture: a summary, the catalogue by families, and the table of messages. */
export function renderCoverage(data: CoverageData, look: CoverageLook): string[] {
  const reached = SITUATIONS.filter(({ id }) => (data.situations[id] ?? 0) > 0).length;
  const summary = `${counted(data.runs, 'run')}: ${reached} of ${SITUATIONS.length} situations came up`;
  const catalogue = FAMILIES.flatMap((family) => ['', ...familyLines(family, data, look)]);
  const messages = ['', ...messageLines(data, look)];
  return [...wrapped(summary, look.width), ...catalogue, ...messages];
}

interface SituationRow {
  readonly situation: (typeof SITUATIONS)[number];
  readonly count: number;
}

function familyLines(
  family: Situation['family'],
  data: CoverageData,
  { width, style = PLAIN }: CoverageLook,
): string[] {
  const rows = SITUATIONS.filter((situation) => situation.family === family).map((situation) => ({
    situation,
    count: data.situations[situation.id] ?? 0,
  }));
  const reached = rows.filter(({ count }) => count > 0).length;
  const title = style.strong(family) + ` (${reached} of ${rows.length})`;
  const columns = columnsOf(data.runs, width);
  const [head = '', ...lines] = renderTable(columns, rows, style);
  const left = Math.max(...renderTable(columns, rows).map((line) => line.length));
  const told = lines.flatMap((line, place) => toldBeside(line, left, rows[place], width));
  return [title, head, ...told];
}

/** A row with its sentence beside it, if there is room; otherwise below it, if it never came up. */
function toldBeside(
  line: string,
  left: number,
  row: SituationRow | undefined,
  width: number,
): string[] {
  if (row === undefined) return [line];
  const { sentence } = row.situation;
  const room = width - left - 2;
  if (room >= SENTENCE_WIDTH_MIN) {
    const [first = '', ...more] = wrapped(sentence, room);
    return [`${line}  ${first}`, ...more.map((text) => ' '.repeat(left + 2) + text)];
  }
  if (row.count > 0) return [line];
  return [line, ...wrapped(sentence, width - 2).map((text) => `  ${text}`)];
}

/** Names are as wide in every family, so that the families stand below each other. */
const NAME_WIDTH = Math.max(...SITUATIONS.map(({ id }) => id.length));
const RATE_WIDTH = '99.9 %'.length + 1;

function columnsOf(runs: number, width: number): readonly Column<SituationRow>[] {
  const runsWidth = Math.max('runs'.length, grouped(runs).length);
  const nameWidth = Math.min(NAME_WIDTH, Math.max(8, width - runsWidth - RATE_WIDTH - 4));
  const nameOf = ({ situation }: SituationRow): string => shortened(situation.id, nameWidth);
  const mark = (row: SituationRow, style: Style): ((text: string) => string) =>
    row.count === 0 ? style.bad : (text) => text;
  return [
    { title: 'situation', cell: (row) => nameOf(row).padEnd(nameWidth), mark },
    { title: 'runs', cell: (row) => grouped(row.count).padStart(runsWidth), align: 'right' },
    {
      title: 'rate',
      cell: (row) => rateText(row.count, runs).padStart(RATE_WIDTH),
      align: 'right',
      mark,
    },
  ];
}

/** `never`, `< 0.1 %`, `43.2 %`, `99.9 %`, `always`: cut off, so that what is not always does not look like it. */
export function rateText(count: number, runs: number): string {
  if (count === 0) return 'never';
  if (count >= runs) return 'always';
  const thousandths = Math.trunc((count * 1000) / runs);
  if (thousandths === 0) return '< 0.1 %';
  return `${Math.trunc(thousandths / 10)}.${thousandths % 10} %`;
}

function messageLines(data: CoverageData, { width, style = PLAIN }: CoverageLook): string[] {
  const title = style.strong('messages delivered, by who took them');
  for (const text of [grouped, shortCount]) {
    const columns = messageColumns(data, text);
    const plain = renderTable(columns, PACKET_KINDS);
    if (plain.every((line) => line.length <= width)) {
      return [title, ...renderTable(columns, PACKET_KINDS, style)];
    }
  }
  return [...wrapped(title, width), ...RECEIVERS.flatMap((name) => listOf(name, data))];
}

function messageColumns(
  data: CoverageData,
  text: (count: number) => string,
): readonly Column<PacketKind>[] {
  return [
    { title: 'message', cell: (kind) => kind },
    ...RECEIVERS.map((receiver): Column<PacketKind> => ({
      title: receiver,
      align: 'right',
      cell: (kind) => {
        const count = data.messages[receiver]?.[kind] ?? 0;
        return count === 0 ? '-' : text(count);
      },
    })),
  ];
}

/** For terminals that are narrower than the table: one receiver after the other. */
function listOf(receiver: Receiver, data: CoverageData): string[] {
  const kinds = data.messages[receiver] ?? {};
  const taken = PACKET_KINDS.filter((kind) => (kinds[kind] ?? 0) > 0);
  if (taken.length === 0) return [`${receiver}: nothing`];
  return renderTable(
    [
      { title: receiver, cell: (kind) => `  ${kind}` },
      { title: '', cell: (kind) => shortCount(kinds[kind] ?? 0), align: 'right' },
    ],
    taken,
  );
}
