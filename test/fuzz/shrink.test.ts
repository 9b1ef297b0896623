// The shrinker: the same failure, smaller, with nothing left that could be taken out.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBug, loadCleanEngine, plantBug } from '../../cli/planting/index.ts';
import * as language from '../../dsl/index.ts';
import { type Engine, Shrinker, type ShrinkOptions } from '../../fuzz/shrink/index.ts';
import { simplerTexts } from '../../fuzz/shrink/words.ts';
import { answersTo, findProperty, type PropertyId } from '../../sim/index.ts';
import { BUGS, scenarioOf } from '../bugs/planted.ts';

const clean = await loadCleanEngine();

/** A plan of a storm, as a person would never write it, in which a forgotten vote shows. */
const STORM = `plan
seed 5
cluster of 5 with checkquorum off
tick to 31
client 1 writes x = 1
lose 5%
tick to 44
partition 0 1 | 2 3 4
tick to 60
client 2 reads x
heal
tick to 71
crash 0 3
tick to 90
restart 0 after 4
restart 3
tick to 110
crash 1
tick to 122
restart 1 after 9
client 3 writes y = 2
tick to 140
crash 2 4
tick to 171
restart 2
restart 4
isolate 1
tick to 300
heal
`;

function shrunk(engine: Engine, text: string, options: ShrinkOptions): Shrinker {
  const shrinker = new Shrinker(engine, text, { budgetRuns: 700, ...options });
  while (!shrinker.advance(100)) continue;
  return shrinker;
}

function brokenBy(engine: Engine, text: string): PropertyId | undefined {
  const { tests } = engine.parseFile('test.raft', text);
  if (tests.length !== 1) return undefined;
  const run = new engine.TestRun(tests[0], { lenient: true, ignoreExpectedViolation: true });
  while (!run.advance(1_000)) continue;
  return findProperty(run.result().failure?.property?.name ?? '')?.id;
}

function statementsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

async function planted(id: string): Promise<{ engine: Engine; property: PropertyId }> {
  const bug = loadBug(join(BUGS, id));
  const property = findProperty(bug.property)?.id;
  if (property === undefined) throw new Error(`no property ${bug.property}`);
  return { engine: await plantBug(bug), property };
}

