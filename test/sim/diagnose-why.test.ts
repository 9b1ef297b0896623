// A failed check says why: first what is known of the node and the property it reads, and how far entries
// have come only if the check is about entries.

import { describe, expect, it } from 'vitest';
import { parseFile, runTest } from '../../dsl/index.ts';

const LED = 'cluster of 3\nset 0.leaderTimeout to 0\ntick until 0.state is leader\n';

/** The failure of a test that must fail. */
function failure(text: string): { why: readonly string[]; observed: string; expected: string } {
  const { tests, diagnostics } = parseFile('a.raft', text, { read: () => undefined });
  expect(diagnostics).toEqual([]);
  const [test] = tests;
  if (test === undefined) throw new Error('no test');
  const result = runTest(test);
  if (result.failure === undefined) throw new Error('the test holds');
  return result.failure;
}

function why(text: string): readonly string[] {
  return failure(text).why;
}

describe('what elections decide', () => {
  it('a term: who won it, and that nobody has campaigned since', () => {
    expect(why('cluster of 3\ntick until one leader\ncheck leader.term is 2\n')).toEqual([
      'n1 won the first election, of term 1, in tick 18; nobody has campaigned since',
    ]);
  });

  it('a role: what the node did, then what keeps it from winning, and nothing of entries', () => {
    const parted = `${LED}partition 0 | 1 2\nclient 1 writes x = 5\ntick 30\n`;
    const [first, second, ...rest] = why(`${parted}check 0.state is follower\n`);
    expect(first).toBe(
      'n0’s election timer ran out in tick 31, so it asks for pre-votes for term 2',
    );
    expect(second).toContain(
      'n0 is a pre-candidate in term 1 with 1 of 2 pre-votes; n1 is cut off',
    );
    expect(rest.join('\n')).toContain('n0 gave up leading in tick 14');
    expect(rest.join('\n')).toContain('n1 won the election of term 2 in tick 22');
    expect(rest.join('\n')).not.toContain('commitIndex');
  });

  it('a campaign that the scenario told it to begin', () => {
    const text = 'cluster of 3\nisolate 0\ntick 2\ncampaign 0\ncheck 0.state is follower\n';
    expect(why(text)[0]).toBe(
      'n0 was told to campaign in tick 2, and asks for pre-votes for term 1',
    );
  });

  it('a vote: who was refused it, or that nobody asked', () => {
    expect(why('cluster of 3\ntick 2\ncheck 0.votedFor is 1\n')[0]).toBe(
      'nobody has asked n0 for its vote in term 0',
    );
    expect(why(`${LED}check 1.votedFor is 2\n`)).toEqual([
      'n1 gave its vote of term 1 to n0, and votes once per term (5.2)',
    ]);
  });

  it('a node that does not run: since when', () => {
    const text = `${LED}always 0.state is leader\ncrash 0\ntick 5\n`;
    expect(why(text)[0]).toBe('n0 is down since tick 5 (crashed by the scenario)');
  });

  it('nothing before the first tick', () => {
    expect(why('cluster of 3\ncheck one leader\n')).toEqual(['no tick has passed yet']);
    expect(why('cluster of 3\ncheck 0.votedFor is 1\n')).toEqual(['no tick has passed yet']);
    expect(why('cluster of 3\ncrash leader\n')).toEqual(['no tick has passed yet']);
  });

  it('of several nodes, those that are not as they should be', () => {
    const reasons = why(`${LED}tick 5\ncrash 2\ncheck all.state is not down\n`);
    expect(reasons[0]).toContain('n2 is down since tick 10');
    expect(reasons.join('\n')).not.toContain('n1');
  });

  it('the role of a read-only peer: whom it hangs off', () => {
    const attached = `${LED}attach 3 to 1\ntick 20\n`;
    expect(why(`${attached}check 3.state is follower\n`)[0]).toBe(
      'n3 is a read-only peer, which never campaigns; it hangs off n1, which answered last 1 tick ago',
    );
    expect(why(`${attached}cut 1 -> 3\ntick 7\ncheck 3.state is leader\n`)[0]).toMatch(
      /; it hangs off n1, which answered last [78] ticks ago$/,
    );
  });

  it.each([
    ...[
      ['state', 'pre-candidate'],
      ['term', '77'],
      ['votedFor', '5'],
      ['leader', '5'],
    ],
    ...[
      ['commitIndex', '77'],
      ['lastIndex', '77'],
      ['config', '{0 5}'],
    ],
  ])('%s: of any node in any role', (property, value) => {
    const setup = [
      ...['cluster of 5 with prevote off', 'campaign 0', 'attach 5 to 1', 'tick 9'],
      ...['crash 2', 'pause 1', 'isolate 3 4', 'tick 30'],
    ];
    for (let node = 0; node < 6; node += 1) {
      const check = `check ${node}.${property} is ${value}`;
      const { why: reasons, observed } = failure([...setup, check, ''].join('\n'));
      expect([...reasons, observed].join('\n')).not.toContain('undefined');
    }
  });
});

