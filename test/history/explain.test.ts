// What people read about a violation, and exactly once.

import { describe, expect, test } from 'vitest';
import {
  checkHistory,
  exactlyOnceProblem,
  type HistoryOperation,
  windowLines,
  windowSentence,
} from '../../sim/history/index.ts';
import { operation } from './twin.ts';

/** Operations in short: process, what, from, to; `w4`, `r4`, `c4>5`, with `?` behind for unknown, `!` failed, `~` mismatch. */
function history(...rows: string[]): HistoryOperation[] {
  return rows.map((row) => {
    const [process, what, from, to] = row.split(' ');
    const [, f, value, mark] = /^(.)([^?!~]*)([?!~]?)$/.exec(what)!;
    const [first, second] = value.split('>').map((each) => (each === 'nil' ? null : each));
    const call = {
      r: { kind: 'read' as const },
      w: { kind: 'write' as const, value: first },
      c: { kind: 'cas' as const, from: first, to: second ?? null },
    }[f as 'r' | 'w' | 'c'];
    return operation({
      ...{ process, key: 'x', call, invokedAt: Number(from), result: f === 'r' ? first : null },
      ...(to === undefined ? {} : { returnedAt: Number(to) }),
      outcome: ({ '?': 'unknown', '!': 'fail', '~': 'mismatch' } as const)[mark as '?'] ?? 'ok',
    });
  });
}

describe('the sentence says why', () => {
  test.each([
    ['c1 r4 1 2', 'c1 read x = 4, but nobody ever wrote 4 there'],
    [
      'c1 w4! 1 2, c2 r4 3 4',
      `c2 read x = 4, but 4 was never written: c1's write of 4 (events 1-2) failed`,
    ],
    [
      'c2 r4 1 2, c1 w4 3 4',
      `c2 read x = 4, but 4 was not yet written: c1's write of 4 (events 3-4) was called later`,
    ],
    [
      'c1 w4 1 2, c1 w5 3 4, c2 r4 5 6',
      `c2 read x = 4 after c1's write of 5 had returned, and nothing could have written 4 in between`,
    ],
    [
      'c1 w4 1 2, c1 w5? 3, c2 r5 5 6, c3 r4 7 8',
      `c3 read x = 4 after c2's read of 5 had returned, and nothing could have written 4 in between`,
    ],
    [
      'c1 w4 1 2, c2 c4>5 3 4, c3 c4>6 5 6',
      `c3's cas of x to 6 found 4 after c2's cas from 4 to 5 had returned, and nothing could have written 4 in between`,
    ],
    [
      'c1 w4 1 2, c2 rnil 3 4',
      `c2 read x = nil after c1's write of 4 had returned, and nothing could have written nil in between`,
    ],
    [
      'c1 w4 1 2, c2 c4>5~ 3 4',
      `c2's cas of x to 5 found another value than 4, but no order of these 2 operations leads to that`,
    ],
    [
      'c1 w4 1 9, c2 r4 2 3, c2 w5 4 5, c3 r4 6 7',
      `c3 read x = 4, but no order of these 4 operations, starting from nil, leads to that; only c1's write of 4 (events 1-9) could have written it`,
    ],
    [
      'c1 w1 1 2, c2 r1 3 6, c3 rnil 4 5',
      `c3 read x = nil after c1's write of 1 had returned, and nothing could have written nil in between`,
    ],
  ])('%s', (rows, sentence) => {
    const { window } = checkHistory(history(...rows.split(', ')));
    expect(windowSentence(window!)).toBe(sentence);
  });
});

describe('a plain sentence is not said when it would be wrong', () => {
  test.each([
    // The first write of 4 may be late, but only once.
    ['c1 w4? 1 2', 'c2 w5 3 4', 'c2 r4 5 6', 'c2 w6 7 8', 'c2 r4 9 10'],
    // The write of 4 may come after that of 5, but not after the first read as well.
    ['c1 w4 1 6', 'c2 r4 2 3', 'c2 w5 4 5', 'c3 r4 7 8'],
  ])('%s', (...rows) => {
    const { window } = checkHistory(history(...rows));
    expect(windowSentence(window!)).toContain('but no order of these');
    expect(window!.operations.map(({ invokedAt }) => invokedAt)).toContain(1);
  });
});

