// The interpreter's own rules: waiting, judging, limits, stopping in the middle. What clusters do is told in
// scenarios; here they are as small as the rule allows.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runTest, TestRun } from '../../dsl/index.ts';
import { parse, run, runAll } from './helpers.ts';

const ELECTED = 'cluster of 3\nset 0.leaderTimeout to 0\ntick until 0.state is leader\n';

describe('the examples the language stands on', () => {
  const texts = readdirSync('scenarios/seed').map((name) =>
    readFileSync(`scenarios/seed/${name}`, 'utf8'),
  );

  it('pass for a thousand seeds', () => {
    for (const text of texts) {
      const [test] = parse(text).tests;
      for (let seed = 0; seed < 1_000; seed += 1) {
        const { verdict, failure } = runTest(test, { seed: String(seed) });
        expect(verdict, `seed ${seed}: ${failure?.message ?? ''}`).toBe('passed');
      }
    }
  });
});

describe('time', () => {
  it('passes only where a statement lets it', () => {
    const result = run(
      'cluster of 3\nno convergence\ntick 5\ncrash 0\nclient foo\ntick to 9\nsettle\n',
    );
    expect(result.ticks).toBe(9);
  });

  it('does not pass when what is waited for holds already', () => {
    expect(run(`${ELECTED}no convergence\ntick until one leader\n`).ticks).toBe(
      run(`${ELECTED}no convergence\n`).ticks,
    );
  });

  it('cannot go back', () => {
    const { verdict, failure } = run('cluster of 1\ntick 9\ntick to 5\n');
    expect(verdict).toBe('failed');
    expect(failure?.message).toBe('tick 5 has passed already: it is tick 9');
  });

  it('is moved for one node alone', () => {
    const { output } = run(
      'seed 1\ncluster of 3\ntick 0 3 times\ntick 0\nno convergence\nshow state\n',
    );
    expect(output).toHaveLength(1);
  });
});

describe('waiting', () => {
  it('gives up after 1,000 ticks, and says what, what instead and why', () => {
    const { failure, ticks } = run('cluster of 2\ncrash 0\ntick until 1.state is leader\n');
    expect(ticks).toBe(1_000);
    expect(failure).toMatchObject({
      statement: 'tick until 1.state is leader',
      expected: '1.state is leader',
      span: { line: 3, column: 1 },
    });
    expect(failure?.observed).toMatch(/^n1\.state is (follower|pre-candidate|candidate)$/);
    expect(failure?.why.join(' ')).toContain('n0');
  });

  it('gives up after its own bound', () => {
    expect(run('cluster of 2\ntick until 0.term is 99 within 7\n').ticks).toBe(7);
  });

  it('names every value that was looked at', () => {
    const text = `${ELECTED}crash 2\neventually all.commitIndex is 9 and 1.votedFor is 0 within 30\n`;
    expect(run(text).failure?.observed).toBe(
      'commitIndex is 1 at n0 and n1, unknown (it is down) at n2; n1.votedFor is n0',
    );
  });

  it('for an error takes the request it stands before, not another', () => {
    const text = `${ELECTED}client 1 sends a\nclient 1 sends b\nexpect error not-leader: client 1 sends c to 2 without redirects\ncheck stateMachine.data is b\n`;
    expect(run(text).verdict).toBe('passed');
  });

  it('for an error fails when the request succeeds', () => {
    const { failure } = run(`${ELECTED}tick 3\nexpect error not-leader: client 1 sends foo to 0\n`);
    expect(failure).toMatchObject({
      expected: 'not-leader',
      observed: 'c1.1 (foo) was done: n0, the leader, answered it',
    });
  });

  it('for an event counts only what happens after it began', () => {
    const text = `${ELECTED}tick 5\nstep down 0\ntick\ncheck event stepped-down on 0\ntick until event stepped-down on 0 within 5\n`;
    expect(run(text).failure?.observed).toBe('no stepped-down at 0');
  });
});