describe('what clients wrote', () => {
  it('a key: who wrote it last, and when that was committed', () => {
    const text = `${LED}client 1 writes x = 5\ntick 5\ncheck stateMachine.x is 6\n`;
    expect(why(text)).toEqual([
      'x was last written by c1.1 (x = 5), entry 2@1, committed in tick 8',
    ]);
  });

  it('a key in another case, or none at all', () => {
    const text = `${LED}client 1 writes X = 5\ntick 5\n`;
    expect(why(`${text}check stateMachine.x is 5\n`)).toEqual([
      'there is a key X, and none called x: keys keep their case',
    ]);
    expect(why(`${text}check stateMachine.y is 5\n`)).toEqual([
      'nobody has written y; the keys are X',
    ]);
  });

  it('a write that is not committed: which entry waits for whom', () => {
    const text = `${LED}crash 1 2\nclient 1 writes x = 5\ntick 5\ncheck stateMachine.x is 5\n`;
    const reasons = why(text).join('\n');
    expect(reasons).toContain('no key has been written yet');
    expect(reasons).toContain('n0’s entry 1@1 is not committed');
    expect(reasons).toContain('c1.1 (x = 5) waits since tick 5');
  });

  it('a command: in which logs it is, or that nobody sent it', () => {
    expect(why(`${LED}client foo\ntick 9\ncheck 1 has not foo\n`)[0]).toBe(
      'foo is entry 2@1 on n0, n1 and n2, committed in tick 8',
    );
    expect(why(`${LED}check 1 has bar\n`)[0]).toBe('no client has sent bar');
  });

  it('a commitIndex: what was committed when, and what is in the way', () => {
    const [first, second] = why(
      `${LED}tick 9\ncrash 1 2\nclient foo\ntick 2\ncheck 0.commitIndex is 2\n`,
    );
    expect(first).toBe(
      'n0 knows 1@1 to be committed, which n0 did in tick 7; its log ends at index 2',
    );
    expect(second).toContain('n0’s entry 2@1 is not committed');
  });

  it('a log: its last entry', () => {
    expect(why(`${LED}client foo\ntick 9\ncheck 0.log is [1 1 1]\n`)[0]).toBe(
      'n0’s log ends with 2@1 foo, of c0.1',
    );
  });
});

describe('what cannot be done', () => {
  it('a request that was to be refused names itself, the node and how to be refused', () => {
    const { observed, why: reasons } = failure(
      `${LED}expect error not-leader: client 1 sends foo\n`,
    );
    expect(observed).toBe('c1.1 (foo) was done: n0, the leader, answered it');
    expect(reasons[0]).toContain('without redirects');
  });

  it('a restart of a node that runs', () => {
    expect(why('cluster of 3\nrestart 0\n')).toEqual([
      'n0 never crashed; crash it first: `crash 0`',
    ]);
    expect(why('cluster of 3\ncrash 0\ntick 3\nrestart 0\ntick\nrestart 0\n')).toEqual([
      'n0 runs since tick 3; crash it first: `crash 0`',
    ]);
  });

  it('damage to an entry that is not there', () => {
    const { observed, why: reasons } = failure(`${LED}corrupt 1 entry 4\n`);
    expect(observed).toBe('n1’s log is empty');
    expect(reasons).toEqual(['wait for it first: `tick until 1.lastIndex >= 4`']);
  });

  it('anything that needs a leader while there is none', () => {
    const { expected, why: reasons } = failure('cluster of 3\ntick 3\ncrash leader\n');
    expect(expected).toBe('a leader, or a node by its name');
    expect(reasons[0]).toContain('its election timer is at 3 of');
  });
});
