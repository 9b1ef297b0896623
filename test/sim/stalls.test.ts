// A cluster that does not move says why: the right nodes, the right reasons.

import { describe, expect, it } from 'vitest';
import {
  commandAsk,
  clientEndpoint,
  Convergence,
  diagnose,
  faults,
  operators,
  submit,
  World,
  type WorldSetup,
} from '../../sim/index.ts';

/** A cluster of three that n0 leads, ten ticks later. */
function led(setup: Partial<WorldSetup> = {}): World {
  const world = new World({ nodes: 3, seed: '1', ...setup });
  faults.setLeaderTimeout(world, 0, 0);
  run(world, 15);
  expect(world.leader()?.id).toBe(0);
  return world;
}

function run(world: World, ticks: number): void {
  for (let count = 0; count < ticks; count++) world.tick();
}

function write(world: World, value: string, to = 0): void {
  submit(world, 1, { ask: commandAsk({ kind: 'value', value }), to, redirects: false });
}

describe('no leader', () => {
  it('too many are down', () => {
    const world = led();
    faults.crash(world, 1);
    faults.crash(world, 2);
    run(world, 60);
    expect(diagnose(world)[0]).toBe(
      'only 1 of 3 voters run, and 2 are needed: n1 is down since tick 15 (crashed by the scenario); n2 is down since tick 15 (crashed by the scenario)',
    );
  });

  it('too many are paused', () => {
    const world = led();
    faults.pause(world, 0);
    faults.pause(world, 1);
    run(world, 60);
    expect(diagnose(world).join('\n')).toContain('n1 is paused since tick 15');
  });

  it('too many lost their disk', () => {
    const world = led();
    for (const id of [1, 2]) {
      faults.wipe(world, id);
      faults.restart(world, id);
    }
    run(world, 60);
    expect(diagnose(world)[0]).toContain(
      'n1 is out since tick 15: its disk was wiped, and it was not added anew',
    );
  });

  it('too many found their log damaged', () => {
    const world = led();
    for (const id of [1, 2]) {
      faults.corrupt(world, id, 1);
      faults.crash(world, id);
      faults.restart(world, id);
    }
    run(world, 60);
    expect(diagnose(world)[0]).toContain(
      'n2 refuses to serve since tick 15: entry 1 on its disk does not fit its checksum',
    );
  });

  it('candidates are cut off', () => {
    const world = led();
    faults.partition(world, [[0], [1], [2]]);
    run(world, 60);
    const reasons = diagnose(world);
    const campaign = reasons.find((reason) => reason.startsWith('n1 is a pre-candidate'));
    expect(campaign).toBe(
      'n1 is a pre-candidate in term 1 with 1 of 2 pre-votes; n0 is cut off from n1 since tick 15; n2 is cut off from n1 since tick 15',
    );
    expect(reasons.join('\n')).toMatch(
      /n0 gave up leading in tick \d+: no quorum answered it for an election timeout/,
    );
  });

  it('one direction is cut', () => {
    const world = led();
    faults.crash(world, 0);
    faults.cut(world, 2, 1, false);
    faults.cut(world, 1, 2, false);
    faults.heal(world);
    faults.cut(world, 1, 2, false);
    run(world, 60);
    expect(diagnose(world).join('\n')).toMatch(
      /n1 is not heard by n2: that direction is cut since tick 15|n2 does not hear n1: that direction is cut since tick 15/,
    );
  });

  it('votes are refused for the log', () => {
    const world = new World({
      nodes: 3,
      seed: '1',
      options: { preVote: false, checkQuorum: false },
      logs: [[1], [1, 2, 2], [1, 2]],
    });
    faults.setLeaderTimeout(world, 0, 0);
    faults.setLeaderTimeout(world, 1, 500);
    faults.setLeaderTimeout(world, 2, 500);
    run(world, 6);
    const timer = /its election timer is at \d+ of \d+/;
    expect(diagnose(world)[0]?.replace(timer, 'TIMER')).toBe(
      'n0 is a follower in term 3; TIMER; n1 refused its vote for term 3 in tick 2: its log is newer, 3@2 over 1@1; n2 refused its vote for term 3 in tick 2: its log is newer, 2@2 over 1@1',
    );
  });

  it('votes are split', () => {
    const world = new World({ nodes: 4, seed: '1', options: { preVote: false } });
    faults.setLeaderTimeout(world, 0, 0);
    faults.setLeaderTimeout(world, 1, 0);
    faults.cut(world, 1, 2, true);
    faults.cut(world, 0, 3, true);
    run(world, 4);
    const reasons = diagnose(world).join('\n');
    expect(reasons).toContain(
      'n0 is a candidate in term 1 with 2 of 3 votes; n1 refused its vote for term 1 in tick 2: it voted for itself in term 1',
    );
    expect(reasons).toContain('n3 is cut off from n0 since tick 0');
  });

  it('answers are dropped by a rule', () => {
    const world = new World({ nodes: 3, seed: '1' });
    faults.addRule(world, 'drop', { kind: 'pre-vote-response' }, Infinity);
    run(world, 60);
    expect(diagnose(world).join('\n')).toMatch(
      /is behind a rule that drops all pre-vote-response since tick 0 \(\d+ so far\)/,
    );
  });

  it('messages are held', () => {
    const world = new World({ nodes: 3, seed: '1' });
    faults.addRule(world, 'hold', { kind: 'vote-request' }, Infinity);
    run(world, 30);
    expect(diagnose(world).join('\n')).toMatch(
      /n\d waits for \d held messages? between it and n\d \(vote-request\)/,
    );
  });

  it('everything is lost by chance', () => {
    const world = new World({ nodes: 3, seed: '1' });
    faults.setChance(world, 'lose', 100);
    run(world, 60);
    expect(diagnose(world).join('\n')).toContain(
      'is behind a network that loses 100 % of the messages on its way',
    );
  });

  it('the network is slower than elections wait', () => {
    const world = new World({ nodes: 3, seed: '1' });
    faults.setLatency(world, { min: 30, max: 30 });
    run(world, 100);
    expect(diagnose(world).join('\n')).toContain(
      'answers late: a round trip takes up to 60 ticks, and elections begin after 10',
    );
  });

  it('clocks stand still', () => {
    const world = new World({ nodes: 3, seed: '1' });
    for (const { id } of world.nodes) faults.setClockRate(world, id, 0);
    run(world, 60);
    const reasons = diagnose(world);
    expect(reasons).toContain('n1 has a clock that stands still');
    expect(reasons[0]).toMatch(/^n0 is a follower in term 0; its election timer is at 0 of /);
  });

  it('the election timers are not due yet', () => {
    const world = new World({ nodes: 3, seed: '1' });
    run(world, 3);
    expect(diagnose(world)[2]).toMatch(
      /^n2 is a follower in term 0; its election timer is at 3 of \d+$/,
    );
  });
});

