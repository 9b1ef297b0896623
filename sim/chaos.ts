// The leader kills itself again and again, and comes back: what a cluster must get used to. Source: the
// seed's "leader regularly commits suicide as a chaos-monkey type thing".

import type { NodeId } from '../core/index.ts';
import type { Range } from './latency.ts';
import { crash, restart } from './node-faults.ts';
import { drawBetween, saltOf, type Salt } from './random.ts';
import type { World } from './world.ts';

/** When the next death is due. Plain data; copied with the world. */
export interface Chaos {
  readonly every: Range;
  readonly salt: Salt;
  nextAt: number;
}

/** Lets whoever leads die every so many ticks, drawn anew each time. Ends with `calm`. */
export function beginChaos(world: World, every: Range): void {
  const salt = saltOf(world.seed, 'chaos/leader');
  const nextAt = world.now + drawBetween(salt, world.now, 0, every.min, every.max);
  world.chaos = { every, salt, nextAt };
  world.noteFault(
    -1,
    `chaos ${every.min} ${every.max}`,
    `the leader dies every ${every.min} to ${every.max} ticks`,
  );
}

/** The part of a tick. A time without a leader waits for one. */
export function tickChaos(world: World, chaos: Chaos): void {
  if (world.now < chaos.nextAt) return;
  const leader = world.leader();
  if (leader === undefined || !leader.isLive) return;
  const id: NodeId = leader.id;
  const { electionTimeoutTicksMax } = leader.options;
  crash(world, id, 'the leader kills itself');
  // It comes back when the others had the time to elect another.
  restart(world, id, electionTimeoutTicksMax);
  const { min, max } = chaos.every;
  chaos.nextAt = world.now + drawBetween(chaos.salt, world.now, 0, min, max);
}
