import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Cluster,
  type ClusterOptions,
  createCluster,
  defineStateMachine,
  expectScenario,
  RaftFailure,
  runScenario,
  ScenarioError,
} from '../../index.ts';
import { expectFile, runFile } from '../../integrations/node/index.ts';

/** A cluster that n0 leads. */
function led(options: ClusterOptions = {}): Cluster {
  const cluster = createCluster(options);
  cluster.set('0.leaderTimeout', 0);
  cluster.tickUntil('all.commitIndex is 1');
  return cluster;
}

/** What a call throws. */
function thrownBy(call: () => unknown): RaftFailure {
  try {
    call();
  } catch (error) {
    if (error instanceof RaftFailure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a cluster', () => {
  it('is the same for the same setup, seed and calls, and another for another seed', () => {
    const hashOf = (seed: string): string => {
      const cluster = createCluster({ seed });
      cluster.tick(60);
      return cluster.hash;
    };
    expect(hashOf('a')).toBe(hashOf('a'));
    expect(hashOf('a')).not.toBe(hashOf('b'));
  });

  it('is set up by typed options, each of which arrives', () => {
    const { world } = createCluster({
      ...{ nodes: 2, learners: 1, seed: 9, sessions: 3, unsafeRejoin: true, logs: [[1, 1], [1]] },
      raft: {
        ...{ electionTimeoutTicksMin: 7, electionTimeoutTicksMax: 9, heartbeatTicks: 3 },
        ...{ preVote: false, checkQuorum: true, noOp: false, batchEntriesMax: 4 },
        ...{ batchSizeMax: 99, inflightMax: 2, jointConsensus: false, snapshotChunkSize: 12 },
        ...{ leaseReads: true, leaseDriftPercent: 20, maxLeaderTicks: 50 },
      },
    });
    expect(world.nodes).toHaveLength(3);
    expect(world.initialConfiguration).toMatchObject({ voters: [0, 1], learners: [2] });
    expect([world.seed, world.sessionsMax, world.unsafeRejoin]).toEqual(['9', 3, true]);
    expect(world.node(2).options).toMatchObject({
      ...{ electionTimeoutTicksMin: 7, electionTimeoutTicksMax: 9, heartbeatTicks: 3 },
      ...{ preVote: false, checkQuorum: true, noOp: false, batchEntriesMax: 4 },
      ...{ batchSizeMax: 99, inflightMax: 2, jointConsensus: false, snapshotChunkSize: 12 },
      ...{ leaseReads: true, leaseDriftPercent: 20, maxLeaderTicks: 50 },
    });
    expect(world.node(0).core?.log.lastIndex).toBe(2);
    expect(() => createCluster({ nodes: 0, raft: { heartbeatTicks: 99 } })).toThrow(
      /nodes must be a whole number.*; heartbeatTicks must be smaller/,
    );
  });

  it('can be looked at, running or not', () => {
    const cluster = led();
    cluster.client(1).write('x', 5).wait();
    cluster.tick(4);
    const [leader, follower] = [cluster.node(0), cluster.node(1)];
    expect(cluster.leader?.id).toBe(0);
    expect(leader).toMatchObject({ name: 'n0', state: 'leader', isUp: true, isLeader: true });
    expect(follower).toMatchObject({ term: 1, votedFor: 0, leader: 0, lastIndex: 2, baseIndex: 0 });
    expect(follower).toMatchObject({ commitIndex: 2, lastApplied: 2, data: '5' });
    expect(follower.valueOf('x')).toBe('5');
    expect(follower.members?.voters).toEqual([0, 1, 2]);
    expect(follower.log).toEqual([
      { index: 1, term: 1, kind: 'no-op', command: '' },
      { index: 2, term: 1, kind: 'command', command: 'x = 5' },
    ]);
    cluster.crash(1);
    expect(follower).toMatchObject({ state: 'down', isUp: false, term: 1, votedFor: 0 });
    expect(follower).toMatchObject({ commitIndex: 0, leader: undefined, data: undefined });
    expect(follower.log).toHaveLength(2);
    expect(cluster.trace({ kind: 'fault', node: 1 }).at(-1)?.text).toContain('crashes');
    expect(cluster.trace({ since: cluster.now + 1 })).toEqual([]);
    expect(() => cluster.node(7)).toThrow(/n7/);
  });

  it('waits for functions and for words, and says how long it took', () => {
    const cluster = createCluster();
    const ticks = cluster.tickUntil((c) => c.leader !== undefined);
    expect(ticks).toBe(cluster.now);
    expect(cluster.tickUntil('one leader')).toBe(0);
    const failure = thrownBy(() => cluster.tickUntil((c) => c.nodes.length === 9, { within: 5 }));
    expect(failure.message).toContain('did not come true within 5 ticks');
    expect(failure.expected).toBe('(c) => c.nodes.length === 9');
    expect(cluster.now).toBe(ticks + 5);
    cluster.crash(0, 1);
    expect(() => cluster.tickUntil(() => false, { within: NaN })).toThrow(/whole number of ticks/);
    const named = thrownBy(() => cluster.tickUntil(() => false, { within: 40, what: 'a miracle' }));
    expect(named.expected).toBe('a miracle');
    expect(named.why.join()).toContain('only 1 of 3 voters run');
  });

  it('does every verb', () => {
    const cluster = led({ nodes: 4 });
    cluster.settle();
    cluster.settle(0, 1);
    cluster.tickNode(1);
    cluster.pause(1);
    cluster.resume(1);
    cluster.crashBeforeSync(1);
    cluster.client(1).write('a', 1).wait();
    expect(cluster.node(1).state).toBe('down');
    cluster.restartAfter(1, 2);
    cluster.tickTo(cluster.now + 3);
    expect(cluster.node(1).isUp).toBe(true);
    cluster.crash(1, 2);
    cluster.restart(1, 2);
    cluster.partition([0, 1], [2]);
    cluster.heal(2);
    cluster.isolate(3);
    cluster.cut({ from: 0, to: 1 });
    cluster.cut({ from: 0, to: 2, bothWays: true });
    cluster.heal();
    const link = { from: 0, to: 1 };
    cluster.lose(10);
    cluster.lose(0, link);
    cluster.duplicate(5, link);
    cluster.reorder(5);
    cluster.delay([1, 3]);
    cluster.delay(2, { ...link, bothWays: true });
    cluster.dropNext(2, { kind: 'append-request', from: 0, to: 1 });
    cluster.dropAll({ kind: 'vote-response' });
    cluster.hold({ kind: 'append-request', to: 3 });
    cluster.hold({ from: 3 });
    cluster.release();
    cluster.slowDisk(0, [1, 2]);
    cluster.mendDisk(0);
    cluster.fillDisk(3);
    cluster.failNextSync(2);
    cluster.setClock(1, 150);
    cluster.calm();
    cluster.tickUntil('one leader and no candidate', { within: 300 });
    cluster.client(1).write('b', 1).wait();
    cluster.snapshot('leader');
    cluster.compact('leader', 1);
    const added = cluster.add(4);
    expect([added.name, added.wait().status]).toEqual(['operator.1', 'ok']);
    expect(cluster.addLearner(5).value()).toBe('');
    expect(cluster.leader?.members).toMatchObject({ voters: [0, 1, 2, 3, 4], learners: [5] });
    cluster.tick(20);
    cluster.promote(5).value();
    cluster.demote(5).value();
    cluster.remove(5).value();
    cluster.addThenPromote(6).value();
    cluster.replace(6, 7).value();
    expect(cluster.leader?.members?.voters).toEqual([0, 1, 2, 3, 4, 7]);
    cluster.reconfigure([0, 1, 2, 3]).value();
    expect(cluster.leader?.members?.voters).toEqual([0, 1, 2, 3]);
    expect(cluster.remove(6).wait()).toMatchObject({ status: 'error', reason: 'no-change' });
    const shorter = cluster.fork();
    shorter.crash('all');
    shorter.recover(0);
    shorter.tickUntil((c) => c.leader?.id === 0);
    expect(shorter.leader?.members?.voters).toEqual([0]);
    cluster.replay(5);
    cluster.clog({ from: 0, to: 1 }, 3);
    cluster.shuffle();
    cluster.shuffle(false);
    cluster.stopClock(1, 2);
    cluster.hold({ kind: 'append-request', to: 1 });
    cluster.tick(3);
    cluster.deliver({ kind: 'append-request', to: 1 });
    cluster.calm();
    cluster.attach(8, 0);
    cluster.tickUntil('8.state is read-only and 8.commitIndex > 1');
    cluster.always('8.state is read-only');
    cluster.when('1.state is down', 'restart 1');
    cluster.crashTorn(1);
    cluster.tick(2);
    expect(cluster.node(1).isUp).toBe(true);
    cluster.reseed('else');
    cluster.tickUntil('one leader', { within: 100 });
    const target = cluster.leader?.id === 1 ? 2 : 1;
    cluster.transferLeadership(target);
    cluster.tickUntil((c) => c.leader?.id === target);
    cluster.tick(5);
    cluster.forgetLeader((target + 1) % 4);
    cluster.stepDown();
    cluster.campaign(target, { force: true });
    cluster.campaign(target === 1 ? 2 : 1);
    cluster.wipe(3);
    cluster.storm(30, ['delays']);
    cluster.expectConverges();
    expect(cluster.do('show state')[0]).toMatch(/^n0@\d+ /);
    expect(cluster.violations).toEqual([]);
    cluster.loseEntries(1, 1);
    cluster.corrupt(0, cluster.node(0).lastIndex);
    cluster.tick(3);
    expect(cluster.hasStopped).toBe(false);
  });

  it('is a scenario, which comes to the same hash', () => {
    const verbs: readonly ((cluster: Cluster) => unknown)[] = [
      (cluster) => cluster.tick(7),
      (cluster) => cluster.tick(),
      (cluster) => cluster.crash('leader'),
      (cluster) => cluster.restart(0, 1, 2),
      (cluster) => cluster.isolate(1),
      (cluster) => cluster.heal(),
      (cluster) => cluster.client(1).write('a b', 'c "d" \\ # | $e'),
      (cluster) => cluster.client(2).cas('k', 1, 2),
      (cluster) => cluster.client(1).read('a b', { by: 'stale', from: 2 }),
      (cluster) => cluster.client(0).send('-5', { to: 1, redirects: false }),
      (cluster) => cluster.client(2).retry(),
      (cluster) => cluster.transferLeadership(2),
      (cluster) => cluster.tickUntil((c) => c.leader !== undefined, { within: 30 }),
      (cluster) => cluster.tickUntil('leader.commitIndex > 3', { within: 12 }),
      (cluster) => cluster.storm(5),
      (cluster) => cluster.check('one leader'),
      (cluster) => cluster.do('client 1 reads nothing expecting something'),
      (cluster) => cluster.do('expect error not-leader: client 1 writes x = 1'),
      (cluster) => cluster.do('disk 0 slow 1..3\ncrash 1\ntick 3\ncrash 1'),
    ];
    const calls = fc.array(fc.integer({ min: 0, max: verbs.length - 1 }), { maxLength: 25 });
    fc.assert(
      fc.property(calls, fc.string({ minLength: 1, maxLength: 5 }), (chosen, seed) => {
        const cluster = createCluster({ seed: JSON.stringify(seed), collect: true });
        for (const place of chosen) verbs[place]?.(cluster);
        // What failed last would fail again.
        cluster.tick();
        const { tests, report } = runScenario(cluster.scenario());
        expect(tests[0]?.hash, `${cluster.scenario()}\n${report}`).toBe(cluster.hash);
      }),
      { numRuns: 60 },
    );
  });

  it('is that scenario also when something failed on the way, or for good', () => {
    const tried = (cluster: Cluster, ...statements: readonly string[]): void => {
      for (const each of statements) cluster.do(each);
      const { tests, diagnostics } = runScenario(cluster.scenario());
      expect(diagnostics, cluster.scenario()).toEqual([]);
      expect(tests[0]?.hash, cluster.scenario()).toBe(cluster.hash);
    };
    const setup = { seed: 3, collect: true };
    // A claim that is wrong from the beginning stays wrong: nothing goes on behind it.
    const wrong = createCluster(setup);
    tried(wrong, 'campaign 2', 'settle', 'never 2.state is leader', 'crash 2');
    expect([wrong.hasStopped, wrong.node(2).isUp]).toEqual([true, true]);
    // What a `when` cannot do in the middle of a tick ends a test.
    const late = createCluster(setup);
    tried(
      late,
      'wipe 0',
      'restart 1',
      'when 1.state is candidate: crash 0',
      'set 1.leaderTimeout to 0',
      'tick 60',
    );
    expect(late.failures.map(({ verdict }) => verdict)).toEqual(['failed', 'failed']);
    expect(late.hasStopped).toBe(true);
    // A client that has nothing to retry is none yet: it stands behind those that asked.
    tried(
      createCluster(setup),
      'client 1 retries',
      'client 2 reads x',
      'client 1 sends y',
      'tick 30',
    );
  });

  it('forks into worlds of their own that go on the same way', () => {
    const cluster = led();
    const fork = cluster.fork();
    fork.crash(0);
    expect([cluster.node(0).isUp, fork.node(0).isUp]).toEqual([true, false]);
    const twin = cluster.fork();
    cluster.tick(50);
    twin.tick(50);
    expect(twin.hash).toBe(cluster.hash);
  });
});

describe('what programs without types pass', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'no options',
      () => createCluster(null as never),
      /options of a cluster must be an object .+null/,
    ],
    ['a number', () => createCluster(5 as never), /\{ nodes: 3 \} \(got 5\)/],
    ['a misspelt option', () => createCluster({ node: 5 } as never), /no `node`; there are nodes,/],
    ['a text for a number', () => createCluster({ nodes: '3' as never }), /nodes .+\(got '3'\)/],
    ['no Raft options', () => createCluster({ raft: 5 as never }), /raft must be an object/],
    ['no logs', () => createCluster({ logs: 5 as never }), /logs must be a list/],
    ['no log', () => createCluster({ logs: ['1'] as never }), /logs must be a list/],
    ['no seed', () => createCluster({ seed: {} as never }), /a seed .+ \(got an object\)/],
    ['no machine', () => createCluster({ stateMachine: {} as never }), /defineStateMachine/],
    ['no scenario', () => runScenario(5 as never), /a scenario must be a text .+\(got 5\)/],
    ['no scenario options', () => runScenario('', null as never), /options of a scenario/],
    ['a misspelt one', () => runScenario('', { seeds: 1 } as never), /no `seeds`; there are name,/],
    ['no limits', () => runScenario('', { limits: 5 as never }), /limits must be an object/],
    ['no files', () => runScenario('', { files: 5 as never }), /files must be an object/],
    ['no statements', () => createCluster().do(5 as never), /statements must be a text/],
    [
      'no value',
      () =>
        createCluster()
          .client(1)
          .write('x', null as never),
      /\(got null\)/,
    ],
  ])('%s', (_what, call, message) => {
    expect(call).toThrow(message);
  });

  it('says of a number of nodes that cannot be only that', () => {
    expect(() => createCluster({ nodes: 0, learners: -1 })).toThrow(/\(got 0\); .+\(got -1\)$/);
  });
});

