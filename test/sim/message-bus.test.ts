// The contract of the seed's message bus, on the simulated one.

import { describe, expect, it } from 'vitest';
import type { Message, SendError } from '../../core/index.ts';
import { faults, SimulatedMessageBus, World } from '../../sim/index.ts';

interface Told {
  readonly error: SendError | null;
  readonly kind: string | undefined;
}

interface Bench {
  readonly world: World;
  readonly bus: SimulatedMessageBus;
  readonly told: Told[];
  /** Asks n1 for its vote on behalf of n0. Returns the id. */
  readonly ask: (term?: number) => number;
  /** Moves the world and tells outcomes. */
  readonly run: (ticks: number) => void;
}

function bench(): Bench {
  // Timers so long that the nodes say nothing of their own.
  const options = { electionTimeoutTicksMin: 5000, electionTimeoutTicksMax: 5000 };
  // The requests are made up: no disk knows their terms.
  const world = new World({ nodes: 3, seed: '1', options, off: ['durable-promises'] });
  const bus = new SimulatedMessageBus(world, 20);
  const told: Told[] = [];
  const request = (term: number): Message => ({
    kind: 'vote-request',
    from: 0,
    to: 1,
    id: 0,
    term,
    lastLogIndex: 0,
    lastLogTerm: 0,
    force: false,
  });
  return {
    world,
    bus,
    told,
    ask: (term = 1) =>
      bus.send(0, 1, request(term), (error, response) => {
        told.push({ error, kind: response?.kind });
      }),
    run: (ticks) => {
      for (let count = 0; count < ticks; count++) {
        world.tick();
        bus.poll();
      }
    },
  };
}

const answered: Told = { error: null, kind: 'vote-response' };
const failed = (error: SendError): Told => ({ error, kind: undefined });

describe('the message bus', () => {
  it('gives every request an id of its own, never 0, and one answer', () => {
    const { ask, run, told } = bench();
    const ids = [ask(1), ask(2)];
    expect(new Set([...ids, 0]).size).toBe(3);
    expect(told).toEqual([]);
    run(30);
    expect(told).toEqual([answered, answered]);
  });

  it('carries the request out at the receiver', () => {
    const { ask, run, world } = bench();
    ask();
    run(1);
    expect(world.node(1).core?.votedFor).toBe(0);
  });

  it('tells nothing during send or cancel', () => {
    const { ask, bus, told } = bench();
    bus.cancel(ask());
    expect(told).toEqual([]);
  });

  it('cancels once: the second time and an unknown id do nothing', () => {
    const { ask, run, bus, told, world } = bench();
    const id = ask();
    bus.cancel(id);
    bus.cancel(id);
    bus.cancel(9999);
    run(30);
    expect(told).toEqual([failed('cancelled')]);
    // The request was on its way all the same.
    expect(world.node(1).core?.votedFor).toBe(0);
  });

  it('cannot cancel what was answered', () => {
    const { ask, run, bus, told } = bench();
    const id = ask();
    run(3);
    bus.cancel(id);
    run(30);
    expect(told).toEqual([answered]);
  });

  it('looks at a partition when the request is sent', () => {
    const { ask, run, told, world } = bench();
    faults.isolate(world, 1);
    ask();
    run(30);
    expect(told).toEqual([failed('unreachable')]);
    expect(world.node(1).core?.votedFor).toBe(-1);
  });

  it('looks at it when the request arrives', () => {
    const { ask, run, told, world } = bench();
    ask();
    faults.isolate(world, 1);
    run(30);
    expect(told).toEqual([failed('unreachable')]);
    expect(world.node(1).core?.votedFor).toBe(-1);
  });

  it('looks at it when the answer travels: it was done, but the caller sees an error', () => {
    const { ask, run, told, world } = bench();
    ask();
    run(1);
    faults.isolate(world, 1);
    run(30);
    expect(told).toEqual([failed('unreachable')]);
    expect(world.node(1).core?.votedFor).toBe(0);
  });

  it('times out when nothing comes back', () => {
    const { ask, run, told, world } = bench();
    faults.addRule(world, 'drop', { kind: 'vote-response' }, Infinity);
    ask();
    run(19);
    expect(told).toEqual([]);
    run(1);
    expect(told).toEqual([failed('timed-out')]);
  });

  it('tells the first of two copies; the second still reaches the node', () => {
    const { ask, run, told, world } = bench();
    faults.setChance(world, 'duplicate', 100);
    const reached: string[] = [];
    const first = world.onArrival;
    world.onArrival = (message) => {
      const taken = first?.(message) === true;
      if (message.to === 0 && !taken) reached.push(message.kind);
      return taken;
    };
    ask();
    run(30);
    expect(told).toEqual([answered]);
    // Two copies of the request, two of each answer: one for the caller, three for the node.
    expect(reached).toEqual(['vote-response', 'vote-response', 'vote-response']);
  });

  it('tells a caller that died nothing, and its next life neither', () => {
    const { ask, run, told, world } = bench();
    ask();
    faults.crash(world, 0);
    faults.restart(world, 0);
    run(30);
    expect(told).toEqual([]);
  });
});
