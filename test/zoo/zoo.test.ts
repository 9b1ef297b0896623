// The zoo as a whole: bugs that are found, shrunk and told of, beside bugs that cannot be.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from 'prettier';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Bug, BugEdit } from '../../cli/planting/index.ts';
import { createCrew } from '../../cli/zoo/crew.ts';
import { zooCommand } from '../../cli/zoo/zoo.ts';
import { type CapturedHost, hostIn } from '../cli/surroundings.ts';
import { BUGS } from '../bugs/planted.ts';

/** Bugs that are soon found and soon small. */
const SAMPLE = [
  'apply-past-commit',
  'campaign-on-live-leader',
  'equal-term-reply-treated-as-grant',
  'every-node-bootstraps-itself',
  'prevote-grant-counts-as-vote',
  'vote-not-persisted',
];

const QUORUM = 'Math.trunc(voters.length / 2) + 1';

/** Bugs that somebody has made mistakes in. The last one is the last of its folder, too. */
const BROKEN: Readonly<Record<string, BugEdit>> = {
  'does-not-compile': { file: 'core/quorum.ts', find: QUORUM, replace: '(1' },
  'does-not-load': {
    ...{ file: 'core/quorum.ts', find: 'export function majorityOf(' },
    replace: 'undefinedName();\nexport function majorityOf(',
  },
  'matches-never': { file: 'core/quorum.ts', find: 'this text is not there', replace: '' },
  'zz-loops-for-ever': {
    ...{ file: 'core/quorum.ts', find: `return voters.length === 0 ? 0 : ${QUORUM};` },
    replace: 'for (;;) continue;',
  },
};

interface Line {
  readonly bug: string;
  readonly found: boolean;
  readonly runs: number;
  readonly seconds: number;
  readonly lines: number | null;
  readonly handwritten: number | null;
  readonly problem?: string;
  readonly hunts: readonly { readonly reason: string | null; readonly scenario?: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'whitewater-zoo-'));
const lines = new Map<string, Line>();
let status: number;
let host: CapturedHost;
let page = '';
let summary: unknown;

beforeAll(async () => {
  for (const id of SAMPLE) cpSync(join(BUGS, id), join(folder, 'bugs', id), { recursive: true });
  for (const [id, edit] of Object.entries(BROKEN)) plantIn(join(folder, 'bugs', id), id, edit);
  host = hostIn(folder);
  const typed = {
    ...{ bugs: 'bugs', seeds: '1', seed: '1', budget: '60', jobs: '1' },
    ...{ json: true, shrink: true, out: 'zoo.md' },
  };
  status = await zooCommand(typed, host, { createCrew, patienceMs: 6_000 });
  for (const text of host.out.text().trim().split('\n')) {
    const object = JSON.parse(text) as Line & { readonly type: string };
    if (object.type === 'bug') lines.set(object.bug, object);
    else summary = object;
  }
  page = readFileSync(join(folder, 'zoo.md'), 'utf8');
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

function plantIn(place: string, id: string, edit: BugEdit): void {
  const words = { category: 'election', summary: 'A mistake.', source: 'made up' };
  const bug: Bug = { id, property: 'election-safety', ...words, edits: [edit] };
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'bug.json'), JSON.stringify(bug));
}

describe('a sample of the planted bugs', () => {
  test.each(SAMPLE)('%s is found, and shrunk to at most twice what a person wrote', (id) => {
    const line = lines.get(id);
    expect(line).toMatchObject({ found: true });
    expect(line?.runs).toBeGreaterThan(0);
    expect(line?.seconds).toBeGreaterThan(0);
    expect(line?.lines).toBeLessThanOrEqual(2 * (line?.handwritten ?? 0));
    expect(line?.hunts[0]?.scenario).toMatch(/^expect violation of /m);
  });

  test('are all that was found', () => {
    expect(summary).toMatchObject({
      ...{ type: 'summary', found: SAMPLE.length, broken: [] },
      ...{ bugs: SAMPLE.length + Object.keys(BROKEN).length },
    });
  });
});

describe('a bug that is no use', () => {
  test('does not keep the others from being hunted, and makes the status 2', () => {
    expect(status).toBe(2);
    const hunts = `0 of ${SAMPLE.length + Object.keys(BROKEN).length} hunts done; now `;
    expect(host.err.text()).toMatch(/^first a bug that cannot be missed.*\n/);
    expect(host.err.text()).toContain(hunts);
    expect(host.err.text()).not.toContain('whitewater:');
    expect([...lines.keys()].sort()).toEqual([...SAMPLE, ...Object.keys(BROKEN)].sort());
  });

  test.each([
    ['matches-never', /find matches never in core\/quorum.ts, it must match exactly once/],
    ['does-not-compile', /its edits do not compile: core\/quorum.ts:\d+:\d+: /],
    ['does-not-load', /the engine does not load with it: undefinedName is not defined/],
  ])('%s is told of', (id, words) => {
    expect(lines.get(id)).toMatchObject({ found: false, lines: null });
    expect(lines.get(id)?.problem).toMatch(words);
  });

  test('that loops for ever is ended, and counts as not found', () => {
    const line = lines.get('zz-loops-for-ever');
    expect(line?.found).toBe(false);
    expect(line?.hunts[0]?.reason).toMatch(/^loops for ever: no sign of life for 6 s/);
  });
});

test('the page has a row for each bug, says what made it, and is laid out', async () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const ids = rows.map((row) => /`([^`]+)`/.exec(row)?.[1]);
  expect(ids).toEqual([...SAMPLE, 'zz-loops-for-ever'].sort());
  expect(page).toContain(
    'npx whitewater zoo --bugs bugs --seeds 1 --seed 1 --budget 60 --out zoo.md',
  );
  expect(page).toMatch(/`matches-never`: .* matches never/);
  expect(await check(page, { parser: 'markdown' })).toBe(true);
});
