// What operators ask for in a storm: members, leadership, snapshots, read-only peers, recovery.

import type { Action } from '../dsl/index.ts';
import type { NodeId } from '../core/index.ts';
import { membersOf } from '../core/index.ts';
import { newestConfiguration } from '../sim/index.ts';
import { num, set } from './build.ts';
import { ids, present, running, type View } from './view.ts';

type Acts = readonly Action[] | null;

/** A change of the members, of any kind, mostly one that makes sense. */
export function reconfigurations(view: View): Acts {
  const { dice } = view;
  const { members, outsiders } = census(view);
  // Asked through a node of one's own choice, a leader that was deposed and does not know accepts it as well.
  const through = dice.chance(20) ? num(dice.pick(ids(present(view)))) : null;
  const wiped = ids(view.world.nodes.filter(({ condition }) => condition === 'wiped'));
  const returns = wiped.length > 0 && dice.chance(40);
  const strangers = returns ? wiped : outsiders;
  const stranger = strangers.length > 0 && dice.chance(85) ? dice.pick(strangers) : anyone(view);
  const member = members.length > 0 && dice.chance(90) ? dice.pick(members) : anyone(view);
  const add = {
    kind: 'add',
    node: num(stranger),
    learner: false,
    promote: false,
    through,
  } as const;
  const kinds: readonly (readonly [Action, number])[] = [
    [add, 4],
    [{ ...add, learner: true }, 2],
    [{ ...add, promote: true }, 2],
    [{ kind: 'remove', node: num(member), through }, members.length > 1 ? 6 : 1],
    [{ kind: 'promote', node: num(learner(view) ?? member), through }, 2],
    [{ kind: 'demote', node: num(member), through }, 2],
    [{ kind: 'replace', node: num(member), by: num(stranger), through }, 3],
    [{ kind: 'reconfigure', members: set(electorate(view)), through }, 4],
  ];
  return [dice.weighted(kinds)];
}

function census(view: View): { members: readonly NodeId[]; outsiders: readonly NodeId[] } {
  const members = membersOf(newestConfiguration(view.world));
  const all = Array.from({ length: view.knobs.room }, (_, id) => id);
  return { members, outsiders: all.filter((id) => !members.includes(id)) };
}

/** One of the nodes that may be spoken of and is no member; null when all are. */
export function outsider(view: View): NodeId | null {
  const { outsiders } = census(view);
  return outsiders.length === 0 ? null : view.dice.pick(outsiders);
}

function anyone(view: View): NodeId {
  return view.dice.between(0, view.knobs.room - 1);
}

function learner({ world, dice }: View): NodeId | null {
  const { learners } = newestConfiguration(world);
  return learners.length === 0 ? null : dice.pick(learners);
}

/** Some voters to come: mostly near the present ones. */
function electorate(view: View): NodeId[] {
  const all = Array.from({ length: view.knobs.room }, (_, id) => id);
  const count = view.dice.between(1, Math.min(5, all.length));
  return view.dice.take(all, count);
}

/** The leader is asked to hand over. */
export function transfers(view: View): Acts {
  const all = ids(present(view));
  const leader = view.world.leader()?.id;
  const able = all.filter((id) => id !== leader);
  if (able.length === 0) return null;
  return [{ kind: 'transfer', to: num(view.dice.pick(able)), through: null }];
}

/** A snapshot by order. */
export function snapshots(view: View): Acts {
  const able = running(view).filter(({ core }) => (core?.lastApplied ?? 0) > 0);
  return able.length === 0 ? null : [{ kind: 'snapshot', node: num(view.dice.pick(able).id) }];
}

/** A log that is cut off behind a snapshot. */
export function compactions(view: View): Acts {
  const able = running(view).filter(({ core }) => (core?.lastApplied ?? 0) > 0);
  if (able.length === 0) return null;
  const leader = view.world.leader();
  const isOfLeader = leader !== undefined && able.includes(leader) && view.dice.chance(50);
  const { id, core } = isOfLeader ? leader : view.dice.pick(able);
  const last = core?.lastApplied ?? 1;
  return [{ kind: 'compact', node: num(id), to: num(Math.max(1, last - view.dice.between(0, 3))) }];
}

/** A node that is fed by another and counts for nothing. */
export function readOnlyPeers(view: View): Acts {
  const { outsiders } = census(view);
  if (outsiders.length === 0) return null;
  const all = ids(running(view));
  const node = view.dice.pick(outsiders);
  const sources = all.filter((id) => id !== node);
  if (sources.length === 0) return null;
  return [{ kind: 'attach', node: num(node), to: num(view.dice.pick(sources)) }];
}

/** The operator's last resort. */
export function recoveries(view: View): Acts {
  const able = view.world.nodes.filter(
    ({ condition }) => condition === 'up' || condition === 'down',
  );
  return able.length === 0 ? null : [{ kind: 'recover', node: num(view.dice.pick(able).id) }];
}