describe('a storm', async () => {
  const { engine, property } = await planted('vote-not-persisted');
  const options = { property, lenient: true, clean, expect: true };
  const { best } = shrunk(engine, STORM, options);

  it('becomes a few lines that run as an ordinary file', () => {
    expect(best.statements).toBeLessThanOrEqual(
      statementsOf(scenarioOf('vote-not-persisted')).length,
    );
    expect(statementsOf(best.text)).toHaveLength(best.statements);
    expect(best.text).not.toMatch(/^(plan|seed)/m);
    const [test] = engine.parseFile('test.raft', best.text).tests;
    const run = new engine.TestRun(test, { lenient: true });
    while (!run.advance(1_000)) continue;
    expect(run.result().verdict).toBe('passed');
  });

  it('says what breaks above them', () => {
    expect(best.text).toMatch(/^# [A-Z].* breaks: /);
  });

  it('breaks the same property', () => {
    expect(answersTo(brokenBy(engine, best.text) ?? 'assertion', property)).toBe(true);
  });

  it('breaks nothing without the bug', () => {
    const text = best.text.replace(/^expect violation.*\n/m, '');
    const [test] = clean.parseFile('test.raft', text).tests;
    const run = new clean.TestRun(test);
    while (!run.advance(1_000)) continue;
    expect(run.result().verdict).toBe('passed');
  });

  it('needs every line', () => {
    const lines = best.text.split('\n').filter((line) => !/^(expect|cluster|#|$)/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const shorter = best.text.replace(`\n${line}\n`, '\n');
      const seen = brokenBy(engine, shorter);
      const isSame = seen !== undefined && answersTo(seen, property);
      expect([line, isSame && brokenBy(clean, shorter) === undefined]).toEqual([line, false]);
    }
  });

  it('comes to the same result however it is portioned and looked at', () => {
    const other = new Shrinker(engine, STORM, { ...options, budgetRuns: 700 });
    // Looking at what there is so far changes nothing either.
    while (!other.advance(37)) expect(other.progress.statements).toBe(other.best.statements);
    expect(other.best).toEqual(best);
  });

  it('has a result that fails when it is interrupted', () => {
    const shrinker = new Shrinker(engine, STORM, options);
    let statements = statementsOf(STORM).length;
    for (let round = 0; round < 12; round += 1) {
      shrinker.advance(8);
      const { text, statements: left } = shrinker.best;
      const seen = brokenBy(engine, text);
      expect([text, seen !== undefined && answersTo(seen, property)]).toEqual([text, true]);
      expect(left).toBeLessThanOrEqual(statements + 1);
      statements = left;
    }
  });
});

describe('a chance', async () => {
  const { engine, property } = await planted('inflight-quota-leak');
  const text = `plan
seed 5
cluster of 3 with batch 1, window 1
campaign 0
tick to 20
lose 12%
tick to 30
client 1 writes x = 1
tick to 40
client 2 writes x = 2
tick to 90
client 1 writes x = 3
tick to 190
`;

  it('becomes the one drop that matters, and needs no seed', () => {
    const { best } = shrunk(engine, text, { property, lenient: true, clean, budgetRuns: 300 });
    expect(best.text).toMatch(/^drop next append-request/m);
    expect(best.text).not.toMatch(/%|seed/);
    expect(brokenBy(engine, best.text)).toBe(property);
    expect(brokenBy(clean, best.text)).toBeUndefined();
  });
});

describe('shorter ways to say a line', () => {
  it.each([
    ['client 1 writes x = v3 to 0 without redirects', 'client 1 writes x = v3'],
    ['client 1 sends foo to 2 without redirects', 'client 1 sends foo'],
    ['client 2 reads x by lease', 'client 2 reads x'],
  ])('%s loses words, and no word of the language becomes a value', (text, shorter) => {
    const texts = simplerTexts(text);
    expect(texts).toContain(shorter);
    const mistaken = /(=|client|sends|reads|writes) (to|by|lease|without|redirects|sends|reads)\b/;
    expect(texts.filter((each) => mistaken.test(each))).toEqual([]);
  });
});

describe('a budget', () => {
  const text = 'cluster of 5\ntick 40\nclient foo\ntick 20\ncrash 3\ntick 20\ncheck 2.term is 9\n';

  it.each([1, 7, 30])(
    'of %i runs is not exceeded, and it is said that it was too small',
    (budgetRuns) => {
      const shrinker = new Shrinker(language, text, { budgetRuns });
      while (!shrinker.advance(3)) continue;
      expect(shrinker.progress.runs).toBe(budgetRuns);
      expect(shrinker.isCut).toBe(true);
      expect(language.runTest(language.parseFile('a', shrinker.best.text).tests[0]).verdict).toBe(
        'failed',
      );
    },
  );

  it('that is not spent ends with a result that is 1-minimal', () => {
    const shrinker = new Shrinker(language, text, { budgetRuns: 5_000 });
    while (!shrinker.advance(100)) continue;
    expect(shrinker.isCut).toBe(false);
    expect(shrinker.progress.runs).toBeLessThan(5_000);
  });
});

describe('a failing test of a user', () => {
  it('keeps the kind of statement that fails', () => {
    const text = `cluster of 5
tick 40
client 1 writes x = 5
tick 20
crash 3
tick 20
check 2.term is 9
tick 30
`;
    const { best } = shrunk(language, text, {});
    // With term 0 nobody would have campaigned, which is not what was seen.
    expect(statementsOf(best.text)).toEqual(['cluster of 1', 'campaign 0', 'check 0.term is 9']);
    expect(best.text).toMatch(/^# 0\.term is 9 does not hold: n0\.term is 1$/m);
  });

  it('keeps what the failure is about', () => {
    const text = `cluster of 5
set 0.leaderTimeout to 0
tick until 0.state is leader
client 1 writes x = 1
tick 10
isolate 2
client 2 writes y = 2
tick 50
heal
crash 0
tick 5
check one leader
`;
    const { best } = shrunk(language, text, { budgetRuns: 300 });
    expect(best.text).toBe(`# one leader does not hold: there is no leader
cluster of 3
tick until one leader
crash leader
check one leader
`);
  });

  it('does not become one in which nothing has been written yet', () => {
    const text = `cluster of 3
tick 40
client 1 writes x = 1
tick 20
client 1 writes x = 2
tick 20
crash 1
check 0.stateMachine.x is 3
check 2.term is 50
`;
    const { best } = shrunk(language, text, { budgetRuns: 300 });
    expect(best.text).toContain('check 0.stateMachine.x is 3\n');
    expect(best.text).toMatch(/^client \d writes x = /m);
  });

  it.each(['tick until 0.term is 9 within 30', 'eventually 0.term is 9 within 30'])(
    'keeps what is waited for in vain, in its own words: %s',
    (wait) => {
      const text = `cluster of 3\ntick 40\nclient 1 writes x = 1\n${wait}\n`;
      const { best } = shrunk(language, text, { budgetRuns: 200 });
      expect(statementsOf(best.text)).toContain(wait);
      expect(best.text).toMatch(/^# 0\.term is 9 did not come true within 30 ticks.*: /);
    },
  );

  it('keeps the seed it was run with if it needs one', () => {
    const text =
      'cluster of 5\ntick until 3.state is leader within 30\ntick 5\ncheck 3.term is 2\n';
    const fails = ['1', '2', '3', '4', '5', '6', '7', '8'].map((seed) => {
      const { best } = shrunk(language, text, { seed, budgetRuns: 100 });
      const [test] = language.parseFile('test.raft', best.text).tests;
      const result = language.runTest(test);
      return [best.text, result.verdict];
    });
    for (const [shorter, verdict] of fails) expect([shorter, verdict]).toEqual([shorter, 'failed']);
  });

  it('has nothing done to it when it does not fail', () => {
    const shrinker = new Shrinker(language, 'cluster of 3\ntick 40\n');
    expect(shrinker.fails).toBe(false);
    expect(shrinker.advance(10)).toBe(true);
    expect(shrinker.best.text).toBe('cluster of 3\ntick 40\n');
  });

  it('is refused when it has mistakes', () => {
    expect(() => new Shrinker(language, 'cluster of 3\ntock 40\n')).toThrow(/tock/);
  });
});