describe('conditions', () => {
  const claims: readonly (readonly [string, boolean])[] = [
    ['0.state is leader', true],
    ['0.state is LEADER', true],
    ['0.state is not leader', false],
    ['all.state is leader', false],
    ['all.state is not leader', false],
    ['not all.state is leader', true],
    ['followers.state is follower', true],
    ['{1 2}.leader is 0', true],
    ['1.votedFor is n0 and 2.vote is leader', true],
    ['leader.term >= 1 and leader.term < 2', true],
    ['0.term is 1.term', true],
    ['0.term > 1.term', false],
    ['one leader', true],
    ['no leader', false],
    ['no candidate or one candidate', true],
    ['all.log match', true],
    ['0.log is [1 1 1]', true],
    ['0.log is [1 1]', false],
    ['2.config is {2 1 0}', true],
    ['0 has committed foo', true],
    ['0 has Foo', false],
    ['0 has not applied baz', true],
    ['all has applied bar', true],
    ['quorum of all has bar', true],
    ['quorum of {0 1} has not bar', false],
    ['stateMachine.data is bar', true],
    ['1.data is "bar"', true],
    ['1.stateMachine.missing is bar', false],
    ['1.electionTimeout is 10..20', true],
    ['1.prevote is on', true],
    ['0.heartbeat = 2', true],
    ['learners.term > 0', false],
    ['not learners.term > 0', false],
  ];

  it.each(claims)('%s: %s', (condition, isTrue) => {
    const text = `${ELECTED}client foo bar\ntick 12\ncheck ${condition}\n`;
    expect(run(text).verdict).toBe(isTrue ? 'passed' : 'failed');
  });

  it('about nobody are false for `check`, and hold for `always` and `never`', () => {
    expect(run('cluster of 2\nno convergence\ncheck leader.term >= 0\n').verdict).toBe('failed');
    expect(run('cluster of 2\nno convergence\nalways leader.term > 99\ntick 2\n').verdict).toBe(
      'passed',
    );
    expect(run('cluster of 2\nno convergence\nnever leader.term >= 0\ntick 2\n').verdict).toBe(
      'passed',
    );
  });

  it('under `never` are about any member of a set', () => {
    expect(run('cluster of 3\nnever all.state is leader\ntick 100\n').verdict).toBe('failed');
    expect(
      run('cluster of 3\nno convergence\nalways not all.state is leader\ntick 100\n').verdict,
    ).toBe('passed');
  });

  it('find a crashed node down, with what its disk holds', () => {
    const text = `${ELECTED}tick 9\ncrash 1\ncheck 1.state is down and 1.term is 1 and 1.log is [1]\ncheck 1.commitIndex is not 1\n`;
    expect(run(text).verdict).toBe('passed');
  });

  it('stop the test at the event that breaks them', () => {
    const { failure, ticks } = run(
      `${ELECTED}never 0.state is follower\ntick 5\nstep down 0\ntick 50\n`,
    );
    expect(failure?.statement).toBe('never 0.state is follower');
    expect(failure?.observed).toBe('n0.state is follower');
    expect(ticks).toBeLessThan(15);
  });
});

describe('acting between events', () => {
  it('happens once, the first time the condition holds', () => {
    const text =
      'cluster of 3\nno convergence\nwhen 0.state is leader: crash 0\nset 0.leaderTimeout to 0\ntick 9\ncheck 0.state is down\nrestart 0\nset 0.leaderTimeout to 0\ntick 40\ncheck one leader and 0.state is not down\n';
    expect(run(text).verdict).toBe('passed');
  });

  it('drops exactly one message', () => {
    const base = 'cluster of 2\nset 0.leaderTimeout to 0\nat event 1 of tick 2: drop it\ntick 3\n';
    const { failure } = run(`${base}check 1.term is 7\n`);
    expect(failure?.events.some(({ kind, tick }) => kind === 'lose' && tick === 2)).toBe(true);
  });

  it('is missed loudly', () => {
    const { failure } = run('cluster of 1\nat event 500 of tick 3: crash 0\ntick 5\n');
    expect(failure?.message).toBe('event 500 of tick 3 never happened');
    expect(run('cluster of 1\nat event 1 of tick 9: crash 0\ntick 5\n').failure?.message).toBe(
      'event 1 of tick 9 never happened',
    );
  });
});

