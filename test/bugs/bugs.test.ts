// Every planted bug is seen, by a scenario that needs every line of it, and its clean twin holds.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBug, loadCleanEngine, plantBug } from '../../cli/planting/index.ts';
import { findProperty } from '../../sim/index.ts';
import { BUGS, bugIds, cleanTwin, runText, scenarioOf, without } from './planted.ts';

const clean = await loadCleanEngine();

describe.each(bugIds)('%s', (id) => {
  const bug = loadBug(join(BUGS, id));
  const text = scenarioOf(id);

  it('says what it is about', () => {
    expect(bug.id).toBe(id);
    expect(findProperty(bug.property)?.id).toBe(bug.property);
    expect(text).toMatch(/^# [A-Z].*\.\n/);
    expect(text).toContain(`expect violation of ${findProperty(bug.property)?.name ?? ''}`);
  });

  it('is seen, and its scenario needs every statement', async () => {
    const planted = await plantBug(bug);
    const result = runText(planted, text, { lenient: true });
    expect([result.verdict, result.failure?.message]).toEqual(['passed', undefined]);
    for (const offset of text.split('\n').keys()) {
      const shorter = without(planted, text, offset);
      if (shorter === undefined) continue;
      const isSeen = runText(planted, shorter, { lenient: true }).verdict === 'passed';
      // What a clean core breaks as well shows nothing of the bug.
      const shows = isSeen && runText(clean, cleanTwin(shorter)).verdict === 'passed';
      expect([shorter, shows]).toEqual([shorter, false]);
    }
  });

  it('has a clean twin that holds', () => {
    const result = runText(clean, cleanTwin(text));
    expect([result.verdict, result.failure?.message]).toEqual(['passed', undefined]);
  });
});

describe('the planted bugs', () => {
  it('cover the protocol', () => {
    const count = new Map<string, number>();
    for (const id of bugIds) {
      const { category } = loadBug(join(BUGS, id));
      count.set(category, (count.get(category) ?? 0) + 1);
    }
    for (const category of ['election', 'replication', 'commit', 'persistence']) {
      expect([category, (count.get(category) ?? 0) >= 5]).toEqual([category, true]);
    }
    expect(bugIds.length).toBeGreaterThanOrEqual(25);
  });
});
