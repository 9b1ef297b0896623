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
      'convergence is not judged: election timeouts of 10 to 10 ticks are so much alike that candidates tie again and again: a request for votes may take 1 (paper section 5.2)',
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
  ])('%s', (_name, text, note) => {
    const result = run(text);
    expect([result.verdict, result.notes]).toEqual(['passed', [note]]);
  });
});

it('a cluster with one voter waits for nobody but its disk', () => {
  expect(run('cluster of 1\nset network.latency to 9..9\ntick 50\n').notes).toEqual([]);
  expect(run('cluster of 1\nset disk.latency to 30..30\ntick 50\n').notes).toEqual([
    'convergence is not judged: a write may take 30 ticks, and the shortest election timeout is 10: a candidate begins anew before its own vote is durable (paper section 5.6)',
  ]);
});
