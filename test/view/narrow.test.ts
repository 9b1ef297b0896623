// What is drawn for a terminal of few columns: nothing is wider than it, and nothing that matters is left out.

import { describe, expect, test } from 'vitest';
import { renderDiagnostic, type Span } from '../../dsl/index.ts';
import type { StateRow } from '../../sim/index.ts';
import { cellsOf } from '../../view/diagram/printable.ts';
import { fitDiagnostic, hanging, renderFacts, renderState } from '../../view/index.ts';

const words = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ').trim();
/** All letters in their order, however they are broken. */
const letters = (lines: readonly string[]): string => lines.join('').replace(/\s+/g, '');
const widest = (lines: readonly string[]): number => Math.max(...lines.map(cellsOf));

describe('a source frame', () => {
  const spanAt = (line: number, column: number, end: number): Span => ({
    ...{ line, column, endLine: line, endColumn: end },
  });
  const drawn = (source: string, span: Span): string =>
    renderDiagnostic(
      {
        ...{ code: 'x', severity: 'error', file: 'some/folder/a.raft', span },
        ...{ message: 'this is a mistake', hint: 'write `tick` instead of it' },
      },
      source,
    );

  test.each([
    ['check one leader', 'the whole line fits'],
    ['check 0.commitIndex >= 30 and 1.commitIndex >= 30 and 2.commitIndex >= 30', 'a long one'],
    ['\t\tcheck\t0.commitIndex >= 30 and 1.commitIndex >= 30', 'tabs'],
    [
      'client 1 writes \u65e5\u672c\u8a9e\u65e5\u672c\u8a9e = \u{1f980}\u{1f980}\u{1f980}',
      'wide letters',
    ],
    [`client 1 writes ${'x'.repeat(200)} = 5 ${'y '.repeat(60)}`, 'a line that is cut anyway'],
  ])('of %j keeps its caret below its place: %s', (line) => {
    const source = `cluster of 3\n${line}\n`;
    for (let column = 1; column <= line.length; column += 1) {
      for (const end of [column + 1, column + 9, line.length + 1]) {
        const text = drawn(source, spanAt(2, column, Math.min(end, line.length + 1)));
        for (const width of [12, 20, 40, Infinity]) {
          const { place, rest } = fitDiagnostic(text, width);
          expect(widest([...place, ...rest])).toBeLessThanOrEqual(width);
          const at = rest.findIndex((each) => /^ +\|\s+\^/.test(each));
          if (at < 0) throw new Error(`no caret: ${rest.join('\n')}`);
          const before = (rest[at] ?? '').indexOf('^');
          // The letter that many cells into the line above.
          let cells = 0;
          const above = [...(rest[at - 1] ?? '')].find((letter) => {
            cells += cellsOf(letter);
            return cells > before;
          });
          const meant = String.fromCodePoint(line.codePointAt(column - 1) ?? 0);
          const isWhole = !/[\udc00-\udfff]/.test(line.charAt(column - 1));
          if (isWhole) expect([meant, meant === '\t' ? ' ' : meant]).toContain(above);
        }
      }
    }
  });

  test('is as it was where nothing limits it', () => {
    const text = drawn(`cluster of 3\n\t${'x '.repeat(80)}`, spanAt(2, 90, 99));
    const { place, rest } = fitDiagnostic(text, Infinity);
    expect([...place, ...rest].join('\n')).toBe(text);
  });

  test('loses no word of its sentences', () => {
    const text = drawn('cluster of 3\ntikc\n', spanAt(2, 1, 5));
    const { place, rest } = fitDiagnostic(text, 20);
    expect(words(place)).toBe('some/folder/a.raft:2 :1: error: this is a mistake');
    expect(words(rest.slice(-2))).toBe('hint: write `tick` instead of it');
  });
});

describe('the state of a cluster', () => {
  const rows: readonly StateRow[] = ['n0', 'n1'].map((node) => ({
    ...{ node, state: 'pre-candidate', term: '11', vote: 'n1', leader: '-', log: '310@11' },
    ...{ commit: '309', applied: '308', timer: '13/14', disk: '307@11' },
    remark: node === 'n1' ? 'its disk is full since tick 7' : '',
  }));

  test('is a sentence about each node where a table does not fit', () => {
    for (const width of [12, 20, 40]) {
      const lines = renderState(rows, undefined, width);
      expect(widest(lines)).toBeLessThanOrEqual(width);
      const facts = 'term 11, vote n1, leader -, log 310@11, commit 309, applied 308, timer 13/14';
      const each = (node: string): string =>
        `${node} pre-candidate: ${facts}, disk 307@11`.replaceAll(' ', '');
      expect(letters(lines)).toBe(
        `${each('n0')}${each('n1')}n1: its disk is full since tick 7`.replaceAll(' ', ''),
      );
      // Every node begins a line, and no line below it looks like one.
      expect(lines.filter((line) => !line.startsWith(' '))).toHaveLength(3);
    }
  });

  test('is the same table in a pipe and in a terminal with room', () => {
    const table = renderState(rows);
    expect(table[0]).toMatch(/^node {2}state/);
    expect(renderState(rows, undefined, widest(table))).toEqual(table);
    expect(renderState(rows, undefined, widest(table) - 1)).not.toEqual(table);
  });
});

describe('facts', () => {
  const failure = {
    expected: 'n0.commitIndex >= 30',
    observed: `n0.commitIndex is ${'3'.repeat(60)}`,
    why: ['n0 has 1 of 2 votes', 'n1 and n2 are cut off since tick 4'],
  };

  test('stand below their labels in a narrow terminal, and are never wider than it', () => {
    for (const width of [12, 18, 38, 78]) {
      const lines = renderFacts(failure, width + 2, undefined, width);
      expect(widest(lines)).toBeLessThanOrEqual(width);
      const all = [
        'expected',
        failure.expected,
        'observed',
        failure.observed,
        'why',
        ...failure.why,
      ];
      expect(letters(lines)).toBe(letters(all));
    }
    expect(renderFacts(failure, 20, undefined, 18)[0]).toBe('expected');
  });

  test('keep long words whole in a pipe', () => {
    expect(renderFacts(failure, 30).join('\n')).toContain('3'.repeat(60));
  });
});

test('a text hangs below its first line, behind its own blanks', () => {
  expect(hanging('  one two three four', 12)).toEqual(['  one two', '    three', '    four']);
  expect(hanging('fits', 4)).toEqual(['fits']);
  expect(widest(hanging('\u65e5'.repeat(30), 20))).toBeLessThanOrEqual(20);
});
