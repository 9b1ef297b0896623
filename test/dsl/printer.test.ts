// What the printer writes reads back as what it was given.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printStatements } from '../../dsl/index.ts';
import { tree } from './helpers.ts';
import { RUNNING_LINES } from './helpers.ts';
import { program } from './programs.ts';

const shape = (text: string): unknown =>
  JSON.parse(
    JSON.stringify(tree(text), (key, value: unknown) =>
      key === 'span' || key === 'line' ? undefined : value,
    ),
  );

const printed = (text: string): string => `${printStatements(tree(text)).join('\n')}\n`;

describe('the printer', () => {
  const lines = RUNNING_LINES;

  it.each(lines)('%s', (line) => {
    expect(shape(printed(line))).toEqual(shape(line));
  });

  it.each([
    'cluster of 3 with logs [1 1] [] [2], unsafe rejoin, batchSize 9, 2 learners',
    'check not (one leader and not (0.term is 1 or no candidate)) or all.log match',
    'check {0 $n}.stateMachine.Key is not "a \\"b\\" \\\\ \\n"',
    'tick until stateMachine.Data is X within $n',
    'for $x in a "b c" 1..5 {1 2}',
    'test "a # b"',
    'use "a.raft"',
    'show log {0 1}',
    'deliver all from 0 to c1',
    'hold all to 3',
    'hold',
    'heal',
    'elect $n 5 "x"',
  ])('%s', (line) => {
    expect(shape(printed(line))).toEqual(shape(line));
  });

  it('writes programs that mean the same', () => {
    fc.assert(
      fc.property(program, (text) => {
        expect(shape(printed(text))).toEqual(shape(text));
      }),
      { numRuns: 200 },
    );
  });

  it('indents blocks and keeps golden lines', () => {
    const text =
      'define a $b\n  repeat 2 times\n    show state\n    > n0  x\n    >\n  end\nend\ncluster of 1\n';
    expect(printed(text)).toBe(text);
  });
});
