import { describe, expect, it } from 'vitest';
import { encodeNode } from '../../core/index.ts';
import { draw, drawBetween, drawChance, saltOf, type World } from '../../sim/index.ts';
import { memberTick, memberWorld, stormOfMembers } from './member-storm.ts';
import { runStorm, stormTick, stormWorld } from './storm.ts';

/** Everything two equal worlds must share. */
function fingerprint(world: World): unknown {
  return {
    now: world.now,
    hash: world.hash.toString(),
    nodes: world.nodes.map(({ core, state }) => [state, core === null ? null : encodeNode(core)]),
    violations: world.violations,
  };
}

const seeds = Array.from({ length: 25 }, (_, number) => `determinism-${number}`);

describe('a run', () => {
  it.each(seeds)('of %s comes again, with and without a trace', (seed) => {
    const first = fingerprint(runStorm(seed, 400));
    expect(fingerprint(runStorm(seed, 400))).toEqual(first);
    expect(fingerprint(runStorm(seed, 400, { trace: true }))).toEqual(first);
  });

  it.each(seeds)('of %s that is copied anywhere continues to the same hash', (seed) => {
    const whole = runStorm(seed, 400);
    const world = stormWorld(seed);
    const copyAt = drawBetween(saltOf(seed, 'copy'), 0, 0, 0, 399);
    for (let count = 0; count < copyAt; count++) stormTick(world, seed);
    const copy = world.copy();
    const before = fingerprint(world);
    for (let count = copyAt; count < 400 && !copy.halted; count++) stormTick(copy, seed);
    expect(fingerprint(copy)).toEqual(fingerprint(whole));
    // The copy went its way alone.
    expect(fingerprint(world)).toEqual(before);
  });

  it.each(seeds.slice(0, 12))(
    'of %s in which members change and that is copied anywhere continues to the same hash',
    (seed) => {
      const whole = stormOfMembers(seed, 400);
      const world = memberWorld(seed);
      const copyAt = drawBetween(saltOf(seed, 'copy'), 0, 0, 0, 399);
      for (let count = 0; count < copyAt && !world.halted; count++) memberTick(world, seed);
      const copy = world.copy();
      const before = fingerprint(world);
      for (let count = copyAt; count < 400 && !copy.halted; count++) memberTick(copy, seed);
      expect(fingerprint(copy)).toEqual(fingerprint(whole));
      expect(fingerprint(world)).toEqual(before);
    },
  );

  it('of another seed is another run', () => {
    const hashes = new Set(seeds.map((seed) => runStorm(seed, 200).hash.toString()));
    expect(hashes.size).toBe(seeds.length);
  });
});

describe('draws', () => {
  it('depend on seed, stream, tick and ordinal, and on nothing else', () => {
    const salt = saltOf('7', 'timer/0');
    expect(saltOf('7', 'timer/0')).toBe(salt);
    expect(new Set([saltOf('7', 'timer/1'), saltOf('8', 'timer/0'), salt]).size).toBe(3);
    expect(draw(salt, 3, 1)).toBe(draw(salt, 3, 1));
  });

  it('are the same on every platform', () => {
    expect([saltOf('1', 'link/0/2'), draw(12345, 6, 7), drawBetween(-9, 1, 2, 10, 20)])
      .toMatchInlineSnapshot(`
      [
        -1574137823,
        3870295873,
        18,
      ]
    `);
  });

  it('are even: every value of a range comes up about as often, along ticks, ordinals and salts', () => {
    const count = 20_000;
    const along: readonly ((step: number) => number)[] = [
      (step) => drawBetween(saltOf('1', 'x'), step, 0, 0, 9),
      (step) => drawBetween(saltOf('1', 'x'), 5, step, 0, 9),
      (step) => drawBetween(step, 5, 0, 0, 9),
    ];
    for (const value of along) {
      const seen = new Array<number>(10).fill(0);
      for (let step = 0; step < count; step++) seen[value(step)] = (seen[value(step)] ?? 0) + 1;
      const expected = count / 10;
      const chiSquare = seen.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0);
      // 9 degrees of freedom: 27.9 is exceeded once in a thousand.
      expect(chiSquare).toBeLessThan(27.9);
    }
  });

  it('of neighbouring ticks are not alike', () => {
    const salt = saltOf('1', 'pairs');
    let same = 0;
    for (let tick = 0; tick < 10_000; tick++) {
      if (drawBetween(salt, tick, 0, 0, 9) === drawBetween(salt, tick + 1, 0, 0, 9)) same++;
    }
    expect(same).toBeGreaterThan(850);
    expect(same).toBeLessThan(1150);
  });

  it('hold their bounds', () => {
    for (let tick = 0; tick < 1000; tick++) {
      const value = drawBetween(1, tick, 0, 10, 20);
      expect(value).toBeGreaterThanOrEqual(10);
      expect(value).toBeLessThanOrEqual(20);
    }
    expect(drawBetween(1, 1, 1, 4, 4)).toBe(4);
    expect(drawChance(1, 1, 1, 0)).toBe(false);
    expect(drawChance(1, 1, 1, 100)).toBe(true);
  });
});
