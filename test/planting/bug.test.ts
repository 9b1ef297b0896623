import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBug, parseBug } from '../../cli/planting/bug.ts';

const sound = {
  id: 'vote-twice',
  category: 'election',
  property: 'election-safety',
  summary: 'A follower votes twice in one term.',
  source: 'paper 5.2',
  edits: [{ file: 'core/election.ts', find: 'a', replace: 'b' }],
};

const folder = mkdtempSync(join(tmpdir(), 'whitewater-bug-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeBug(id: string, text: string): string {
  const path = join(folder, id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'bug.json'), text);
  return path;
}

test('a sound bug is read as it stands', () => {
  expect(loadBug(writeBug('vote-twice', JSON.stringify(sound)))).toEqual(sound);
});

test('a folder without bug.json, and text that is not JSON, are named', () => {
  expect(() => loadBug(join(folder, 'nowhere'))).toThrow(/^planted bug nowhere: cannot read /);
  expect(() => loadBug(writeBug('broken', '{'))).toThrow(/^planted bug broken: .* is not JSON/);
});

describe('each broken rule has its sentence', () => {
  const edit = sound.edits[0];
  test.each<[rule: string, value: unknown, sentence: string]>([
    ['a list', [], 'bug.json must hold one object'],
    ['another id', { ...sound, id: 'other' }, 'id must be the name of its folder, vote-twice'],
    ['no summary', { ...sound, summary: undefined }, 'summary is missing'],
    ['an empty source', { ...sound, source: ' ' }, 'source must be a text that is not empty'],
    ['a loose category', { ...sound, category: 'Election!' }, 'category must be lower-case'],
    ['one field too many', { ...sound, sumary: 'x' }, 'there is no field sumary'],
    ['no edits', { ...sound, edits: [] }, 'edits must be a list of at least one edit'],
    ['a text as edit', { ...sound, edits: ['x'] }, 'edit 1: must be an object'],
    ['no replace', { ...sound, edits: [{ file: 'core/a.ts', find: 'x' }] }, 'replace is missing'],
    ['a number', { ...sound, edits: [{ ...edit, find: 1 }] }, 'edit 1: find must be a text'],
    ['nothing to find', { ...sound, edits: [{ ...edit, find: '' }] }, 'find must not be empty'],
    ['no change', { ...sound, edits: [{ ...edit, replace: 'a' }] }, 'nothing would change'],
    ['another folder', { ...sound, edits: [{ ...edit, file: 'dsl/a.ts' }] }, 'below core/ or sim/'],
    ['a way out', { ...sound, edits: [{ ...edit, file: 'core/../x.ts' }] }, 'below core/ or sim/'],
  ])('%s', (_rule, value, sentence) => {
    expect(() => parseBug('vote-twice', value)).toThrow(sentence);
  });
});

test('all broken rules are told at once', () => {
  const value = { ...sound, category: '?', edits: [{ file: 'x', find: '', replace: 1 }] };
  expect(() => parseBug('vote-twice', value)).toThrow(
    [
      'planted bug vote-twice: edit 1: replace must be a text',
      'planted bug vote-twice: edit 1: file must be a source below core/ or sim/ (got x)',
      'planted bug vote-twice: edit 1: find must not be empty',
      'planted bug vote-twice: category must be lower-case words joined by - (got ?)',
    ].join('\n'),
  );
});
