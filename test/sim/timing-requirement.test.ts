// A cluster whose settings break the timing requirement is not accused of standing still, and is told why.

import { describe, expect, it } from 'vitest';
import { parseFile, runTest, type TestResult } from '../../dsl/index.ts';

function run(text: string): TestResult {
  const { tests, diagnostics } = parseFile('here', text, { read: () => undefined });
  expect(diagnostics).toEqual([]);
  return runTest(tests[0]);
}

describe('not judged, because', () => {
  it.each([
    [
      'a round trip does not fit the timeout',
      'cluster of 3\nset network.latency to 6..6\ntick 50\n',
      'convergence is not judged: an election may take 12 ticks, two messages of up to 6 and two writes of up to 0, and the shortest election timeout is 10 (paper section 5.6)',
    ],
    [
      'writes do not fit the timeout',
      'cluster of 3\nset disk.latency to 20..20\ntick 50\n',
      'convergence is not judged: an election may take 42 ticks, two messages of up to 1 and two writes of up to 20, and the shortest election timeout is 10 (paper section 5.6)',
    ],
    [
      'all timeouts are alike',
      'cluster of 3 with electionTimeout 10..10\ntick 100\n',
      'convergence is not judged: the election timeouts of n0 and n1, 10..10 and 10..10, leave so little to chance that the two tie again and again: a request for votes may take 1 (paper section 5.2)',
    ],
    [
      'one timeout is the double of the other, and the more patient one has the only log that can win',
      [
        'cluster of 3 with prevote off, checkquorum off, noop off, logs [2 2] [] [], electionTimeout 4..4',
        'set 0.electionTimeout to 8..8',
        'wipe 1',
        'tick 100',
        '',
      ].join('\n'),
      'convergence is not judged: the election timeouts of n0 and n2, 8..8 and 4..4, leave so little to chance that the two tie again and again: a request for votes may take 1 (paper section 5.2)',
    ],
    [
      'one asks for votes while the other, which does not ask before, does so too',
      [
        'cluster of 2 with logs [] [1], electionTimeout 17..17',
        'set 0.prevote to off',
        'set 0.electionTimeout to 4',
        '',
      ].join('\n'),
      'convergence is not judged: the election timeouts of n0 and n1, 4..4 and 17..17, leave so little to chance that the two tie again and again: a request for votes may take 1 (paper section 5.2)',
    ],
    [
      'of two timeouts that can be drawn, three nodes that all have to agree choose the same too often',
      [
        'seed "1.3.15402"',
        'cluster of 5 with prevote off, electionTimeout 32..33',
        'set 2.electionTimeout to 3',
        ...['tick 26', 'disk {2 3} loses 1 entries', 'tick 165'],
        ...['crash 0 4', 'restart 4 after 67', 'tick 217', 'crash 3 4', 'restart 0', 'disk 0 full'],
        ...['client foo', 'settle', 'crash 2', 'clock 1 stops 22', 'clock 0 stops 8', 'tick 465'],
        ...['crash 0', 'restart 0 after 108', 'tick 301', ''],
      ].join('\n'),
      'convergence is not judged: the election timeouts of n0 and n1, 32..33 and 32..33, leave so little to chance that the two tie again and again: a request for votes may take 1 (paper section 5.2)',
    ],
    [
      'one that was removed behind its back campaigns while the others catch up slowly',
      [
        'cluster of 3 with prevote off, checkquorum off, joint off, batch 1, window 1',
        'set disk.latency to 2',
        ...['isolate 2', 'remove 0', 'client foo', 'tick 35', 'client 1 writes x = 0', ''],
      ].join('\n'),
      'convergence is not judged: n0 cannot know that {1 2} of entry 2, without it, are the members, and runs without pre-vote: it disturbs every election, last in tick 451 (thesis 4.2.3)',
    ],
    [
      'a snapshot takes longer than anybody leads',
      [
        'cluster of 3 with snapshotChunk 1, maxLeaderTicks 25',
        'set snapshot.every to 1',
        'campaign 0',
        'settle',
        'isolate 2',
        'client foo',
        'tick 6',
        '',
      ].join('\n'),
      'convergence is not judged: a snapshot of 109 characters may take 218 ticks in pieces of 1, and nobody leads for more than 25 (maxLeaderTicks)',
    ],
    [
      'a snapshot takes longer than anybody leads, and somebody hands over when the time is up',
      [
        'cluster of 3 with snapshotChunk 8, maxLeaderTicks 30, electionTimeout 22..52',
        'set network.latency to 3',
        ...['set snapshot.every to 1', 'crash 0', 'campaign 1', 'settle', ''],
      ].join('\n'),
      'convergence is not judged: a snapshot of 100 characters may take 78 ticks in pieces of 8, and nobody leads for more than 30 (maxLeaderTicks)',
    ],
  ])('%s', (_name, text, note) => {
    const result = run(text);
    expect([result.verdict, result.notes]).toEqual(['passed', [note]]);
  });
});

it('candidates that tied until the last moment were too much alike, whoever leads now', () => {
  const text = [
    'cluster of 7 with electionTimeout 12..12, logs [] [] [] [] [1 1] [1 1] []',
    ...['set network.latency to 2..3', 'tick 21', 'check {0 1 4 5} recover alone', ''],
  ].join('\n');
  const { verdict, notes } = run(text);
  expect(verdict).toBe('passed');
  expect(notes.join('\n')).toContain('leave so little to chance that the two tie');
});

it('a cluster with one voter waits for nobody but its disk', () => {
  expect(run('cluster of 1\nset network.latency to 9..9\ntick 50\n').notes).toEqual([]);
  expect(run('cluster of 1\nset disk.latency to 30..30\ntick 50\n').notes).toEqual([
    'convergence is not judged: a write may take 30 ticks, and the shortest election timeout is 10: a candidate begins anew before its own vote is durable (paper section 5.6)',
  ]);
});
