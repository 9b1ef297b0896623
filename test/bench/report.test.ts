import { expect, test } from 'vitest';
import type { Measurement } from '../../bench/measurement.ts';
import { renderReport, spreadOf, summarize } from '../../bench/report.ts';

const measured = (committed: number, seconds: number): Measurement => ({
  ticks: 1000,
  committed,
  messages: 16_000,
  seconds,
  cpuSeconds: seconds,
});

test.each([
  [[3], { median: 3, min: 3, max: 3 }],
  [[30, 1, 2], { median: 2, min: 1, max: 30 }],
  [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
])('the spread of %j', (values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});

test('ratios compare what was measured in the same round', () => {
  const series = [
    { name: 'ours', measurements: [measured(1000, 0.1), measured(1000, 0.5)] },
    { name: 'theirs', measurements: [measured(1000, 0.2), measured(1000, 1)] },
  ];
  const [ours, theirs] = summarize(series, 'theirs');
  expect(ours).toEqual({
    contender: 'ours',
    committedPerSecond: { median: 6000, min: 2000, max: 10_000 },
    ticksPerSecond: { median: 6000, min: 2000, max: 10_000 },
    messagesPerSecond: { median: 96_000, min: 32_000, max: 160_000 },
    ratio: { median: 2, min: 2, max: 2 },
  });
  expect(theirs?.ratio).toEqual({ median: 1, min: 1, max: 1 });
});

test('the report has a line per contender and names what the ratios are to', () => {
  const series = [
    { name: 'ours', measurements: [measured(1000, 0.1)] },
    { name: 'theirs', measurements: [measured(1000, 0.2)] },
  ];
  const run = { rounds: 1, ticks: 1000, baseline: 'theirs' };
  const lines = renderReport(summarize(series, 'theirs'), run).split('\n');
  expect(lines[1]).toBe('medians; ratios to theirs, per round');
  expect(lines.slice(4)).toEqual([
    'ours      10.0k (10.0k..10.0k)    10.0k      160.0k  2.00 (2.00..2.00)',
    'theirs       5.0k (5.0k..5.0k)     5.0k       80.0k  1.00 (1.00..1.00)',
  ]);
});

test('a run without the contender to compare with is refused', () => {
  expect(() => summarize([], 'theirs')).toThrow('no contender theirs');
});
