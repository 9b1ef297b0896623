// What random runs find of planted bugs shrinks to about what a person would write.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  loadBug,
  loadCleanEngine,
  plantBug,
  type PlantedEngine,
} from '../../cli/planting/index.ts';
import type { PropertyId } from '../../sim/index.ts';
import { answersTo, findProperty } from '../../sim/index.ts';
import { Shrinker } from '../../fuzz/index.ts';
import { BUGS, scenarioOf } from '../bugs/planted.ts';

const clean = await loadCleanEngine();
const SEEDS = 60;

/** The plan of the first random run that shows a bug. */
function firstFailure(engine: PlantedEngine, property: PropertyId): string {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const spec = {
      seed: String(seed),
      profile: 'everything',
      overrides: { pace: 'script' },
    } as const;
    const run = new engine.RandomRun(spec, { lenient: true });
    while (!run.advance(1_000)) continue;
    const seen = findProperty(run.result().failure?.property?.name ?? '')?.id;
    if (seen !== undefined && answersTo(seen, property)) return run.planText();
  }
  throw new Error(`no run of ${SEEDS} shows it`);
}

function count(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')).length;
}

describe.each(['vote-not-persisted', 'quorum-too-small', 'commit-index-regress'])('%s', (id) => {
  it('shrinks to no more than its hand-written scenario', async () => {
    const bug = loadBug(join(BUGS, id));
    const property = findProperty(bug.property)?.id;
    if (property === undefined) throw new Error(`no property ${bug.property}`);
    const engine = await plantBug(bug);
    const plan = firstFailure(engine, property);
    const options = { property, lenient: true, clean, expect: true, budgetRuns: 1_500 };
    const shrinker = new Shrinker(engine, plan, options);
    while (!shrinker.advance(100)) continue;
    const { text, statements } = shrinker.best;
    expect(statements).toBe(count(text));
    expect(statements).toBeLessThanOrEqual(count(scenarioOf(id)));
    const [test] = engine.parseFile('test.raft', text).tests;
    expect(engine.runTest(test, { lenient: true }).verdict).toBe('passed');
  });
});
