// Mistakes that this design masks: planted, they show nothing. When one of them shows something after
// all, it is no longer masked, and belongs to the planted bugs.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBug, loadCleanEngine, plantBug } from '../../cli/planting/index.ts';
import type { PlantedEngine } from '../../cli/planting/index.ts';
import { findProperty } from '../../sim/index.ts';
import { BUGS, bugIds, runText } from './planted.ts';

const MASKED = join(import.meta.dirname, '../../fixtures/masked');
const SMALLER_QUORUM = 'scenarios/reconfiguration/smaller-quorum-answers-reads.raft';

const ids = readdirSync(MASKED).sort();
const isPlantable = (id: string): boolean => existsSync(join(MASKED, id, 'bug.json'));
const plantable = ids.filter(isPlantable);
const clean = await loadCleanEngine();

function scenarioOf(id: string): string {
  return readFileSync(join(MASKED, id, 'scenario.raft'), 'utf8');
}

/** How a run ended, and why. */
function outcome(engine: PlantedEngine, text: string, lenient: boolean): readonly unknown[] {
  const result = runText(engine, text, { lenient });
  return [result.verdict, result.failure?.message];
}

/** Everything that happened, as one text. */
function traceOf(engine: PlantedEngine, text: string): string {
  return JSON.stringify(runText(engine, text, { lenient: true, trace: true }).trace);
}

describe.each(ids)('%s', (id) => {
  const text = scenarioOf(id);

  it('says what it is about, and is no planted bug', () => {
    expect(text).toMatch(/^# [A-Z].*\.\n/);
    expect(text).not.toContain('expect violation');
    expect(bugIds).not.toContain(id);
  });

  it('passes on the clean engine', () => {
    expect(outcome(clean, text, false)).toEqual(['passed', undefined]);
  });
});

describe.each(plantable)('%s, planted', (id) => {
  const bug = loadBug(join(MASKED, id));
  const text = scenarioOf(id);

  it('shows nothing', async () => {
    expect(bug.id).toBe(id);
    expect(findProperty(bug.property)?.id).toBe(bug.property);
    expect(outcome(await plantBug(bug), text, true)).toEqual(['passed', undefined]);
  });

  it('is reached by its scenario, unless nothing can reach it', async () => {
    const isReached = traceOf(await plantBug(bug), text) !== traceOf(clean, text);
    expect(isReached).toBe(id !== 'chunk-load-failure-leaves-offset');
  });
});

describe('what masks them', () => {
  it('has no edit where there is nothing to edit', () => {
    expect(ids.filter((id) => !isPlantable(id))).toEqual([
      'force-commit-preceding-on-config-commit',
      'stale-ack-after-log-reversion',
    ]);
  });

  it('stops stale acknowledgements: without its promise they show', async () => {
    const planted = await plantBug(loadBug(join(BUGS, 'ack-append-before-fsync')));
    const result = runText(planted, scenarioOf('stale-ack-after-log-reversion'), { lenient: true });
    expect(result.failure?.property?.name).toBe(findProperty('durable-promises')?.name);
  });

  it('answers waiting reads: a client that asks once waits in vain', async () => {
    const text = readFileSync(SMALLER_QUORUM, 'utf8');
    expect(outcome(clean, text, false)[0]).toBe('passed');
    const bug = loadBug(join(MASKED, 'reconfig-does-not-release-waiting-reads'));
    expect(outcome(await plantBug(bug), text, true)[0]).not.toBe('passed');
  });
});
