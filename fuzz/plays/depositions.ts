// A leader is cut off and does not know.

import type { Action } from '../../dsl/index.ts';
import type { NodeId } from '../../core/index.ts';
import { num } from '../build.ts';
import { type Act, ids, running, type View } from '../view.ts';
import { type Acts, askingAfterwards, beat, electing, overtaking, requests } from './parts.ts';

/** A leader is cut off and does not know; another one is elected and goes on; then both meet. */
export function depositions(view: View): Acts {
  const { dice, world } = view;
  const leader = world.leader();
  if (leader?.isLive !== true) return null;
  const others = ids(running(view)).filter((id) => id !== leader.id);
  if (others.length === 0) return null;
  const cutOff: Action = { kind: 'isolate', nodes: [num(leader.id)] };
  const early = dice.chance(50) ? requests(view) : [];
  return [
    ...(dice.chance(50) ? early : []),
    ...(dice.chance(40) ? beat(view) : []),
    cutOff,
    ...succession(view, others, leader.options.electionTimeoutTicksMin),
    ...(dice.chance(40)
      ? overtaking(view, leader.id)
      : [
          ...requests(view, true),
          ...beat(view),
          ...(dice.chance(50) ? askingAfterwards(view, leader.id) : []),
        ]),
    ...(dice.chance(70) ? [{ kind: 'heal', nodes: [] } as const] : []),
    ...beat(view),
  ];
}

/** Another leader, by order or because nobody hears the old one; leases count on it that this takes its time. */
function succession(view: View, others: readonly NodeId[], patience: number): readonly Act[] {
  const { dice } = view;
  if (dice.chance(40)) return [electing(others)];
  const wait = (ticks: number): Action => ({ kind: 'tick', count: num(ticks) });
  if (dice.chance(50)) return [wait(patience + dice.between(0, patience + 3))];
  // As soon as they may: the old leader may well believe in itself for some time yet.
  return [wait(patience + dice.between(0, 2)), electing(others, 20)];
}
