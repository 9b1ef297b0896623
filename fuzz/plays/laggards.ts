// A node is left behind, the others go on, and all meet again.

import type { Action } from '../../dsl/index.ts';
import type { NodeId } from '../../core/index.ts';
import { outsider, reconfigurations } from '../acts-members.ts';
import { num } from '../build.ts';
import { type Act, ids, isOn, present, type View } from '../view.ts';
import {
  type Acts,
  beat,
  cutting,
  electing,
  isolation,
  requests,
  slowDisk,
  wait,
} from './parts.ts';

/** One or some of the nodes are left behind; the others go on, perhaps drop their logs; then all meet again. */
export function laggards(view: View): Acts {
  const { dice } = view;
  if (isOn(view, 'reconfigurations') && dice.chance(25)) return newcomers(view);
  const all = ids(present(view));
  if (all.length < 2) return null;
  const left = dice.take(all, dice.chance(75) ? 1 : dice.between(1, all.length >> 1));
  const behind = left.map(num);
  const away = dice.weighted<Action>([
    [isolation(left), 4],
    [{ kind: 'crash', nodes: behind, when: 'now' }, 3],
    [{ kind: 'pause', nodes: behind }, 2],
  ]);
  const back: Record<string, Action> = {
    isolate: { kind: 'heal', nodes: [] },
    crash: { kind: 'restart', nodes: behind, after: null },
    pause: { kind: 'resume', nodes: behind },
  };
  const others = all.filter((id) => !left.includes(id));
  const home = back[away.kind];
  return [
    away,
    ...(dice.chance(30) ? [electing(others)] : []),
    ...(dice.chance(10) ? [...requests(view), electing(others), electing(others)] : []),
    ...(dice.chance(25) ? changing(view, left) : []),
    ...requests(view),
    ...(dice.chance(35) ? changing(view, left) : []),
    ...beat(view),
    ...(dice.chance(70) ? [cutting(others)] : []),
    ...beat(view),
    ...(dice.chance(30) ? [slowDisk(view, left)] : []),
    ...(home === undefined || dice.chance(15) ? [] : [home]),
    ...aftermath(view, left),
  ];
}

/** Somebody joins, and is kept from following: what it misses meanwhile comes to it as a snapshot. */
function newcomers(view: View): Acts {
  const { dice, world } = view;
  const leader = world.leader();
  const stranger = outsider(view);
  if (leader?.isLive !== true || stranger === null) return null;
  const others = ids(present(view)).filter((id) => id !== stranger);
  const promote = dice.chance(50);
  const learner = !promote && dice.chance(60);
  const joins: Act = { kind: 'add', node: num(stranger), learner, promote, through: null };
  return [
    joins,
    ...beat(view, [0, 0, 1, 2, 5]),
    isolation([stranger]),
    ...beat(view, [0, 1, 5, 12]),
    ...(dice.chance(50) ? requests(view) : []),
    ...beat(view),
    cutting(others),
    ...(dice.chance(30) ? [slowDisk(view, [stranger])] : []),
    ...(dice.chance(30) ? changing(view, [stranger]) : []),
    ...(dice.chance(85) ? [{ kind: 'heal', nodes: [] } as const] : []),
    ...aftermath(view, [stranger]),
  ];
}

/** What becomes of those that are being fed again: they may die over it, or stop hearing the others, or stand. */
function aftermath(view: View, left: readonly NodeId[]): readonly Act[] {
  const { dice } = view;
  const behind = left.map(num);
  const soon = beat(view, [-1, 1, 2, 3, 5, 8]);
  return dice.weighted<() => readonly Act[]>([
    [() => [], 5],
    [() => relapsing(view, behind), 5],
    [() => [...soon, { kind: 'isolate', nodes: behind }], 3],
    [() => [...soon, { kind: 'campaign', nodes: behind, force: dice.chance(50) }], 4],
  ])();
}

/** The members change while some of them cannot know. */
function changing(view: View, left: readonly NodeId[]): readonly Act[] {
  if (!isOn(view, 'reconfigurations')) return [];
  const [first] = left;
  if (first === undefined || view.dice.chance(40)) return reconfigurations(view) ?? [];
  const kind = view.dice.pick(['demote', 'remove'] as const);
  return [...beat(view, [-1, -1, 0, 5]), { kind, node: num(first), through: null }, ...beat(view)];
}

function relapsing({ dice }: View, nodes: Extract<Action, { kind: 'restart' }>['nodes']): Action[] {
  return [
    wait(dice.between(1, 12)),
    { kind: 'crash', nodes, when: 'now' },
    { kind: 'restart', nodes, after: dice.chance(50) ? null : num(dice.between(1, 10)) },
  ];
}
