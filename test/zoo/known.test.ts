// A table that is made in parts: rows of other rounds are read as they were printed.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadBug } from '../../cli/planting/index.ts';
import { collectBugs, type Menagerie } from '../../cli/zoo/bugs.ts';
import { misfitObject, rowObject, summaryObject } from '../../cli/zoo/json.ts';
import { readKnown } from '../../cli/zoo/known.ts';
import { type Row, rowOf } from '../../cli/zoo/rows.ts';
import type { Trial } from '../../cli/zoo/trial.ts';
import { BUGS } from '../bugs/planted.ts';

const IDS = ['apply-past-commit', 'quorum-too-small', 'vote-not-persisted'];
const menagerie: Menagerie = collectBugs(BUGS, BUGS, IDS);

const MISSED: Trial = {
  ...{ seed: '1.2', reason: 'nothing in 5 s', runs: 70, ticks: 9_000, seconds: 5, catch: null },
  accusations: [
    {
      spec: { seed: '1.2.3', profile: 'everything', overrides: {} },
      ...{ property: 'election-safety', message: 'two leaders' },
    },
  ],
  breakdowns: 2,
};

const FOUND: Trial = {
  ...{ seed: '1.1', reason: null, runs: 7, ticks: 900, seconds: 0.25, breakdowns: 0 },
  accusations: [],
  catch: {
    ...{ run: '1.1.6', property: 'election-safety', message: 'two leaders', isOwn: true },
    ...{ original: 20, shrunk: 5, shrinkSeconds: 1.5, scenario: 'cluster of 3\n', remark: null },
  },
};

function rowsOf(trials: readonly Trial[]): Row[] {
  return menagerie.quarries.map((quarry) => rowOf(quarry, trials));
}

/** Files with lines. */
function filesWith(...texts: string[]): { readonly folder: string; readonly names: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-known-'));
  const names = texts.map((_, number) => `${number}.jsonl`);
  for (const [number, text] of texts.entries()) writeFileSync(join(folder, names[number]), text);
  return { folder, names };
}

function printed(objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

test('rows are read as they were printed', () => {
  const rows = rowsOf([FOUND, MISSED, FOUND]);
  const misfit = { id: IDS[0], problem: 'it does not compile' };
  const summary = summaryObject(rows, menagerie, [], 0);
  const { folder, names } = filesWith(
    printed([...rows.map(rowObject), misfitObject(misfit), summary]),
  );
  expect(readKnown(names, folder, menagerie, 1)).toEqual(rows);
});

test('a bug with fewer hunts than are asked for is hunted anew', () => {
  const [whole, cut] = rowsOf([FOUND, MISSED]);
  const partial = rowOf(menagerie.quarries[1], [FOUND]);
  const { folder, names } = filesWith(printed([whole, partial].map(rowObject)));
  const idsFor = (seeds: number): string[] =>
    readKnown(names, folder, menagerie, seeds).map(({ id }) => id);
  expect(idsFor(1)).toEqual([whole.id, cut.id]);
  expect(idsFor(2)).toEqual([whole.id]);
  expect(idsFor(3)).toEqual([]);
});

test('of two rows for a bug the later counts, and bugs that nobody asks for are left out', () => {
  const [first, second, third] = rowsOf([FOUND]);
  const other = rowOf(
    {
      bug: loadBug(join(BUGS, 'meta-loss-resets-term')),
      property: 'election-safety',
      handwritten: 3,
    },
    [FOUND],
  );
  const better = rowOf(menagerie.quarries[0], [FOUND, FOUND]);
  const { folder, names } = filesWith(
    printed([rowObject(first), rowObject(third), rowObject(other)]),
    printed([rowObject(better)]),
  );
  expect(readKnown(names, folder, menagerie, 1).map(({ id, seeds }) => [id, seeds])).toEqual([
    [first.id, 2],
    [third.id, 1],
  ]);
  expect(second.id).toBe(IDS[1]);
});

test('a last line that was cut off is hunted again', () => {
  const [first, second] = rowsOf([FOUND]);
  const text = printed([rowObject(first), rowObject(second)]);
  const { folder, names } = filesWith(text.slice(0, -40));
  expect(readKnown(names, folder, menagerie, 1).map(({ id }) => id)).toEqual([first.id]);
});

test.each([
  ['a text', 'hello\nworld\n', /^line 1 of 0\.jsonl is no bug/],
  ['other objects', '{"type":"run"}\n', /^line 1 of/],
  ['a bug without hunts', '{"type":"bug","bug":"x"}\n', /^line 1 of/],
  ['a hunt without numbers', '{"type":"bug","bug":"x","hunts":[{"seed":"1"}]}\n', /^line 1 of/],
  ['null', 'null\n', /^line 1 of/],
])('%s is refused', (_what, text, message) => {
  const { folder, names } = filesWith(text);
  expect(() => readKnown(names, folder, menagerie, 1)).toThrow(message);
});

test('a file that is not there is named', () => {
  const { folder } = filesWith();
  expect(() => readKnown(['none.jsonl'], folder, menagerie, 1)).toThrow(/^cannot read none\.jsonl/);
});
