// Clogs, latency shapes, replays, bounded queues and orders drawn anew: what they do to packets, exactly.

import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../core/index.ts';
import { drawLatency, type Latency } from '../../sim/latency.ts';
import {
  commandAsk,
  drawBetween,
  faults,
  type LatencyShape,
  type Packet,
  saltOf,
  submit,
  World,
} from '../../sim/index.ts';

/** A vote-response of a term nobody has: it is taken in and changes nothing, and its term tells it apart. */
function packet(term: number, from = 0, to = 1): Packet {
  return { kind: 'vote-response', id: 1, from, to, term: -term, granted: false };
}

/** A world whose nodes never campaign, so that only what a test sends is under way. */
function quietWorld(seed = '1', nodes = 3): World {
  const options = { electionTimeoutTicksMin: 100_000, electionTimeoutTicksMax: 200_000 };
  return new World({ nodes, seed, options, trace: true });
}

function send(world: World, ...packets: readonly Packet[]): readonly string[] {
  return packets.map((each) => world.network.send(each, -1, world.now));
}

/** Ticks in which the packets with these terms arrive, as `tick:term`, in order. */
function arrivals(world: World): readonly string[] {
  return (world.trace?.events ?? [])
    .filter(({ kind, message }) => kind === 'deliver' && message?.kind === 'vote-response')
    .map(({ tick, message }) => `${tick}:${-(message as { term: number }).term}`);
}

function tick(world: World, ticks: number): void {
  for (let count = 0; count < ticks; count++) world.tick();
}

describe('a clogged link', () => {
  it('makes wait what arrives meanwhile, and lets it go in order, before what is due then', () => {
    const world = quietWorld();
    faults.clog(world, { from: 0, to: 1, bothWays: false }, 5);
    faults.delay(world, { min: 5, max: 5 }, { from: 0, to: 1, bothWays: false });
    send(world, packet(9));
    faults.delay(world, { min: 2, max: 2 }, { from: 0, to: 1, bothWays: false });
    send(world, packet(1), packet(2));
    world.tick();
    send(world, packet(3), packet(7, 1, 0));
    tick(world, 9);
    expect(arrivals(world)).toEqual(['2:7', '5:1', '5:2', '5:3', '5:9']);
  });

  it('stays clogged for the longest time that was asked for, and both ways when asked', () => {
    const world = quietWorld();
    faults.clog(world, { from: 0, to: 1, bothWays: true }, 6);
    faults.clog(world, { from: 0, to: 1, bothWays: false }, 3);
    send(world, packet(1), packet(2, 1, 0));
    tick(world, 9);
    expect(arrivals(world)).toEqual(['6:1', '6:2']);
  });

  it('ends with all faults, and what waited arrives', () => {
    const world = quietWorld();
    faults.clog(world, { from: 0, to: 1, bothWays: false }, 600);
    send(world, packet(1));
    tick(world, 4);
    expect(world.network.isUndisturbed).toBe(false);
    faults.calm(world);
    expect(world.network.isUndisturbed).toBe(true);
    tick(world, 2);
    expect(arrivals(world)).toEqual(['5:1']);
  });

  it('keeps what waits through a settling, and gives it up to a cut or to a hand', () => {
    const world = quietWorld();
    faults.clog(world, { from: 0, to: 1, bothWays: false }, 5);
    send(world, packet(1), packet(2));
    expect(world.settle()).toBe(true);
    expect(arrivals(world)).toEqual([]);
    expect(faults.deliverByHand(world, { kind: 'vote-response' })).toBe(true);
    faults.cut(world, 0, 1, false);
    tick(world, 9);
    expect(arrivals(world)).toEqual(['0:1']);
  });
});

