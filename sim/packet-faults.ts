// What a scenario does to single messages: they are caught as they arrive, let go, delivered by hand or dropped.

import { handOver } from './delivery.ts';
import { endpointNames, WORLD } from './endpoint.ts';
import { matches, type PacketFilter, type Rule } from './network.ts';
import type { Packet, Travelling } from './packet.ts';
import type { World } from './world.ts';

/** Catches packets as they arrive: the next `count`, or all (Infinity) until the rule ends. */
export function addRule(
  world: World,
  action: Rule['action'],
  filter: PacketFilter,
  count: number,
): void {
  const rule: Rule = { action, filter, remaining: count, since: world.now, caught: 0 };
  world.network.rules = [...world.network.rules, rule];
  const text = filterText(filter, count);
  world.noteFault(WORLD, `${action} ${text}`, `the network will ${action} ${text}`);
}

/** A filter in words: `the next 2 append-request from n0 to n1`. */
export function filterText(filter: PacketFilter, count: number): string {
  const amount = count === Infinity ? 'all' : count === 1 ? 'the next' : `the next ${count}`;
  const from = filter.from === undefined ? '' : ` from ${endpointNames(filter.from)}`;
  const to = filter.to === undefined ? '' : ` to ${endpointNames(filter.to)}`;
  return `${amount} ${filter.kind ?? 'message'}${from}${to}`;
}

/** Ends all hold rules and lets what they caught arrive in the next tick, in the order in which it came. */
export function release(world: World): void {
  const { network } = world;
  network.rules = network.rules.filter(({ action }) => action !== 'hold');
  for (const { packet, cause } of network.held) {
    network.wheel.put(packet, cause, world.now + 1, world.now);
  }
  network.held = [];
  world.noteFault(WORLD, 'release', 'held messages go on');
}

/** Delivers the first packet that matches, held ones first, now and past any rule or cut. False when there is none. */
export function deliverByHand(world: World, filter: PacketFilter): boolean {
  const travelling = takeByHand(world, filter);
  if (travelling === undefined) return false;
  world.guarded(() => {
    world.eventOrdinal += 1;
    handOver(world, travelling.packet, travelling.cause);
  });
  return true;
}

function takeByHand({ network, now }: World, filter: PacketFilter): Travelling | undefined {
  const offset = network.held.findIndex(({ packet }) => matches(filter, packet));
  if (offset >= 0) return network.held.splice(offset, 1)[0];
  const isWanted = (candidate: Packet): boolean => matches(filter, candidate);
  const clogged = network.clogs.takeFirst(isWanted);
  if (clogged !== undefined) return clogged;
  const packet = network.wheel.takeFirst(now, isWanted);
  return packet === undefined ? undefined : { packet, cause: network.wheel.cause };
}

/** Drops everything that matches and is held or in flight now. Returns how many. */
export function dropInFlight(world: World, filter: PacketFilter): number {
  const { network } = world;
  const held = network.held.length;
  network.held = network.held.filter(({ packet }) => !matches(filter, packet));
  let count = held - network.held.length;
  const isHit = (packet: Packet): boolean => matches(filter, packet);
  while (network.clogs.takeFirst(isHit) !== undefined) count++;
  while (network.wheel.takeFirst(world.now, isHit) !== undefined) count++;
  world.noteFault(WORLD, 'drop-in-flight', `${count} messages in flight are dropped`);
  return count;
}
