// A growing scenario: what it carries out, takes back and writes down.

import { describe, expect, test } from 'vitest';
import {
  parseFile,
  runTest,
  Session,
  type SessionEvent,
  type SessionSettings,
} from '../../dsl/index.ts';
import { ParsedBeginning } from '../../dsl/parsed-beginning.ts';
import { createRandomPort } from '../../fuzz/index.ts';

const ELECT = 'cluster of 3\nset 0.leaderTimeout to 0\ntick until 0.state is leader';

function sessionWith(text: string, over: Partial<SessionSettings> = {}): Session {
  const session = new Session({ name: 'prompt', random: createRandomPort(), ...over });
  feed(session, text);
  return session;
}

/** Offers a text, which must be taken, and carries it out. */
function feed(session: Session, text: string, stride = 1_000): readonly SessionEvent[] {
  const offer = session.offer(text);
  expect(offer, text).toMatchObject({ kind: 'taken' });
  return finished(session, stride);
}

function finished(session: Session, stride = 1_000): readonly SessionEvent[] {
  while (!session.advance(stride)) continue;
  return session.takeEvents();
}

function undo(session: Session, count = 1): readonly string[] {
  const taken = session.undo(count);
  finished(session);
  return taken;
}

/** The hash of the last test of a session when it is written down and run. */
function hashOfScenario(session: Session, seed?: string): string | undefined {
  const text = session.scenario() ?? '';
  const { tests, diagnostics } = parseFile('saved.raft', text);
  expect(diagnostics, text).toEqual([]);
  const last = tests.at(-1);
  if (last === undefined) return undefined;
  const options = { random: createRandomPort() };
  return runTest(last, seed === undefined ? options : { ...options, seed }).hash;
}

/** That what a session holds comes to its hash. */
function expectSaved(session: Session): void {
  expect(hashOfScenario(session, 'another')).toBe(session.status.hash);
}

describe('a session', () => {
  test('carries statements out one by one and waits for more', () => {
    const session = sessionWith(ELECT);
    expect(session.status).toMatchObject({ leader: 0, hasEnded: false, nodes: [0, 1, 2] });
    const { tick } = session.status;
    feed(session, 'tick 20');
    expect(session.status.tick).toBe((tick ?? 0) + 20);
    expectSaved(session);
  });

  test('comes to the hash of a file however the text is cut', () => {
    const more = 'client foo bar\ntick 7\ncrash leader\nrun random 60 ticks\ntick 30';
    const whole = sessionWith(`${ELECT}\n${more}`);
    const piecewise = sessionWith(ELECT, {});
    for (const line of more.split('\n')) feed(piecewise, line, 3);
    expect(piecewise.status).toEqual(whole.status);
    expect(piecewise.text).toBe(whole.text);
    expectSaved(whole);
    const [test] = parseFile('a.raft', `${ELECT}\n${more}\nno convergence`).tests;
    const file = test && runTest(test, { random: createRandomPort() });
    expect(file?.hash).toBe(whole.status.hash);
  });

  test('lets header lines wait for their cluster', () => {
    const session = sessionWith('');
    for (const line of ['seed 42', 'test "of my own"', 'no convergence']) feed(session, line);
    expect(session.status.tick).toBeNull();
    const [begun] = feed(session, ELECT);
    expect(begun).toMatchObject({ kind: 'test', test: { name: 'of my own' }, others: 0 });
    expectSaved(session);
    expect(session.scenario()?.match(/no convergence/g)).toHaveLength(1);
    expect(session.scenario()).toContain('seed 42');
  });

  test('begins another test with another cluster, and writes both down', () => {
    const session = sessionWith(`${ELECT}\nclient foo\nseed 9\ntest "two"\ncluster of 1\ntick 5`);
    expect(session.status.nodes).toEqual([0]);
    expectSaved(session);
    const { tests } = parseFile('saved.raft', session.scenario() ?? '');
    expect(tests.map(({ name, convergence }) => [name, convergence])).toEqual([
      ['test at line 3', false],
      ['two', false],
    ]);
    // What can only be the header of a third one is not written down: a file would have lost it.
    feed(session, 'seed 3');
    feed(session, 'expect violation of election safety');
    expectSaved(session);
    expect(session.scenario()).toMatch(/expect violation of election safety\n$/);
  });

  test('knows a definition that is made in the middle of a test', () => {
    const session = sessionWith(ELECT);
    feed(session, 'define lead $node\n  campaign $node\n  tick 12\nend');
    feed(session, 'lead 1');
    expectSaved(session);
  });

  test('runs the first of the tests that `for` lines make', () => {
    const session = sessionWith('for $size in 3 5');
    expect(feed(session, 'cluster of $size')).toMatchObject([{ kind: 'test', others: 1 }]);
    expect(session.status.nodes).toEqual([0, 1, 2]);
    feed(session, 'check all.state is follower');
  });

  test('refuses what is wrong and keeps nothing of it', () => {
    const session = sessionWith(ELECT);
    const { text, status } = session;
    expect(session.offer('tick 5\ntikc 6')).toMatchObject({
      kind: 'wrong',
      diagnostics: [{ code: 'unknown-command', span: { line: 5, column: 1 } }],
    });
    expect(session.text).toBe(text);
    expect(session.status).toEqual(status);
    expect(new Session({ name: 'prompt' }).offer('tick 5')).toMatchObject({
      kind: 'wrong',
      diagnostics: [{ code: 'no-cluster' }],
    });
  });

  test('judges a block before it is whole', () => {
    const session = sessionWith(ELECT);
    expect(session.judge('repeat 3 times')).toEqual([]);
    expect(session.judge('repeat 3 times\n  repeat 2 times\n tick')).toEqual([]);
    expect(session.judge('repeat 3 tims')).toMatchObject([{ span: { line: 4 } }]);
  });

  test('shows', () => {
    const session = sessionWith(ELECT);
    const [shown] = feed(session, 'show log 0');
    expect(shown).toEqual({ kind: 'shown', lines: ['n0 1@1 no-op  durable'] });
  });
});

