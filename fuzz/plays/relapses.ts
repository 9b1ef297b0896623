// Nodes die and come back.

import { num } from '../build.ts';
import { type Act, ids, isOn, maySpare, present, running, type View } from '../view.ts';
import { type Acts, beat, electing, requests } from './parts.ts';

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
  if (
    isOn(view, 'corruptions') &&
    first !== undefined &&
    maySpare(view, first) &&
    dice.chance(40)
  ) {
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
