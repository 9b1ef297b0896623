// The leader is asked to hand over, and something is in the way.

import type { Action } from '../../dsl/index.ts';
import { NOWHERE, num } from '../build.ts';
import { ids, running, type View } from '../view.ts';
import {
  type Acts,
  beat,
  electing,
  isolation,
  overtaking,
  requests,
  sequel,
  slowDisk,
} from './parts.ts';

/** The messages that a hand-over needs. */
const HANDOVER_WEIGHTS: readonly (readonly [string, number])[] = [
  ['timeout-now', 3],
  ['append-request', 1],
  ['vote-request', 1],
];

/** Ticks to wait for one, many a time until it is given up; -1 settles. */
const HANDOVER_WAITS: readonly number[] = [-1, 3, 12, 25, 25, 45];

/**
 * The leader is asked to hand over, and something is in the way: the order is late, the successor is slow or
 * cut off, or the leader is, and does not know what became of it.
 */
export function handovers(view: View): Acts {
  const { dice, world } = view;
  const leader = world.leader();
  if (leader?.isLive !== true) return null;
  const others = ids(running(view)).filter((id) => id !== leader.id);
  if (others.length === 0) return null;
  const successor = dice.pick(others);
  const message = {
    text: dice.weighted(HANDOVER_WEIGHTS),
    span: NOWHERE,
  };
  const filter = { message, from: null, to: null };
  const obstacle = dice.weighted<Action>([
    [{ kind: 'hold', filter }, 4],
    [slowDisk(view, [successor]), 1],
    [isolation([successor]), 1],
    [{ kind: 'pause', nodes: [num(successor)] }, 1],
  ]);
  const wayOut: Record<string, Action> = {
    // What is delivered by hand arrives past a cut, as if it had been on its way before.
    hold: dice.chance(30)
      ? { kind: 'release' }
      : { kind: 'deliver', amount: { all: true, count: null }, filter },
    isolate: { kind: 'heal', nodes: [] },
    pause: { kind: 'resume', nodes: [num(successor)] },
  };
  const end = wayOut[obstacle.kind];
  return [
    obstacle,
    { kind: 'transfer', to: num(successor), through: null },
    ...(dice.chance(30) ? requests(view) : []),
    ...beat(view, HANDOVER_WAITS),
    ...(dice.chance(50) ? [isolation([leader.id])] : []),
    ...(dice.chance(30) ? [electing(others, 85), ...beat(view, [0, 1, 5])] : []),
    ...(end === undefined ? [] : [end]),
    ...beat(view),
    ...(dice.chance(50) ? overtaking(view, leader.id) : sequel(view, leader.id)),
  ];
}