describe('a leader that cannot commit', () => {
  it('disks are full', () => {
    const world = led();
    faults.fillDisk(world, 1);
    faults.fillDisk(world, 2);
    write(world, 'x');
    run(world, 5);
    expect(diagnose(world)[0]).toBe(
      'n0’s entry 2@1 is not committed: it is known to be durable on n0, 1 of 2 needed; n1 has a full disk since tick 15: nothing it writes becomes durable; n2 has a full disk since tick 15: nothing it writes becomes durable',
    );
  });

  it('disks are slow', () => {
    const world = led();
    faults.slowDisk(world, 1, { min: 9, max: 9 });
    faults.slowDisk(world, 2, { min: 9, max: 9 });
    write(world, 'x');
    run(world, 4);
    expect(diagnose(world)[0]).toContain(
      'n1 waits for its disk: 1 write is not durable, the first due in tick 26',
    );
  });

  it('a follower refuses damaged entries', () => {
    const world = led();
    faults.isolate(world, 1);
    faults.isolate(world, 2);
    write(world, 'x');
    run(world, 3);
    faults.corrupt(world, 0, 2);
    faults.heal(world);
    run(world, 8);
    expect(diagnose(world).join('\n')).toContain(
      'n1 refuses entry 2 of n0 since it does not fit its checksum',
    );
  });

  it('entries of an older term wait for one of its own', () => {
    const world = new World({
      nodes: 3,
      seed: '1',
      options: { noOp: false },
      logs: [[1], [1], [1]],
    });
    faults.setLeaderTimeout(world, 0, 0);
    run(world, 20);
    expect(diagnose(world)[0]).toBe(
      'n0’s entry 1@1 is not committed: entries of older terms commit with the first entry of term 2 (5.4.2), and there is none',
    );
  });

  it('one follower lags behind', () => {
    const world = led();
    faults.crash(world, 2);
    write(world, 'x');
    run(world, 10);
    expect(diagnose(world)[0]).toMatch(
      /^n2 is at entry 1, commitIndex 0, the leader n0 at 2, commitIndex 2: n2 is down since tick 15 \(crashed by the scenario\)/,
    );
  });

  it('an old leader goes on in its term', () => {
    const world = led({ options: { checkQuorum: false } });
    faults.isolate(world, 0);
    run(world, 60);
    expect(diagnose(world).join('\n')).toMatch(/n0 still leads term 1; n\d leads term \d/);
  });
});

