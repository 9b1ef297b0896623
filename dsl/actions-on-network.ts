// Statements about links and messages.

import { type Endpoint, faults, PACKET_KINDS, type PacketFilter } from '../sim/index.ts';
import type { Action, Link, MessageFilter } from './ast.ts';
import { nobody } from './each-node.ts';
import type { Problem } from './problem.ts';
import { endpointsOf, nodesOf, numberOf, rangeOf, type Scope } from './scope.ts';

/** Carries one out. Undefined when it did, or when it is none of these. */
export function performOnNetwork(action: Action, scope: Scope): Problem | undefined {
  const { world } = scope;
  switch (action.kind) {
    case 'partition': {
      const groups = action.groups.map((group) => group.flatMap((item) => nodesOf(item, scope)));
      const empty = action.groups.findIndex((_, at) => (groups[at] ?? []).length === 0);
      const [selector] = action.groups[empty] ?? [];
      if (selector !== undefined) return nobody(selector, scope);
      faults.partition(world, groups);
      return undefined;
    }
    case 'cut':
      return eachLink(action.link, scope, (from, to) =>
        faults.cut(world, from, to, action.link.both),
      );
    case 'heal': {
      const ends = action.nodes.flatMap((node) => endpointsOf(node, scope));
      faults.heal(world, action.nodes.length === 0 ? null : ends);
      return undefined;
    }
    case 'lose':
    case 'duplicate':
    case 'reorder':
    case 'replay':
      return setChance(action, scope);
    case 'delay': {
      const { on, shape } = action;
      const range = rangeOf(action.ticks, scope);
      const latency = shape === 'uniform' ? range : { ...range, shape };
      if (on !== null) {
        return eachLink(on, scope, (from, to) =>
          faults.delay(world, latency, { from, to, bothWays: on.both }),
        );
      }
      faults.delay(world, latency, null);
      return undefined;
    }
    case 'clog': {
      const { link } = action;
      const ticks = numberOf(action.ticks, scope);
      return eachLink(link, scope, (from, to) =>
        faults.clog(world, { from, to, bothWays: link.both }, ticks),
      );
    }
    case 'shuffle':
      faults.setShuffle(world, action.on);
      return undefined;
    case 'drop': {
      const { all, count } = action.amount;
      const most = all ? Infinity : count === null ? 1 : numberOf(count, scope);
      faults.addRule(world, 'drop', filterOf(action.filter, scope), most);
      return undefined;
    }
    case 'hold':
      faults.addRule(world, 'hold', filterOf(action.filter, scope), Infinity);
      return undefined;
    case 'release':
      faults.release(world);
      return undefined;
    case 'deliver':
      return deliver(action, scope);
    default:
      return undefined;
  }
}

function setChance(
  action: Extract<Action, { kind: 'lose' | 'duplicate' | 'reorder' | 'replay' }>,
  scope: Scope,
): Problem | undefined {
  const { world } = scope;
  const { kind, on } = action;
  const percent = numberOf(action.percent, scope);
  if (on !== null) {
    return eachLink(on, scope, (from, to) =>
      faults.setChance(world, kind, percent, { from, to, bothWays: on.both }),
    );
  }
  faults.setChance(world, kind, percent);
  return undefined;
}

function eachLink(
  link: Link,
  scope: Scope,
  act: (from: Endpoint, to: Endpoint) => void,
): Problem | undefined {
  const from = endpointsOf(link.from, scope);
  const to = endpointsOf(link.to, scope);
  if (from.length === 0) return nobody(link.from, scope);
  if (to.length === 0) return nobody(link.to, scope);
  for (const one of from) {
    for (const other of to) if (one !== other) act(one, other);
  }
  return undefined;
}

function filterOf(filter: MessageFilter, scope: Scope): PacketFilter {
  const name = filter.message?.text.toLowerCase();
  const kind = PACKET_KINDS.find((candidate) => candidate === name);
  return {
    kind,
    from: filter.from === null ? undefined : endpointsOf(filter.from, scope),
    to: filter.to === null ? undefined : endpointsOf(filter.to, scope),
  };
}

/** More deliveries by hand than these in one statement are a loop that feeds itself. */
const DELIVERIES_MAX = 10_000;

function deliver(action: Extract<Action, { kind: 'deliver' }>, scope: Scope): Problem | undefined {
  const { world } = scope;
  const filter = filterOf(action.filter, scope);
  const { all, count } = action.amount;
  const wanted = all ? DELIVERIES_MAX : count === null ? 1 : numberOf(count, scope);
  let delivered = 0;
  while (delivered < wanted && !world.halted && faults.deliverByHand(world, filter)) delivered += 1;
  if (world.halted || delivered === wanted || (all && delivered > 0)) return undefined;
  const what = faults.filterText(filter, all ? Infinity : wanted);
  const many = delivered === 1 ? 'only 1 was' : `only ${delivered} were`;
  const observed =
    delivered === 0 ? 'nothing that fits is held or in flight' : `${many} held or in flight`;
  return { message: `cannot deliver ${what}: ${observed}`, expected: what, observed };
}
