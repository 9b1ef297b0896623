import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Bug } from '../../cli/planting/index.ts';
import {
  findSourceRoot,
  loadCleanEngine,
  plantBug,
  type PlantedEngine,
} from '../../cli/planting/index.ts';
import * as dsl from '../../dsl/index.ts';
import * as fuzz from '../../fuzz/index.ts';

// The same as in planting.test.ts, on the sources that ship. What is edited here is the name of a
// property, which the language looks up in sim/: the least code that shows whose sources run.

const PROPERTIES = 'sim/properties.ts';

function bugWith(find: string, replace: string): Bug {
  return {
    id: 'renamed-property',
    category: 'test',
    property: 'none',
    summary: 'A property has another name.',
    source: 'made up',
    edits: [{ file: PROPERTIES, find, replace }],
  };
}

/** The property answers to no other name: its id, on the line above, goes with it. */
function rename(name: string, other: string): Bug {
  const lines = (words: string): string =>
    `id: '${words.replaceAll(' ', '-')}',\n    name: '${words}'`;
  return bugWith(lines(name), lines(other));
}

/** Whether the engine knows a property by its name. */
function knows(engine: PlantedEngine, property: string): boolean {
  const text = `cluster of 3\nexpect violation of ${property}\n`;
  return engine.parseFile('known.raft', text, { read: () => undefined }).diagnostics.length === 0;
}

test('the clean engine exports what dsl/index.ts and fuzz/index.ts export, and is not the same', async () => {
  const engine = await loadCleanEngine();
  expect(Object.keys(engine).sort()).toEqual(Object.keys({ ...dsl, ...fuzz }).sort());
  expect(engine.parseFile).not.toBe(dsl.parseFile);
  expect(knows(engine, 'election safety')).toBe(true);
});

test('two bugs beside each other leak neither into each other nor into the clean engine', async () => {
  const [one, other, clean] = await Promise.all([
    plantBug(rename('election safety', 'election harmony')),
    plantBug(rename('log matching', 'log harmony')),
    loadCleanEngine(),
  ]);
  const known = (engine: PlantedEngine): boolean[] =>
    ['election safety', 'election harmony', 'log matching', 'log harmony'].map((property) =>
      knows(engine, property),
    );
  expect(known(one)).toEqual([false, true, true, false]);
  expect(known(other)).toEqual([true, false, false, true]);
  expect(known(clean)).toEqual([true, false, true, false]);
});

test('an edit that breaks the syntax is named with its place', async () => {
  const bug = bugWith("name: 'election safety'", "name: = 'election safety'");
  const text = readFileSync(join(findSourceRoot(), PROPERTIES), 'utf8');
  const line = text.slice(0, text.indexOf("name: 'election safety'")).split('\n').length;
  await expect(plantBug(bug)).rejects.toThrow(
    `planted bug renamed-property: its edits do not compile: ${PROPERTIES}:${line}:`,
  );
});

test('a text that is never there, or more than once, is named with its count', async () => {
  const never = { ...bugWith('no such thing', ''), id: 'stale' };
  await expect(plantBug(never)).rejects.toThrow(
    `planted bug stale: find matches never in ${PROPERTIES}`,
  );
  const often: Bug = { ...never, edits: [{ file: PROPERTIES, find: 'statement', replace: '' }] };
  await expect(plantBug(often)).rejects.toThrow(
    /^planted bug stale: find matches \d+ times in sim\/properties\.ts/,
  );
});
