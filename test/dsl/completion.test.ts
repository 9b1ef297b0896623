// What may follow the beginning of a line.

import { expect, test } from 'vitest';
import { complete } from '../../dsl/index.ts';

const around = { nodes: [0, 1, 2], names: ['undo', 'elect'], keys: ['x'] };

test.each([
  ['', 'undo', 'elect', 'test', 'crash'],
  ['cr', 'crash'],
  ['el', 'elect'],
  ['cluster ', 'of'],
  ['cluster of 3 ', 'with'],
  ['cluster of 3 with pre', 'prevote'],
  ['cluster of 3 with prevote on, check', 'checkquorum'],
  ['crash ', '0', 'leader'],
  ['crash 0 ', '1', 'before', 'with'],
  ['crash 0 before ', 'next'],
  ['partition 0 1 | ', '2'],
  ['isolate lea', 'leader'],
  ['set 0.', '0.leaderTimeout', '0.prevote'],
  ['set net', 'network.latency'],
  ['set 0.prevote to ', 'on', 'off'],
  ['tick un', 'until'],
  ['tick until ', '0', 'leader', 'one', 'no'],
  ['tick until 0.st', '0.state', '0.stateMachine', '0.staleness'],
  ['check 0.state is ', 'leader', 'pre-candidate', 'down'],
  ['check 0.state is not ', 'leader', 'pre-candidate', 'down'],
  ['check stateMachine.', 'stateMachine.x'],
  ['check 0.state is leader a', 'and'],
  ['check no ', 'candidate'],
  ['tick until event conf', 'configuration-changed'],
  ['watch leader.com', 'leader.commitIndex', 'leader.committedConfig'],
  ['when 2.state is candidate: cra', 'crash'],
  ['drop next app', 'append-request'],
  ['expect error not-', 'not-leader'],
  ['expect error not-leader: client 1 se', 'sends'],
  ['run random 50 ticks with cra', 'crashes'],
  ['transfer ', 'leadership'],
  ['show ', 'state', 'log', 'trace'],
  ['show log ', '2'],
  ['expect violation of elec', 'election-safety'],
])('behind `%s`', (line, ...expected) => {
  const { candidates, word } = complete(line, around);
  expect(line.endsWith(word)).toBe(true);
  for (const each of expected) expect(candidates).toContain(each);
  for (const each of candidates)
    expect(each.toLowerCase().startsWith(word.toLowerCase())).toBe(true);
});

test('of what cannot be is nothing', () => {
  const lines = ['tikc ', 'crash 0 xyz', '# cr', 'heal zz', 'check stateMachine.st'];
  for (const line of lines) {
    expect(complete(line, around).candidates, line).toEqual([]);
  }
});
