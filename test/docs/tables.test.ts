// The lists of the pages are those of the code: commands, properties, invariants, bugs, names.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadBug } from '../../cli/planting/index.ts';
import { CORE_EVENT_KINDS, DEFAULT_OPTIONS, ROLE_KINDS } from '../../core/index.ts';
import { commands, DEFAULT_LIMITS, parseFile, RANDOM_FAULTS, runTest } from '../../dsl/index.ts';
import { KINDS } from '../../fuzz/index.ts';
import { NODE_PROPERTIES, WORLD_PROPERTIES } from '../../dsl/properties.ts';
import { REQUEST_ERRORS } from '../../dsl/vocabulary.ts';
import { PACKET_KINDS, PROPERTIES, stateRows, World } from '../../sim/index.ts';
import { foldHeartbeats, renderEvents, renderState } from '../../view/index.ts';
import { blocksOf, codeIn, PAGES, read, rowsBelow } from './pages.ts';

const LANGUAGE = 'docs/language.md';
const ARCHITECTURE = 'docs/architecture.md';
const MAP = 'docs/raft-map.md';

/** What the first column of a table sets in backquotes, row by row. */
function firstColumn(page: string, heading: string): readonly string[] {
  return rowsBelow(page, heading).flatMap(([cell = '']) => codeIn(cell));
}

/** As much of docs/trace.schema.json as is looked at. */
interface Schema {
  readonly $defs: Record<
    'trace' | 'event' | 'end',
    { readonly properties: Record<string, { readonly enum?: readonly string[] }> }
  >;
}

describe('the trace', () => {
  test('describes every line, field and kind of a trace as its schema does', () => {
    const { $defs } = JSON.parse(read('docs/trace.schema.json')) as Schema;
    const rows = rowsBelow('docs/trace.md', '## JSON lines');
    const fields = (['trace', 'event', 'end'] as const).flatMap((line) =>
      Object.keys($defs[line].properties).filter((field) => field !== 'type'),
    );
    expect(rows.flatMap(([, cell = '']) => codeIn(cell))).toEqual(fields);
    const kinds = rowsBelow('docs/trace.md', '### Kinds of events').flatMap(([cell = '']) =>
      codeIn(cell),
    );
    expect(kinds).toEqual($defs.event.properties.kind?.enum);
  });
});

describe('how to read a report', () => {
  test('has every column of the state', () => {
    const [head = ''] = renderState(stateRows(new World({ nodes: 1, seed: '1' })));
    expect(firstColumn('docs/reports.md', '## The state of the nodes')).toEqual(head.split(/ +/));
  });

  test('has the words that stand in a list of events', () => {
    const words = rowsBelow('docs/reports.md', '## The list of events').flatMap(([cell = '']) =>
      codeIn(cell),
    );
    const [item] = parseFile('a.raft', 'cluster of 1\nclient foo\n').tests;
    const { trace = [] } = item === undefined ? {} : runTest(item, { trace: true });
    const lines = renderEvents(foldHeartbeats(trace)).join('\n');
    for (const word of ['— convergence begins —', 'world  all faults end', 'judge']) {
      expect(words).toContain(word);
      expect(lines).toContain(word.split('  ')[1] ?? word);
    }
  });
});

