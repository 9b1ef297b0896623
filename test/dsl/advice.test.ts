// What people write instead is answered with a line that is right, and every habit of the table is met.

import { describe, expect, it } from 'vitest';
import { HABITS } from '../../dsl/advice.ts';
import { parse, problems } from './helpers.ts';

/** A wrong line and the right one that its hint must hold. */
const REPAIRS: readonly (readonly [wrong: string, right: string])[] = [
  ['// a comment, with "signs"; & more', '# a comment, with "signs"; & more'],
  ['/* a comment', '# a comment'],
  ['-- a comment', '# a comment'],
  ['tick 5 // a comment', 'tick 5 # a comment'],
  ["client 1 sends 'two words'", 'client 1 sends "two words"'],
  ['client “two words”', 'client "two words"'],
  ['tick 5;', 'tick 5'],
  ['tick 5 ; tick 6', 'tick 5`, then `tick 6'],
  ['check 0.log is [1, 1,2]', 'check 0.log is [1 1 2]'],
  ['check {0,1}.term is 1', 'check {0 1}.term is 1'],
  ['check 0.log is [1, 1] && 1.log is [1, 1]', 'check 0.log is [1 1] and 1.log is [1 1]'],
  ['tick 5 ticks', 'tick 5'],
  ['restart 0 after 30 ticks', 'restart 0 after 30'],
  ['eventually one leader within 50 ticks', 'eventually one leader within 50'],
  ['tick 1.5', 'tick 1'],
  ['lose 0.5%', 'lose 1%'],
  ['check node 0.state is leader', 'check 0.state is leader'],
  [
    'check node 0.state is leader and server n1.term is 2',
    'check 0.state is leader and n1.term is 2',
  ],
  ['check 0.state == leader && 1.state==follower', 'check 0.state == leader and 1.state==follower'],
  ['check one leader & no candidate', 'check one leader and no candidate'],
  ['check one leader || no leader', 'check one leader or no leader'],
  ['check !one leader', 'check not one leader'],
  ['check !(one leader || no leader)', 'check not (one leader or no leader)'],
  ['check 0.state is leader, 1.term != 1', 'check 0.state is leader and 1.term != 1'],
  ['check 0.state is a leader', 'check 0.state is leader'],
  ['tick until a leader', 'tick until one leader'],
  ['tick until leader within 30', 'tick until one leader within 30'],
  ['when leader: crash 1', 'when one leader: crash 1'],
  ['check leader is 0', 'check 0.state is leader'],
  ['check leader = n0', 'check n0.state = leader'],
  ['never candidate is 3', 'never 3.state is candidate'],
  ['check 0 is not leader', 'check 0.state is not leader'],
  ['check leader is 0 and follower is 1', 'check 0.state is leader and 1.state is follower'],
  ['check 0 1 2 recover alone', 'check {0 1 2} recover alone'],
  ['check 0 and 1 recover alone', 'check {0 1} recover alone'],
  ['always {0 1} recover alone', 'check {0 1} recover alone'],
  ['tick until voters recover alone within 50', 'check voters recover alone'],
  ['check {0 1} recover by themselves', 'check {0 1} recover alone'],
  ['check {0 1} recover on their own', 'check {0 1} recover alone'],
  ['check log match', 'check all.log match'],
  ['check term is 2', 'check leader.term is 2'],
  ['check commitIndex >= 2 and 0.term is 1', 'check leader.commitIndex >= 2 and 0.term is 1'],
  ['check x is 5', 'check stateMachine.x is 5'],
  ['check x = 5 and y != 6', 'check stateMachine.x = 5 and stateMachine.y != 6'],
  ['check 0.log contains foo', 'check 0 has foo'],
  ['check leader.log has foo', 'check leader has foo'],
  ['check 0 contains foo', 'check 0 has foo'],
  ['always one leader within 5', 'eventually one leader within 5'],
  ['set heartbeat to 4', 'set all.heartbeat to 4'],
  ['set latency to 4', 'set network.latency to 4'],
  ['set timeout to 4', 'set client.timeout to 4'],
  ['set 0.heartbeat = 4', 'set 0.heartbeat to 4'],
  ['set heartbeat=4', 'set all.heartbeat to 4'],
  ['set 0.heartbeat 4', 'set 0.heartbeat to 4'],
  ['set all.electionTimeout to 10-20', 'set all.electionTimeout to 10..20'],
  ['delay 1 to 5', 'delay 1..5'],
  ['disk 0 slow 5,10', 'disk 0 slow 5..10'],
  ['expect not-leader: client 1 sends foo', 'expect error not-leader: client 1 sends foo'],
  ['expect error not-leader client 1 sends foo', 'expect error not-leader: client 1 sends foo'],
  ['expect 0.term is 9', 'check 0.term is 9'],
  ['expect one leader', 'check one leader'],
  ['expect stateMachine.x is 5', 'check stateMachine.x is 5'],
  ['expect 0 has committed foo', 'check 0 has committed foo'],
  ['stateMachine.x is 5', 'check stateMachine.x is 5'],
  ['0.state is leader', 'check 0.state is leader'],
  ['leader.term is 2', 'check leader.term is 2'],
  ['leader.term == 2 && 0.term==2', 'check leader.term == 2 and 0.term==2'],
  ['partition 0,1 | 2', 'partition 0 1 | 2'],
  ['partition 0 1 from 2', 'partition 0 1 | 2'],
  ['partition 0 1, 2 3', 'partition 0 1 | 2 3'],
  ['crash 0, 1', 'crash 0 1'],
  ['crash 0, 1, and 2', 'crash 0 1 2'],
  ['isolate leader and 1', 'isolate leader 1'],
  ['when 0.term is 1 and one leader: crash 0, 1', 'when 0.term is 1 and one leader: crash 0 1'],
  ['cut 0 - 1', 'cut 0 -> 1'],
  ['cut 0-1', 'cut 0 -> 1'],
  ['cut 0 to 1', 'cut 0 -> 1'],
  ['cut 0, leader', 'cut 0 -> leader'],
  ['campaign 1 force', 'campaign 1 by force'],
  ['lose 10', 'lose 10%'],
  ['clock 1 runs 150 percent', 'clock 1 runs 150%'],
  ['restart 0 in 5', 'restart 0 after 5'],
  ['restart 0 in 5 ticks', 'restart 0 after 5'],
  ['client writes x = 5', 'client 1 writes x = 5'],
  ['client 1 set x = 5', 'client 1 writes x = 5'],
  ['client 1 writes x 5', 'client 1 writes x = 5'],
  ['client 1 writes x to 5', 'client 1 writes x = 5'],
  ['client 1 cas x 5 6', 'client 1 cas x from 5 to 6'],
  ['client 1 cas x 5 -> 6', 'client 1 cas x from 5 to 6'],
  ['client 1 sends foo at leader', 'client 1 sends foo to leader'],
  ['client 1 sends foo and bar', 'client 1 sends "foo and bar"'],
];