describe('what a verb is given', () => {
  it.each<[string, (cluster: Cluster) => void]>([
    ['a value', (cluster) => cluster.set('0.leaderTimeout', '0\ncrash 1')],
    ['a value with CR', (cluster) => cluster.set('0.leaderTimeout', '0\rcrash 1')],
    ['a value with a remark', (cluster) => cluster.set('0.leaderTimeout', '0 # crash 1')],
    ['a node', (cluster) => cluster.pause('0\ncrash 1')],
    ['a count', (cluster) => cluster.tick('3\ncrash 1' as never)],
    ['a condition', (cluster) => cluster.check('no leader\ncrash 1')],
    ['a statement', (cluster) => cluster.when('one leader', 'crash 0\ncrash 1')],
    ['a member', (cluster) => cluster.demote('2\ncrash 1')],
    ['a destination', (cluster) => cluster.client(1).send('a', { to: '0\ncrash 1' })],
  ])('becomes no second statement: %s', (_what, call) => {
    const cluster = createCluster();
    const { hash } = cluster;
    expect(() => call(cluster)).toThrow(/is not one statement/);
    expect(cluster.hash).toBe(hash);
  });

  it('is quoted where it is a text, whatever it holds', () => {
    const cluster = led();
    for (const text of ['a\ncrash 1', 'b; # "c" \\', '\u2028\r\t', '</script>', '']) {
      const written = cluster.client(1).write(`k${text}`, text);
      expect(written.wait().status).toBe('ok');
      expect(cluster.client(1).read(`k${text}`).value()).toBe(text);
    }
    expect(cluster.node(1).isUp).toBe(true);
    expect(() => cluster.reseed('a\0b')).toThrow(/cannot hold the character NUL/);
  });
});

