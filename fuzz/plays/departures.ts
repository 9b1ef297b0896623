// A member leaves, and comes back as something else.

import type { Action } from '../../dsl/index.ts';
import { membersOf, type NodeId } from '../../core/index.ts';
import { newestConfiguration } from '../../sim/index.ts';
import { atLeast, clientRequest, NOWHERE, num, word } from '../build.ts';
import { type Act, ids, isOn, later, maySpare, running, type View } from '../view.ts';
import { type Acts, beat, electing, isolation, requests, wait } from './parts.ts';

/**
 * A member is removed, perhaps with a log of its own that nobody else has, and comes back: as a voter, a learner or a
 * read-only peer, as it was or without its disk, and may stand before it has caught up.
 */
export function departures(view: View): Acts {
  const { dice, world } = view;
  const leader = world.leader();
  if (leader?.isLive !== true) return null;
  const members = membersOf(newestConfiguration(world));
  if (members.length < 2) return null;
  const gone = dice.chance(50) ? leader.id : dice.pick(members);
  const others = members.filter((id) => id !== gone);
  const shrinks = others.length < 3 && dice.chance(50);
  return [
    ...(shrinks ? shrinking(others) : []),
    { kind: 'remove', node: num(gone), through: null },
    ...(shrinks ? beat(view, [12, 25]) : dice.chance(40) ? parting(view, gone) : beat(view)),
    ...(dice.chance(40) ? requests(view) : []),
    ...(dice.chance(shrinks ? 80 : 50) ? [emptied(gone), ...beat(view)] : []),
    shrinks && dice.chance(70) ? joining(gone) : returning(gone),
    ...(dice.chance(shrinks ? 70 : 30) ? [halfFed(gone)] : []),
    ...beat(view, [0, 1, 2, 3, 4, 5, 6, 8, 12]),
    ...(dice.chance(25) ? [isolation([gone])] : []),
    ...(dice.chance(50) ? [electing([gone])] : []),
    ...(dice.chance(50) ? requests(view) : []),
    ...beat(view),
  ];
}

/** The cluster shrinks to one member, and grows again. */
function shrinking(others: readonly NodeId[]): readonly Act[] {
  const leave = others.map((id) => ({ kind: 'remove', node: num(id), through: null }) as const);
  const join = others.map(joining);
  return [...leave, ...join].flatMap((act) => [act, wait(12)]);
}

/** On its way out it takes what nobody else hears of. */
function parting(view: View, gone: NodeId): readonly Act[] {
  const { dice } = view;
  const command = { verb: 'sends', command: word(`v${view.serial}`) } as const;
  const client = dice.between(1, view.knobs.clients);
  return [
    ...beat(view, [0, 1, 2, 3, 5]),
    clientRequest(client, command, gone, false),
    ...beat(view, [0, 0, 1]),
    isolation([gone]),
    ...beat(view, [12, 25, 45]),
    ...(dice.chance(80) ? [{ kind: 'heal', nodes: [] } as const] : []),
  ];
}

function emptied(gone: NodeId): Act {
  return later((view) => (maySpare(view, gone) ? [{ kind: 'wipe', nodes: [num(gone)] }] : []));
}

/** It stands as soon as it has so much of the log, whatever the rest would tell it. */
function halfFed(gone: NodeId): Act {
  return later((view) => {
    const { dice } = view;
    const longest = Math.max(1, ...running(view).map(({ core }) => core?.log.lastIndex ?? 0));
    const condition = atLeast(gone, 'lastIndex', dice.between(1, longest));
    const action: Action = { kind: 'campaign', nodes: [num(gone)], force: dice.chance(60) };
    return [{ kind: 'when', condition, statement: { span: NOWHERE, action } }];
  });
}

function joining(id: NodeId): Act {
  return { kind: 'add', node: num(id), through: null, learner: false, promote: false };
}

function returning(gone: NodeId): Act {
  return later((view) => {
    const { dice } = view;
    const add = { kind: 'add', node: num(gone), through: null } as const;
    const sources = ids(running(view)).filter((id) => id !== gone);
    const ways: (readonly [readonly Action[], number])[] = [
      [[{ ...add, learner: false, promote: false }], 4],
      [[{ ...add, learner: true, promote: false }], 1],
      [[{ ...add, learner: false, promote: true }], 1],
    ];
    const weight = isOn(view, 'read-only-peers') ? 6 : 2;
    if (sources.length > 0)
      ways.push([[{ kind: 'attach', node: num(gone), to: num(dice.pick(sources)) }], weight]);
    return dice.weighted(ways);
  });
}
