import { describe, expect, it } from 'vitest';
import { runMemberStorm } from './member-storm.ts';

describe('storms over everything that changes', () => {
  it('break nothing and end in a cluster that works', () => {
    const ends = new Map<string, number>();
    for (let seed = 0; seed < 40; seed++) {
      const { end } = runMemberStorm(`members-${seed}`, 400);
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    // `impossible`: too many voters were removed or damaged for good.
    expect([...ends.keys()].filter((end) => end !== 'impossible')).toEqual(['converged']);
  });
});
