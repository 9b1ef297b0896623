// What an act of the storm sees: the world as it is, its dice, and whom it may strike.

import type { NodeId } from '../core/index.ts';
import type { Action, RandomFault } from '../dsl/index.ts';
import { newestConfiguration, type SimulatedNode, type World } from '../sim/index.ts';
import type { Dice } from './dice.ts';
import type { Knobs } from './knobs.ts';

/** Everything an act may look at. Acts change nothing: they answer with statements. */
export interface View {
  readonly world: World;
  readonly dice: Dice;
  readonly knobs: Knobs;
  /** Counts what was written so far, so that every value is new. */
  readonly serial: number;
}

/** A part of a play that is decided when the parts before it have been carried out. */
export interface Later {
  readonly kind: 'later';
  readonly decide: (view: View) => readonly Act[];
}

/** What a storm does next: a statement, or what is decided when its turn comes. */
export type Act = Action | Later;

/** Puts off a decision until what stands before it has been done. */
export function later(decide: Later['decide']): Later {
  return { kind: 'later', decide };
}

/** Nodes that somebody started, whatever became of them. */
export function present({ world }: View): SimulatedNode[] {
  return world.nodes.filter(({ condition }) => condition !== 'absent');
}

/** Nodes that run and are not paused. */
export function running({ world }: View): SimulatedNode[] {
  return world.nodes.filter(({ isLive }) => isLive);
}

/** Whether a kind of fault or operation is on in this run. */
export function isOn({ knobs }: View, kind: RandomFault): boolean {
  return knobs.kinds.some(([{ name }]) => name === kind);
}

/** Ids of nodes. */
export function ids(hosts: readonly SimulatedNode[]): NodeId[] {
  return hosts.map(({ id }) => id);
}

/** One of the nodes that run: the leader more often than chance; null when none runs. */
export function victim(view: View): NodeId | null {
  const leader = view.world.leader();
  if (leader?.isLive === true && view.dice.chance(35)) return leader.id;
  const alive = running(view);
  return alive.length === 0 ? null : view.dice.pick(alive).id;
}

/** Two different nodes; null when there are not so many. */
export function pair(view: View): readonly [NodeId, NodeId] | null {
  const all = ids(present(view));
  if (all.length < 2) return null;
  const leader = view.world.leader()?.id;
  const first = leader !== undefined && view.dice.chance(35) ? leader : view.dice.pick<NodeId>(all);
  const second = view.dice.pick(all.filter((id) => id !== first));
  return view.dice.chance(50) ? [first, second] : [second, first];
}

/** Whether one more node may lose what is on its disk for good, so that the cluster still recovers. */
export function maySpare(view: View, id: NodeId): boolean {
  if (view.knobs.unrestricted) return true;
  const newest = view.world.leader()?.core?.configuration ?? newestConfiguration(view.world);
  return [newest.voters, newest.outgoing].every((half) => {
    if (!half.includes(id)) return true;
    const lost = half.filter((other) => other !== id && isLost(view.world, other)).length;
    return 2 * (lost + 1) < half.length;
  });
}

function isLost(world: World, id: NodeId): boolean {
  const host = world.nodes[id] as SimulatedNode | undefined;
  if (host === undefined || host.disk.wiped || host.disk.isDamaged) return true;
  return host.disk.corruptIndex !== 0 || !['up', 'down'].includes(host.condition);
}