describe('the language', () => {
  test('has every command in its list, with every form and its words', () => {
    const listed = rowsBelow(LANGUAGE, '## All commands');
    const wanted = commands.map(({ name, forms, help }) => ({
      name,
      forms: forms.join(' / '),
      help,
    }));
    const found = listed.map(([name = '', forms = '', help = '']) => ({
      name: codeIn(name).join(),
      forms: codeIn(forms).join(' / '),
      help,
    }));
    expect(found).toEqual(wanted);
  });

  test('has every kind of trouble of a random run, in its words', () => {
    const listed = rowsBelow(LANGUAGE, '## Random runs').filter((row) => row.length === 3);
    const wanted = KINDS.map(({ name, family, help }) => [`\`${name}\``, family as string, help]);
    expect(listed).toEqual(wanted);
    expect(KINDS.map(({ name }) => name)).toHaveLength(RANDOM_FAULTS.length);
  });

  test('has every property that can be read or set', () => {
    const wanted = NODE_PROPERTIES.map(({ name, aliases }) => [name, ...aliases].join(' '));
    const reads = rowsBelow(LANGUAGE, '### What can be read');
    const sets = rowsBelow(LANGUAGE, '### What can be set');
    const names = (rows: typeof reads): string[] =>
      rows.map(([cell = '']) => codeIn(cell).join(' '));
    const settable = NODE_PROPERTIES.filter((entry) => 'sets' in entry && entry.sets !== undefined);
    expect(names(reads)).toEqual(
      wanted.filter((name) => !settable.some((entry) => name === entry.name)),
    );
    expect(names(sets)).toEqual(
      [...settable, ...WORLD_PROPERTIES].map((entry) => entry.name as string),
    );
  });

  test('states the defaults of the core', () => {
    const defaults = rowsBelow(LANGUAGE, '### What can be set');
    const of = (name: string): string =>
      defaults.find(([cell = '']) => cell === `\`${name}\``)?.[2] ?? 'missing';
    const { electionTimeoutTicksMin, electionTimeoutTicksMax } = DEFAULT_OPTIONS;
    const onOff = (on: boolean): string => (on ? 'on' : 'off');
    expect({
      electionTimeout: of('electionTimeout'),
      heartbeat: of('heartbeat'),
      batch: of('batch'),
      batchSize: of('batchSize'),
      window: of('window'),
      prevote: of('prevote'),
      checkquorum: of('checkquorum'),
      noop: of('noop'),
      joint: of('joint'),
      leases: of('leases'),
      leaseDrift: of('leaseDrift'),
      maxLeaderTicks: of('maxLeaderTicks'),
      snapshotChunk: of('snapshotChunk'),
    }).toEqual({
      electionTimeout: `${electionTimeoutTicksMin}..${electionTimeoutTicksMax}`,
      heartbeat: String(DEFAULT_OPTIONS.heartbeatTicks),
      batch: String(DEFAULT_OPTIONS.batchEntriesMax),
      batchSize: String(DEFAULT_OPTIONS.batchSizeMax),
      window: String(DEFAULT_OPTIONS.inflightMax),
      prevote: onOff(DEFAULT_OPTIONS.preVote),
      checkquorum: onOff(DEFAULT_OPTIONS.checkQuorum),
      noop: onOff(DEFAULT_OPTIONS.noOp),
      joint: onOff(DEFAULT_OPTIONS.jointConsensus),
      leases: onOff(DEFAULT_OPTIONS.leaseReads),
      leaseDrift: String(DEFAULT_OPTIONS.leaseDriftPercent),
      maxLeaderTicks: String(DEFAULT_OPTIONS.maxLeaderTicks),
      snapshotChunk: String(DEFAULT_OPTIONS.snapshotChunkSize),
    });
  });

  test('has every kind of message, event, state and error', () => {
    expect(firstColumn(LANGUAGE, '### Kinds of messages')).toEqual(PACKET_KINDS);
    expect(firstColumn(LANGUAGE, '### Events')).toEqual(CORE_EVENT_KINDS);
    expect(firstColumn(LANGUAGE, '### How requests fail')).toEqual(REQUEST_ERRORS);
    expect(firstColumn(LANGUAGE, '### States')).toEqual([
      ...ROLE_KINDS,
      ...['down', 'wiped', 'corrupt', 'fenced', 'absent'],
    ]);
  });

  test('has every limit', () => {
    const listed = rowsBelow(LANGUAGE, '## Limits').map(([, most = '']) => most);
    const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
    expect(listed).toEqual(Object.values(DEFAULT_LIMITS).map((most) => grouped(Number(most))));
  });

  test('names every property that can be expected to break', () => {
    const listed = firstColumn(LANGUAGE, '## Expecting a violation');
    expect(listed).toEqual(PROPERTIES.map(({ name }) => name));
  });
});

test('the architecture lists every invariant in its words, with its source', () => {
  const listed = rowsBelow(ARCHITECTURE, '## The invariants');
  expect(listed.map(([id = '', statement, source]) => [codeIn(id)[0], statement, source])).toEqual(
    PROPERTIES.map(({ id, statement, source }) => [id, statement, source]),
  );
});

describe('the map of Raft', () => {
  const rows = rowsBelow(MAP, '## Section by section');
  const bugs = readdirSync('fixtures/bugs').filter((id) =>
    existsSync(join('fixtures/bugs', id, 'bug.json')),
  );
  const column = (at: number): readonly string[] => rows.flatMap((row) => codeIn(row[at] ?? ''));

  test.each(column(1))('%s is a function', (name) => {
    const [file = '', called = ''] = name.split('#');
    const source = readFileSync(file, 'utf8');
    expect(source).toMatch(
      new RegExp(`\\b(function|const|class) ${called}\\b|^  ${called}\\(`, 'm'),
    );
  });

  test.each(column(2))('%s is a scenario', (path) => {
    expect(existsSync(join('scenarios', `${path}.raft`))).toBe(true);
  });

  test('names invariants and bugs that exist', () => {
    const ids = PROPERTIES.map(({ id }) => id as string);
    expect(column(3).filter((id) => !ids.includes(id))).toEqual([]);
    expect(column(4).filter((id) => !bugs.includes(id))).toEqual([]);
  });

  test('leaves out no bug, no scenario folder and no invariant that a bug breaks', () => {
    expect(bugs.filter((id) => !column(4).includes(id))).toEqual([]);
    const broken = new Set(bugs.map((id) => loadBug(`fixtures/bugs/${id}`).property));
    expect([...broken].filter((id) => !column(3).includes(id))).toEqual([]);
    const folders = new Set(column(2).map((path) => path.split('/')[0]));
    const all = readdirSync('scenarios').filter((name) => name !== 'seed');
    expect(all.filter((name) => !folders.has(name))).toEqual([]);
  });
});

test('the page on planted bugs shows one as it is', () => {
  const [shown] = blocksOf('docs/planted-bugs.md').filter(({ language }) => language === 'json');
  const bug = JSON.parse(shown?.text ?? '') as { id: string };
  const file = join('fixtures/bugs', bug.id, 'bug.json');
  expect(bug).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});

describe('every page', () => {
  test.each(PAGES)('%s links to what exists', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    for (const link of links) {
      if (/^https?:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      expect(existsSync(target), `${page} links to ${link}`).toBe(true);
      if (anchor === undefined) continue;
      expect(anchorsOf(target), `${page} links to ${link}`).toContain(anchor);
    }
  });

  test('that records a decision is short and complete', () => {
    for (const page of PAGES.filter((name) => name.startsWith('docs/decisions/'))) {
      const text = read(page);
      expect(text.split('\n').length, page).toBeLessThan(60);
      for (const heading of ['Context', 'Decision', 'Alternatives', 'Consequences']) {
        expect(text, page).toContain(`\n## ${heading}\n`);
      }
    }
  });
});

function anchorsOf(page: string): readonly string[] {
  const headings = read(page).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
