// A world that cannot begin says everything that is wrong with its setup.

import { describe, expect, it } from 'vitest';
import { setupProblems, World, type WorldSetup } from '../../sim/index.ts';

/** A setup as a program without types may give it. */
function untyped(over: object): WorldSetup {
  return { nodes: 3, seed: '1', ...over };
}

describe('a setup', () => {
  it('of the defaults has no problems', () => {
    expect(setupProblems(untyped({}))).toEqual([]);
  });

  it.each([
    [{ nodes: 0 }, 'nodes must be a whole number from 1 to 1001 (got 0)'],
    [{ nodes: 2.5 }, 'nodes must be a whole number from 1 to 1001 (got 2.5)'],
    [{ nodes: '3' }, "nodes must be a whole number from 1 to 1001 (got '3')"],
    [{ nodes: 1000, learners: 2 }, 'nodes and learners must be at most 1001 together (got 1002)'],
    [{ seed: undefined }, 'seed must be a text that is not empty (got undefined)'],
    [{ seed: 7 }, 'seed must be a text that is not empty (got 7)'],
    [{ seed: '' }, "seed must be a text that is not empty (got '')"],
    [{ options: { heartbeat: 2 } }, 'there is no option heartbeat; there are electionTimeoutTicks'],
    [{ options: { heartbeatTicks: 99 } }, 'heartbeatTicks must be smaller than electionTimeout'],
    [{ nodes: 1, logs: [[1], [1]] }, 'logs must be at most one a node (got 2 for 1 nodes)'],
    [{ logs: [[2, 1]] }, 'logs: terms never fall along a log (n0 has 1 after 2)'],
    [{ off: ['gravity'] }, 'off names gravity, which is no property'],
  ])('%o is refused', (over, problem) => {
    expect(setupProblems(untyped(over)).join('\n')).toContain(problem);
    expect(() => new World(untyped(over))).toThrow(problem);
  });

  it('is refused with all of them at once', () => {
    const broken = untyped({ nodes: 0, seed: '', options: { heartbeatTicks: 99 } });
    expect(() => new World(broken)).toThrow(/nodes must .*; seed must .*; heartbeatTicks must /);
  });
});
