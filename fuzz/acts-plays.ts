// Short plays: a few acts in a row that together lead where single acts seldom do, as a person would write
// them down. Each is a pattern of trouble that any replicated log must survive, with everything drawn.

import type { Action, Operand } from '../dsl/index.ts';
import type { NodeId } from '../core/index.ts';
import { commands, writes } from './acts-clients.ts';
import { reconfigurations, transfers } from './acts-members.ts';
import { MESSAGE_WEIGHTS } from './acts-network.ts';
import { clientRequest, nodes, NOWHERE, num, word } from './build.ts';
import { type Act, ids, later, maySpare, present, running, type View } from './view.ts';

/** Seldom kinds do more harm when they are late than their numbers tell. */
const LATE_WEIGHTS = MESSAGE_WEIGHTS.map(([kind, weight]) => [kind, weight + 4] as const);

type Acts = readonly Act[] | null;

const SETTLE: Action = { kind: 'settle', nodes: [] };

/** Ticks to wait; -1 settles. */
const WAITS: readonly number[] = [0, -1, -1, -1, 1, 2, 5, 12, 30];

/** The same where others must have lost patience meanwhile. */
const LONG_WAITS: readonly number[] = [0, -1, -1, 3, 12, 25, 45];

/** Time between two acts of a play: nothing, what is in flight, or some ticks. */
function beat({ dice }: View, waits: readonly number[] = WAITS): readonly Action[] {
  const ticks = dice.pick(waits);
  if (ticks < 0) return [SETTLE];
  return ticks === 0 ? [] : [{ kind: 'tick', count: num(ticks) }];
}

/** Some commands and writes. Of those for the leader, many are sent right to it: who asks around takes time. */
function requests(view: View, toLeader = false): readonly Action[] {
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

/** One or some of the nodes are left behind; the others go on, perhaps drop their logs; then all meet again. */
export function laggards(view: View): Acts {
  const { dice } = view;
  const all = ids(present(view));
  if (all.length < 2) return null;
  const left = dice.take(all, dice.chance(75) ? 1 : dice.between(1, all.length >> 1));
  const behind = left.map(num);
  const away = dice.weighted<Action>([
    [{ kind: 'isolate', nodes: behind }, 4],
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
  const operators = view.knobs.kinds.some(([{ name }]) => name === 'reconfigurations');
  if (!operators) return [];
  const [first] = left;
  if (first === undefined || view.dice.chance(40)) return reconfigurations(view) ?? [];
  const kind = view.dice.pick(['demote', 'remove'] as const);
  return [...beat(view, [-1, -1, 0, 5]), { kind, node: num(first), through: null }, ...beat(view)];
}

function slowDisk({ dice }: View, left: readonly NodeId[]): Action {
  return { kind: 'disk-slow', nodes: nodes(left), ticks: num(dice.pick([5, 10, 20, 50])) };
}

function relapsing({ dice }: View, nodes: Extract<Action, { kind: 'restart' }>['nodes']): Action[] {
  return [
    { kind: 'tick', count: num(dice.between(1, 12)) },
    { kind: 'crash', nodes, when: 'now' },
    { kind: 'restart', nodes, after: dice.chance(50) ? null : num(dice.between(1, 10)) },
  ];
}

/** Some node drops its log as far as it can be: the leader, if it is among them. */
function cutting(among: readonly NodeId[]): Act {
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
function electing(among: readonly NodeId[], forced = 70): Act {
  return later(({ dice, world }) => {
    const able = among.filter((id) => world.node(id).isLive && world.node(id).state !== 'leader');
    if (able.length === 0) return [];
    const nodes = [num(dice.pick(able))];
    return [{ kind: 'campaign', nodes, force: dice.chance(forced) }, SETTLE];
  });
}

/** The leader is asked to hand over. */
const transferring: Act = later((view) => transfers(view) ?? []);

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

/** Somebody asks a certain node for what others may have written meanwhile. */
function askingAfterwards(view: View, node: NodeId, key = anyKey(view)): readonly Action[] {
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

/** Nodes die and come back, at once or together, with something done to their disks meanwhile. */
export function relapses(view: View): Acts {
  const { dice, world } = view;
  const alive = ids(running(view));
  if (alive.length === 0) return null;
  const struck = dice.take(alive, dice.pick([1, 1, 1, 2, alive.length]));
  const nodes = struck.map(num);
  const acts: Act[] = [];
  if (dice.chance(40)) acts.push(...requests(view), ...beat(view));
  acts.push({ kind: 'crash', nodes, when: dice.pick(['now', 'now', 'now', 'torn']) });
  const [first] = struck;
  const damages = view.knobs.kinds.some(([{ name }]) => name === 'corruptions');
  if (damages && first !== undefined && maySpare(view, first) && dice.chance(40)) {
    const { disk } = world.node(first);
    const entry =
      disk.lastIndex > disk.base.index ? dice.between(disk.base.index + 1, disk.lastIndex) : 0;
    const snapshot = disk.snapshot !== null && dice.chance(50);
    if (snapshot) acts.push({ kind: 'corrupt', nodes: num(first), entry: null });
    else if (entry > 0) acts.push({ kind: 'corrupt', nodes: num(first), entry: num(entry) });
  }
  acts.push(...beat(view), { kind: 'restart', nodes, after: null });
  if (dice.chance(50)) acts.push(electing(ids(present(view))));
  return acts;
}

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
  return [
    { kind: 'hold', filter },
    ...(dice.chance(60) ? cause(kind, view, leader, others) : trigger(view, leader, others)),
    ...beat(view, LONG_WAITS),
    ...(dice.chance(50) ? [{ kind: 'isolate', nodes: [num(leader)] } as const] : []),
    ...(dice.chance(60) ? trigger(view, leader, others) : []),
    ...(dice.chance(50) ? beat(view) : []),
    home,
    ...beat(view),
    ...sequel(view, leader),
  ];
}

/** What shows whom the late messages misled: others go on, and somebody asks the one they were kept from. */
function sequel(view: View, leader: NodeId): readonly Act[] {
  return view.dice.weighted<() => readonly Act[]>([
    [() => [], 3],
    [() => [...requests(view, true), ...beat(view)], 2],
    [() => askingAfterwards(view, leader), 2],
    [() => overtaking(view, leader), 3],
  ])();
}

/** Others go on, and somebody asks a node that may not know of it for the very thing they wrote. */
function overtaking(view: View, node: NodeId): readonly Act[] {
  const key = anyKey(view);
  const write = { verb: 'writes', key, value: word(`v${view.serial}`) } as const;
  const writer = view.dice.between(1, view.knobs.clients);
  const toLeader = { ...clientRequest(writer, write, node), to: word('leader') };
  return [toLeader, SETTLE, ...askingAfterwards(view, node, key)];
}

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
    [{ kind: 'isolate', nodes: [num(successor)] }, 1],
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
    ...(dice.chance(50) ? [{ kind: 'isolate', nodes: [num(leader.id)] } as const] : []),
    ...(end === undefined ? [] : [end]),
    ...beat(view),
    ...(dice.chance(50) ? overtaking(view, leader.id) : sequel(view, leader.id)),
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
      return [electing(others)];
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
