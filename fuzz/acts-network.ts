// What the storm does to the network: loss, delay, cuts of every shape, and messages caught by hand.

import type { Action, MessageFilter, Operand } from '../dsl/index.ts';
import type { NodeId } from '../core/index.ts';
import { link, nodes, NOWHERE, num, range, set, setting } from './build.ts';
import { ids, pair, present, victim, type View } from './view.ts';

type Acts = readonly Action[] | null;

/** Chances in percent, mild ones more often. */
const PERCENTS: readonly (readonly [number, number])[] = [
  ...([
    [1, 3],
    [5, 4],
    [10, 4],
    [25, 3],
    [50, 2],
    [100, 1],
  ] as const),
];

/** Message kinds that matter most, by weight. */
export const MESSAGE_WEIGHTS: readonly (readonly [string, number])[] = [
  ['append-request', 8],
  ['append-response', 8],
  ['vote-request', 3],
  ['vote-response', 3],
  ['pre-vote-request', 2],
  ['pre-vote-response', 2],
  ['snapshot-request', 2],
  ['snapshot-response', 2],
  ['timeout-now', 1],
  ['read-request', 1],
  ['read-response', 1],
  ['fetch-request', 1],
  ['fetch-response', 1],
  ['client-request', 1],
  ['client-response', 2],
];

type Weather = 'lose' | 'duplicate' | 'reorder' | 'replay';

/** A chance that messages take, everywhere or on one link. */
export function weather(kind: Weather): (view: View) => Acts {
  return (view) => {
    const percent = num(view.dice.weighted(PERCENTS));
    const on = view.dice.chance(35) ? linkOf(view) : null;
    return [{ kind, percent, on }];
  };
}

function linkOf(view: View): ReturnType<typeof link> | null {
  const ends = pair(view);
  return ends === null ? null : link(num(ends[0]), num(ends[1]), view.dice.chance(30));
}

/** Longer latencies everywhere. */
export function delays({ dice }: View): Acts {
  const low = dice.between(1, 3);
  const high = low + dice.pick([1, 2, 4, 8, 15, 30]);
  const shape = dice.pick(['uniform', 'uniform', 'exponential', 'bimodal'] as const);
  return [{ kind: 'delay', ticks: range(low, high), shape, on: null }];
}

/** One slow link. */
export function slowLinks(view: View): Acts {
  const on = linkOf(view);
  if (on === null) return null;
  const low = view.dice.between(2, 12);
  const ticks = range(low, low + view.dice.between(0, 10));
  return [{ kind: 'delay', ticks, shape: 'uniform', on }];
}

/** A link on which nothing arrives for a while. */
export function clogs(view: View): Acts {
  const clogged = linkOf(view);
  if (clogged === null) return null;
  return [{ kind: 'clog', link: clogged, ticks: num(view.dice.pick([3, 8, 15, 30, 60])) }];
}

/** Nodes clogged one after another, and free again in another order. Source: FoundationDB's swizzle-clogging. */
export function swizzles(view: View): Acts {
  const all = ids(present(view));
  if (all.length < 2) return null;
  return view.dice.some(all).map((id) => ({
    kind: 'clog',
    link: link(num(id), others(all, [id]), true),
    ticks: num(view.dice.between(2, 40)),
  }));
}

function others(all: readonly NodeId[], but: readonly NodeId[]): Operand {
  return nodes(all.filter((id) => !but.includes(id)));
}

/** Links that carry only so many messages at a time. */
export function queues({ dice }: View): Acts {
  return [setting('network', 'queue', num(dice.pick([0, 1, 1, 2, 2, 4, 8])))];
}

/** Two or three groups that do not hear each other: by size, or by a coin for each member. */
export function partitions(view: View): Acts {
  const { dice } = view;
  const all = ids(present(view));
  if (all.length < 2) return null;
  if (all.length > 3 && dice.chance(15)) {
    const first = dice.take(all, 1 + dice.between(0, 1));
    const rest = all.filter((id) => !first.includes(id));
    const second = dice.take(rest, 1 + dice.between(0, 1));
    return [{ kind: 'partition', groups: [first.map(num), second.map(num)] }];
  }
  const isBySize = dice.chance(50);
  const group = isBySize
    ? dice.take(all, dice.between(1, all.length - 1))
    : all.filter(() => dice.chance(50));
  const rest = all.filter((id) => !group.includes(id));
  if (group.length === 0 || rest.length === 0) return null;
  return [{ kind: 'partition', groups: [group.map(num), rest.map(num)] }];
}

/** One node alone. */
export function isolations(view: View): Acts {
  const id = victim(view);
  return id === null ? null : [{ kind: 'isolate', nodes: [num(id)] }];
}

