// Tickets are read back as what they were made from, and a damaged one is refused.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RANDOM_PROFILES } from '../../dsl/index.ts';
import { isTicketSeed, readTicket, type RunSpec, ticketOf } from '../../fuzz/index.ts';

const letters = 'abcxyzABC0123456789._-'.split('');
const seeds = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 30 });
const maybe = (min: number, max: number): fc.Arbitrary<number | undefined> =>
  fc.option(fc.integer({ min, max }), { nil: undefined });

const specs: fc.Arbitrary<RunSpec> = fc.record({
  seed: seeds,
  profile: fc.constantFrom(...RANDOM_PROFILES),
  overrides: fc.record({
    nodes: maybe(1, 9),
    learners: maybe(0, 4),
    ticks: maybe(1, 5_000),
    gap: maybe(1, 100),
    clients: maybe(1, 20),
    keys: maybe(1, 3),
    pace: fc.constantFrom('storm' as const, 'script' as const, undefined),
    unrestricted: fc.constantFrom(true, undefined),
    branches: fc.option(
      fc.array(fc.record({ tick: fc.nat(9_999), seed: seeds }), { minLength: 1, maxLength: 3 }),
      { nil: undefined },
    ),
  }),
});

function plain(spec: RunSpec): unknown {
  return JSON.parse(JSON.stringify(spec));
}

describe('a ticket', () => {
  it('is read back as the run it names', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const read = readTicket(ticketOf('0.1.0', spec));
        expect(read.ok && plain(read.spec)).toEqual(plain(spec));
        expect(read.ok && read.version).toBe('0.1.0');
      }),
    );
  });

  it('is refused when a part of it is missing or wrong', () => {
    fc.assert(
      fc.property(specs, fc.nat(), (spec, number) => {
        const ticket = ticketOf('0.1.0', spec);
        const at = number % ticket.length;
        expect(readTicket(ticket.slice(0, at)).ok).toBe(false);
        const other = ticket[at] === 'q' ? 'w' : 'q';
        const wrong = `${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`;
        const read = readTicket(wrong);
        // One character in 65,536 slips through the check, and then names another run.
        if (read.ok) expect(plain(read.spec)).not.toEqual(plain(spec));
      }),
    );
  });

  it.each([
    ['', 'this is no ticket'],
    ['hello', 'this is no ticket'],
    ['0.1.0:everything:4711', 'this is no ticket'],
    ['0.1.0:everything:4711:0000', 'cut off or mistyped'],
  ])('%j: %s', (text, words) => {
    const read = readTicket(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problem).toContain(words);
  });

  it('of a later version names what this one does not know', () => {
    const spec = { seed: '1', profile: 'tsunami', overrides: {} } as unknown as RunSpec;
    const read = readTicket(ticketOf('9.0.0', spec));
    expect(!read.ok && read.problem).toBe(
      'this version knows no profile "tsunami", which the ticket names',
    );
  });

  it('holds seeds of plain characters only', () => {
    for (const seed of ['1', 'a.7', 'x_-']) expect(isTicketSeed(seed)).toBe(true);
    for (const seed of ['', 'a:b', 'a b', 'ä', 'x'.repeat(65)])
      expect(isTicketSeed(seed)).toBe(false);
  });
});
