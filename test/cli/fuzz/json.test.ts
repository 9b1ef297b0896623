// The page on campaigns lists the fields of the objects that `--json` prints.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resolve } from 'node:path';
import { folderWith, hostIn } from '../surroundings.ts';
import { campaign, objectsIn } from './workshop.ts';

/** Fields by type, as the table has them. */
function documented(): Map<string, string[]> {
  const page = readFileSync('docs/fuzzing.md', 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `[a-z]+` +\|.*\|.*\|$/.test(line));
  return new Map(
    rows.map((row) => {
      const [, type = '', , fields = ''] = row.split('|').map((cell) => cell.trim());
      return [
        type.replaceAll('`', ''),
        [...fields.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
      ];
    }),
  );
}

test('every field of every object is on the page, and properties are ids', async () => {
  const fields = documented();
  const folder = folderWith({ 'found/old.raft': 'cluster of 1\ntick 1\n' });
  const bug = resolve('fixtures/bugs/quorum-too-small');
  const options = { runs: '24', shrinkRuns: '40', coverage: true, json: true, bug };
  const objects = objectsIn(await campaign(hostIn(folder), options));
  const types = ['campaign', 'saved', 'run', 'bug', 'test', 'coverage', 'summary'];
  expect(new Set(objects.map(({ type }) => type))).toEqual(new Set(types));
  for (const { type, ...rest } of objects) {
    const known = fields.get(String(type)) ?? [];
    expect(Object.keys(rest).filter((name) => !known.includes(name))).toEqual([]);
  }
  const failing = objects.filter(({ type, property }) => type === 'test' && property !== undefined);
  expect(failing.map(({ property }) => property)).toContain('elected-by-quorum');
});
