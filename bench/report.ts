// From measurements to numbers that may be compared: medians, spreads, ratios to one contender.

import { cpus } from 'node:os';
import type { Measurement } from './measurement.ts';

/** All measurements of one contender, by round. */
export interface Series {
  readonly name: string;
  readonly measurements: readonly Measurement[];
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Summary {
  readonly contender: string;
  readonly committedPerSecond: Spread;
  readonly ticksPerSecond: Spread;
  readonly messagesPerSecond: Spread;
  /** Committed proposals per second, divided by the baseline's of the same round. */
  readonly ratio: Spread;
}

export function summarize(all: readonly Series[], baselineName: string): Summary[] {
  const baseline = all.find(({ name }) => name === baselineName);
  if (baseline === undefined) throw new Error(`no contender ${baselineName}`);
  const baselineRates = baseline.measurements.map(committedRate);
  return all.map(({ name, measurements }) => {
    const rates = measurements.map(committedRate);
    return {
      contender: name,
      committedPerSecond: spreadOf(rates),
      ticksPerSecond: spreadOf(measurements.map(({ ticks, seconds }) => ticks / seconds)),
      messagesPerSecond: spreadOf(measurements.map(({ messages, seconds }) => messages / seconds)),
      ratio: spreadOf(rates.map((rate, round) => rate / (baselineRates[round] ?? Number.NaN))),
    };
  });
}

function committedRate({ committed, seconds }: Measurement): number {
  return committed / seconds;
}

/** The median of an even count is the mean of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? Number.NaN;
  const high = sorted[Math.ceil(middle)] ?? Number.NaN;
  const [min = Number.NaN] = sorted;
  return { median: (low + high) / 2, min, max: sorted.at(-1) ?? Number.NaN };
}

export function renderReport(
  summaries: readonly Summary[],
  run: { readonly rounds: number; readonly ticks: number; readonly baseline: string },
): string {
  const head = ['', 'committed/s (min..max)', 'ticks/s', 'messages/s', 'ratio (min..max)'];
  const rows = summaries.map((summary) => [
    summary.contender,
    `${thousands(summary.committedPerSecond.median)} (${range(summary.committedPerSecond)})`,
    thousands(summary.ticksPerSecond.median),
    thousands(summary.messagesPerSecond.median),
    ratioText(summary.ratio),
  ]);
  const machine = `node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? ''}`;
  return [
    `5 nodes, one proposal a tick; ${run.rounds} rounds of ${run.ticks} ticks; ${machine.trim()}`,
    `medians; ratios to ${run.baseline}, per round`,
    '',
    ...table([head, ...rows]),
  ].join('\n');
}

function range({ min, max }: Spread): string {
  return `${thousands(min)}..${thousands(max)}`;
}

function ratioText({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}..${max.toFixed(2)})`;
}

function thousands(value: number): string {
  return `${(value / 1000).toFixed(1)}k`;
}

/** Columns of equal width; numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.map((_, column) => rows.map((row) => row[column] ?? '')) ?? [];
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
