// The end of all faults, of whatever kind.

import type { NodeId } from '../core/index.ts';
import { WORLD } from './endpoint.ts';
import { endLinkFaults } from './link-faults.ts';
import { restart, resume } from './node-faults.ts';
import { release } from './packet-faults.ts';
import type { World } from './world.ts';

/**
 * Ends all faults and starts what is down: what a storm ends with. Wiped and corrupt nodes stay out. With
 * `among`, only these nodes are mended and started; links and chances heal everywhere.
 */
export function calm(world: World, among: readonly NodeId[] | null = null): void {
  world.noteFault(WORLD, 'calm', 'all faults end');
  world.chaos = null;
  world.network.calm();
  endLinkFaults(world);
  if (world.network.held.length > 0) release(world);
  for (const host of world.nodes) {
    if (among !== null && !among.includes(host.id)) continue;
    host.clock.ratePercent = 100;
    host.clock.stoppedUntil = 0;
    host.crashesBeforeSync = false;
    host.disk.latency = null;
    host.disk.fullSince = -1;
    host.disk.failsNextSync = false;
    if (host.pausedSince >= 0) resume(world, host.id);
    if (host.core === null && (host.condition === 'down' || host.disk.wiped))
      restart(world, host.id);
  }
}
