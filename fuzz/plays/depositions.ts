// A leader is cut off and does not know.

import type { Action, Statement } from '../../dsl/index.ts';
import type { NodeId } from '../../core/index.ts';
import { inState, link, nodes, NOWHERE, num } from '../build.ts';
import { type Act, ids, running, type View } from '../view.ts';
import {
  type Acts,
  askingAfterwards,
  beat,
  electing,
  isolation,
  misleading,
  overtaking,
  requests,
  SETTLE,
  wait,
  watching,
} from './parts.ts';

/** Who leads, who else runs, and how many ticks those wait for a leader at least. */
interface Throne {
  readonly leader: NodeId;
  /** Those who will be cut off with it, and go on believing in it: nobody, or one. */
  readonly loyal: readonly NodeId[];
  /** Whether the loyal one hears nothing, not even of what the leader was asked before. */
  readonly isBehind: boolean;
  readonly rest: readonly NodeId[];
  readonly patience: number;
}

/** A leader is cut off and does not know; another one is elected and goes on; then both meet. */
export function depositions(view: View): Acts {
  const { dice, world } = view;
  const leader = world.leader();
  if (leader?.isLive !== true) return null;
  const others = ids(running(view)).filter((id) => id !== leader.id);
  if (others.length === 0) return null;
  const isUsurped = others.length > 1 && dice.chance(30);
  const isFollowed = !isUsurped && others.length > 2 && dice.chance(40);
  const loyal = isFollowed ? dice.take(others, 1) : [];
  const isBehind = isFollowed && dice.chance(40);
  const throne = {
    ...{ leader: leader.id, loyal, isBehind, rest: others.filter((id) => !loyal.includes(id)) },
    patience: leader.options.electionTimeoutTicksMin,
  };
  const misled = isFollowed ? 55 : isUsurped ? 15 : 35;
  return [
    ...(isBehind ? [isolation(loyal)] : []),
    ...(isBehind || dice.chance(25) ? requests(view) : []),
    // Who is behind the others is not elected.
    ...(isBehind || (isUsurped && dice.chance(70)) ? [SETTLE] : []),
    ...(dice.chance(isUsurped ? 10 : 40) ? beat(view) : []),
    ...(isUsurped ? usurpation(view, throne) : revolution(view, throne)),
    ...(dice.chance(misled) ? [...misleading(view, leader.id), ...beat(view, [0, 1, 2, 5])] : []),
    ...(isFollowed && dice.chance(60)
      ? restoration(view, throne)
      : meeting(view, throne, dice.chance(isUsurped ? 75 : 45))),
  ];
}

/** The leader is cut off, alone or with somebody who goes on believing in it, and the others elect another one. */
function revolution(view: View, throne: Throne): readonly Act[] {
  const { dice } = view;
  const { leader, loyal, rest, patience } = throne;
  const court = [leader, ...loyal].map(num);
  const cutOff: Action =
    loyal.length === 0
      ? { kind: 'isolate', nodes: court }
      : { kind: 'partition', groups: [court, rest.map(num)] };
  // Or it believes in nobody, and hears nothing at all.
  const isDeaf = throne.isBehind || (loyal.length > 0 && dice.chance(45));
  return [cutOff, ...(isDeaf ? [isolation(loyal)] : []), ...succession(view, rest, patience)];
}

/** The others go on, somebody asks the old leader, and all meet. */
function meeting(view: View, { leader, loyal }: Throne, isOvertaken: boolean): readonly Act[] {
  const { dice } = view;
  return [
    ...(isOvertaken
      ? overtaking(view, dice.pick([leader, ...loyal]))
      : [
          ...requests(view, true),
          ...beat(view),
          ...(dice.chance(50) ? askingAfterwards(view, leader) : []),
        ]),
    ...(dice.chance(70) ? [{ kind: 'heal', nodes: [] } as const] : []),
    ...beat(view),
    ...(dice.chance(20) ? [electing([leader]), ...requests(view), ...beat(view)] : []),
  ];
}

/** The old leader meets the others and leads again, before the loyal one has heard of anything that happened. */
function restoration(view: View, { leader, loyal, rest }: Throne): readonly Act[] {
  const { dice } = view;
  const asked = dice.pick([leader, ...loyal, ...loyal]);
  return [
    ...overtaking(view, asked),
    { kind: 'heal', nodes: [] },
    { kind: 'cut', link: link(nodes(loyal), nodes(rest), true) },
    ...beat(view, [2, 3, 5, 8, 12]),
    electing([leader], 85),
    ...beat(view),
    ...(dice.chance(50) ? askingAfterwards(view, asked) : []),
  ];
}

/**
 * One node alone does not hear the leader, and has lost patience when the leader is cut off from all. Those who
 * heard it until then, and owe it what they promised, may die and come back before they are asked for their votes.
 */
function usurpation(view: View, { leader, rest, patience }: Throne): readonly Act[] {
  const { dice } = view;
  const usurper = dice.pick(rest);
  const electors = rest.filter((id) => id !== usurper).map(num);
  const cutOff = isolation([leader]);
  const deafened: Action = {
    kind: 'cut',
    link: link(num(leader), num(usurper), !dice.chance(20)),
  };
  if (dice.chance(30)) {
    // The leader is cut off in the moment in which the other one stands.
    const condition = inState(usurper, dice.chance(75) ? 'candidate' : 'pre-candidate');
    const statement: Statement = { span: NOWHERE, action: cutOff };
    const leads = ({ world }: View): boolean => world.node(usurper).state === 'leader';
    const whenItStands: Action = { kind: 'when', condition, statement };
    // What the old leader is asked as soon as it is deposed, it may answer as if it were not.
    return [deafened, whenItStands, wait(patience - 1), watching(leads, patience + 10)];
  }
  const restarting: readonly Action[] = [
    { kind: 'crash', nodes: electors, when: 'now' },
    { kind: 'restart', nodes: electors, after: null },
  ];
  return [
    deafened,
    // Hardly longer, and it may stand before the leader is cut off.
    wait(patience + (dice.chance(60) ? dice.between(0, 2) : dice.between(0, patience))),
    cutOff,
    ...(dice.chance(40) ? restarting : []),
    ...(dice.chance(70) ? [electing([usurper], 20)] : [wait(dice.between(1, patience))]),
  ];
}

/** Another leader, by order or because nobody hears the old one; leases count on it that this takes its time. */
function succession(view: View, others: readonly NodeId[], patience: number): readonly Act[] {
  const { dice } = view;
  if (dice.chance(40)) return [electing(others)];
  if (dice.chance(50)) return [wait(patience + dice.between(0, patience + 3))];
  // As soon as they may: the old leader may well believe in itself for some time yet.
  return [wait(patience + dice.between(0, 2)), electing(others, 20)];
}