describe('actions that cannot be done', () => {
  it.each([
    ['crash leader', 'nothing can be done, because there is no leader'],
    ['restart 0', 'this needs a node that is down, and n0 is a follower that knows no leader'],
    ['resume 1', 'this needs a node that is paused, and n1 is a follower that knows no leader'],
    [
      'deliver vote-request',
      'cannot deliver the next vote-request: nothing that fits is held or in flight',
    ],
    ['client 1 retries', 'c1 has nothing to retry: no request of it has ended'],
    [
      'set 0.heartbeat to 15',
      'n0 cannot be set so: heartbeat must be smaller than the shortest electionTimeout (got 15 and 10)',
    ],
  ])('%s', (line, message) => {
    const { verdict, failure } = run(`cluster of 3\n${line}\n`);
    expect(verdict).toBe('failed');
    expect(failure?.message).toBe(message);
    expect(failure?.span.line).toBe(2);
  });

  it('are skipped in a generated plan', () => {
    expect(run('cluster of 3\ncrash leader\nrestart 0\n', { plan: true }).verdict).toBe('passed');
  });

  it('are skipped and noted below a `plan` line, which holds for one test', () => {
    const text = 'cluster of 3\ntick 5\ntick to 2\ncrash leader\n';
    const [plan, other] = runAll(`plan\n${text}${text}`, { trace: true });
    expect([plan.verdict, other.verdict]).toEqual(['passed', 'failed']);
    expect(plan.trace?.map((event) => event.text).filter((line) => /^skipped/.test(line))).toEqual([
      'skipped: tick 2 has passed already: it is tick 5',
      'skipped: nothing can be done, because there is no leader',
    ]);
  });

  it('leave no trace in the hash when they are skipped', () => {
    const end = 'tick 30\n';
    const { hash } = run(`plan\ncluster of 3\n${end}`);
    expect(run(`plan\ncluster of 3\ncrash leader\ntick to 0\nresume 1\n${end}`).hash).toBe(hash);
    expect(run(`plan\ncluster of 3\ncrash 0\n${end}`).hash).not.toBe(hash);
  });

  it('do not end what else a plan waits for', () => {
    const text = 'plan\ncluster of 3\nno convergence\nwhen 0.state is leader: resume 1\n';
    expect(run(`${text}set 0.leaderTimeout to 0\ntick 30\n`).ticks).toBe(30);
  });
});

describe('blocks', () => {
  it('repeat, nest and call with values', () => {
    const text =
      'define wait $n\n  tick $n\nend\ndefine twice $n\n  wait $n\n  wait $n\nend\ncluster of 1\nno convergence\nrepeat 2 times\n  repeat 3 times\n    twice 5\n  end\nend\nrepeat 0 times\n  tick 1000\nend\n';
    expect(run(text).ticks).toBe(60);
  });

  it('take the values of `for` lines', () => {
    const text = 'for $n in 3 5\nfor $ticks in 2 4\ncluster of $n\nno convergence\ntick $ticks\n';
    expect(runAll(text).map(({ ticks }) => ticks)).toEqual([2, 4, 2, 4]);
  });

  it('report a failure inside a definition where it stands', () => {
    const text = 'define claim $n\n  check $n.state is leader\nend\ncluster of 1\nclaim 0\n';
    expect(run(text).failure).toMatchObject({
      statement: 'check $n.state is leader',
      span: { line: 2 },
    });
  });
});

describe('limits', () => {
  it('end a loop that would not end', () => {
    const loop = 'cluster of 1\nrepeat 1000 times\nrepeat 1000 times\nend\nend\n';
    const { verdict, failure } = run(loop, {}, { statements: 5_000 });
    expect(verdict).toBe('broken');
    expect(failure?.message).toBe('the test executes more than 5,000 statements');
  });

  it('end a test that takes too long, its convergence included', () => {
    expect(run('cluster of 1\ntick 500\n', {}, { ticks: 600 }).verdict).toBe('passed');
    const { verdict, failure } = run('cluster of 1\ntick 500\ntick 500\n', {}, { ticks: 600 });
    expect(verdict).toBe('broken');
    expect(failure?.message).toBe('the test takes more than 600 ticks');
  });
});

describe('expected violations', () => {
  it('fail when nothing breaks', () => {
    const { verdict, failure } = run('expect violation of election safety\ncluster of 1\ntick\n');
    expect(verdict).toBe('failed');
    expect(failure?.message).toContain('nothing did');
  });

  it('are not asked for when planted bugs are hunted in the clean twin', () => {
    const text = 'expect violation of election safety\ncluster of 1\ntick\n';
    expect(run(text, { ignoreExpectedViolation: true }).verdict).toBe('passed');
  });

  it('include a cluster that does not recover', () => {
    const stall = 'cluster of 3\nset all.leaderTimeout to 5000\n';
    expect(run(stall).verdict).toBe('stalled');
    expect(run(`expect violation of convergence\n${stall}`).verdict).toBe('passed');
    expect(run(`${stall}no convergence\n`).verdict).toBe('passed');
  });
});

