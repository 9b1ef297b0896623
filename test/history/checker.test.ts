// The checker against its slow twin, on small histories of every kind; and its windows.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkHistory, type HistoryOperation, windowSentence } from '../../sim/history/index.ts';
import { hasOrder, operation } from './twin.ts';

const value = fc.constantFrom(null, '1', '2', '3');
const call: fc.Arbitrary<HistoryOperation['call']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'read' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('write' as const), value }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('cas' as const), from: value, to: value }),
  },
);
const one = fc.record({
  call,
  invokedAt: fc.nat(12),
  length: fc.nat(6),
  outcome: fc.constantFrom<HistoryOperation['outcome']>(
    'ok',
    'ok',
    'ok',
    'unknown',
    'fail',
    'mismatch',
  ),
  result: value,
  stale: fc.nat(9).map((draw) => draw === 0),
});

/** Histories of up to so many operations, of any processes at any times. */
const history = (most: number): fc.Arbitrary<HistoryOperation[]> =>
  fc.array(one, { maxLength: most }).map((rows) =>
    rows.map(({ length, ...row }, process) => {
      const outcome = row.outcome === 'mismatch' && row.call.kind !== 'cas' ? 'ok' : row.outcome;
      const result = row.call.kind === 'read' ? row.result : null;
      return operation({ ...row, process, outcome, result, returnedAt: row.invokedAt + length });
    }),
  );

/** What was known just before a return, or with it: later returns are open. */
function until(
  all: readonly HistoryOperation[],
  end: number,
  including: boolean,
): HistoryOperation[] {
  return all
    .filter(({ invokedAt }) => invokedAt <= end)
    .map((each) => {
      const returned = including ? each.returnedAt <= end : each.returnedAt < end;
      return returned ? each : { ...each, outcome: each.outcome === 'fail' ? 'fail' : 'unknown' };
    });
}

describe('on every small history', () => {
  test('the verdict is that of trying every order', () => {
    fc.assert(
      fc.property(history(6), (all) => {
        expect(checkHistory(all).verdict).toBe(hasOrder(all) ? 'linearizable' : 'violated');
      }),
      { numRuns: 20_000, seed: 1 },
    );
  });

  test('the window has no order of its own, and all was well until its culprit returned', () => {
    fc.assert(
      fc.property(history(7), (all) => {
        const { window } = checkHistory(all);
        if (window === undefined) return;
        const end = window.culprit.returnedAt;
        const starts = window.start === 'nil' ? [null] : [null, '1', '2', '3', 'other'];
        expect(window.minimal).toBe(true);
        expect(window.operations).toContain(window.culprit);
        expect(hasOrder(until(window.operations, end, true), starts)).toBe(false);
        expect(hasOrder(until(all, end, false))).toBe(true);
        // What is free may be written by anybody at any time.
        const written = window.free.flatMap((value) =>
          [1, 2].map(() =>
            operation({ call: { kind: 'write', value }, outcome: 'unknown', invokedAt: -1 }),
          ),
        );
        expect(hasOrder([...written, ...until(window.operations, end, true)], starts)).toBe(false);
        expect(windowSentence(window)).toMatch(/^process \d/);
      }),
      { numRuns: 20_000, seed: 2 },
    );
  });

  test('keys do not see each other', () => {
    fc.assert(
      fc.property(history(5), history(5), (a, b) => {
        const named = [
          ...a.map((each) => ({ ...each, key: 'a' })),
          ...b.map((each) => ({ ...each, key: 'b' })),
        ];
        const both = hasOrder(a) && hasOrder(b);
        expect(checkHistory(named).verdict).toBe(both ? 'linearizable' : 'violated');
      }),
      { numRuns: 3000, seed: 3 },
    );
  });
});