describe('a cas that found another value may have found any', () => {
  const value = (all: readonly HistoryOperation[]): unknown[] =>
    all.map(({ call }) => (call.kind === 'write' ? call.value : call.kind));

  test('so what is left out is said', () => {
    const { window } = checkHistory(history('c0 w5? 0', 'c1 w4 1 2', 'c2 c4>9~ 3 4', 'c1 r4 5 6'));
    expect(value(window!.operations)).toEqual(['cas', 'read']);
    expect(windowSentence(window!)).toContain(
      `after c2's cas from 4 to 9 had found another value,`,
    );
    expect(windowLines(window!).at(-1)).toBe('even if 5 could have been written at any time');
  });

  test('so what would save it, were it there twice, is not left out', () => {
    const { window } = checkHistory(
      history('c0 w5? 0', 'c1 w4 1 2', 'c2 c4>9~ 3 4', 'c1 w4 5 6', 'c2 c4>8~ 7 8'),
    );
    expect(window!.free).toEqual([]);
    expect(value(window!.operations)).toEqual(['5', '4', 'cas', '4', 'cas']);
  });
});

test('what was called after a return does not explain it, whatever was tried before', () => {
  const all = history('c1 w1? 0', 'c2 r1 2 5', 'c3 cnil>1? 7', 'c2 w3 8 9', 'c2 r1 10 11');
  expect(checkHistory(all).verdict).toBe('violated');
});

test('the lines show the operations, where they start from, and what was left out', () => {
  const rows = ['c1 w4? 1', 'c2 w5? 2', 'c3 r5 3 4', 'c1 r4 5 6', 'c3 c4>5 7 8', 'c2 r4 9 10'];
  const { window } = checkHistory(history(...rows));
  expect([windowSentence(window!, 'lines'), ...windowLines(window!, 'lines')]).toEqual([
    `c2 read x = 4, but no order of these 4 operations leads to that; of these only c1's write of 4 (lines 1-) could have written it`,
    'from whatever x held before:',
    '  c1  write 4     unknown  lines 1-',
    '  c3  read        5        lines 3-4',
    '  c3  cas 4 to 5  ok       lines 7-8',
    '> c2  read        4        lines 9-10',
    'even if 5 could have been written at any time',
  ]);
});

test('failed operations and stale reads are counted and not judged; unknown reads say nothing', () => {
  const all = history('c1 w4! 1 2', 'c2 r9 3 4', 'c3 r8? 5');
  const stale = all.map((each) => (each.process === 'c2' ? { ...each, stale: true } : each));
  expect(checkHistory(stale)).toEqual({
    ...{ verdict: 'linearizable', operations: 3, keys: 1, steps: 0, window: undefined },
  });
  expect(checkHistory([])).toMatchObject({ verdict: 'linearizable', operations: 0, keys: 0 });
});

test('an unknown operation may take effect long after others that came later, once', () => {
  const late = ['c1 w4? 1', 'c2 w5 2 3', 'c2 r5 4 5', 'c2 r4 6 7'];
  expect(checkHistory(history(...late)).verdict).toBe('linearizable');
  const twice = [...late, 'c2 w5 8 9', 'c2 r4 10 11'];
  expect(checkHistory(history(...twice)).verdict).toBe('violated');
});

describe('exactly once', () => {
  const effect = (client: number, sequence: number, response = 'done') => ({
    client,
    sequence,
    response,
  });
  test.each([
    ['nothing', [], [], undefined],
    [
      'each once',
      [effect(1, 1), effect(1, 2), effect(2, 1)],
      [effect(1, 1), effect(1, 1)],
      undefined,
    ],
    [
      'one twice',
      [effect(1, 1), effect(2, 1), effect(1, 1)],
      [],
      'request 1 of client 1 took effect twice',
    ],
    [
      'another answer than the effect',
      [effect(1, 1)],
      [effect(1, 1, 'no')],
      'request 1 of client 1 was answered "no" where "done" was the answer',
    ],
    [
      'two answers',
      [],
      [effect(3, 7, 'a'), effect(3, 7, 'b')],
      'request 7 of client 3 was answered "b" where "a" was the answer',
    ],
  ])('%s', (_, effects, answers, problem) => {
    expect(exactlyOnceProblem(effects, answers)).toBe(problem);
  });
});