/** The same for lines that begin a test or stand above it. */
const HEADS: readonly (readonly [wrong: string, right: string])[] = [
  ['cluster 3', 'cluster of 3'],
  ['cluster of 3 nodes', 'cluster of 3'],
  ['cluster of 3, prevote off', 'cluster of 3 with prevote off'],
  ['cluster of 3 prevote off, noop on', 'cluster of 3 with prevote off, noop on'],
  ['cluster of 3 with prevote=off', 'cluster of 3 with prevote off'],
  ['cluster of 2 with logs [1,1] [1]', 'cluster of 2 with logs [1 1] [1]'],
  ['test an isolated leader', 'test "an isolated leader"'],
  ['use common.raft', 'use "common.raft"'],
  ['define elect(node, other)', 'define elect $node $other'],
  ['define elect node', 'define elect $node'],
  ['define elect:', 'define elect'],
  ['repeat 5', 'repeat 5 times'],
  ['repeat 5 times {', 'repeat 5 times'],
];

/** Correct spelling, with the misspelt word that the caret must stand under. */
const SPELLINGS: readonly (readonly [wrong: string, word: string, meant: string])[] = [
  ['tick untl 0.state is leader', 'untl', 'until'],
  ['tick until 0 has commited foo', 'commited', 'committed'],
  ['eventually one leader witin 5', 'witin', 'within'],
  ['client 1 sends foo without redirect', 'redirect', 'redirects'],
  ['disk 0 fails nxt sync', 'nxt', 'next'],
];

function hintsOf(text: string): string[] {
  return parse(text).diagnostics.map(({ hint }) => hint ?? '');
}

describe('a line in the words of elsewhere', () => {
  it.each(REPAIRS)('%s', (wrong, right) => {
    const [hint] = hintsOf(`cluster of 5\n${wrong}\n`);
    expect(hint).toContain(`: write \`${right}\``);
    expect(problems(`cluster of 5\n${right.replace('`, then `', '\n')}\n`)).toEqual([]);
  });

  it.each(HEADS)('%s', (wrong, right) => {
    expect(hintsOf(wrong).join('\n')).toContain(`: write \`${right}\``);
    const codes = parse(right).diagnostics.map(({ code }) => code);
    expect(codes).not.toContain('syntax');
  });

  it.each(SPELLINGS)('%s', (wrong, word, meant) => {
    const [first, ...more] = parse(`cluster of 3\n${wrong}\n`).diagnostics;
    expect(first.hint).toBe(`did you mean \`${meant}\`?`);
    expect(first.span.column).toBe(wrong.indexOf(word) + 1);
    expect(first.message).toContain(`\`${word}\``);
    expect(more).toEqual([]);
  });

  it('meets every habit of the table', () => {
    const all = [
      ...REPAIRS.map(([wrong]) => hintsOf(`cluster of 5\n${wrong}\n`)),
      ...HEADS.map(([wrong]) => hintsOf(wrong)),
    ].join('\n');
    for (const { because } of HABITS) expect(all).toContain(because);
  });
});

describe('a line that no habit explains', () => {
  it.each([
    ...['client a&b', 'client a;b!', 'check 0.state is leader &&', 'tick 5 / 6'],
    ...['pause 0 tick 5', 'partition 0 || 1', 'show log'],
  ])('%s gets no line that is wrong as well', (line) => {
    const [hint] = hintsOf(`cluster of 3\n${line}\n`);
    expect(hint).not.toContain(': write `');
  });

  it('of many words is given up soon', () => {
    const line = `check ${'wor & '.repeat(20)}`;
    expect(hintsOf(`cluster of 3\n${line}\n`)).toHaveLength(1);
    expect(hintsOf(`cluster of 3\n${'check x&&y\n'.repeat(2_000)}`)).toHaveLength(201);
  });
});
