// A majority must go on alone, with everything outside frozen as it is.

import { describe, expect, it } from 'vitest';
import {
  commandAsk,
  drawBetween,
  drawMajority,
  faults,
  judgeMajority,
  operators,
  saltOf,
  submit,
  World,
  type WorldSetup,
} from '../../sim/index.ts';
import { memberTick, memberWorld } from './member-storm.ts';
import { stormTick, stormWorld } from './storm.ts';

/** A cluster of five that n0 leads, twenty ticks later. */
function led(setup: Partial<WorldSetup> = {}): World {
  const world = new World({ nodes: 5, seed: '1', ...setup });
  faults.setLeaderTimeout(world, 0, 0);
  run(world, 20);
  expect(world.leader()?.id).toBe(0);
  return world;
}

function run(world: World, ticks: number): void {
  for (let count = 0; count < ticks; count++) world.tick();
}

describe('a majority alone', () => {
  it('elects a leader and commits, and the world stays where it is', () => {
    const world = led();
    faults.partition(world, [[0, 1], [2], [3], [4]]);
    faults.crash(world, 2);
    faults.setChance(world, 'lose', 100);
    run(world, 5);
    const hash = world.hash.toString();
    const judged = judgeMajority(world, [2, 3, 4]);
    expect(judged).toMatchObject({ state: 'recovered', reason: '', why: [] });
    expect(judged.world.leader()?.id).toBeGreaterThan(1);
    expect(judged.world.node(2).machine.data).toBe('converged');
    expect([world.hash.toString(), world.now, world.notes]).toEqual([hash, 25, []]);
    expect([world.node(2).core, world.leader()?.id]).toEqual([null, 0]);
  });

  it('gets nothing from those outside, not even what they sent before', () => {
    const world = led();
    faults.delay(world, { min: 9, max: 9 }, null);
    submit(world, 1, { ask: commandAsk({ kind: 'value', value: 'late' }), to: 0, redirects: true });
    run(world, 3);
    const { world: copy, state } = judgeMajority(world, [1, 2, 3]);
    expect(state).toBe('recovered');
    const terms = [1, 2, 3].map((id) => copy.node(id).core?.log.termAt(2));
    expect(terms).toEqual([2, 2, 2]);
    expect(copy.node(0).reason).toBe('frozen: it is outside the majority that must go on alone');
  });

  it('stalls where a bug keeps it from electing anybody, and names what blocks', () => {
    const world = led();
    for (const id of [1, 2, 3]) faults.setLeaderTimeout(world, id, 5000);
    const judged = judgeMajority(world, [1, 2, 3]);
    expect(judged).toMatchObject({ state: 'stalled', reason: 'there is no leader', ticks: 400 });
    expect(judged.why.join('\n')).toContain('n1 is a follower in term 1; its election timer is at');
  });

  it('is not brought further members by an operator that waits', () => {
    const world = led({ nodes: 3 });
    operators.changeMembers(world, { kind: 'set', voters: [0, 1, 2, 3, 4, 5, 6] }, { through: 0 });
    expect(judgeMajority(world, [0, 1]).state).toBe('recovered');
  });
});

describe('not judged', () => {
  function reasonOf(world: World, ids: readonly number[]): string {
    const { state, reason } = judgeMajority(world, ids);
    expect(state).toBe('impossible');
    return reason;
  }

  it('a minority', () => {
    expect(reasonOf(led(), [0, 1])).toBe(
      'n0 and n1 are no majority of the members {0 1 2 3 4}, which are the newest that were committed',
    );
  });

  it('a majority of the old members while an entry of one of them names others', () => {
    const world = led({ nodes: 3 });
    faults.isolate(world, 0);
    operators.changeMembers(world, { kind: 'set', voters: [0, 3, 4] }, { through: 0 });
    run(world, 2);
    expect(reasonOf(world, [0, 1])).toBe(
      'n0 and n1 are no majority of the members {0 1 2} to {0 3 4}, which entry 2 of n0 puts in force',
    );
    expect(judgeMajority(world, [1, 2]).state).toBe('recovered');
    expect(judgeMajority(world, [0, 1, 3]).state).toBe('recovered');
  });

  it('nodes that others can disturb', () => {
    expect(reasonOf(led({ options: { preVote: false } }), [0, 1, 2])).toBe(
      'n0 runs without pre-vote, so that others can disturb it',
    );
    expect(reasonOf(led({ options: { checkQuorum: false } }), [0, 1, 2])).toBe(
      'n0 runs without check-quorum, so that others can disturb it',
    );
  });

  it('nodes that lost or damaged what they promised, or belong to nobody', () => {
    const world = led();
    faults.wipe(world, 1);
    faults.corrupt(world, 2, 1);
    world.makeRoom(5);
    expect(reasonOf(world, [0, 1, 3])).toBe('n1 is out since tick 20: its disk was wiped');
    expect(reasonOf(world, [0, 2, 3])).toBe('entry 1 of n2 is damaged');
    expect(reasonOf(world, [0, 3, 4, 5])).toBe('n5 was never started');
    operators.recover(world, 3);
    expect(reasonOf(world, [0, 3, 4])).toBe(
      'n0 belongs to a cluster that was recovered without it',
    );
  });
});

describe('a drawn majority', () => {
  const salt = saltOf('draw', 'alone');

  it('is one of every active configuration, of nodes that can serve', () => {
    const world = led({ nodes: 5 });
    faults.wipe(world, 1);
    faults.crash(world, 2);
    const drawn = Array.from({ length: 40 }, (_, ordinal) =>
      drawMajority(world, salt, ordinal * 20)?.join(' '),
    );
    expect(new Set(drawn)).toEqual(new Set(['0 2 3', '0 2 4', '0 3 4', '2 3 4', '0 2 3 4']));
  });

  it('is none when too many are lost', () => {
    const world = led();
    for (const id of [1, 2, 3]) faults.wipe(world, id);
    expect(drawMajority(world, salt, 0)).toBeNull();
  });

  it('recovers in the middle of any storm', () => {
    const ends: string[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const name = `alone-${seed}`;
      const tick = seed % 2 === 0 ? stormTick : memberTick;
      const world = seed % 2 === 0 ? stormWorld(name) : memberWorld(name);
      for (const { id } of world.nodes) {
        faults.setOptions(world, id, { preVote: true, checkQuorum: true });
      }
      const ticks = drawBetween(salt, 0, seed, 0, 300);
      for (let count = 0; count < ticks; count++) tick(world, name);
      const hash = world.hash.toString();
      const ids = drawMajority(world, salt, 0);
      if (ids === null) continue;
      const { state, reason, why } = judgeMajority(world, ids);
      ends.push(state === 'recovered' ? state : [name, state, reason, ...why].join('; '));
      expect(world.hash.toString()).toBe(hash);
    }
    expect(ends.length).toBeGreaterThan(40);
    expect(new Set(ends)).toEqual(new Set(['recovered']));
  });
});
