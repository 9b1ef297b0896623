// What the storm does to nodes, their disks and their clocks.

import type { Action, Statement } from '../dsl/index.ts';
import { inState, NOWHERE, num, range, setting } from './build.ts';
import { ids, maySpare, present, running, victim, type View } from './view.ts';
import type { NodeId } from '../core/index.ts';

type Acts = readonly Action[] | null;

/** A death; likelier where a write is not durable yet, since that is where it hurts. */
export function crashes(view: View): Acts {
  const writing = view.world.nodes.filter(({ isLive, disk }) => isLive && disk.pending.length > 0);
  const id = writing.length > 0 && view.dice.chance(60) ? view.dice.pick(writing).id : victim(view);
  if (id === null) return null;
  const { dice } = view;
  const both = running(view).filter((host) => host.id !== id);
  const second = both.length > 0 && dice.chance(12) ? [num(dice.pick(both).id)] : [];
  const crash: Action = { kind: 'crash', nodes: [num(id), ...second], when: 'now' };
  const all = [num(id), ...second];
  return dice.chance(60) ? [crash, restartOf(view, all)] : [crash];
}

function restartOf({ dice }: View, nodes: Extract<Action, { kind: 'restart' }>['nodes']): Action {
  return { kind: 'restart', nodes, after: dice.chance(45) ? null : num(dice.between(1, 40)) };
}

/** A death between a write and its durability. */
export function unsyncedCrashes(view: View): Acts {
  const id = victim(view);
  return id === null ? null : [{ kind: 'crash', nodes: [num(id)], when: 'before-sync' }];
}

/** A death in the middle of a write. */
export function tornCrashes(view: View): Acts {
  const id = victim(view);
  if (id === null) return null;
  const crash: Action = { kind: 'crash', nodes: [num(id)], when: 'torn' };
  return [crash, restartOf(view, [num(id)])];
}

/** A death for long. */
export function outages(view: View): Acts {
  const id = victim(view);
  if (id === null) return null;
  const after = num(view.dice.between(60, 300));
  return [
    { kind: 'crash', nodes: [num(id)], when: 'now' },
    { kind: 'restart', nodes: [num(id)], after },
  ];
}

/** A node that stands still, as in a long collection of garbage. */
export function pauses(view: View): Acts {
  const id = victim(view);
  return id === null ? null : [{ kind: 'pause', nodes: [num(id)] }];
}

/** The leader kills itself again and again. */
export function suicides({ dice, world }: View): Acts {
  if (world.chaos !== null) return null;
  const low = dice.between(20, 80);
  return [{ kind: 'chaos', victim: word('leader'), every: range(low, low + dice.between(0, 60)) }];
}

function word(text: string): { kind: 'word'; text: string; span: typeof NOWHERE } {
  return { kind: 'word', text, span: NOWHERE };
}

/** The leader gives up its office. */
export function stepDowns({ world }: View): Acts {
  const leader = world.leader();
  return leader?.isLive === true ? [{ kind: 'step-down', nodes: [num(leader.id)] }] : null;
}

/** Somebody stands for election now, or two at once. */
export function campaigns(force: boolean): (view: View) => Acts {
  return (view) => {
    const able = ids(running(view).filter(({ core }) => core?.role.kind !== 'leader'));
    if (able.length === 0) return null;
    const count = view.dice.chance(20) ? 2 : 1;
    return [{ kind: 'campaign', nodes: view.dice.take(able, count).map(num), force }];
  };
}

/** A follower forgets whom it follows, or all do. */
export function forgetting(view: View): Acts {
  const able = ids(running(view).filter(({ core }) => (core?.leaderId ?? -1) >= 0));
  const followers = able.filter((id) => view.world.node(id).state === 'follower');
  if (followers.length === 0) return null;
  const count = view.dice.chance(30) ? followers.length : 1;
  return [{ kind: 'forget-leader', nodes: view.dice.take(followers, count).map(num) }];
}

/** Something that happens between two events, the first time it can. */
export function moments(view: View): Acts {
  const { dice } = view;
  const all = ids(present(view));
  const watched = dice.pick(all);
  const struck = dice.chance(70) ? watched : dice.pick(all);
  const role = dice.pick(['candidate', 'leader', 'leader', 'follower', 'pre-candidate']);
  const node = [num(struck)];
  const action = dice.weighted<Action>([
    [{ kind: 'crash', nodes: node, when: 'now' }, 3],
    [{ kind: 'crash', nodes: node, when: 'before-sync' }, 2],
    [{ kind: 'isolate', nodes: node }, 3],
    [{ kind: 'pause', nodes: node }, 1],
    [{ kind: 'restart', nodes: node, after: null }, 1],
  ]);
  const statement: Statement = { span: NOWHERE, action };
  return [{ kind: 'when', condition: inState(watched, role), statement }];
}

