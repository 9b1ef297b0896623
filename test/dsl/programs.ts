// A generator of programs without mistakes, for properties of the formatter and the interpreter.

import fc from 'fast-check';
import { RUNNING_LINES } from './helpers.ts';

const line = fc.constantFrom(
  ...RUNNING_LINES.filter(
    (text) => !text.startsWith('expect violation') && !text.startsWith('no '),
  ),
);

const name = fc.string({ unit: 'grapheme', maxLength: 12 }).map(
  // eslint-disable-next-line no-control-regex -- control characters are refused in strings
  (text) => text.replace(/[\u0000-\u001f\u007f"\\\u2028\u2029]/g, ' '),
);

const word = fc.constantFrom(
  'foo',
  'Bar',
  'until',
  'IS',
  'x1',
  'a-b',
  'é',
  '7',
  '007',
  '{1 2}',
  '[]',
);

const statement: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 6, arbitrary: line.map((text) => [text]) },
  {
    weight: 2,
    arbitrary: fc
      .array(word, { minLength: 1, maxLength: 4 })
      .map((words) => [`client ${words.join(' ')}`]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(3), fc.array(line, { maxLength: 3 }))
      .map(([rounds, body]) => [`repeat ${rounds} times`, ...body, 'end']),
  },
);

const test: fc.Arbitrary<string[]> = fc
  .record({
    name: fc.option(name, { nil: undefined }),
    seed: fc.option(fc.nat(99), { nil: undefined }),
    convergence: fc.boolean(),
    size: fc.integer({ min: 5, max: 7 }),
    body: fc.array(statement, { maxLength: 8 }),
  })
  .map((parts) => [
    ...(parts.name === undefined ? [] : [`test "${parts.name}"`]),
    ...(parts.seed === undefined ? [] : [`seed ${parts.seed}`]),
    ...(parts.convergence ? [] : ['no convergence']),
    `cluster of ${parts.size}`,
    ...parts.body.flat(),
  ]);

/** Spoils the layout of a line and nothing else: indentation, case of keywords, spaces, comments. */
const layout = fc.record({
  indent: fc.constantFrom('', '  ', '\t', '   \t'),
  comment: fc.constantFrom('', '', '# a comment', '  # "quoted', ' #> x'),
  blank: fc.constantFrom('', '', '\n', '\n\n\n', '\n# on its own\n'),
  shout: fc.boolean(),
});

/** A program as lines, in canonical order, and the same program with its layout spoilt. */
export const program: fc.Arbitrary<string> = fc
  .array(test, { minLength: 1, maxLength: 3 })
  .chain((tests) => {
    const lines = tests.flat();
    return fc.array(layout, { minLength: lines.length, maxLength: lines.length }).map((layouts) =>
      lines
        .map((text, at) => {
          const { indent, comment, blank, shout } = layouts[at];
          const [head = '', ...rest] = text.split(' ');
          const spelt = shout ? [head.toUpperCase(), ...rest].join('  ') : text;
          const kept = text.includes('"') ? text : spelt;
          return `${blank}${indent}${kept} ${comment}`;
        })
        .join('\n'),
    );
  });
