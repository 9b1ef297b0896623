// The scenarios that ship hold, for more seeds than one, and each says in its first line what it claims.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ParsedFile, parseFile, runTest, type TestCase } from '../../dsl/index.ts';
import { createRandomPort } from '../../fuzz/index.ts';
import { Coverage } from '../../sim/index.ts';

const FOLDER = join(import.meta.dirname, '../../scenarios');
const SEED_FOLDER = 'seed';
/** Topics that scenarios tell of, one folder each. */
const TOPICS = readdirSync(FOLDER).filter((name) => name !== SEED_FOLDER);
const SEEDS_MAX = 10;
const SEEDS_OF_THE_SEED = 1_000;

interface ScenarioFile {
  readonly name: string;
  readonly text: string;
}

function filesIn(topic: string): readonly ScenarioFile[] {
  return readdirSync(join(FOLDER, topic))
    .filter((name) => name.endsWith('.raft'))
    .sort()
    .map((name) => `${topic}/${name}`)
    .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));
}

function parse({ name, text }: ScenarioFile): ParsedFile {
  return parseFile(name, text, { read: () => undefined });
}

const random = createRandomPort();

/** What came up in the runs so far, by file. */
const coverages = new Map<string, Coverage>();

function coverageOf(file: string): Coverage {
  const known = coverages.get(file) ?? new Coverage(0);
  coverages.set(file, known);
  return known;
}

/** What goes wrong with a test under the seeds `1` to `last`; the first failure only. Undefined when all is well. */
function firstFailure(test: TestCase, last: number): string | undefined {
  // A pinned test runs the same under every seed.
  const seeds = test.seed === null ? last : 1;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { verdict, failure, coverage } = runTest(test, {
      seed: String(seed),
      coverage: true,
      random,
    });
    if (coverage !== undefined) coverageOf(test.file).merge(Coverage.fromJSON(coverage));
    if (verdict === 'passed') continue;
    const where = failure === undefined ? '' : `, line ${failure.span.line}: ${failure.statement}`;
    return `${test.name}, seed ${seed}: ${verdict}${where}; observed ${failure?.observed ?? '-'}`;
  }
  return undefined;
}

/** A scenario's statements without comments and with every number blanked. */
function shapeOf(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*(#|>|seed |test |$)/.test(line))
    .map((line) => line.replace(/\d+/g, '0'))
    .join('\n');
}

const files = TOPICS.flatMap(filesIn);

describe.each(files)('$name', (file) => {
  it('opens with a claim, and every act with a comment', () => {
    const [claim = '', second] = file.text.split('\n');
    expect(claim).toMatch(/^# [A-Z].*[^.]\.$/);
    expect(claim.length).toBeLessThanOrEqual(120);
    // The claim stands alone: what follows is a seed or the first act.
    expect(second).toMatch(/^(seed \d+)?$/);
    const acts = file.text.trimEnd().split(/\n\n+/).slice(1);
    for (const act of acts) expect(act).toMatch(/^# /);
  });

  it('can be read', () => {
    expect(parse(file).diagnostics).toEqual([]);
  });

  it(`holds for its own seed, or for the seeds 1 to ${SEEDS_MAX}`, () => {
    const { tests } = parse(file);
    expect(tests.length).toBeGreaterThan(0);
    for (const test of tests) expect(firstFailure(test, SEEDS_MAX)).toBeUndefined();
  });
});

describe('the scenarios together', () => {
  it('are many, in every topic', () => {
    expect(files.length).toBeGreaterThanOrEqual(80);
    for (const topic of TOPICS) expect(filesIn(topic).length).toBeGreaterThanOrEqual(9);
  });

  it('make different claims in different words', () => {
    const claims = files.map(({ text }) => text.split('\n')[0]);
    expect(new Set(claims).size).toBe(files.length);
  });

  it('have names, each a name of its own', () => {
    const names = files.map(({ text }) => /^test "(.*)"$/m.exec(text)?.[1]);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(files.length);
    for (const name of names) expect(name?.length).toBeLessThanOrEqual(64);
  });

  it('come to every situation of the catalogue', () => {
    const sum = new Coverage(0);
    for (const file of files) {
      // A filter on the names of tests may have left this file out.
      if (!coverages.has(file.name)) for (const test of parse(file).tests) firstFailure(test, 1);
      sum.merge(coverageOf(file.name));
    }
    expect(sum.missing()).toEqual([]);
  });

  it('do not differ in numbers only', () => {
    const byShape = new Map<string, string>();
    for (const { name, text } of files) {
      const shape = shapeOf(text);
      expect(byShape.get(shape), `the twin of ${name}`).toBeUndefined();
      byShape.set(shape, name);
    }
  });
});

describe('the examples that the language stands on', () => {
  it.each(filesIn(SEED_FOLDER))(`$name holds for ${SEEDS_OF_THE_SEED} seeds`, (file) => {
    const { tests, diagnostics } = parse(file);
    expect(diagnostics).toEqual([]);
    for (const test of tests) expect(firstFailure(test, SEEDS_OF_THE_SEED)).toBeUndefined();
  });
});
