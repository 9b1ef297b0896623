// The order within a tick: nodes that restart, due deliveries, timers, disk completions, clients, operators
// and chaos; first in, first out, unless the order of deliveries and timers is drawn.

import { tickChaos } from './chaos.ts';
import { tickClients } from './client-service.ts';
import { deliver } from './delivery.ts';
import { accuseOfFlood, EndlessTick } from './guard.ts';
import { completeDueWrites, startNode } from './hosting.ts';
import { endClogs } from './link-faults.ts';
import { tickOperators } from './operators.ts';
import { drawBetween, type Salt } from './random.ts';
import { tickClocks } from './timers.ts';
import type { World } from './world.ts';

/** Messages in flight beyond which a run ends: a core that answers each with two fills the memory before long. */
const IN_FLIGHT_MAX = 1_000_000;

/** Everything that happens within a tick, in its order. */
export function runTick(world: World): void {
  for (const host of world.nodes) {
    if (host.restartAt === world.now && host.core === null) startNode(world, host);
  }
  // What was sent without latency between two ticks is still in the last tick's place.
  deliverDue(world, world.now - 1);
  if (world.network.clogs.count > 0) endClogs(world);
  deliverDue(world, world.now);
  tickClocks(world);
  for (const host of world.nodes) {
    if (host.disk.pending.length > 0) completeDueWrites(world, host, world.now);
  }
  deliverDue(world, world.now);
  if (world.clients.size > 0 && !world.halted) tickClients(world);
  if (world.rejoining.size > 0 && !world.halted) tickOperators(world);
  if (world.chaos !== null && !world.halted) tickChaos(world, world.chaos);
  deliverDue(world, world.now);
  if (!world.halted) world.disruption.endOfTick(world.nodes, world.now);
  if (!world.halted) world.leadership.endOfTick(world);
  if (world.network.wheel.count > IN_FLIGHT_MAX && !world.halted) accuseOfFlood(world);
}

function deliverDue(world: World, tick: number): void {
  if (world.shuffle !== null) return deliverShuffled(world, tick, world.shuffle.deliveries);
  const { wheel } = world.network;
  while (!world.halted) {
    const packet = wheel.takeDue(tick);
    if (packet === undefined) return;
    if (world.eventOrdinal >= world.eventsMax) throw new EndlessTick();
    deliver(world, packet, wheel.cause);
  }
}

/** The same, one of those that are due after the other, whichever is drawn. */
function deliverShuffled(world: World, tick: number, salt: Salt): void {
  const { wheel } = world.network;
  while (!world.halted) {
    const last = wheel.countDue(tick) - 1;
    // Every delivery counts an event, so each has an ordinal of its own.
    if (last > 0) {
      wheel.bringForward(tick, drawBetween(salt, world.now, world.eventOrdinal, 0, last));
    }
    const packet = wheel.takeDue(tick);
    if (packet === undefined) return;
    if (world.eventOrdinal >= world.eventsMax) throw new EndlessTick();
    deliver(world, packet, wheel.cause);
  }
}