describe('what fails', () => {
  it('is thrown with what was expected and observed, why, tick, seed, nodes and events', () => {
    const cluster = led({ seed: 'forty' });
    const failure = thrownBy(() => cluster.check('leader.term is 2'));
    expect(failure).toMatchObject({
      ...{ name: 'RaftFailure', verdict: 'failed', expected: 'leader.term is 2' },
      ...{ observed: 'n0.term is 1', tick: cluster.now, seed: 'forty', hash: cluster.hash },
    });
    expect(failure.message).toMatch(/^this does not hold\n {2}check leader\.term is 2\n/);
    expect(failure.message).toMatch(/why +n0 won the first election/);
    expect(failure.message).toMatch(/state at tick \d+:\n +node/);
    expect(failure.message).toContain('what led here:');
    expect(failure.message).toMatch(/seed forty, hash [0-9a-f]{16}$/);
  });

  it('does not stop a cluster, unless a property broke', () => {
    const cluster = led();
    cluster.crash(1);
    expect(thrownBy(() => cluster.crash(1)).observed).toContain('n1');
    cluster.restart(1);
    expect(cluster.node(1).isUp).toBe(true);

    cluster.do('never 1.state is down');
    const broken = thrownBy(() => cluster.crash(1));
    expect(broken.message).toContain('never 1.state is down');
    expect(cluster.hasStopped).toBe(true);
    expect(thrownBy(() => cluster.tick())).toBe(broken);
    expect(cluster.node(0).isLeader).toBe(true);
  });

  it('names the safety property that broke, at the call that broke it', () => {
    const cluster = led({ unsafeRejoin: true, raft: { preVote: false } });
    const failure = thrownBy(() => {
      cluster.client(1).write('x', 1).wait();
      // Two of three forget what they promised.
      cluster.crash(0);
      cluster.wipe(1, 2);
      cluster.restart(1, 2);
      cluster.tick(200);
    });
    expect(failure.verdict).toBe('violated');
    expect(failure.property).toBeDefined();
    expect(failure.message).toContain(`property  ${String(failure.property)}`);
    expect(cluster.violations).toHaveLength(1);
  });

  it('is kept instead, if one collects', () => {
    const cluster = createCluster({ collect: true });
    cluster.check('one leader');
    cluster.tick(30);
    cluster.check('one leader');
    cluster.restart(0);
    expect(cluster.failures.map(({ expected }) => expected)).toHaveLength(2);
    expect(cluster.hasStopped).toBe(false);
  });

  it('is told of a cluster that cannot recover', () => {
    const cluster = led();
    cluster.do('always all.term < 2');
    cluster.crash(0);
    expect(thrownBy(() => cluster.tick(100)).message).toContain('always all.term < 2');
    const quiet = led();
    quiet.crash(0, 1);
    quiet.expectConverges();
    expect(quiet.node(0).isUp).toBe(false);
  });

  it('is a mistake in the text when it is one, with its place', () => {
    const cluster = createCluster();
    const mistake = (text: string): unknown => {
      try {
        cluster.do(text);
        return null;
      } catch (error) {
        return error;
      }
    };
    const error = mistake('tick 3\ncrush 0');
    expect(error).toBeInstanceOf(ScenarioError);
    expect((error as ScenarioError).message).toContain('statements:2:1: error');
    expect((error as ScenarioError).message).toContain('crash');
    expect(cluster.now).toBe(0);
    expect((mistake('crash 9') as Error).message).toContain('n9');
    expect((mistake('no convergence') as Error).message).toContain('runScenario');
    expect((mistake('cluster of 5') as Error).message).toContain('runScenario');
  });
});

