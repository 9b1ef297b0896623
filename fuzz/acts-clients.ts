// What clients ask for in a storm.

import type { Action, ClientAction, Request } from '../dsl/index.ts';
import { clientRequest, word } from './build.ts';
import { ids, present, type View } from './view.ts';

type Acts = readonly Action[] | null;

function ask(view: View, request: Request): Acts {
  const { dice, knobs } = view;
  const client = dice.between(1, knobs.clients);
  const isAimed = dice.chance(30);
  const to = isAimed ? dice.pick(ids(present(view))) : null;
  const redirects = to === null || !dice.chance(knobs.stubborn);
  const first: ClientAction = clientRequest(client, request, to, redirects);
  return [first];
}

function key({ dice, knobs }: View): string {
  return ['x', 'y', 'z'][dice.between(0, knobs.keys - 1)] ?? 'x';
}

/** A command of the log alone; two at once now and then. */
export function commands(view: View): Acts {
  // Commands of different sizes do not fit into one batch.
  const size = view.dice.chance(15) ? `-${'long'.repeat(view.dice.between(1, 4))}` : '';
  return ask(view, { verb: 'sends', command: word(`v${view.serial}${size}`) });
}

export function writes(view: View): Acts {
  return ask(view, { verb: 'writes', key: word(key(view)), value: word(`v${view.serial}`) });
}

/** A read, in one of the three manners; reads aimed at a node show more. */
export function reads(by: 'index' | 'lease' | 'stale'): (view: View) => Acts {
  return (view) => {
    const { dice, knobs, world } = view;
    const request: Request = {
      verb: 'reads',
      key: word(key(view)),
      by: by === 'index' ? null : by,
    };
    const client = dice.between(1, knobs.clients);
    const isAimed = by !== 'index' || dice.chance(60);
    const leader = world.leader()?.id;
    const to = leader !== undefined && dice.chance(50) ? leader : dice.pick(ids(present(view)));
    return [clientRequest(client, request, isAimed ? to : null, !dice.chance(knobs.stubborn))];
  };
}

/** Compare and set, mostly from the value that is there. */
export function cas(view: View): Acts {
  const { dice, world } = view;
  const asked = key(view);
  const there = world.leader()?.machine.valueOf(asked) ?? '';
  const from = there === '' || dice.chance(20) ? `v${view.serial}x` : there;
  const expected = word(from);
  return ask(view, { verb: 'cas', key: word(asked), expected, value: word(`v${view.serial}`) });
}

/** The last request again, under its number. */
export function retries(view: View): Acts {
  const { dice, world, knobs } = view;
  const able: number[] = [];
  for (let client = 1; client <= knobs.clients; client++) {
    const known = world.clients.get(client);
    if (known !== undefined && known.ended.length > 0) able.push(client);
  }
  if (able.length === 0) return null;
  return [clientRequest(dice.pick(able), { verb: 'retries' }, null)];
}
