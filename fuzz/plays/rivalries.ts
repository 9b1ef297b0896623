// Two stand for election at once.

import type { Action } from '../../dsl/index.ts';
import type { NodeId } from '../../core/index.ts';
import { num } from '../build.ts';
import { ids, present, type View } from '../view.ts';
import { type Acts, beat, requests } from './parts.ts';

/** Two stand for election at once, in parts of the cluster that do not hear each other. */
export function rivalries(view: View): Acts {
  const { dice } = view;
  const all = ids(present(view));
  if (all.length < 2) return null;
  const half = dice.take(all, Math.max(1, all.length >> 1));
  const rest = all.filter((id) => !half.includes(id));
  const able = (list: readonly NodeId[]): NodeId[] =>
    list.filter((id) => view.world.node(id).isLive && view.world.node(id).state !== 'leader');
  const rivals = [able(half), able(rest)].flatMap((list) =>
    list.length > 0 ? [dice.pick(list)] : [],
  );
  if (rivals.length < 2) return null;
  const cut: Action = { kind: 'partition', groups: [half.map(num), rest.map(num)] };
  return [
    ...(dice.chance(60) ? [cut] : []),
    { kind: 'campaign', nodes: rivals.map(num), force: dice.chance(60) },
    ...beat(view),
    ...(dice.chance(50) ? requests(view) : []),
    ...(dice.chance(70) ? [{ kind: 'heal', nodes: [] } as const] : []),
  ];
}
