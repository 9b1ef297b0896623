// What a scenario does to whole nodes: they crash, start again, lose their disk, stand still and go on.

import type { NodeId } from '../core/index.ts';
import { crashNode, CRASHED_BY_SCENARIO, startNode } from './hosting.ts';
import { noteStandstill } from './lease-assumptions.ts';
import type { World } from './world.ts';

/** Stops a node at once. Returns false when it was not running. */
export function crash(world: World, id: NodeId, reason = CRASHED_BY_SCENARIO): boolean {
  const host = world.node(id);
  if (host.core === null) return false;
  crashNode(world, host, reason);
  return true;
}

/** Crashes a node when its next write would become durable: the write is lost, what was sent before it is not. */
export function crashBeforeSync(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.core === null) return false;
  host.crashesBeforeSync = true;
  world.noteFault(id, 'crash-before-sync', 'will crash before its next write is durable');
  return true;
}

/** Stops a node in the middle of a write: a part of it stays on the disk, the last of it damaged. */
export function crashTorn(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.core === null) return false;
  crashNode(world, host, 'in the middle of a write', true);
  return true;
}

/** Starts a node that is down, now or after some ticks. Returns false when it runs. */
export function restart(world: World, id: NodeId, afterTicks = 0): boolean {
  const host = world.node(id);
  if (host.core !== null || host.condition === 'absent') return false;
  world.noteFault(
    id,
    'restart',
    afterTicks === 0 ? 'is restarted' : `restarts in ${afterTicks} ticks`,
  );
  if (afterTicks > 0) host.restartAt = world.now + afterTicks;
  else world.guarded(() => startNode(world, host));
  return true;
}

/** Crashes a node and empties its disk. */
export function wipe(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.core !== null) crashNode(world, host, 'its disk is wiped');
  world.noteFault(id, 'wipe', 'loses its whole disk');
  host.disk.wipe();
  host.condition = 'wiped';
  host.since = world.now;
  host.reason = 'its disk was wiped';
  return true;
}

/** Freezes a node: no timer, no message, no completed write. What arrives waits. False when it does not run or is paused. */
export function pause(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (!host.isLive) return false;
  world.noteFault(id, 'pause', 'is paused');
  noteStandstill(world, host);
  host.pausedSince = world.now;
  return true;
}

/** Lets a paused node go on; what arrived meanwhile is delivered in the next tick. False when it was not paused. */
export function resume(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.pausedSince < 0) return false;
  world.noteFault(id, 'resume', 'goes on');
  host.pausedSince = -1;
  for (const { packet, cause } of host.backlog) {
    world.network.wheel.put(packet, cause, world.now + 1, world.now);
  }
  host.backlog = [];
  return true;
}
