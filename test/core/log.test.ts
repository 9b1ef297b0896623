import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure, type Entry, Log, makeEntry, NO_REQUEST } from '../../core/index.ts';

/** A log with the given terms and commands. */
function logOf(terms: readonly number[], command = (index: number): string => `e${index}`): Log {
  const log = new Log();
  for (const term of terms) log.append(entryAfter(log, term, command(log.lastIndex + 1)));
  return log;
}

function entryAfter(log: Log, term: number, command: string): Entry {
  const content = { kind: 'command', command, configuration: null, request: NO_REQUEST } as const;
  return makeEntry(log.lastChecksum, log.lastIndex + 1, term, content);
}

const indexes = (entries: readonly Entry[]): number[] => entries.map(({ index }) => index);

describe('the log', () => {
  it('before the first entry there is index 0 of term 0', () => {
    const log = new Log();
    expect([log.lastIndex, log.lastTerm, log.termAt(0), log.termAt(1)]).toEqual([
      0,
      0,
      0,
      undefined,
    ]);
    expect(log.holds(0, 0)).toBe(true);
  });

  it('refuses a hole, a falling term, and cutting off what a snapshot covers', () => {
    const log = logOf([1, 2]);
    const far = { ...entryAfter(log, 2, 'x'), index: 4 };
    expect(() => log.append(far)).toThrow(AssertionFailure);
    expect(() => log.append(entryAfter(log, 1, 'x'))).toThrow(/terms never fall/);
    expect(() => new Log([], 5, 1).truncateFrom(5)).toThrow(/snapshot covers/);
  });

  it('cutting off keeps what others hold', () => {
    const log = logOf([1, 1, 1]);
    const batch = log.batchFrom(1, 10, 1000);
    log.truncateFrom(2);
    expect([log.lastIndex, batch.length]).toEqual([1, 3]);
  });

  it.each([
    { countMax: 10, sizeMax: 1000, sent: [2, 3, 4] },
    { countMax: 1, sizeMax: 1000, sent: [2] },
    { countMax: 10, sizeMax: 1, sent: [2] },
    { countMax: 10, sizeMax: 61 + 61, sent: [2, 3] },
    { countMax: 10, sizeMax: 61 + 60, sent: [2] },
  ])(
    'a batch of at most $countMax entries and size $sizeMax is $sent',
    ({ countMax, sizeMax, sent }) => {
      // Entries 2 and 3 are large, 4 is small: skipping 3 to fit 4 would leave a hole.
      const log = logOf([1, 1, 1, 1], (index) => 'x'.repeat(index === 4 ? 20 : 60));
      expect(indexes(log.batchFrom(2, countMax, sizeMax))).toEqual(sent);
    },
  );

  it.each([
    { terms: [1, 1, 4, 4, 6], index: 5, term: 5, found: 4 },
    { terms: [1, 1, 4, 4, 6], index: 9, term: 6, found: 5 },
    { terms: [1, 1, 4, 4, 6], index: 3, term: 3, found: 2 },
    { terms: [2, 2], index: 2, term: 1, found: 0 },
    { terms: [], index: 3, term: 3, found: 0 },
  ])(
    'in $terms, terms up to $term end at or before $index at $found',
    ({ terms, index, term, found }) => {
      expect(logOf(terms).lastIndexWithTermAtMost(index, term)).toBe(found);
    },
  );

  it('checksums tell any two different logs apart, and find damage', () => {
    const content = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 2 }), fc.string({ maxLength: 3 })),
      {
        maxLength: 6,
      },
    );
    const build = (parts: readonly (readonly [number, string])[]): Log => {
      const log = new Log();
      let term = 1;
      for (const [rise, command] of parts) log.append(entryAfter(log, (term += rise), command));
      return log;
    };
    fc.assert(
      fc.property(content, content, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(build(one).lastChecksum === build(other).lastChecksum).toBe(same);
      }),
      { numRuns: 2000 },
    );
    const log = logOf([1, 1, 2, 2]);
    expect(log.firstCorruptIndex()).toBe(0);
    const third = log.entryAt(3);
    if (third !== undefined) log.replaceDamaged({ ...third, command: 'other' });
    expect(log.firstCorruptIndex()).toBe(3);
  });
});
