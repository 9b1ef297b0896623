// `check … recover alone`: a statement that looks at a copy, and a verdict like that of the end of a test.

import { describe, expect, it } from 'vitest';
import { TestRun } from '../../dsl/index.ts';
import { parse, run } from './helpers.ts';

const STORM = 'cluster of 5\nset 0.leaderTimeout to 0\ntick 9\nlose 30%\ncrash 4\nclient foo\n';
/** Nobody stands for election in time. */
const SLOW = 'cluster of 3\nset all.leaderTimeout to 5000\ntick 20\n';

describe('a majority that recovers alone', () => {
  it('passes, and neither a tick nor the hash moves', () => {
    const checked = run(
      `${STORM}check {1 2 3} recover alone\ntick 90\ncheck {0 2 4} recover alone\n`,
    );
    const plain = run(`${STORM}tick 90\n`);
    expect([checked.verdict, checked.ticks, checked.hash]).toEqual([
      'passed',
      plain.ticks,
      plain.hash,
    ]);
    expect(checked.notes).toEqual([]);
  });

  it('is asked in the middle of a tick as well', () => {
    const { verdict } = run(`${STORM}when 1.applied is 2: check {1 2 3} recover alone\ntick 90\n`);
    expect(verdict).toBe('passed');
  });

  it('is judged alike by a copy of the run', () => {
    const [test] = parse(`${STORM}tick 30\ncheck {1 2 3} recover alone\ntick 30\n`).tests;
    const original = new TestRun(test);
    original.advance(25);
    const copy = original.copy();
    while (!original.advance(50));
    while (!copy.advance(50));
    expect(copy.result()).toEqual(original.result());
  });
});

describe('a majority that does not recover alone', () => {
  it('stalls the test where it stands, and the report says what blocks', () => {
    const { verdict, ticks, failure } = run(`${SLOW}check {0 1} recover alone\ntick 50\n`);
    expect([verdict, ticks]).toEqual(['stalled', 20]);
    expect(failure).toMatchObject({
      statement: 'check {0 1} recover alone',
      message: 'n0 and n1 do not recover alone: with n2 frozen as it is, 400 ticks are not enough',
      expected: 'one leader, and a fresh write that is committed and applied on n0 and n1',
      observed: 'there is no leader',
      property: { name: 'convergence' },
    });
    expect(failure?.why.join('\n')).toContain('its election timer is at');
    expect(failure?.why.join('\n')).toContain('frozen: it is outside the majority');
    expect(failure?.state.map(({ state }) => state).at(2)).toBe('down');
  });

  it('is what a test may expect', () => {
    const text = `expect violation of convergence\n${SLOW}check {0 1} recover alone\n`;
    const { verdict, notes } = run(text);
    expect(verdict).toBe('passed');
    expect(notes[0]).toMatch(/^convergence broke, as expected: n0 and n1 do not recover alone/i);
    expect(run(text.replace(/^check.*\n/m, 'no convergence\n')).verdict).toBe('failed');
  });

  it('does not matter where convergence is not judged', () => {
    const [test] = parse(`${SLOW}no convergence\ncheck {0 1} recover alone\n`).tests;
    const ignoring = new TestRun(test, { disabled: ['convergence'] });
    while (!ignoring.advance(500));
    expect(ignoring.result()).toMatchObject({ verdict: 'passed', notes: [] });
  });
});

describe('nodes that are not judged', () => {
  it('are noted once, and the end of the test is judged all the same', () => {
    const { verdict, notes } = run(
      'cluster of 3\ntick until one leader\nrepeat 3 times\n  check {0} recover alone\nend\n',
    );
    expect(verdict).toBe('passed');
    expect(notes).toEqual([
      'that n0 recovers alone is not judged: n0 is no majority of the members {0 1 2}, which are the newest that were committed',
    ]);
  });

  it('are an error when there are none, and skipped in a plan', () => {
    const text = 'cluster of 3\ncheck leader recover alone\nno convergence\n';
    const { verdict, failure } = run(text);
    expect([verdict, failure?.message]).toEqual([
      'failed',
      'nothing can be done, because there is no leader',
    ]);
    expect(run(`plan\n${text}`).verdict).toBe('passed');
  });
});