describe('a client that waits', () => {
  it('asks a node that is down', () => {
    const world = led();
    faults.crash(world, 2);
    write(world, 'x', 2);
    run(world, 5);
    expect(diagnose(world).at(-1)).toBe(
      'c1.1 (x) waits since tick 15, asked once, last at n2: n2 is down since tick 15 (crashed by the scenario)',
    );
  });

  it('is cut off from the node', () => {
    const world = led();
    faults.cut(world, clientEndpoint(1), 0, false);
    write(world, 'x');
    run(world, 5);
    expect(diagnose(world).at(-1)).toContain('n0 does not hear it: the link is cut since tick 15');
  });

  it('waits for an entry that is not applied', () => {
    const world = led();
    faults.isolate(world, 0);
    write(world, 'x');
    run(world, 5);
    expect(diagnose(world).at(-1)).toContain('n0 proposed it as entry 2, which is not applied yet');
  });
});

describe('convergence', () => {
  it('of a healthy cluster has nothing to say', () => {
    const world = led();
    const convergence = new Convergence(world);
    while (convergence.advance() === 'running');
    expect([convergence.advance(), diagnose(world)]).toEqual(['converged', []]);
  });

  it('is bounded by 20 maximum election timeouts and names what blocks', () => {
    const world = led();
    faults.abdicate(world, 0);
    for (const id of [0, 1, 2]) faults.setLeaderTimeout(world, id, 5000);
    const convergence = new Convergence(world);
    while (convergence.advance() === 'running');
    expect(convergence.deadline - convergence.startedAt).toBe(400);
    expect([world.now, convergence.advance()]).toEqual([convergence.deadline, 'stalled']);
    expect(convergence.missing()).toBe('there is no leader');
    expect(convergence.why().join('\n')).toContain('its election timer is at 400 of 5000');
  });

  it('is not judged when a fault took the quorum away for ever, in the tick in which it did', () => {
    const world = led();
    for (const id of [1, 2]) {
      faults.wipe(world, id);
      faults.restart(world, id);
    }
    run(world, 50);
    expect(new Convergence(world).advance()).toBe('impossible');
    expect(world.notes[0]).toContain(
      'convergence is not judged: only 1 of 3 voters run, and 2 are needed: n1 is out since tick 15',
    );
  });
});

