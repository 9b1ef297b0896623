// Reads after a recovery: who keeps silent about one is named, and asking leaves the world as it was.

import { describe, expect, test } from 'vitest';
import { plantBug } from '../../cli/planting/index.ts';
import { parseFile, TestRun } from '../../dsl/index.ts';
import { missingReads } from '../../sim/fresh-reads.ts';
import type { World } from '../../sim/index.ts';

function worldOf(text: string): World {
  const [found] = parseFile('test.raft', `no convergence\n${text}`).tests;
  if (found === undefined) throw new Error('no test');
  const run = new TestRun(found);
  while (!run.advance(1_000)) continue;
  expect(run.result().verdict).toBe('passed');
  return run.scope.world;
}

const TICKS = 60;

describe('a cluster that recovered', () => {
  test.each([
    ['with a no-op', 'cluster of 3\ntick until one leader\n'],
    ['without one, and nothing committed yet', 'cluster of 3 with noop off\ncampaign 0\nsettle\n'],
    ['of one node', 'cluster of 1\ntick until one leader\n'],
    ['with a learner', 'cluster of 2 with 1 learners\ntick until one leader\ntick 10\n'],
  ])('%s serves reads, and is left as it was', (_, text) => {
    const world = worldOf(text);
    const { now, hash } = world;
    const before = hash.toString();
    expect(missingReads(world, TICKS)).toBeUndefined();
    expect([world.now, world.hash.toString()]).toEqual([now, before]);
  });

  test('does not, while nobody can answer', () => {
    const world = worldOf('cluster of 3\ncampaign 0\nsettle\nisolate 0\n');
    expect(missingReads(world, 5)).toEqual({
      missing: 'n0 does not answer a fresh read',
      why: 'n0 waits for the word from which entry on it may read; it leads: tried in a copy of the world, for 5 ticks',
    });
  });
});

/** Mistakes in the way of a read, and who keeps silent then. */
const MISTAKES: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'the leader forgets what is passed on',
    '    beginRead(node, node.role, { request, from, messageId }, out);\n    return;',
    '    return;',
    /^n0 waits for the word from which entry on it may read; its leader is n1: /,
  ],
  [
    'the leader queues nothing',
    '  leader.reads.push({ request, from, messageId, round: leader.round, readIndex: index });\n',
    '',
    /^n1 waits for the word from which entry on it may read; it leads: /,
  ],
];

describe('a mistake', () => {
  test.each(MISTAKES)('by which %s is a stall that says so', async (_, find, replace, why) => {
    const engine = await plantBug({
      ...{ id: 'reads-lost', category: 'read', property: 'convergence' },
      ...{ summary: 'A read is lost.', source: 'made up' },
      edits: [{ file: 'core/reads.ts', find, replace }],
    });
    const [found] = engine.parseFile('test.raft', 'cluster of 3\ntick until one leader\n').tests;
    const { verdict, failure } = engine.runTest(found);
    expect(verdict).toBe('stalled');
    expect(failure?.observed).toMatch(/^n\d does not answer a fresh read$/);
    expect(failure?.why[0]).toMatch(why);
  });
});
