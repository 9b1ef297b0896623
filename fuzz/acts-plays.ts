// Short plays: a few acts in a row that together lead where single acts seldom do, as a person would write
// them down. Each is a pattern of trouble that any replicated log must survive, with everything drawn.

import type { Action } from '../dsl/index.ts';
import type { NodeId } from '../core/index.ts';
import { commands, writes } from './acts-clients.ts';
import { transfers } from './acts-members.ts';
import { MESSAGE_WEIGHTS } from './acts-network.ts';
import { clientRequest, NOWHERE, num, word } from './build.ts';
import { ids, maySpare, present, running, type View } from './view.ts';

type Acts = readonly Action[] | null;

const SETTLE: Action = { kind: 'settle', nodes: [] };

/** Time between two acts of a play: nothing, what is in flight, or some ticks. */
function beat({ dice }: View): readonly Action[] {
  const ticks = dice.pick([0, -1, -1, -1, 1, 2, 5, 12, 30]);
  if (ticks < 0) return [SETTLE];
  return ticks === 0 ? [] : [{ kind: 'tick', count: num(ticks) }];
}

function requests(view: View): readonly Action[] {
  const list: Action[] = [];
  for (let count = view.dice.between(1, 3); count > 0; count -= 1) {
    const serial = view.serial * 10 + count;
    const ask = view.dice.chance(50) ? commands : writes;
    list.push(...(ask({ ...view, serial }) ?? []));
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
  const middle = dice.chance(60) ? cutting(view, others) : [];
  const home = back[away.kind];
  return [
    away,
    ...(dice.chance(30) ? electing(view, others) : []),
    ...requests(view),
    ...beat(view),
    ...middle,
    ...beat(view),
    ...(home === undefined || dice.chance(15) ? [] : [home]),
    // Who is being fed again may die over it.
    ...(dice.chance(25) ? relapsing(view, behind) : []),
  ];
}

function relapsing({ dice }: View, nodes: Extract<Action, { kind: 'restart' }>['nodes']): Action[] {
  return [
    { kind: 'tick', count: num(dice.between(1, 12)) },
    { kind: 'crash', nodes, when: 'now' },
    { kind: 'restart', nodes, after: dice.chance(50) ? null : num(dice.between(1, 10)) },
  ];
}

/** Some node drops its log as far as it can be. */
function cutting({ dice, world }: View, among: readonly NodeId[]): readonly Action[] {
  const able = among.filter((id) => (world.node(id).core?.lastApplied ?? 0) > 0);
  if (able.length === 0) return [];
  const leader = world.leader()?.id;
  const id = leader !== undefined && able.includes(leader) ? leader : dice.pick(able);
  const last = world.node(id).core?.lastApplied ?? 1;
  const to = Math.max(1, last - dice.between(0, 2));
  return [{ kind: 'compact', node: num(id), to: num(to) }];
}

function electing({ dice, world }: View, among: readonly NodeId[]): readonly Action[] {
  const able = among.filter((id) => world.node(id).isLive && world.node(id).state !== 'leader');
  if (able.length === 0) return [];
  return [{ kind: 'campaign', nodes: [num(dice.pick(able))], force: dice.chance(70) }, SETTLE];
}

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
    ...requests(view),
    ...beat(view),
    ...(dice.chance(50) ? askingAfterwards(view, leader.id) : []),
    ...(dice.chance(70) ? [{ kind: 'heal', nodes: [] } as const] : []),
    ...beat(view),
  ];
}

/** Another leader, by order or because nobody hears the old one; leases count on it that this takes its time. */
function succession(view: View, others: readonly NodeId[], patience: number): readonly Action[] {
  const { dice } = view;
  if (!dice.chance(40)) return electing(view, others);
  return [{ kind: 'tick', count: num(patience + dice.between(0, patience + 3)) }];
}

/** Somebody asks a certain node for what others may have written meanwhile. */
function askingAfterwards(view: View, node: NodeId): readonly Action[] {
  const { dice, knobs, world } = view;
  const leases = world.node(node).options.leaseReads;
  const by = leases && dice.chance(60) ? 'lease' : null;
  const key = word(['x', 'y', 'z'][dice.between(0, knobs.keys - 1)] ?? 'x');
  // A client of its own: one that waits for an answer asks nothing.
  const client = knobs.clients + 1 + dice.between(0, 1);
  const redirects = !dice.chance(30);
  return [clientRequest(client, { verb: 'reads', key, by }, node, redirects), ...beat(view)];
}

/** Nodes die and come back, at once or together, with something done to their disks meanwhile. */
export function relapses(view: View): Acts {
  const { dice, world } = view;
  const alive = ids(running(view));
  if (alive.length === 0) return null;
  const struck = dice.take(alive, dice.pick([1, 1, 1, 2, alive.length]));
  const nodes = struck.map(num);
  const acts: Action[] = [];
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
  if (dice.chance(50)) acts.push(...electing(view, ids(present(view))));
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
  const kind = dice.weighted(MESSAGE_WEIGHTS);
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
    ...trigger(view, leader, others),
    ...beat(view),
    ...(dice.chance(50) ? [{ kind: 'isolate', nodes: [num(leader)] } as const] : []),
    ...trigger(view, leader, others),
    ...(dice.chance(50) ? beat(view) : []),
    home,
    ...beat(view),
    ...(dice.chance(40) ? [...requests(view), ...beat(view)] : []),
    ...(dice.chance(40) ? askingAfterwards(view, leader) : []),
  ];
}

/** Something that makes nodes talk. */
function trigger(view: View, leader: NodeId, others: readonly NodeId[]): readonly Action[] {
  switch (view.dice.between(0, 5)) {
    case 0:
      return electing(view, others);
    case 1:
      return transfers(view) ?? [];
    case 2:
      return askingAfterwards(view, leader);
    case 3:
      return [...cutting(view, [leader]), ...requests(view)];
    default:
      return requests(view);
  }
}
