// Two halves change the members, each behind the back of the other.

import type { Action } from '../../dsl/index.ts';
import type { NodeId } from '../../core/index.ts';
import { newestConfiguration } from '../../sim/index.ts';
import { num } from '../build.ts';
import type { Act, View } from '../view.ts';
import { type Acts, beat, electing, LONG_WAITS, requests, SETTLE } from './parts.ts';

/**
 * The leader and somebody who stands against it each ask for a change of the members that makes their own half a
 * majority, while the two halves lose sight of each other.
 */
export function schisms(view: View): Acts {
  const { dice, world } = view;
  const leader = world.leader();
  if (leader?.isLive !== true) return null;
  const { voters } = newestConfiguration(world);
  const others = voters.filter((id) => id !== leader.id && world.node(id).isLive);
  if (others.length < 2) return null;
  const against = dice.take(others, (voters.length + dice.between(0, 1)) >> 1);
  const rival = dice.pick(against);
  const own = voters.filter((id) => !against.includes(id));
  const cutOff: Action = { kind: 'partition', groups: [own.map(num), against.map(num)] };
  const isEarly = dice.chance(50);
  return [
    ...(dice.chance(80) ? shedding(view, leader.id, against) : []),
    ...(isEarly ? [] : beat(view, [0, 1, 2])),
    { kind: 'campaign', nodes: [num(rival)], force: dice.chance(85) },
    ...beat(view, [1, 2, 2, 3, -1]),
    cutOff,
    ...shedding(view, rival, own),
    ...(dice.chance(50) ? beat(view, LONG_WAITS) : [...beat(view), electing(own, 85)]),
    ...(dice.chance(50) ? requests(view) : []),
    SETTLE,
    ...(dice.chance(60) ? [{ kind: 'heal', nodes: [] } as const] : []),
  ];
}

/** A leader is asked to do without one of those it cannot count on. */
function shedding({ dice }: View, leader: NodeId, strangers: readonly NodeId[]): readonly Act[] {
  if (strangers.length === 0) return [];
  const kind = dice.chance(80) ? 'remove' : 'demote';
  return [{ kind, node: num(dice.pick(strangers)), through: num(leader) }];
}