describe('definitions', () => {
  it('are known to later statements, and the last of a name counts', () => {
    const cluster = createCluster();
    cluster.do('define strike $node\n  crash $node\nend\nstrike 2');
    cluster.do('strike 1');
    expect(cluster.nodes.map(({ isUp }) => isUp)).toEqual([true, false, false]);
    cluster.do('define Strike $node\n  restart $node\nend');
    cluster.do('strike 2');
    expect(cluster.nodes.map(({ isUp }) => isUp)).toEqual([true, false, true]);
    expect(() => cluster.do('strike 1\ntickk')).toThrow(/^statements:2:1: error: .*`tickk`/);
    expect(runScenario(cluster.scenario()).tests[0]?.hash).toBe(cluster.hash);
  });
});

describe('clients', () => {
  it('ask now and are answered later', () => {
    const cluster = led();
    const write = cluster.client(1).write('x', 'five');
    expect([write.name, write.outcome, write.isOk]).toEqual(['c1.1', undefined, false]);
    expect(write.wait()).toMatchObject({ status: 'ok' });
    expect(write.isOk).toBe(true);
    const [first, second] = [cluster.client(2).send('a'), cluster.client(2).send('b')];
    expect([first.name, second.name]).toEqual(['c2.1', 'c2.2']);
    expect(cluster.client(2).isIdle).toBe(false);
    expect(cluster.client(2).send('retries').name).toBe('c2.3');
    second.wait();
    expect([first.isOk, cluster.client(2).isIdle, cluster.leader?.data]).toEqual([
      true,
      false,
      'b',
    ]);
    for (const by of ['index', 'lease', 'stale'] as const) {
      expect(cluster.client(1).read('x', { by, from: 0 }).value()).toBe('five');
    }
  });

  it('learn what went wrong', () => {
    const cluster = led();
    cluster.client(1).write('x', 1).wait();
    const cas = cluster.client(1).cas('x', 2, 3);
    expect(cas.wait()).toMatchObject({ status: 'error', reason: 'cas-mismatch' });
    expect(thrownBy(() => cas.value()).observed).toBe('error: cas-mismatch');
    const refused = cluster.client(1).send('y', { to: 1, redirects: false });
    expect(refused.wait()).toMatchObject({ reason: 'not-leader' });
    const again = cluster.client(1).retry();
    expect([again.name, again.outcome]).toEqual([refused.name, undefined]);
    expect(again.value()).toBe('');
    cluster.crash(0, 1);
    const lost = cluster.client(3).write('z', 1);
    const failure = thrownBy(() => lost.wait({ within: 60 }));
    expect(failure.expected).toBe('an answer to c3.1');
    expect(failure.why[0]).toContain('c3.1');
  });
});