describe('undo', () => {
  test('steps back by statements, and draws repeat', () => {
    const session = sessionWith(`seed 5\n${ELECT}`);
    const before = session.status;
    feed(session, 'run random 80 ticks');
    const { hash } = session.status;
    expect(undo(session)).toEqual(['run random 80 ticks']);
    expect(session.status).toEqual(before);
    feed(session, 'run random 80 ticks');
    expect(session.status.hash).toBe(hash);
    expectSaved(session);
  });

  test('takes comments and `show` along', () => {
    const session = sessionWith(ELECT);
    const before = session.status;
    for (const line of ['tick 4', '# a thought', 'show state']) feed(session, line);
    expect(undo(session)).toEqual(['tick 4']);
    expect(session.status).toEqual(before);
    expect(session.text).toBe(ELECT);
  });

  test('reaches what is older than the copies, and other tests', () => {
    const lines = Array.from({ length: 90 }, (_, at) => (at % 9 === 4 ? 'client foo' : 'tick 3'));
    const session = sessionWith(`${ELECT}\n${lines.join('\n')}`);
    expect(undo(session, 85)).toHaveLength(85);
    expect(session.status).toEqual(sessionWith(`${ELECT}\n${lines.slice(0, 5).join('\n')}`).status);
    const { status } = session;
    feed(session, 'cluster of 1\ntick 3');
    expect(undo(session, 2)).toEqual(['cluster of 1', 'tick 3']);
    expect(session.status).toEqual(status);
    expectSaved(session);
    expect(undo(session, 99)).toHaveLength(8);
    expect(session.status.tick).toBeNull();
    expect(undo(session)).toEqual([]);
  });

  test('may begin in the middle of header lines', () => {
    const session = sessionWith(ELECT);
    const { status } = session;
    feed(session, 'tick 5');
    feed(session, 'seed 4');
    expect(undo(session)).toEqual(['seed 4']);
    expect(undo(session)).toEqual(['tick 5']);
    expect(session.status).toEqual(status);
  });

  test('comes back to what was interrupted', () => {
    const session = sessionWith(ELECT);
    const before = session.status;
    session.offer('client foo\ntick 500\ntick 6');
    while ((session.status.tick ?? 0) < 100) session.advance(20);
    expect(session.interrupt()).toBe(2);
    expect(session.text).toBe(`${ELECT}\nclient foo`);
    expect(session.status.tick).toBe(before.tick);
    feed(session, 'tick 3');
    expectSaved(session);
  });
});

describe('a failure', () => {
  test.each([
    ['check 1.state is leader', '# check 1.state is leader'],
    ['restart 0', '# restart 0'],
    ['always 1.state is leader', '# always 1.state is leader'],
    ['when 0.state is leader: restart 1', '# when 0.state is leader: restart 1'],
    ['tick until 1.state is leader within 9', 'tick 9  # tick until 1.state is leader within 9'],
    ['eventually no leader within 5', 'tick 5  # eventually no leader within 5'],
    [
      'client 1 reads x expecting 5',
      /^client 1 reads x {2}# client 1 reads x expecting 5\ntick [0-9]+$/,
    ],
    [
      'expect error not-leader: client 1 writes x = 5',
      /^client 1 writes x = 5 {2}# expect error not-leader: client 1 writes x = 5\ntick [0-9]+$/,
    ],
  ])('of `%s` is told, and the session goes on', (line, standsIn) => {
    const session = sessionWith(ELECT);
    const before = session.status;
    const events = feed(session, line);
    const [failed] = events;
    if (failed?.kind !== 'failed') throw new Error('nothing failed');
    if (standsIn instanceof RegExp) expect(failed.standsIn).toMatch(standsIn);
    else expect(failed.standsIn).toBe(standsIn);
    expect(session.status.hasEnded).toBe(false);
    feed(session, 'tick 4');
    expectSaved(session);
    expect(undo(session, 2)).toEqual([line, 'tick 4']);
    expect(session.status).toEqual(before);
  });

  test('inside a block ends the test, until it is taken back', () => {
    const session = sessionWith(ELECT);
    const before = session.status;
    const events = feed(session, 'repeat 3 times\n  tick 2\n  check 1.state is leader\nend');
    expect(events).toMatchObject([{ kind: 'failed', standsIn: null }]);
    expect(session.status).toMatchObject({ hasEnded: true, tick: (before.tick ?? 0) + 2 });
    expect(session.offer('tick 5')).toEqual({ kind: 'ended' });
    expect(feed(session, 'show log 1')).toMatchObject([{ kind: 'shown' }]);
    expectSaved(session);
    undo(session);
    expect(session.status).toEqual(before);
    feed(session, 'tick 5');
  });

  test('of a property ends the test, and another cluster begins another', () => {
    const session = sessionWith('cluster of 3\nnever 0.state is leader');
    const events = feed(session, 'set 0.leaderTimeout to 0\ntick 20\nclient foo');
    expect(events).toMatchObject([{ kind: 'failed', standsIn: null, left: 1 }]);
    expectSaved(session);
    feed(session, 'cluster of 1\ntick 5');
    expect(session.status.hasEnded).toBe(false);
    expectSaved(session);
  });

  test('of golden lines changes nothing', () => {
    const session = sessionWith(`seed 1\n${ELECT}`);
    const events = feed(session, 'show log 0\n> n0 empty');
    expect(events).toMatchObject([{ kind: 'shown' }, { kind: 'failed' }]);
    feed(session, 'tick 5');
    expect(session.status.hasEnded).toBe(false);
  });
});