/** Two halves that only one node connects, or two of them. */
export function bridges(view: View): Acts {
  const all = ids(present(view));
  if (all.length < 3) return null;
  const bridge = view.dice.take(all, all.length > 4 ? view.dice.between(1, 2) : 1);
  const rest = all.filter((id) => !bridge.includes(id));
  const half = view.dice.take(rest, Math.max(1, rest.length >> 1));
  return [{ kind: 'cut', link: link(nodes(half), others(rest, half), true) }];
}

/** Everybody hears only two neighbours. */
export function rings(view: View): Acts {
  const all = ids(present(view));
  if (all.length < 4) return null;
  return all.flatMap((id, offset) => {
    const before = all[(offset + all.length - 1) % all.length] ?? id;
    const after = all[(offset + 1) % all.length] ?? id;
    const far = all.filter((other) => other > id && other !== before && other !== after);
    if (far.length === 0) return [];
    return [{ kind: 'cut', link: link(num(id), nodes(far), true) } as const];
  });
}

/** Messages pass one way only. */
export function oneWayCuts(view: View): Acts {
  const ends = pair(view);
  if (ends === null) return null;
  const [from, to] = ends;
  const all = ids(present(view));
  const dice = view.dice.between(0, 2);
  if (dice === 0) return [{ kind: 'cut', link: link(num(from), others(all, [from])) }];
  if (dice === 1) return [{ kind: 'cut', link: link(others(all, [to]), num(to)) }];
  return [{ kind: 'cut', link: link(num(from), num(to)) }];
}

/** The next messages of a kind get lost, or all of them until the storm is over. */
export function drops(view: View): Acts {
  const all = view.dice.chance(40);
  const count = all ? null : num(view.dice.pick([1, 1, 1, 2, 3]));
  return [{ kind: 'drop', amount: { all, count }, filter: filter(view, all) }];
}

/** Messages of a kind wait until they are released. */
export function holds(view: View): Acts {
  return [{ kind: 'hold', filter: filter(view, true) }];
}

/** One of the messages that wait arrives now. */
export function deliveries(view: View): Acts {
  const { held } = view.world.network;
  if (held.length === 0) return null;
  const { packet } = view.dice.pick(held);
  const isClient = packet.kind === 'client-request' || packet.kind === 'client-response';
  const from = isClient && packet.kind === 'client-request' ? null : num(packet.from);
  const to = isClient && packet.kind === 'client-response' ? null : num(packet.to);
  const message = { text: packet.kind, span: NOWHERE };
  const count = num(view.dice.pick([1, 1, 2]));
  const amount = { all: view.dice.chance(30), count: null };
  const next = amount.all ? amount : { all: false, count };
  return [{ kind: 'deliver', amount: next, filter: { message, from, to } }];
}

function filter(view: View, isNarrow: boolean): MessageFilter {
  const { dice } = view;
  const kind = dice.weighted(MESSAGE_WEIGHTS);
  const ends = pair(view);
  const isOfClient = kind.startsWith('client');
  const hasFrom = dice.chance(55) && kind !== 'client-request';
  const hasTo = dice.chance(isNarrow && !hasFrom ? 90 : 45) && kind !== 'client-response';
  const message = dice.chance(isOfClient ? 0 : 12) ? null : { text: kind, span: NOWHERE };
  const isSeveral = dice.chance(20);
  const from = ends === null || !hasFrom ? null : num(ends[0]);
  if (ends === null || !hasTo) return { message, from, to: null };
  const all = ids(present(view)).filter((id) => id !== ends[0]);
  return { message, from, to: isSeveral ? set(dice.some(all)) : num(ends[1]) };
}

/** Inside a tick, anything comes first. */
export function shuffles({ dice }: View): Acts {
  return [{ kind: 'shuffle', on: dice.chance(75) }];
}

/** Ends one of the troubles of the network that are there. */
export function mendNetwork(view: View): Acts {
  const { world, dice } = view;
  const { network } = world;
  const mends: Action[] = [];
  if (network.hasCuts) {
    mends.push({ kind: 'heal', nodes: [] }, { kind: 'heal', nodes: [] });
    mends.push({ kind: 'heal', nodes: [num(dice.pick(ids(present(view))))] });
  }
  if (network.held.length > 0 || network.rules.some(({ action }) => action === 'hold'))
    mends.push({ kind: 'release' }, { kind: 'release' });
  for (const kind of ['lose', 'duplicate', 'reorder'] as const) {
    if (network.model[`${kind}Percent`] > 0) mends.push({ kind, percent: num(0), on: null });
  }
  if (network.delay !== null)
    mends.push({ kind: 'delay', ticks: range(1, 1), shape: 'uniform', on: null });
  return mends.length === 0 ? null : [dice.pick(mends)];
}