describe('an invariant of one’s own', () => {
  it('is judged at once, after every event, and in forks and convergence', () => {
    const cluster = led();
    let looks = 0;
    cluster.invariant('terms stay low', (c) => {
      looks += 1;
      return c.nodes.every(({ term }) => term < 2) ? undefined : `n${c.leader?.id ?? '?'} rose`;
    });
    cluster.tick(20);
    expect(looks).toBeGreaterThan(60);
    expect(thrownBy(() => cluster.invariant('never holds', () => 'it does not')).message).toContain(
      'it does not',
    );
    const other = led();
    other.invariant('nobody is down', (c) => {
      expect(c.nodes.map(({ isUp }) => isUp)).toEqual([true, true, true]);
    });
    const fork = other.fork();
    const failure = thrownBy(() => fork.crash(2));
    expect(failure).toMatchObject({ verdict: 'violated', property: 'nobody is down' });
    expect(other.hasStopped).toBe(false);
    other.tick(5);
  });

  it('says in a sentence what is wrong with itself', () => {
    const said = (answer: unknown): string =>
      thrownBy(() => led().invariant('mine', () => answer as never)).observed;
    expect(said(5)).toMatch(/answered with a number/);
    expect(said(Promise.resolve())).toMatch(/answered with a promise/);
    expect(said('')).toBe('mine does not hold');
    const cluster = led();
    expect(thrownBy(() => cluster.invariant('busy', () => cluster.tick())).observed).toMatch(
      /changes nothing/,
    );
    expect(() => led().invariant('none', 5 as never)).toThrow(/needs a function/);
    const steering = (): never => {
      throw new Error('red \u001b[31m');
    };
    expect(() => led().invariant('one', steering)).toThrow(/^red ·\[31m\n/);
    expect(() => led().tickUntil((() => Promise.resolve(false)) as never)).toThrow(/at once/);
  });

  it('is an option of clusters and scenarios', () => {
    const invariants = [
      {
        name: 'no third entry',
        check: (c: { nodes: readonly { lastIndex: number }[] }) =>
          c.nodes.some(({ lastIndex }) => lastIndex > 2) ? 'a third entry' : undefined,
      },
    ];
    const cluster = led({ invariants });
    cluster.client(1).send('a').wait();
    expect(thrownBy(() => cluster.client(1).send('b').wait()).property).toBe('no third entry');
    const { passed, tests } = runScenario(
      'cluster of 3\ntick until one leader\nclient a\ntick 20\n',
      { invariants },
    );
    // The fresh write of the convergence is the third.
    expect([passed, tests[0]?.verdict]).toEqual([false, 'violated']);
    expect(tests[0]?.failure?.property?.name).toBe('no third entry');
  });
});

const counter = defineStateMachine<{ readonly sum: number }>({
  initial: { sum: 0 },
  apply: ({ sum }, command) => {
    const added = Number(command);
    if (Number.isNaN(added)) return { state: { sum }, answer: 'no number', mismatch: true };
    return { state: { sum: sum + added }, answer: `${sum + added}` };
  },
  read: ({ sum }, query) => (query === 'sum' ? `${sum}` : ''),
});

describe('a state machine of one’s own', () => {
  it('is applied, read, snapshotted, restored and copied like the built-in one', () => {
    const cluster = led({ stateMachine: counter, seed: 3 });
    cluster.set('snapshot.every', 4);
    for (let value = 1; value <= 6; value += 1) {
      expect(cluster.client(1).send(value).value()).toBe(`${(value * (value + 1)) / 2}`);
    }
    expect(cluster.client(2).read('sum').value()).toBe('21');
    expect(cluster.client(1).send('x').wait()).toMatchObject({ reason: 'cas-mismatch' });
    expect(cluster.leader?.machineState).toEqual({ sum: 21 });
    expect(cluster.leader?.baseIndex).toBeGreaterThan(0);
    const fork = cluster.fork();
    fork.client(1).send(100).wait();
    cluster.crash(0, 1, 2);
    cluster.restart(0, 1, 2);
    cluster.expectConverges();
    expect(cluster.client(2).read('sum').value()).toBe('21');
    expect(fork.client(2).read('sum').value()).toBe('121');
    cluster.wipe(2);
    cluster.add(2);
    cluster.tickUntil((c) => c.node(2).isUp && c.node(2).lastApplied > 8);
    expect(cluster.node(2).machineState).toEqual({ sum: 21 });
  });

  it('takes a request once, and answers a repetition what it answered then', () => {
    const cluster = led({ stateMachine: counter });
    expect(cluster.client(1).send(4).value()).toBe('4');
    expect(cluster.client(1).retry().value()).toBe('4');
    expect(cluster.leader?.machineState).toEqual({ sum: 4 });
  });

  it('is run by scenarios, whose notes say what is not judged', () => {
    const text =
      'cluster of 3\ntick until one leader\nclient 2 3\ntick 20\nclient 1 writes x = 5\ntick 20\n';
    const { passed, report } = runScenario(
      `${text}check stateMachine.data is "no number"\ncheck stateMachine.sum is 5\n`,
      { stateMachine: counter },
    );
    expect(report).toContain('linearizability is not judged: only the built-in state machine');
    expect(passed, report).toBe(true);
  });

  it('that throws, changes what it is given, or is no plain data is told so', () => {
    const throwing = defineStateMachine({
      initial: 0,
      apply: (): never => {
        throw new Error('out of order');
      },
    });
    const cluster = led({ stateMachine: throwing });
    const failure = thrownBy(() => cluster.client(1).send('go').wait());
    expect(failure.message).toContain('the state machine could not apply "go": out of order');
    const changing = defineStateMachine<string[]>({
      initial: [],
      apply: (state, command) => {
        state.push(command);
        return { state };
      },
    });
    const other = led({ stateMachine: changing });
    expect(thrownBy(() => other.client(1).send('go').wait()).message).toContain(
      'must return a new one',
    );
    expect(() => defineStateMachine({ initial: () => 1, apply: (state) => ({ state }) })).toThrow(
      /plain data/,
    );
    const machine = (applied: unknown): Cluster =>
      createCluster({
        // What a program without types may hand over.
        stateMachine: defineStateMachine({ initial: {}, apply: () => applied as never }),
      });
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const [applied, sentence] of [
      [{ state: cycle }, /plain data.*circular/],
      [{ state: new Map() }, /plain data.*it is a Map/],
      [{ state: { at: [new Date(0)] } }, /at\[0\] is a Date/],
      [{ state: { count: Number.NaN } }, /count is NaN/],
      [{ state: {}, answer: 5 }, /answer with a text.*5/],
      [undefined, /must return \{ state, answer \}.*undefined/],
      [Promise.resolve({ state: {} }), /at once.*a Promise/],
    ] as const) {
      const failure = thrownBy(() => machine(applied).client(1).send('a').wait());
      expect(failure.verdict).toBe('broken');
      expect(failure.message.split('\n')[0]).toMatch(sentence);
    }
  });
});

