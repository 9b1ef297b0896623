// Lets what is under way arrive without any time passing.

import type { NodeId } from '../core/index.ts';
import { deliver } from './delivery.ts';
import { isClient } from './endpoint.ts';
import { completeDueWrites } from './hosting.ts';
import type { Packet } from './packet.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** See `World.settle`. Returns false when `most` deliveries did not suffice. */
export function settle(world: World, only: readonly NodeId[] | null, most: number): boolean {
  const accepts = only === null ? null : (packet: Packet): boolean => only.includes(packet.to);
  const { wheel } = world.network;
  for (const host of world.nodes) completeWrites(world, host);
  for (let count = 0; count <= most; count++) {
    if (world.halted) return true;
    const packet = wheel.takeFirst(world.now, accepts);
    if (packet === undefined) return true;
    deliver(world, packet, wheel.cause);
    if (!isClient(packet.to)) completeWrites(world, world.nodes[packet.to]);
  }
  return false;
}

function completeWrites(world: World, host: SimulatedNode): void {
  if (host.disk.pending.length > 0) completeDueWrites(world, host, Number.MAX_SAFE_INTEGER);
}
