// What an order that breaks a promise makes doubtful: the reads by lease that a lease from before may have answered,
// and no others.

import { describe, expect, it } from 'vitest';
import { parseFile, TestRun } from '../../dsl/index.ts';
import type { World } from '../../sim/index.ts';
import { NO_FILES } from '../dsl/helpers.ts';

/** The shortest election timeout, and so the longest lease, in ticks. */
const LEASE = 10;

/** n0 leads by lease, and all have heard it right now. */
const LED = ['cluster of 3 with leases on', 'campaign 0', 'tick to 12'];

function worldAfter(...lines: string[]): World {
  const text = [...LED, ...lines, 'no convergence'].join('\n');
  const { tests, diagnostics } = parseFile('leases.raft', text, NO_FILES);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const run = new TestRun(tests[0]);
  while (!run.advance(1_000)) continue;
  expect(run.result().failure?.message).toBeUndefined();
  return run.scope.world;
}

function doubtAfter(...lines: string[]): number {
  return worldAfter(...lines).leaseDoubtUntil;
}

describe('reads by lease are doubtful', () => {
  it.each<[string, string[], number]>([
    ['a campaign of a node that hears the leader', ['campaign 1'], 12],
    ['a follower that is made to forget its leader', ['forget leader 1'], 12],
    ['a timer that is moved by hand', ['tick 1 3 times'], 12],
    // Its request reaches n2 in tick 13; the leader, which would give up its lease, does not hear of it.
    ['a campaign by force', ['cut 0 <-> 1', 'campaign 1 by force', 'tick 1'], 13],
  ])('for one lease after %s', (_what, lines, since) => {
    expect(doubtAfter(...lines)).toBe(since + LEASE);
  });

  it('from when a timer runs out that was set by hand, not from when it was set', () => {
    expect(doubtAfter('isolate 1', 'set 1.leaderTimeout to 6', 'tick 2')).toBe(-1);
    const world = worldAfter('isolate 1', 'set 1.leaderTimeout to 6', 'tick 8');
    expect(world.leaseDoubtUntil).toBeGreaterThan(12 + LEASE);
  });

  it('from when a request by force arrives, however late', () => {
    const held = ['cut 0 <-> 1', 'hold vote-request', 'campaign 1 by force', 'tick to 40'];
    expect(doubtAfter(...held)).toBe(12 + LEASE);
    expect(doubtAfter(...held, 'deliver next vote-request to 2')).toBe(40 + LEASE);
  });
});

describe('nothing is doubtful', () => {
  it.each<[string, string[]]>([
    ['when nobody is told anything', ['tick 50']],
    [
      'after a hand-over, for which the leader gives its lease up',
      ['transfer leadership to 1', 'tick 20'],
    ],
    [
      'when a node campaigns that has waited long enough',
      ['isolate 1', `tick ${LEASE}`, 'campaign 1'],
    ],
  ])('%s', (_what, lines) => {
    expect(doubtAfter(...lines)).toBe(-1);
  });

  it('without leases', () => {
    const { tests } = parseFile(
      'a.raft',
      'cluster of 3\ncampaign 0\ntick 5\ncampaign 1\ntick 1',
      NO_FILES,
    );
    const run = new TestRun(tests[0]);
    while (!run.advance(1_000)) continue;
    expect(run.scope.world.leaseDoubtUntil).toBe(-1);
  });
});

describe('an answer', () => {
  /** n1 is elected by order behind the back of n0, whose lease holds, and x is written there. */
  const OVERTAKEN = [
    'isolate 0',
    'campaign 1 by force',
    'settle',
    'client 1 writes x = 1 to 1',
    'settle',
  ];
  const READ = 'client 2 reads x by lease from 0 without redirects';

  it('that is old through an order is not judged, and a note says so', () => {
    const world = worldAfter(...OVERTAKEN, READ, 'tick 2');
    const [read] = world.history.filter(({ ended }) => ended.operation.ask.kind === 'read');
    expect(read).toMatchObject({
      isDoubtful: true,
      ended: { outcome: { status: 'ok', value: '' } },
    });
    expect(world.notes).toEqual([
      'some reads by lease are not judged: n1 did not wait for the leader that it heard, by order (tick 12)',
    ]);
    expect(world.checker.judges('linearizability')).toBe(true);
  });

  it('by lease counts again when the doubt is over, and by index it always does', () => {
    const healed = ['heal', 'tick 60', 'client 2 reads x by lease', 'client 3 reads x', 'tick 5'];
    const world = worldAfter(...OVERTAKEN, 'client 3 reads x by index', ...healed);
    const reads = world.history.filter(({ ended }) => ended.operation.ask.kind === 'read');
    expect(reads.length).toBe(3);
    expect(reads.map(({ isDoubtful }) => isDoubtful)).toEqual([false, false, false]);
  });
});