describe('runScenario', () => {
  it('reports what passed, what did not and what is no scenario', () => {
    const good = runScenario('cluster of 3\ntick until one leader\n', { name: 'a.raft', seed: 4 });
    expect(good.passed).toBe(true);
    expect(good.report).toMatch(
      /^passed {2}a\.raft:1 {2}test at line 1 {2}\(\d+ ticks, seed 4, hash/,
    );
    const bad = runScenario('for $n in 1 3\ncluster of $n\ntick 30\ncheck leader.term is 7\n');
    expect(bad.passed).toBe(false);
    expect(bad.tests.map(({ verdict }) => verdict)).toEqual(['failed', 'failed']);
    expect(bad.report).toContain('scenario.raft:4:1');
    expect(bad.report).toContain('expected  leader.term is 7');
    expect(runScenario('crash 0\n')).toMatchObject({ passed: false, tests: [] });
    expect(runScenario('# nothing\n').report).toContain('has no test');
    expect(() => expectScenario('cluster of 3\ncheck one leader\n')).toThrow(/there is no leader/);
    expect(
      expectScenario('cluster of 1\ntick 30\n', { trace: true }).tests[0]?.trace,
    ).toBeDefined();
  });

  it('reads what is used from texts, and takes plans', () => {
    const text = 'use "common.raft"\ncluster of 3\nelect 1\ncheck 1.state is leader\n';
    const common = 'define elect $node\n  campaign $node\n  settle\nend\n';
    for (const files of [
      { 'common.raft': common },
      new Map([['common.raft', common]]),
      { read: (path: string) => (path === 'common.raft' ? common : undefined) },
    ]) {
      expect(runScenario(text, { files }).passed).toBe(true);
    }
    expect(runScenario(text).report).toContain('common.raft');
    const recorded = 'cluster of 3\nrestart 0\ntick 30\n';
    expect(runScenario(recorded).passed).toBe(false);
    expect(runScenario(recorded, { plan: true }).passed).toBe(true);
    expect(runScenario('cluster of 3\nrun random 20 ticks\ncalm\n').passed).toBe(true);
  });
});

describe('whitewater/node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-api-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs files with what they use', () => {
    writeFileSync(join(folder, 'common.raft'), 'define wait\n  tick 30\nend\n');
    writeFileSync(
      join(folder, 'main.raft'),
      'use "common.raft"\ncluster of 3\nwait\ncheck one leader\n',
    );
    writeFileSync(join(folder, 'bad.raft'), 'use "../outside.raft"\ncluster of 3\n');
    const { passed, tests } = runFile(join(folder, 'main.raft'), { folder });
    expect([passed, tests[0]?.file]).toEqual([true, 'main.raft']);
    expect(() => expectFile(join(folder, 'bad.raft'), { folder })).toThrow(/outside\.raft/);
    expect(() => runFile(join(folder, 'missing.raft'), { folder })).toThrow(/cannot read missing/);
  });
});
