// What the pages say of the zoo.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rowObject } from '../../cli/zoo/json.ts';
import { rowOf } from '../../cli/zoo/rows.ts';
import { loadBug } from '../../cli/planting/index.ts';
import { codeIn, rowsBelow } from './pages.ts';

const BUGS = 'docs/planted-bugs.md';
const ZOO = 'docs/zoo.md';

test('every field of a bug as JSON is in its list', () => {
  const bug = loadBug('fixtures/bugs/quorum-too-small');
  const quarry = { bug, property: 'election-safety', handwritten: 6 } as const;
  const trial = { seed: '1.1', reason: 'nothing', runs: 1, ticks: 1, seconds: 1, catch: null };
  const row = rowOf(quarry, [{ ...trial, accusations: [], breakdowns: 0 }]);
  const fields = Object.keys(rowObject(row)).filter((name) => name !== 'type');
  const listed = rowsBelow(BUGS, '## The zoo').flatMap(([cell = '']) => codeIn(cell));
  expect(listed.sort()).toEqual(fields.sort());
});

test('every planted bug has a row in the page of the zoo', () => {
  const rows = rowsBelow(ZOO, '# The zoo').map(([cell = '']) => codeIn(cell)[0]);
  expect(rows).toEqual(readdirSync('fixtures/bugs').sort());
});
