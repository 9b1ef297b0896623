// What a scenario does to clocks: they run at another pace, or stop.

import type { NodeId } from '../core/index.ts';
import { judgePaces, noteStandstill } from './lease-assumptions.ts';
import type { World } from './world.ts';

/** Lets a clock run at another pace, in percent of the world's; 100 is normal. */
export function setClockRate(world: World, id: NodeId, percent: number): void {
  world.node(id).clock.ratePercent = percent;
  world.noteFault(id, `clock ${percent}`, `its clock runs at ${percent} %`);
  judgePaces(world);
}

/** Stops a clock for some ticks. */
export function stopClock(world: World, id: NodeId, ticks: number): void {
  world.node(id).clock.stoppedUntil = world.now + ticks;
  world.noteFault(id, `clock stops ${ticks}`, `its clock stops for ${ticks} ticks`);
  noteStandstill(world, world.node(id));
}
