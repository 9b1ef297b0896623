// Clocks and timers: every node has a clock of its own, and each of its ticks is a tick of the core.

import { type Node, tick as tickCore, UNDRAWN } from '../core/index.ts';
import { noteEarlyTimer } from './lease-assumptions.ts';
import { drawBetween } from './random.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** Code of what the hash covers of a timer: that it changed the role of a node. */
const HASH_TIMER = 101;

/** Moves every clock by one tick of the world. */
export function tickClocks(world: World): void {
  if (world.shuffle === null) {
    for (const host of world.nodes) tickClock(world, host);
    return;
  }
  const order = world.shuffle.orderOfTimers(world.nodes.length, world.now);
  for (const id of order) tickClock(world, world.nodes[id]);
}

function tickClock(world: World, host: SimulatedNode): void {
  if (!host.isLive || world.halted) return;
  const { clock } = host;
  host.lastTick = world.now;
  if (clock.stoppedUntil >= world.now) return;
  clock.carry += clock.ratePercent;
  while (clock.carry >= 100) {
    clock.carry -= 100;
    runTimer(world, host);
    if (!host.isLive || world.halted) return;
  }
}

/** Moves a node by one tick of its own clock, which is one event. Nothing happens when it is down. */
export function runTimer(world: World, host: SimulatedNode): void {
  const { core } = host;
  if (core === null) return;
  world.eventOrdinal += 1;
  if (world.beforeEvent !== null) {
    world.beforeEvent(world.eventOrdinal, null);
    // What was done before the event may have ended the node.
    if (host.core !== core) return;
  }
  host.ownTicks += 1;
  world.disruption.noteTimer(host);
  if (world.trace !== null) world.trace.cause = -1;
  world.before.capture(core, -1);
  noteEarlyTimer(world, host);
  tickCore(core, core.electionTimeout === UNDRAWN ? drawElectionTimeout(host, core) : 0, world.out);
  if (core.role.kind !== world.before.role) {
    world.hash.add(HASH_TIMER);
    world.hash.add(host.id);
    if (world.trace !== null) world.record(host.id, 'timer', 'its election timer runs out');
  }
  world.afterCall(host, core, -1);
  world.afterEvent?.();
}

/** How long a node that starts to wait now waits: a draw of its own stream, by its own clock. */
function drawElectionTimeout(host: SimulatedNode, core: Node): number {
  const { electionTimeoutTicksMin: min, electionTimeoutTicksMax: max } = core.options;
  return drawBetween(host.timerSalt, host.ownTicks, 0, min, max);
}