/** A disk that takes its time. */
export function slowDisks(view: View): Acts {
  const id = view.dice.pick(ids(present(view)));
  const low = view.dice.between(0, 3);
  return [{ kind: 'disk-slow', nodes: num(id), ticks: range(low, low + view.dice.between(0, 15)) }];
}

/** A disk that fails once. */
export function failingSyncs(view: View): Acts {
  const id = victim(view);
  return id === null ? null : [{ kind: 'disk-fails', nodes: num(id) }];
}

/** A disk without room. */
export function fullDisks(view: View): Acts {
  const id = victim(view);
  return id === null ? null : [{ kind: 'disk-full', nodes: num(id) }];
}

/** A disk that loses everything, with its node. */
export function wipes(view: View): Acts {
  const id = expendable(view);
  return id === null ? null : [{ kind: 'wipe', nodes: [num(id)] }];
}

/** An entry or a snapshot that is damaged. */
export function corruptions(view: View): Acts {
  const id = expendable(view);
  if (id === null) return null;
  const host = view.world.node(id);
  const nodes = num(id);
  if (host.disk.snapshot !== null && view.dice.chance(30))
    return [{ kind: 'corrupt', nodes, entry: null }];
  const last = host.disk.lastIndex;
  const first = host.disk.base.index + 1;
  if (last < first) return null;
  return [{ kind: 'corrupt', nodes, entry: num(view.dice.between(first, last)) }];
}

/** Entries that were durable, and are gone. */
export function lostEntries(view: View): Acts {
  const id = expendable(view);
  if (id === null) return null;
  const { disk } = view.world.node(id);
  const count = disk.lastIndex - disk.base.index;
  if (count < 1) return null;
  return [
    { kind: 'disk-loses', nodes: num(id), count: num(view.dice.between(1, Math.min(3, count))) },
  ];
}

function expendable(view: View): NodeId | null {
  const able = ids(present(view)).filter((id) => maySpare(view, id));
  return able.length === 0 ? null : view.dice.pick(able);
}

/** A clock that runs at another pace. */
export function skewedClocks(view: View): Acts {
  const id = victim(view);
  if (id === null) return null;
  const percent = view.dice.pick([50, 75, 90, 95, 105, 110, 125, 150, 200, 300]);
  return [{ kind: 'clock-runs', nodes: num(id), percent: num(percent) }];
}

/** A clock that stands still for a while. */
export function stoppedClocks(view: View): Acts {
  const id = victim(view);
  if (id === null) return null;
  return [{ kind: 'clock-stops', nodes: num(id), ticks: num(view.dice.between(5, 60)) }];
}

/** A timer that runs out early: only this node's clock moves, or its patience ends. */
export function earlyTimers(view: View): Acts {
  const id = victim(view);
  if (id === null) return null;
  const { dice } = view;
  if (dice.chance(40))
    return [{ kind: 'tick-node', nodes: num(id), count: num(dice.between(1, 25)) }];
  if (view.world.node(id).core === null) return null;
  return [setting(id, 'leaderTimeout', num(dice.pick([0, 0, 1, 5])))];
}

/** Ends one of the troubles of nodes, disks and clocks that are there. */
export function mendNodes(view: View): Acts {
  const { dice, world } = view;
  const mends: Action[] = [];
  const down = world.nodes.filter(({ core, condition }) => core === null && condition === 'down');
  const one = down.length > 0 ? [num(dice.pick(down).id)] : [];
  if (one.length > 0) {
    const restart: Action = { kind: 'restart', nodes: one, after: null };
    mends.push(restart, restart, restart);
    if (down.length > 1)
      mends.push({ kind: 'restart', nodes: down.map(({ id }) => num(id)), after: null });
  }
  for (const host of world.nodes) {
    if (host.pausedSince >= 0) mends.push({ kind: 'resume', nodes: [num(host.id)] });
    if (host.disk.fullSince >= 0 || host.disk.latency !== null)
      mends.push({ kind: 'disk-works', nodes: num(host.id) });
    if (host.clock.ratePercent !== 100)
      mends.push({ kind: 'clock-runs', nodes: num(host.id), percent: num(100) });
  }
  return mends.length === 0 ? null : [dice.pick(mends)];
}