describe('a file', () => {
  const file = `test "a"\ncluster of 1\ntick 5\n\nseed 3\ntest "b"\n${ELECT}\ntick 4\ncheck one leader\n\ntest "c"\ncluster of 5\ntick 9\n`;

  test('is played to the end of its last test', () => {
    const session = new Session({ name: 'my.raft' });
    session.open(file, null);
    finished(session);
    expect(session.status).toMatchObject({ tick: 9, nodes: [0, 1, 2, 3, 4] });
    expect(undo(session, 3)).toEqual(['test "c"', 'cluster of 5', 'tick 9']);
    expect(session.status).toMatchObject({ leader: 0 });
    expectSaved(session);
  });

  test('is played to the end of the test that is asked for', () => {
    const session = new Session({ name: 'my.raft' });
    session.open(file, 1);
    expect(finished(session)).toMatchObject([{ kind: 'test', test: { name: 'b' } }]);
    expect(session.text.endsWith('check one leader')).toBe(true);
    expectSaved(session);
    feed(session, 'tick 3');
    expectSaved(session);
  });

  test('may ask for one value of its `for` line', () => {
    const session = new Session({ name: 'my.raft' });
    session.open('for $n in 1 3 5\ncluster of $n\ntick 3\n', 2);
    finished(session);
    expect(session.status.nodes).toHaveLength(5);
    feed(session, 'tick');
    undo(session, 2);
    expect(session.status.nodes).toHaveLength(5);
  });
});

describe('a watched condition', () => {
  test('is told when it changes', () => {
    const session = sessionWith('cluster of 3\nset 0.leaderTimeout to 0');
    expect(session.watch('one leader')).toEqual({ holds: false });
    expect(session.watch('one laeder')).toMatchObject([{ severity: 'error' }]);
    const events = feed(session, 'tick 10');
    expect(events).toMatchObject([{ change: { text: 'one leader', holds: true } }]);
    expect(feed(session, 'crash 0')).toMatchObject([{ change: { holds: false } }]);
    undo(session);
    expect(feed(session, 'crash 0')).toMatchObject([{ change: { holds: false } }]);
    expect(session.unwatch()).toEqual(['one leader']);
  });
});

test('the end of a test is judged on a copy', () => {
  const session = sessionWith(`${ELECT}\ncrash 0`);
  const { status } = session;
  const run = session.toTheEnd();
  while (run?.advance(1_000) === false) continue;
  expect(run?.result()).toMatchObject({ verdict: 'passed' });
  expect(run?.ticks).toBeGreaterThan((status.tick ?? 0) + 10);
  expect(session.status).toEqual(status);
});

test('a text that grows, shrinks and changes parses as it would anew', () => {
  const beginning = new ParsedBeginning();
  const texts = [
    ['', 'cluster of 3'],
    ['cluster of 3\n', 'tick 2'],
    ['cluster of 3\ntick 2\n', 'tick untli one leader'],
    ['cluster of 3\ntick 2\n', '\n# nothing\r\nrepeat 2 times\ntick 1\nend'],
    ['cluster of 3\ntick 2\n\n# nothing\r\nrepeat 2 times\ntick 1\nend\n', 'show state\n> n0'],
    ['cluster of 3\n', 'crash 7'],
    ['cluster of 3\ntick 3\n', 'define quiet\ntick 1\nend\nquiet'],
    ['cluster of 3\ntick 3\nquiet\n', 'tick 4'],
    ['cluster of 3\ntick 3\n', 'client 1 writes x = 5'],
  ] as const;
  for (const [held, more] of texts) {
    beginning.want(held);
    const grown = parseFile('prompt', held + more, undefined, {}, beginning);
    const anew = parseFile('prompt', held + more);
    expect(JSON.stringify(grown), more).toBe(JSON.stringify(anew));
  }
});
