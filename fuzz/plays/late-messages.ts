// Messages of a kind are kept back, and arrive when much has happened since.

import type { Action, Operand } from '../../dsl/index.ts';
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

/** What becomes of the leader meanwhile: it goes on, another one leads, or another one does for a while. */
const FATES = [
  ['leads', 10],
  ['deposed', 6],
  ['restored', 5],
] as const;

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
  const ends = isOfClient ? { from: null, to: null } : dice.pick(pathsBetween(num(leader), other));
  const filter = { message, ...ends };
  const home: Action = dice.chance(50)
    ? { kind: 'release' }
    : { kind: 'deliver', amount: { all: dice.chance(40), count: null }, filter };
  const fate = dice.weighted(FATES);
  const isDeposed = fate !== 'leads';
  return [
    { kind: 'hold', filter },
    ...(dice.chance(60) ? cause(kind, view, leader, others) : trigger(view, leader, others)),
    ...beat(view, LONG_WAITS),
    ...(fate === 'deposed' ? deposing(view, leader, others) : []),
    ...(fate === 'restored' ? [electing(others, 85), electing([leader], 85)] : []),
    ...(dice.chance(isDeposed ? 30 : 60) ? trigger(view, leader, others) : []),
    ...(dice.chance(50) ? beat(view) : []),
    ...(dice.chance(isDeposed ? 20 : 40) ? sequel(view, leader) : []),
    home,
    ...beat(view),
    // What it took the late messages for shows when it is deposed once more.
    ...(fate === 'restored' && dice.chance(50)
      ? deposing(view, leader, others)
      : sequel(view, leader)),
  ];
}

/** Between which nodes messages are kept back: either end may be anybody. */
function pathsBetween(
  leader: Operand,
  other: Operand,
): readonly { readonly from: Operand | null; readonly to: Operand | null }[] {
  return [
    { from: leader, to: null },
    { from: other, to: null },
    { from: null, to: leader },
    { from: null, to: other },
    { from: leader, to: other },
    { from: other, to: leader },
    { from: null, to: null },
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
  // What a leader sends for the sake of a read is a request as any other.
  if (kind.startsWith('append') && view.dice.chance(45)) return askingAfterwards(view, leader);
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
