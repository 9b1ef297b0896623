// A tick in which things go round in circles ends all the same: a core with a bug in it may answer every
// message with another.

import { describe, expect, it } from 'vitest';
import { World, type WorldSetup } from '../../sim/index.ts';
import { parseFile, runTest } from '../../dsl/index.ts';

/** Makes a world's messages come back at once, for ever. */
function circle(world: World): World {
  world.onArrival = (message) => {
    world.network.wheel.put(message, -1, world.now, world.now);
    return true;
  };
  return world;
}

function circling(setup: Partial<WorldSetup> = {}): World {
  return circle(new World({ nodes: 3, seed: '1', ...setup }));
}

/** Runs until something breaks, at most a hundred ticks. */
function untilHalted(world: World): World {
  for (let ticks = 0; ticks < 100 && !world.halted; ticks += 1) world.tick();
  return world;
}

describe('a tick that does not end', () => {
  it.each([false, true])('is a violation, also in a lenient world: %s', (lenient) => {
    const { violation, now, violations } = untilHalted(circling({ eventsPerTick: 1000, lenient }));
    expect(violation).toMatchObject({
      property: 'assertion',
      message: `a tick does not end: tick ${now} has more than 1,000 events`,
      expected: 'at most 1,000 events in one tick',
    });
    expect(violations).toHaveLength(1);
  });

  it('may have a million events by default, and ends in good time', () => {
    const { violation, eventOrdinal } = untilHalted(circling());
    expect(violation?.message).toContain('has more than 1,000,000 events');
    expect(eventOrdinal).toBe(1_000_000);
  });

  it('ends also when nobody judges assertions', () => {
    const world = circling({ eventsPerTick: 1000, off: ['assertion'] });
    let most = 0;
    while (world.now < 30) {
      world.tick();
      most = Math.max(most, world.eventOrdinal);
    }
    expect(most).toBe(1000);
    expect(world.violations).toEqual([]);
  });

  it('is judged alike by a copy', () => {
    const world = circling({ eventsPerTick: 1000 });
    const copy = circle(world.copy());
    expect(untilHalted(copy).violation).toEqual(untilHalted(world).violation);
  });
});

it('messages that multiply from tick to tick end a run before they fill the memory', () => {
  const world = new World({ nodes: 3, seed: '1' });
  world.onArrival = (message) => {
    for (let copies = 0; copies < 10; copies += 1) {
      world.network.wheel.put(message, -1, world.now + 1, world.now);
    }
    return true;
  };
  const { violation, now } = untilHalted(world);
  expect(violation?.message).toMatch(
    new RegExp(
      `^messages multiply without end: [1-9],\\d{3},\\d{3} are in flight after tick ${now}$`,
    ),
  );
});

describe('the limit', () => {
  const files = { read: (): undefined => undefined };
  const clients = Array.from({ length: 60 }, (_, number) => `client ${number} writes x = 5\n`);
  const text = `cluster of 3\neventually one leader\n${clients.join('')}tick 50\n`;

  it('of a test is one of its limits', () => {
    const [item] = parseFile('a.raft', text, files, { eventsPerTick: 40 }).tests;
    if (item === undefined) throw new Error('no test');
    const { verdict, failure } = runTest(item);
    expect(verdict).toBe('broken');
    expect(failure?.message).toMatch(/^a tick does not end: tick \d+ has more than 40 events$/);
  });

  it('is by default far from what a busy test takes', () => {
    const [item] = parseFile('a.raft', text, files).tests;
    if (item === undefined) throw new Error('no test');
    expect(runTest(item).verdict).toBe('passed');
  });

  it('lets all nodes of a cluster campaign at once', () => {
    const world = new World({ nodes: 60, seed: '1', eventsPerTick: 1 });
    for (let ticks = 0; ticks < 60; ticks += 1) world.tick();
    expect(world.violations).toEqual([]);
  });

  it('does not count what a scenario does between two ticks', () => {
    const world = new World({ nodes: 1, seed: '1', eventsPerTick: 1 });
    world.tick();
    for (let round = 0; round < 100; round += 1) world.tickNode(0);
    expect(world.eventOrdinal).toBeGreaterThan(100);
    expect(world.violations).toEqual([]);
  });
});
