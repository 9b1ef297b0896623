// Golden lines beside what was shown instead, as a list of differences.

import { expect, it } from 'vitest';
import { firstDifference, goldenDifference } from '../../dsl/golden.ts';

const golden = (...texts: readonly string[]) => texts.map((text, at) => ({ line: at + 5, text }));

it.each([
  {
    what: 'a line replaced',
    before: ['a', 'b', 'c'],
    after: ['a', 'x', 'c'],
    diff: ['  a', '- b', '+ x', '  c'],
  },
  { what: 'a line more', before: ['a'], after: ['a', 'b'], diff: ['  a', '+ b'] },
  { what: 'a line less', before: ['a', 'b'], after: ['b'], diff: ['- a', '  b'] },
  {
    what: 'a line moved',
    before: ['a', 'b', 'c'],
    after: ['b', 'c', 'a'],
    diff: ['- a', '  b', '  c', '+ a'],
  },
  { what: 'nothing shown', before: ['a'], after: [], diff: ['- a'] },
  {
    what: 'agreement far away',
    before: ['1', '2', '3', '4', '5', 'a', '6', '7', '8', '9'],
    after: ['1', '2', '3', '4', '5', 'b', '6', '7', '8', '9'],
    diff: ['  …', '  3', '  4', '  5', '- a', '+ b', '  6', '  7', '  8', '  …'],
  },
])('$what', ({ before, after, diff }) => {
  expect(goldenDifference(golden(...before), after)).toEqual(diff);
});

it('every line of both is there, however large they are', () => {
  const before = Array.from({ length: 1100 }, (_, at) => `old ${at}`);
  const after = Array.from({ length: 1100 }, (_, at) => `new ${at}`);
  const lines = goldenDifference(golden(...before), after);
  expect(lines).toHaveLength(2200);
});

it('the first line that differs is the one to look at, and the last where more was shown', () => {
  expect(firstDifference(golden('a', 'b'), ['a', 'x'])).toMatchObject({ expected: 'b', line: 6 });
  expect(firstDifference(golden('a', 'b'), ['a', 'b', 'c'])).toMatchObject({
    observed: 'c',
    line: 6,
  });
});