describe('golden lines', () => {
  it('are compared, and every difference can be updated', () => {
    const text =
      'seed 1\ncluster of 1\nno convergence\n  show state\n  > n0@9 king\nshow log 0\n> n0 empty\nshow config\n';
    const { verdict, failure, golden, output } = run(text);
    expect(verdict).toBe('failed');
    expect(failure).toMatchObject({
      expected: 'n0@9 king',
      observed: 'n0@0 follower  log -  commit 0',
    });
    expect(golden).toEqual([
      { file: 'test.raft', from: 5, to: 5, lines: ['  > n0@0 follower  log -  commit 0'] },
      { file: 'test.raft', from: 9, to: 8, lines: ['> n0 {0}'] },
    ]);
    expect(output.map(({ line }) => line)).toEqual([4, 6, 8]);
  });

  it('pass once updated', () => {
    const text =
      'seed 1\ncluster of 1\nno convergence\nshow state\n> n0@0 follower  log -  commit 0\n';
    expect(run(text)).toMatchObject({ verdict: 'passed', golden: [] });
  });

  it('show traces and requests whether or not the run is traced', () => {
    const text = `seed 3\n${ELECTED}client foo\ntick 9\nno convergence\nshow trace 4\nshow request c0.1\n`;
    const plain = run(text);
    const traced = run(text, { trace: true });
    expect(plain.output[0].text).toHaveLength(4);
    expect(plain.output[1].text).toContainEqual(expect.stringMatching(/n0 {2}proposes it as 2@1$/));
    expect(plain.output[1].text.at(-1)).toMatch(/^2@1 is applied by n0/);
    expect(traced.output).toEqual(plain.output);
    expect(traced.hash).toBe(plain.hash);
  });
});

describe('the machine', () => {
  const text = `seed 9\ndefine go $n\n  tick $n\nend\n${ELECTED}lose 20%\nrepeat 5 times\n  client foo bar\n  go 7\nend\nwhen leader.term > 1: heal\nexpect error not-leader: client 1 sends x to 1 without redirects\ntick until stateMachine.data is bar\n`;

  it('comes to the same result in steps of any size', () => {
    const test = parse(text).tests[0];
    const whole = runTest(test);
    for (const stride of [1, 3, 50]) {
      const stepwise = new TestRun(test);
      while (!stepwise.advance(stride)) continue;
      expect(stepwise.result()).toEqual(whole);
    }
    expect(whole.verdict).toBe('passed');
  });

  it('can be copied anywhere and goes on the same way', () => {
    const test = parse(text).tests[0];
    const whole = runTest(test);
    for (const ticks of [1, 4, 11, 26, 38]) {
      const original = new TestRun(test);
      original.advance(ticks);
      const copy = original.copy();
      while (!copy.advance(100)) continue;
      while (!original.advance(100)) continue;
      expect(copy.result()).toEqual(whole);
      expect(original.result()).toEqual(whole);
    }
  });

  it('can be interrupted', () => {
    const interrupted = new TestRun(parse('cluster of 1\ntick 1000000\n').tests[0]);
    expect(interrupted.advance(50)).toBe(false);
    expect(interrupted.ticks).toBe(50);
    interrupted.interrupt();
    expect(interrupted.result()).toMatchObject({ verdict: 'interrupted', ticks: 50 });
  });

  it('draws the same wherever a test stands and whatever it is called', () => {
    const alone = run(`${ELECTED}lose 20%\ntick 99\n`).hash;
    const other = runAll(
      `cluster of 5\ntick 3\n\n# comment\ntest "named"\n${ELECTED.toUpperCase()}\n\n  lose   20%\ntick 99\n`,
    );
    expect(other[1].hash).toBe(alone);
    expect(run(`${ELECTED}lose 20%\ntick 99\n`, { seed: '2' }).hash).not.toBe(alone);
    expect(run(`seed 2\n${ELECTED}lose 20%\ntick 99\n`).hash).toBe(
      run(`${ELECTED}lose 20%\ntick 99\n`, { seed: '2' }).hash,
    );
  });

  it('fills in the events that led to a failure', () => {
    const { failure } = run(`${ELECTED}check 0.term is 5\n`);
    expect(failure?.events.length).toBeGreaterThan(10);
    expect(failure?.state.map(({ node }) => node)).toEqual(['n0', 'n1', 'n2']);
    expect(failure?.events.some(({ line }) => line === 3)).toBe(true);
  });
});
