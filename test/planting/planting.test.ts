import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Bug, BugEdit } from '../../cli/planting/index.ts';
import { findSourceRoot, loadCleanEngine, plantBug } from '../../cli/planting/index.ts';

/** What the tiny engine below exports. */
interface TinyEngine {
  votes(): number;
  draw(seed: string): number;
  seedrandomIsAFunction: boolean;
  chevrotainVersion: string;
  startedTimes: number;
}

const sources: Record<string, string> = {
  'package.json': '{ "name": "tiny" }',
  'core/index.ts':
    "export { countVotes } from './vote.ts';\nexport type { Vote } from './vote.ts';",
  'core/vote.ts': [
    "import { state } from './state.ts';",
    'export interface Vote { readonly term: number }',
    'export function countVotes(vote: Vote): number {',
    '  state.votes += 1; // one vote',
    '  return state.votes + vote.term; // one vote',
    '}',
  ].join('\n'),
  'core/state.ts': 'export const state = { votes: 0 };',
  'core/unused.ts': 'export const unused = 1;',
  'sim/index.ts': [
    "import seedrandom from 'seedrandom';",
    "import { countVotes, type Vote } from '../core/index.ts';",
    'const vote: Vote = { term: 10 };',
    'export const votes = (): number => countVotes(vote);',
    'export const draw = (seed: string): number => seedrandom.alea(seed).int32();',
    "export const seedrandomIsAFunction = typeof seedrandom === 'function';",
  ].join('\n'),
  'dsl/index.ts': [
    "import { VERSION } from 'chevrotain';",
    "import type { Vote } from '../core/index.ts';",
    "export * from '../sim/index.ts';",
    'export type { Vote };',
    'export const chevrotainVersion = VERSION;',
  ].join('\n'),
  'fuzz/index.ts': 'export const startedTimes = 1;',
};

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function writeSources(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'whitewater-planting-'));
  folders.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const root = writeSources(sources);
const plant = async (bug: Bug): Promise<TinyEngine> =>
  (await plantBug(bug, root)) as unknown as TinyEngine;
const clean = async (): Promise<TinyEngine> =>
  (await loadCleanEngine(root)) as unknown as TinyEngine;

function bugWith(...edits: BugEdit[]): Bug {
  const words = { category: 'election', property: 'p', summary: 's', source: 'paper 5.2' };
  return { id: 'tiny', ...words, edits };
}

const twoVotes: BugEdit = {
  file: 'core/vote.ts',
  find: 'state.votes += 1;',
  replace: 'state.votes += 2;',
};

describe('an engine', () => {
  test('runs over relative imports, re-exports and imports of types', async () => {
    expect((await clean()).votes()).toBe(11);
  });

  test('uses the real packages, default import of a CommonJS one included', async () => {
    const engine = await clean();
    expect(engine.seedrandomIsAFunction).toBe(true);
    expect(engine.draw('hello')).toBe(engine.draw('hello'));
    expect(engine.chevrotainVersion).toBe('11.2.0');
  });

  test('has the bug', async () => {
    expect((await plant(bugWith(twoVotes))).votes()).toBe(12);
  });

  test('has every edit of the bug, those of one file included, in whatever order', async () => {
    const later = { file: 'core/vote.ts', find: 'return state.votes +', replace: 'return 100 *' };
    const other = { file: 'sim/index.ts', find: 'term: 10', replace: 'term: 20' };
    expect((await plant(bugWith(other, later, twoVotes))).votes()).toBe(2000);
  });

  test('takes a replacement letter by letter', async () => {
    const odd = { ...twoVotes, replace: "state.votes += '$&$1$$'.length;" };
    expect((await plant(bugWith(odd))).votes()).toBe(16);
  });

  test('shares nothing with another: state, bug or the clean code', async () => {
    const [one, other, twin] = [
      await plant(bugWith(twoVotes)),
      await plant(bugWith({ ...twoVotes, replace: 'state.votes += 3;' })),
      await clean(),
    ];
    expect([one.votes(), other.votes(), twin.votes()]).toEqual([12, 13, 11]);
    expect([one.votes(), other.votes(), twin.votes()]).toEqual([14, 16, 12]);
    expect((await clean()).votes()).toBe(11);
  });
});

describe('a bug that cannot be planted says why', () => {
  test.each<[what: string, edit: BugEdit, sentence: string]>([
    [
      'a text that is not there',
      { ...twoVotes, find: 'state.votes -= 1;' },
      'planted bug tiny: find matches never in core/vote.ts, it must match exactly once: ' +
        '"state.votes -= 1;"',
    ],
    [
      'a text that is there twice',
      { ...twoVotes, find: '// one vote' },
      'planted bug tiny: find matches 2 times in core/vote.ts, it must match exactly once: ' +
        '"// one vote"',
    ],
    [
      'a file that is not there',
      { ...twoVotes, file: 'core/gone.ts' },
      'planted bug tiny: there is no core/gone.ts',
    ],
    [
      'a file nobody imports',
      { file: 'core/unused.ts', find: '1', replace: '2' },
      'planted bug tiny: core/unused.ts is edited, but no file of the engine imports it',
    ],
    [
      'an edit that does not parse',
      { ...twoVotes, replace: 'state.votes += ;' },
      'planted bug tiny: its edits do not compile: core/vote.ts:4:18: Expression expected.',
    ],
  ])('%s', async (_what, edit, sentence) => {
    await expect(plant(bugWith(edit))).rejects.toThrow(sentence);
  });

  test('edits that overlap', async () => {
    const overlapping = { ...twoVotes, find: 'votes += 1; // one', replace: '' };
    await expect(plant(bugWith(twoVotes, overlapping))).rejects.toThrow(
      'planted bug tiny: two edits of core/vote.ts touch the same text',
    );
  });

  test('all that is wrong at once', async () => {
    const bug = bugWith({ ...twoVotes, find: 'x1' }, { ...twoVotes, find: 'x2' });
    await expect(plant(bug)).rejects.toThrow(/"x1"\nplanted bug tiny: .*"x2"/);
  });
});

test('a find of several lines matches a checkout with other line ends', async () => {
  const other = writeSources({
    ...sources,
    'core/vote.ts': sources['core/vote.ts'].replaceAll('\n', '\r\n'),
  });
  const find = 'state.votes += 1; // one vote\n  return state.votes';
  const edit = { file: 'core/vote.ts', find, replace: 'return 5' };
  const engine = (await plantBug(bugWith(edit), other)) as unknown as TinyEngine;
  expect(engine.votes()).toBe(15);
});

test('an edited source on disk is seen by the next engine', async () => {
  const other = writeSources(sources);
  await loadCleanEngine(other);
  writeFileSync(join(other, 'core/state.ts'), 'export const state = { votes: 5 };');
  const engine = (await loadCleanEngine(other)) as unknown as TinyEngine;
  expect(engine.votes()).toBe(16);
});

test('an engine that needs a module of Node is refused', async () => {
  const other = writeSources({ ...sources, 'core/state.ts': "import 'node:fs';" });
  await expect(loadCleanEngine(other)).rejects.toThrow('must not import node:fs');
});

test('the sources are found from inside the clone, and missed with a clear sentence', () => {
  mkdirSync(join(root, 'dist/cli/planting'), { recursive: true });
  expect(findSourceRoot(join(root, 'dist/cli/planting'))).toBe(root);
  const installed = writeSources({ 'package.json': '{}', 'dist/cli/index.js': '' });
  expect(() => findSourceRoot(join(installed, 'dist/cli'))).toThrow('use a clone');
});
