// Large histories of an atomic register are accepted; one answer that cannot have been is not.

import { describe, expect, test } from 'vitest';
import {
  ETCD_LIKE,
  generateHistory,
  type HistoryShape,
  jsonLines,
} from '../../bench/history-generator.ts';
import {
  checkHistory,
  type HistoryOperation,
  readHistory,
  windowSentence,
} from '../../sim/history/index.ts';
import { hasOrder } from './twin.ts';

function historyOf(seed: string, over: Partial<HistoryShape> = {}): HistoryOperation[] {
  const read = readHistory(jsonLines(generateHistory(seed, { ...ETCD_LIKE, ...over })));
  if (!read.ok) throw new Error(read.message);
  return [...read.operations];
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => String(seed));

describe('an atomic register is linearizable', () => {
  test.each([
    ['as etcd', {}],
    ['with 20 processes', { processes: 20, operations: 400 }],
    ['with every third unknown', { unknownPercent: 33, processes: 8 }],
    ['with values that do not repeat', { values: 'unique', operations: 600, processes: 12 }],
    ['with two values', { values: 2, operations: 600 }],
  ] satisfies [string, Partial<HistoryShape>][])('%s', (_, over) => {
    for (const seed of SEEDS) {
      const all = historyOf(seed, over);
      expect(checkHistory(all), `seed ${seed}`).toMatchObject({ verdict: 'linearizable' });
      // The same with what a failed cas tells: here it always means that it found another value.
      const telling = all.map((each): HistoryOperation =>
        each.outcome === 'fail' ? { ...each, outcome: 'mismatch' } : each,
      );
      expect(checkHistory(telling), `seed ${seed}`).toMatchObject({ verdict: 'linearizable' });
    }
  });

  test('with 100,000 operations, in steps that grow with their number', () => {
    const all = historyOf('large', { operations: 100_000, values: 'unique', unknownPercent: 0 });
    const { verdict, steps } = checkHistory(all);
    expect(verdict).toBe('linearizable');
    expect(steps).toBeLessThan(10 * all.length);
  });
});

/** A read that was answered, not among the first. */
function someRead(all: readonly HistoryOperation[]): HistoryOperation {
  return all.filter(({ call, outcome }) => call.kind === 'read' && outcome === 'ok').at(-3)!;
}

describe('with one answer altered it is not', () => {
  test.each(SEEDS)('a value that nobody wrote, seed %s', (seed) => {
    const all = historyOf(seed);
    const read = someRead(all);
    const altered = { ...read, result: 'never' };
    const { verdict, window } = checkHistory(all.map((each) => (each === read ? altered : each)));
    expect(verdict).toBe('violated');
    expect(window).toMatchObject({ culprit: altered, operations: [altered], start: 'nil' });
    expect(windowSentence(window!)).toContain('nobody ever wrote never');
  });

  test.each(SEEDS)('a value that was overwritten, seed %s', (seed) => {
    const all = historyOf(seed, { values: 'unique' });
    const read = someRead(all);
    const writes = all.filter(
      ({ call, outcome, returnedAt }) =>
        call.kind === 'write' && outcome === 'ok' && returnedAt < read.invokedAt,
    );
    const newer = writes.at(-1)!;
    const older = writes.filter(({ returnedAt }) => returnedAt < newer.invokedAt).at(-1)!;
    if (older.call.kind !== 'write') throw new Error('unreachable');
    const altered = { ...read, result: older.call.value };
    const { verdict, window } = checkHistory(all.map((each) => (each === read ? altered : each)));
    expect(verdict).toBe('violated');
    expect(window?.operations.length).toBe(2);
    expect(hasOrder(window!.operations, [null, older.call.value, 'other'])).toBe(false);
  });
});

test('reads of an old copy are found in histories like those of etcd', () => {
  const verdicts = SEEDS.map((seed) => checkHistory(historyOf(seed, { stalePercent: 20 })).verdict);
  expect(verdicts.filter((verdict) => verdict === 'violated').length).toBeGreaterThan(30);
});

describe('the budget', () => {
  const all = historyOf('budget', { operations: 400 });

  test('counts steps, and ends the search when it is used up', () => {
    const { steps } = checkHistory(all);
    expect(checkHistory(all, steps)).toMatchObject({ verdict: 'linearizable', steps });
    const half = checkHistory(all, steps >> 1);
    expect(half.verdict).toBe('unknown');
    expect(half.window).toBeUndefined();
    expect(half.steps).toBeLessThan(steps);
  });

  test('is for all keys together, the small ones first', () => {
    const { steps } = checkHistory(all);
    const read = { ...someRead(all), key: 'small', result: 'never', invokedAt: 1, returnedAt: 2 };
    const both = [...all.map((each) => ({ ...each, key: 'large' })), read];
    expect(checkHistory(both, 10)).toMatchObject({ verdict: 'violated', keys: 2 });
    const fine = [...both.slice(0, -1), { ...read, result: null }];
    expect(checkHistory(fine, steps - 1)).toMatchObject({ verdict: 'unknown' });
  });
});
