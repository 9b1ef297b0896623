// The formatter keeps everything that means something, and has nothing to do the second time.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSource, runTest } from '../../dsl/index.ts';
import { parse } from './helpers.ts';
import { program } from './programs.ts';

function formatted(text: string): string {
  const result = formatSource('test.raft', text);
  if (!result.ok) throw new Error(result.diagnostics[0].message);
  return result.text;
}

/** What tests mean: the tree without places, and keywords in one case. */
function meaning(text: string): unknown {
  const { tests, diagnostics } = parse(text);
  expect(diagnostics).toEqual([]);
  const shaped = tests.map(({ cluster, statements, seed, convergence, variables }) => [
    ...[cluster, statements, seed, convergence, [...variables]],
  ]);
  return JSON.parse(
    JSON.stringify(shaped, (key, value: unknown) =>
      key === 'span' || key === 'line' ? undefined : value,
    ),
  );
}

function comments(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*>/.test(line))
    .map((line) => /#.*$/.exec(line.replace(/"[^"]*"/g, ''))?.[0]?.trimEnd() ?? '')
    .filter((comment) => comment !== '');
}

describe('formatting', () => {
  it('twice changes nothing', () => {
    fc.assert(
      fc.property(program, (text) => {
        const once = formatted(text);
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the meaning', () => {
    fc.assert(
      fc.property(program, (text) => {
        expect(meaning(formatted(text))).toEqual(meaning(text));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps comments', () => {
    fc.assert(
      fc.property(program, (text) => {
        expect(comments(formatted(text))).toEqual(comments(text));
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the hash of a run', () => {
    fc.assert(
      fc.property(program, (text) => {
        const limits = { ticks: 400, statements: 200 };
        const hashes = (source: string): string[] =>
          parse(source, limits).tests.map((test) => runTest(test).hash);
        expect(hashes(formatted(text))).toEqual(hashes(text));
      }),
      { numRuns: 60 },
    );
  });

  it('is what one would write by hand', () => {
    const before = [
      '# A claim.',
      'TEST   "Name"',
      'Cluster Of 3 with PREVOTE On ,electiontimeout 10 ..20',
      '',
      '',
      'SET N0.LEADERTIMEOUT to 0 # at once',
      'Repeat 2 Times',
      'client  Foo "Bar  baz"   {1  2}',
      '',
      'show   State',
      '>n0  as printed # not a comment',
      'end',
      'Check  STATEMACHINE.Data IS  Foo AND( NOT 0.State Is leader)   # twice',
      'define Elect $Node',
      'campaign $Node',
      'END',
      'cluster of 1',
      'Elect 0',
    ].join('\r\n');
    expect(formatted(before)).toBe(
      [
        '# A claim.',
        'test "Name"',
        'cluster of 3 with prevote On, electionTimeout 10..20',
        '',
        'set n0.leaderTimeout to 0  # at once',
        'repeat 2 times',
        '  client Foo "Bar  baz" {1 2}',
        '',
        '  show state',
        '  > n0  as printed # not a comment',
        'end',
        'check stateMachine.Data is Foo and (not 0.state is leader)  # twice',
        '',
        'define Elect $Node',
        '  campaign $Node',
        'end',
        'cluster of 1',
        'Elect 0',
        '',
      ].join('\n'),
    );
  });

  it('says what is wrong with a text that does not parse', () => {
    const result = formatSource('test.raft', 'cluster of 3\ntik\n');
    expect(result).toMatchObject({ ok: false, diagnostics: [{ code: 'unknown-command' }] });
  });

  it('does not look at files that are used', () => {
    expect(formatted('USE "gone.raft"\ncluster of 1\nelect  0\n')).toBe(
      'use "gone.raft"\ncluster of 1\nelect 0\n',
    );
  });
});
