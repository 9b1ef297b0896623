// Messages of a kind are kept back, and arrive when much has happened since.

import type { Action } from '../../dsl/index.ts';
import type { NodeId } from '../../core/index.ts';
import { MESSAGE_WEIGHTS } from '../acts-network.ts';
import { NOWHERE, num } from '../build.ts';
import { type Act, ids, present, type View } from '../view.ts';
import {
  type Acts,
  askingAfterwards,
  beat,
  cutting,
  deposing,
  electing,
  LONG_WAITS,
  requests,
  sequel,
  SETTLE,
  transferring,
} from './parts.ts';

/** Seldom kinds do more harm when they are late than their numbers tell. */
const LATE_WEIGHTS = MESSAGE_WEIGHTS.map(([kind, weight]) => [kind, weight + 4] as const);

/**
 * Messages of a kind are kept back while they are caused, and arrive when much has happened since: what a
 * protocol takes them for then is where many went wrong.
 */
export function lateMessages(view: View): Acts {
  const { dice, world } = view;
  const all = ids(present(view));
  if (all.length < 2) return null;
  const leader = world.leader()?.id ?? dice.pick(all);
  const others = all.filter((id) => id !== leader);
  const kind = dice.weighted(LATE_WEIGHTS);
  const message = { text: kind, span: NOWHERE };
  const isOfClient = kind.startsWith('client');
  const other = num(dice.pick(others));
  const ends = dice.between(0, 4);
  const from = isOfClient || ends > 2 ? null : ends === 0 ? num(leader) : ends === 1 ? other : null;
  const to = isOfClient || ends < 2 ? null : ends === 2 ? num(leader) : ends === 3 ? other : null;
  const filter = { message, from, to };
  const home: Action = dice.chance(50)
    ? { kind: 'release' }
    : { kind: 'deliver', amount: { all: dice.chance(40), count: null }, filter };
  const isDeposed = dice.chance(50);
  return [
    { kind: 'hold', filter },
    ...(dice.chance(60) ? cause(kind, view, leader, others) : trigger(view, leader, others)),
    ...beat(view, LONG_WAITS),
    ...(isDeposed && dice.chance(60) ? deposing(view, leader, others) : []),
    ...(dice.chance(isDeposed ? 30 : 60) ? trigger(view, leader, others) : []),
    ...(dice.chance(50) ? beat(view) : []),
    ...(dice.chance(isDeposed ? 20 : 40) ? sequel(view, leader) : []),
    home,
    ...beat(view),
    ...sequel(view, leader),
  ];
}

/** Something that makes nodes send messages of this kind. */
function cause(
  kind: string,
  view: View,
  leader: NodeId,
  others: readonly NodeId[],
): readonly Act[] {
  if (kind.includes('vote')) return [electing(others)];
  if (kind === 'timeout-now') return [transferring];
  if (kind.startsWith('read')) return askingAfterwards(view, view.dice.pick([leader, ...others]));
  if (kind.startsWith('snapshot')) return [...requests(view), SETTLE, cutting([leader])];
  return requests(view);
}

/** Something that makes nodes talk. */
function trigger(view: View, leader: NodeId, others: readonly NodeId[]): readonly Act[] {
  switch (view.dice.between(0, 5)) {
    case 0:
      return view.dice.chance(60) ? [electing(others)] : [electing(others), electing([leader])];
    case 1:
      return [transferring];
    case 2:
      return askingAfterwards(view, leader);
    case 3:
      return [cutting([leader]), ...requests(view)];
    default:
      return requests(view);
  }
}