describe('convergence is not judged, and says why, when', () => {
  function excuseOf(world: World): string {
    const convergence = new Convergence(world);
    let state = convergence.advance();
    while (state === 'running') state = convergence.advance();
    expect(state).toBe('impossible');
    expect(world.notes).toContain(`convergence is not judged: ${convergence.excuse}`);
    return convergence.excuse;
  }

  function change(
    world: World,
    through: number,
    asked: Parameters<typeof operators.changeMembers>[1],
  ) {
    operators.changeMembers(world, asked, { through });
    run(world, 12);
  }

  it('a majority found its log damaged, as late as in the judgement itself', () => {
    const world = led();
    for (const value of ['x', 'y']) write(world, value);
    run(world, 10);
    for (const id of [1, 2]) faults.corrupt(world, id, 2);
    expect(world.nodes.every(({ isLive }) => isLive)).toBe(true);
    for (const id of [1, 2]) faults.crash(world, id);
    expect(excuseOf(world)).toMatch(
      /^only 1 of 3 voters run, and 2 are needed: n1 refuses to serve since tick 25: entry 2 on its disk does not fit its checksum; n2/,
    );
  });

  it('the only voters are lost, and learners remain', () => {
    const world = led({ nodes: 1, learners: 2 });
    faults.wipe(world, 0);
    expect(excuseOf(world)).toBe(
      'only 0 of 1 voters run, and 1 are needed: n0 is out since tick 15: its disk was wiped, and it was not added anew',
    );
  });

  it('the members are nodes that lost everything, and those that were removed run', () => {
    const world = led({ nodes: 1 });
    change(world, 0, { kind: 'replace', node: 0, by: 1 });
    run(world, 30);
    expect(world.leader()?.id).toBe(1);
    faults.wipe(world, 1);
    expect(excuseOf(world)).toBe(
      'only 0 of 1 voters run, and 1 are needed: n1 is out since tick 57: its disk was wiped, and it was not added anew',
    );
  });

  it('an entry in force names members that cannot run', () => {
    const world = led({ nodes: 1 });
    world.makeRoom(2);
    faults.isolate(world, 0);
    change(world, 0, { kind: 'set', voters: [0, 1, 2] });
    for (const id of [1, 2]) faults.wipe(world, id);
    const excuse = excuseOf(world);
    expect(excuse).toContain('only 1 of 3 voters run of the new voters {0 1 2}, and 2 are needed');
    expect(excuse).toContain('(the members {0} to {0 1 2} of entry 2 of n0)');
  });

  it('what the leader would have to send is damaged', () => {
    const world = led();
    faults.crash(world, 2);
    write(world, 'x');
    run(world, 5);
    faults.corrupt(world, 0, 2);
    expect(excuseOf(world)).toBe('entry 2 of n0, the leader, is damaged, and n2 refuses it');
  });

  it('the members are fenced off, and the survivor is lost', () => {
    const world = led();
    operators.recover(world, 1);
    run(world, 60);
    expect(world.leader()?.id).toBe(1);
    faults.wipe(world, 1);
    expect(excuseOf(world)).toContain('only 0 of 1 voters run, and 1 are needed: n1 is out');
  });

  it('the survivor of a recovery is damaged before it led, and those left behind run', () => {
    const world = led();
    for (const value of ['x', 'y']) write(world, value);
    run(world, 10);
    operators.recover(world, 1);
    faults.corrupt(world, 1, 2);
    faults.crash(world, 1);
    expect(excuseOf(world)).toBe(
      'only 0 of 1 voters run, and 1 are needed: n1 refuses to serve since tick 25: entry 2 on its disk does not fit its checksum',
    );
  });

  it('a member was wiped and nobody who knows it runs: it does not come back by another way', () => {
    const world = led({ nodes: 1 });
    faults.wipe(world, 0);
    change(world, 0, { kind: 'add', node: 1 });
    change(world, 0, { kind: 'add', node: 0 });
    expect(world.node(0).condition).toBe('wiped');
    expect(excuseOf(world)).toContain('only 0 of 1 voters run');
  });
});

describe('convergence is judged all the same when', () => {
  function endOf(world: World): string {
    const convergence = new Convergence(world);
    while (convergence.advance() === 'running');
    return convergence.advance();
  }

  it('disks are full and clocks stand still: both end with the faults', () => {
    const world = led();
    for (const { id } of world.nodes) {
      faults.fillDisk(world, id);
      faults.setClockRate(world, id, 0);
    }
    run(world, 30);
    expect(endOf(world)).toBe('converged');
  });

  it('an operator made a survivor the only voter, whatever the lost ones had committed', () => {
    const world = led();
    for (const id of [0, 2]) faults.wipe(world, id);
    operators.recover(world, 1);
    expect(endOf(world)).toBe('converged');
  });

  it('a minority is wiped, corrupt or was never started', () => {
    const world = led({ nodes: 5 });
    faults.wipe(world, 3);
    faults.corrupt(world, 4, 1);
    faults.crash(world, 4);
    world.makeRoom(5);
    expect(endOf(world)).toBe('converged');
  });
});
