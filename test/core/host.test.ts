// What the core offers whoever hosts it: lists to loop over, and a plain word when the contract is broken.

import { describe, expect, it } from 'vitest';
import { acknowledgeWrite, AssertionFailure, Bag, type WritePosition } from '../../core/index.ts';
import { driven } from './driver.ts';

describe('a bag', () => {
  it('is looped over as far as it is filled', () => {
    const bag = new Bag<string>();
    for (const item of ['a', 'b', 'c']) bag.push(item);
    expect([...bag]).toEqual(['a', 'b', 'c']);
    bag.clear();
    expect([...bag]).toEqual([]);
    bag.push('d');
    expect([...bag]).toEqual(['d']);
  });

  it('gives what is pushed while it is looped over', () => {
    const bag = new Bag<number>();
    bag.push(1);
    const seen: number[] = [];
    for (const item of bag) {
      seen.push(item);
      if (item < 3) bag.push(item + 1);
    }
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('an acknowledged write', () => {
  it.each([
    [
      { term: 9, lastIndex: 4, lastTerm: 2 },
      'term 9, lastIndex 4 of term 2; the node is in term 0',
    ],
    [{ index: 4 }, 'term undefined, lastIndex undefined of term undefined; the node is in term 0'],
  ])('%o that was never written names its place and the node’s', (position, claim) => {
    const { node, out } = driven(0, 3);
    const acknowledge = (): void => acknowledgeWrite(node, position as WritePosition, out);
    expect(acknowledge).toThrow(AssertionFailure);
    expect(acknowledge).toThrow(`what is durable was written before (got ${claim}, at 0@0)`);
  });
});
