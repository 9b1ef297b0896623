// The clean core is never accused, whatever happens to it, and recovers when all faults end.

import { describe, expect, it } from 'vitest';
import { Convergence } from '../../sim/index.ts';
import { runStorm } from './storm.ts';

const seeds = Array.from({ length: 120 }, (_, number) => `storm-${number}`);

describe('a storm', () => {
  it('breaks nothing and ends in a cluster that works', { timeout: 120_000 }, () => {
    let committed = 0;
    for (const seed of seeds) {
      const world = runStorm(seed, 800);
      expect(world.violations, seed).toEqual([]);
      const convergence = new Convergence(world);
      while (convergence.advance() === 'running');
      const reasons = convergence.advance() === 'converged' ? [] : convergence.why();
      expect([seed, convergence.advance(), reasons]).toEqual([seed, 'converged', []]);
      expect(world.violations, seed).toEqual([]);
      committed += world.checker.committedIndex;
    }
    // Storms that let nothing through would prove nothing.
    expect(committed).toBeGreaterThan(seeds.length * 20);
  });
});
