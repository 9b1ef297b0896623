// What plays are made of: time between two acts, requests, elections, cuts of the log, and questions
// afterwards that show whom the others misled. A play is a few acts in a row that together lead where single
// acts seldom do, as a person would write them down: a pattern of trouble that any replicated log must survive,
// with everything drawn.

import type { Action, Operand } from '../../dsl/index.ts';
import type { NodeId } from '../../core/index.ts';
import { commands, writes } from '../acts-clients.ts';
import { transfers } from '../acts-members.ts';
import { clientRequest, nodes, num, word } from '../build.ts';
import { type Act, ids, later, running, type View } from '../view.ts';

/** What a play answers; null when it cannot be played now. */
export type Acts = readonly Act[] | null;

export const SETTLE: Action = { kind: 'settle', nodes: [] };

/** Ticks to wait; -1 settles. */
const WAITS: readonly number[] = [0, -1, -1, -1, 1, 2, 5, 12, 30];

/** The same where others must have lost patience meanwhile. */
export const LONG_WAITS: readonly number[] = [0, -1, -1, 3, 12, 25, 45];

/** Time between two acts of a play: nothing, what is in flight, or some ticks. */
export function beat({ dice }: View, waits: readonly number[] = WAITS): readonly Action[] {
  const ticks = dice.pick(waits);
  if (ticks < 0) return [SETTLE];
  return ticks === 0 ? [] : [wait(ticks)];
}

/** So many ticks. */
export function wait(ticks: number): Action {
  return { kind: 'tick', count: num(ticks) };
}

/** These hear nobody, and nobody hears them. */
export function isolation(of: readonly NodeId[]): Action {
  return { kind: 'isolate', nodes: of.map(num) };
}

/** Ticks one by one until something is true, and so many at most. */
export function watching(isTrue: (view: View) => boolean, most: number): Act {
  return later((view) => (most <= 0 || isTrue(view) ? [] : [wait(1), watching(isTrue, most - 1)]));
}

/** Some commands and writes. Of those for the leader, many are sent right to it: who asks around takes time. */
export function requests(view: View, toLeader = false): readonly Action[] {
  const { dice } = view;
  const list: Action[] = [];
  for (let count = dice.between(1, 3); count > 0; count -= 1) {
    const serial = view.serial * 10 + count;
    const ask = dice.chance(50) ? commands : writes;
    const [asked] = ask({ ...view, serial }) ?? [];
    if (asked === undefined) continue;
    const isSentToLeader = toLeader && asked.kind === 'client' && dice.chance(60);
    list.push(isSentToLeader ? { ...asked, to: word('leader') } : asked);
  }
  return list;
}

export function slowDisk({ dice }: View, left: readonly NodeId[]): Action {
  return { kind: 'disk-slow', nodes: nodes(left), ticks: num(dice.pick([5, 10, 20, 50])) };
}

/** Some node drops its log as far as it can be: the leader, if it is among them. */
export function cutting(among: readonly NodeId[]): Act {
  return later(({ dice, world }) => {
    const able = among.filter((id) => (world.node(id).core?.lastApplied ?? 0) > 0);
    if (able.length === 0) return [];
    const leader = world.leader()?.id;
    const id = leader !== undefined && able.includes(leader) ? leader : dice.pick(able);
    const last = world.node(id).core?.lastApplied ?? 1;
    const to = Math.max(1, last - dice.between(0, 2));
    return [{ kind: 'compact', node: num(id), to: num(to) }];
  });
}

/** Some node that does not lead stands for election. */
export function electing(among: readonly NodeId[], forced = 70): Act {
  return later(({ dice, world }) => {
    const able = among.filter((id) => world.node(id).isLive && world.node(id).state !== 'leader');
    if (able.length === 0) return [];
    const nodes = [num(dice.pick(able))];
    return [{ kind: 'campaign', nodes, force: dice.chance(forced) }, SETTLE];
  });
}

/** The leader is asked to hand over. */
export const transferring: Act = later((view) => transfers(view) ?? []);

/** Somebody asks a certain node for what others may have written meanwhile. */
export function askingAfterwards(view: View, node: NodeId, key = anyKey(view)): readonly Action[] {
  const { dice, knobs, world } = view;
  const leases = world.node(node).options.leaseReads;
  const by = leases && dice.chance(75) ? 'lease' : null;
  // A client of its own: one that waits for an answer asks nothing.
  const client = knobs.clients + 1 + dice.between(0, 1);
  const redirects = !dice.chance(30);
  return [clientRequest(client, { verb: 'reads', key, by }, node, redirects), ...beat(view)];
}

function anyKey({ dice, knobs }: View): Operand {
  return word(['x', 'y', 'z'][dice.between(0, knobs.keys - 1)] ?? 'x');
}

/** What shows whom the late messages misled: others go on, and somebody asks the one they were kept from. */
export function sequel(view: View, leader: NodeId): readonly Act[] {
  const others = ids(running(view)).filter((id) => id !== leader);
  return view.dice.weighted<() => readonly Act[]>([
    [() => [], 3],
    [() => [...requests(view, true), ...beat(view)], 2],
    [() => askingAfterwards(view, leader), 2],
    [() => overtaking(view, leader), 3],
    [() => deposing(view, leader, others), 2],
  ])();
}

/** A leader is cut off, others elect another one and go on, and somebody asks the old one. */
export function deposing(view: View, leader: NodeId, others: readonly NodeId[]): readonly Act[] {
  return [isolation([leader]), electing(others, 85), ...overtaking(view, leader)];
}

/** Clients turn to a node that may lead no more: what they write there may vanish, and they may have seen it. */
export function misleading(view: View, node: NodeId): readonly Action[] {
  const { dice, knobs, serial } = view;
  const key = anyKey(view);
  const acts: Action[] = [];
  for (let count = dice.between(1, 3); count > 0; count -= 1) {
    const value = word(`v${serial * 10 + count}`);
    const request = dice.chance(50)
      ? ({ verb: 'sends', command: value } as const)
      : ({ verb: 'writes', key, value } as const);
    acts.push(clientRequest(dice.between(1, knobs.clients), request, node, false));
  }
  return dice.chance(50) ? [...acts, ...askingAfterwards(view, node, key)] : acts;
}

/** Others go on, and somebody asks a node that may not know of it for the very thing they wrote. */
export function overtaking(view: View, node: NodeId): readonly Act[] {
  const key = anyKey(view);
  const write = { verb: 'writes', key, value: word(`v${view.serial}`) } as const;
  const writer = view.dice.between(1, view.knobs.clients);
  const toLeader = { ...clientRequest(writer, write, node), to: word('leader') };
  return [toLeader, SETTLE, ...askingAfterwards(view, node, key)];
}