describe('a latency with a shape', () => {
  const drawn = (latency: Latency): readonly number[] =>
    Array.from({ length: 20_000 }, (_, at) => drawLatency(saltOf('1', 'test'), at, 0, latency));
  const count = (ticks: readonly number[], low: number, high: number): number =>
    ticks.filter((each) => each >= low && each <= high).length;

  it.each([undefined, 'exponential', 'bimodal'] as const)('%s: covers its range', (shape) => {
    const latency = shape === undefined ? { min: 3, max: 22 } : { min: 3, max: 22, shape };
    const ticks = drawn(latency);
    expect([...new Set(ticks)].every((each) => Number.isInteger(each))).toBe(true);
    expect([Math.min(...ticks), Math.max(...ticks)]).toEqual([3, 22]);
    const only = shape === undefined ? { min: 4, max: 4 } : { min: 4, max: 4, shape };
    expect(new Set(drawn(only))).toEqual(new Set([4]));
  });

  it('is mostly short and sometimes long when it is exponential', () => {
    const ticks = drawn({ min: 0, max: 99, shape: 'exponential' });
    const mean = ticks.reduce((sum, each) => sum + each, 0) / ticks.length;
    expect(mean).toBeGreaterThan(17);
    expect(mean).toBeLessThan(21);
    // Each further quarter is rarer than the one before it.
    const quarters = [0, 25, 50, 75].map((low) => count(ticks, low, low + 24));
    expect(quarters).toEqual([...quarters].sort((one, other) => other - one));
    expect(quarters[3]).toBeGreaterThan(0);
  });

  it('has two heaps and nothing between them when it is bimodal', () => {
    const ticks = drawn({ min: 0, max: 99, shape: 'bimodal' });
    expect(count(ticks, 25, 74)).toBe(0);
    expect(count(ticks, 75, 99) / ticks.length).toBeCloseTo(1 / 8, 1);
  });
});

describe('a replay', () => {
  it('brings every packet once more, 10 to 60 ticks after it arrived', () => {
    const world = quietWorld();
    faults.setChance(world, 'replay', 100);
    const terms = Array.from({ length: 200 }, (_, at) => at + 1);
    expect(new Set(send(world, ...terms.map((term) => packet(term))))).toEqual(
      new Set(['replayed']),
    );
    tick(world, 80);
    const ticks = arrivals(world).map((each) => Number(each.split(':')[0]));
    expect(ticks.length).toBe(400);
    const late = ticks.filter((each) => each > 1);
    expect([late.length, Math.min(...late), Math.max(...late)]).toEqual([200, 11, 61]);
  });

  it('brings about the share that was asked for', () => {
    const world = quietWorld();
    faults.setChance(world, 'replay', 20, { from: 0, to: 1, bothWays: false });
    const terms = Array.from({ length: 2_000 }, (_, at) => at + 1);
    const sent = send(world, ...terms.map((term) => packet(term)));
    const share = sent.filter((each) => each === 'replayed').length;
    expect(share).toBeGreaterThan(340);
    expect(share).toBeLessThan(460);
    expect(send(world, packet(1, 1, 0))).toEqual(['once']);
  });
});

describe('a bounded queue', () => {
  it('loses what a full link is sent, on each link for itself', () => {
    const world = quietWorld();
    faults.setQueue(world, 2);
    expect(send(world, packet(1), packet(2), packet(3), packet(4, 1, 0))).toEqual([
      ...['once', 'once', 'overflow', 'once'],
    ]);
    world.tick();
    expect(send(world, packet(5))).toEqual(['once']);
    expect(world.network.lastLoss(0, 1)?.reason).toBe('overflow');
  });

  it('counts what is far away, what a clogged link keeps, and second copies', () => {
    const world = quietWorld();
    faults.setQueue(world, 3);
    faults.delay(world, { min: 100, max: 100 }, { from: 0, to: 1, bothWays: false });
    faults.setChance(world, 'duplicate', 100);
    expect(send(world, packet(1), packet(2), packet(3))).toEqual(['twice', 'once', 'overflow']);
    faults.setChance(world, 'duplicate', 0);
    faults.clog(world, { from: 1, to: 0, bothWays: false }, 50);
    send(world, packet(4, 1, 0), packet(5, 1, 0), packet(6, 1, 0));
    tick(world, 3);
    expect(send(world, packet(7, 1, 0))).toEqual(['overflow']);
    faults.calm(world);
    expect(send(world, packet(8, 1, 0))).toEqual(['once']);
  });
});

