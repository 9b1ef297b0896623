// Statements about disks and clocks.

import type { NodeId } from '../core/index.ts';
import { endpointName, faults, type SimulatedNode } from '../sim/index.ts';
import type { Action, Operand } from './ast.ts';
import { always, eachNode, nobody } from './each-node.ts';
import type { Problem } from './problem.ts';
import { nodesOf, numberOf, rangeOf, type Scope } from './scope.ts';

/** Carries one out. Undefined when it did, or when it is none of these. */
export function performOnDisk(action: Action, scope: Scope): Problem | undefined {
  const { world } = scope;
  switch (action.kind) {
    case 'disk-slow':
      return always([action.nodes], scope, (id) => {
        faults.slowDisk(world, id, rangeOf(action.ticks, scope));
      });
    case 'disk-fails':
      return always([action.nodes], scope, (id) => faults.failNextSync(world, id));
    case 'disk-full':
      return always([action.nodes], scope, (id) => faults.fillDisk(world, id));
    case 'disk-works':
      return always([action.nodes], scope, (id) => faults.mendDisk(world, id));
    case 'disk-loses': {
      const count = numberOf(action.count, scope);
      const lose = (id: NodeId): boolean => faults.loseSynced(world, id, count);
      return eachNode([action.nodes], scope, 'has durable entries to lose', lose, whyNoEntries);
    }
    case 'corrupt':
      return action.entry === null
        ? eachNode([action.nodes], scope, 'has a snapshot', (id) =>
            faults.corruptSnapshot(world, id),
          )
        : corrupt(action.nodes, numberOf(action.entry, scope), scope);
    case 'clock-runs':
      return always([action.nodes], scope, (id) => {
        faults.setClockRate(world, id, numberOf(action.percent, scope));
      });
    case 'clock-stops':
      return always([action.nodes], scope, (id) => {
        faults.stopClock(world, id, numberOf(action.ticks, scope));
      });
    default:
      return undefined;
  }
}

function whyNoEntries({ id, disk }: SimulatedNode): readonly string[] {
  const { snapshot } = disk;
  const covered = snapshot === null ? '' : `: its snapshot covers all up to ${snapshot.index}`;
  return [`there is no entry in the log on the disk of ${endpointName(id)}${covered}`];
}

/** Damages an entry of a node, or says where the node's log ends. */
function corrupt(selector: Operand, index: number, scope: Scope): Problem | undefined {
  const { world } = scope;
  const ids = nodesOf(selector, scope);
  if (ids.length === 0) return nobody(selector, scope);
  for (const id of ids) {
    if (faults.corrupt(world, id, index)) continue;
    const { core, disk } = world.node(id);
    const last = Math.max(core?.log.lastIndex ?? 0, disk.readableIndex);
    const name = endpointName(id);
    const observed = last === 0 ? `${name}’s log is empty` : `${name}’s log ends at index ${last}`;
    const first = `wait for it first: \`tick until ${id}.lastIndex >= ${index}\``;
    return {
      message: `there is no entry ${index} to damage: ${observed}`,
      expected: `${name} has an entry ${index}`,
      observed,
      why: [index === 0 ? 'entries are numbered from 1' : first],
    };
  }
  return undefined;
}
