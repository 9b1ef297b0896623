import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyNode, decodeNode, encodeNode, type Node } from '../../core/index.ts';
import { stormOfMembers } from '../sim/member-storm.ts';
import { runStorm } from '../sim/storm.ts';

/** Nodes as storms leave them: every role, with logs, votes, snapshots, windows and timers in any state. */
function stormyNodes(seed: number, ticks: number): Node[] {
  const worlds = [runStorm(`encoding-${seed}`, ticks), stormOfMembers(`encoding-${seed}`, ticks)];
  return worlds.flatMap(({ nodes }) => nodes.flatMap(({ core }) => (core === null ? [] : [core])));
}

const anyStorm = [fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 400 })] as const;

describe('the canonical encoding', () => {
  it('reads back what it wrote, in safe integers', () => {
    const roles = new Set<string>();
    fc.assert(
      fc.property(...anyStorm, (seed, ticks) => {
        for (const node of stormyNodes(seed, ticks)) {
          roles.add(node.role.kind);
          const encoded = encodeNode(node);
          expect(encoded.every(Number.isSafeInteger)).toBe(true);
          expect(encodeNode(decodeNode(encoded))).toEqual(encoded);
          expect(encodeNode(copyNode(node))).toEqual(encoded);
        }
      }),
      { numRuns: 60 },
    );
    // The storms reached every role, or the property said little.
    expect([...roles].sort()).toEqual([
      ...['candidate', 'follower', 'leader', 'pre-candidate', 'read-only'],
    ]);
  });

  it('a decoded node is equal in every field', () => {
    for (const node of stormyNodes(7, 300)) {
      const decoded = decodeNode(encodeNode(node));
      expect(decoded.currentTerm).toBe(node.currentTerm);
      expect(decoded.log.entriesFrom(1)).toEqual(node.log.entriesFrom(1));
      expect(decoded.options).toEqual(node.options);
      expect(decoded.role.kind).toBe(node.role.kind);
    }
  });

  it('a copy shares nothing that changes', () => {
    const [node] = stormyNodes(3, 200);
    if (node === undefined) throw new Error('a node');
    const before = encodeNode(node);
    const copy = copyNode(node);
    copy.currentTerm += 1;
    copy.options.heartbeatTicks += 1;
    if (copy.log.lastIndex > 0) copy.log.truncateFrom(1);
    expect(encodeNode(node)).toEqual(before);
  });

  it('refuses what is not an encoding', () => {
    const [node] = stormyNodes(3, 200);
    if (node === undefined) throw new Error('a node');
    const encoded = encodeNode(node);
    expect(() => decodeNode(encoded.slice(0, -1))).toThrow(/complete/);
    expect(() => decodeNode([...encoded, 0])).toThrow(/ends where its node ends/);
    expect(() => decodeNode([99, ...encoded.slice(1)])).toThrow(/of this version/);
  });
});