describe('an order drawn anew', () => {
  it('delivers all that is due, in another order than it came, which seed and tick decide', () => {
    const terms = Array.from({ length: 8 }, (_, at) => at + 1);
    const order = (seed: string, isOn = true): readonly string[] => {
      const world = quietWorld(seed);
      if (isOn) faults.setShuffle(world, true);
      send(world, ...terms.map((term) => packet(term)));
      world.tick();
      send(world, ...terms.map((term) => packet(term)));
      tick(world, 2);
      return arrivals(world);
    };
    const plain = order('1', false);
    const shuffled = order('1');
    expect([...shuffled].sort()).toEqual([...plain].sort());
    expect(shuffled).not.toEqual(plain);
    expect(order('1')).toEqual(shuffled);
    expect(order('2')).not.toEqual(shuffled);
    const [first, second] = [shuffled.slice(0, 8), shuffled.slice(8)];
    expect(first.map((each) => each.slice(2))).not.toEqual(second.map((each) => each.slice(2)));
  });

  it('lets every one of several candidates be first at times', () => {
    const firsts = new Set<number>();
    for (let seed = 1; seed <= 40; seed++) {
      const world = new World({ nodes: 5, seed: String(seed), options: { preVote: false } });
      faults.setShuffle(world, true);
      for (const id of [0, 2, 4]) faults.startCampaign(world, id);
      tick(world, 4);
      const { core } = world.node(1);
      if (core !== null) firsts.add(core.votedFor);
    }
    expect([...firsts].sort((one, other) => one - other)).toEqual([0, 2, 4]);
  });

  it('ends with all faults, and leaves the order as it comes', () => {
    const world = quietWorld();
    faults.setShuffle(world, true);
    faults.calm(world);
    send(world, packet(1), packet(2), packet(3), packet(4), packet(5), packet(6));
    world.tick();
    expect(arrivals(world).join(' ')).toBe('1:1 1:2 1:3 1:4 1:5 1:6');
  });
});

describe('all of them together', () => {
  /** Some ticks of a storm of links; the same tick of the same seed does the same. */
  function stormTick(world: World): void {
    const salt = saltOf(world.seed, 'test');
    const draw = (ordinal: number, max: number): number =>
      drawBetween(salt, world.now, ordinal, 0, max);
    const [from, to] = [draw(1, 4), draw(2, 4)];
    const shapes: readonly LatencyShape[] = ['exponential', 'bimodal'];
    if (from !== to) {
      if (draw(0, 9) === 0)
        faults.clog(world, { from, to, bothWays: draw(3, 1) === 0 }, draw(4, 30) + 1);
      if (draw(5, 19) === 0) {
        const link = { from, to, bothWays: false };
        faults.delay(world, { min: 1, max: draw(6, 90) + 1, shape: shapes[draw(7, 1)] }, link);
      }
    }
    if (draw(8, 29) === 0) faults.setChance(world, 'replay', draw(9, 40));
    if (draw(10, 29) === 0) faults.setQueue(world, draw(11, 6));
    if (draw(12, 29) === 0) faults.setShuffle(world, draw(13, 1) === 0);
    if (draw(14, 99) === 0) faults.calm(world);
    if (draw(15, 9) === 0) {
      const ask = commandAsk({ kind: 'value', value: `v${world.now}` });
      submit(world, draw(16, 2) + 1, { ask, to: draw(17, 4), redirects: true });
    }
    world.tick();
  }

  it.each(['1', '2', '3', '4', '5', '6'])(
    'seed %s: accuse nobody, and a copy and a world with a trace come to the same hash',
    (seed) => {
      const world = new World({ nodes: 5, seed });
      const traced = new World({ nodes: 5, seed, trace: true });
      for (let count = 0; count < 300; count++) stormTick(world);
      const copy = world.copy();
      for (let count = 0; count < 600; count++) stormTick(traced);
      for (let count = 300; count < 600; count++) stormTick(world);
      for (let count = 300; count < 600; count++) stormTick(copy);
      expect(world.violations).toEqual([]);
      expect([copy.hash.toString(), traced.hash.toString()]).toEqual([
        world.hash.toString(),
        world.hash.toString(),
      ]);
      faults.calm(world);
      tick(world, 20 * DEFAULT_OPTIONS.electionTimeoutTicksMax);
      expect(world.leader()).toBeDefined();
    },
  );
});
