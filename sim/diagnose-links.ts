// What stands between two nodes, and what is wrong with one by itself, as clauses to put behind its name.

import type { NodeId } from '../core/index.ts';
import { endpointName } from './endpoint.ts';
import { linkKey, type PacketFilter } from './network.ts';
import { filterText } from './packet-faults.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** What keeps a node from working, whoever it talks to: `is down since tick 40: told to`; undefined when nothing does. */
export function ownTrouble(host: SimulatedNode): string | undefined {
  const { disk, clock } = host;
  if (host.condition === 'wiped') return `is out since tick ${host.since}: ${host.reason}`;
  if (host.condition === 'absent') return 'was never started';
  if (host.condition === 'fenced') return `is fenced off since tick ${host.since}: ${host.reason}`;
  if (host.condition === 'corrupt')
    return `refuses to serve since tick ${host.since}: ${host.reason}`;
  if (host.core === null) {
    const comesBack = host.restartAt > 0 ? `, back in tick ${host.restartAt}` : '';
    return `is down since tick ${host.since} (${host.reason})${comesBack}`;
  }
  if (host.pausedSince >= 0) return `is paused since tick ${host.pausedSince}`;
  if (disk.fullSince >= 0)
    return `has a full disk since tick ${disk.fullSince}: nothing it writes becomes durable`;
  if (disk.pending.length > 0) {
    return `waits for its disk: ${disk.pending.length} ${disk.pending.length === 1 ? 'write is' : 'writes are'} not durable, the first due in tick ${disk.pending[0].due}`;
  }
  if (clock.ratePercent === 0) return 'has a clock that stands still';
  if (clock.stoppedUntil > host.lastTick) {
    return `has a clock that stands still until tick ${clock.stoppedUntil}`;
  }
  return undefined;
}

/** Why `other` does not react to what `from` sends, or its answers do not come back; undefined when nothing is seen. */
export function obstacleBetween(world: World, from: NodeId, other: NodeId): string | undefined {
  const host = world.nodes[other];
  const trouble = ownTrouble(host);
  if (trouble !== undefined) return trouble;
  return (
    cutReason(world, from, other) ??
    clogReason(world, from, other) ??
    ruleReason(world, from, other) ??
    refusalReason(host, from) ??
    chanceReason(world, from, other)
  );
}

function cutReason(world: World, from: NodeId, other: NodeId): string | undefined {
  const { network } = world;
  const there = network.cutSince(from, other);
  const back = network.cutSince(other, from);
  if (there !== undefined && back !== undefined) {
    return `is cut off from ${endpointName(from)} since tick ${Math.max(there, back)}`;
  }
  if (there !== undefined)
    return `does not hear ${endpointName(from)}: that direction is cut since tick ${there}`;
  if (back !== undefined)
    return `is not heard by ${endpointName(from)}: that direction is cut since tick ${back}`;
  return undefined;
}

function clogReason({ network }: World, from: NodeId, other: NodeId): string | undefined {
  const there = network.clogs.untilOf(linkKey(from, other));
  const back = network.clogs.untilOf(linkKey(other, from));
  if (there === undefined && back === undefined) return undefined;
  const until = Math.max(there ?? 0, back ?? 0);
  return `is behind a link to ${endpointName(from)} that is clogged until tick ${until}`;
}

function ruleReason(world: World, from: NodeId, other: NodeId): string | undefined {
  const { network } = world;
  const held = network.held.filter(({ packet }) => joins(packet, from, other));
  if (held.length > 0) {
    const kinds = [...new Set(held.map(({ packet }) => packet.kind))].join(', ');
    return `waits for ${held.length} held ${held.length === 1 ? 'message' : 'messages'} between it and ${endpointName(from)} (${kinds})`;
  }
  const rule = network.rules.find(
    ({ filter, remaining }) =>
      remaining > 0 && (spans(filter, from, other) || spans(filter, other, from)),
  );
  if (rule === undefined) return undefined;
  const { action, filter, remaining, since, caught } = rule;
  const verb = action === 'drop' ? 'drops' : 'holds';
  return `is behind a rule that ${verb} ${filterText(filter, remaining)} since tick ${since} (${caught} so far)`;
}

function refusalReason(host: SimulatedNode, leader: NodeId): string | undefined {
  const refused = host.appendRefused;
  if (refused === null || refused.leader !== leader || refused.reason !== 'checksum-mismatch')
    return undefined;
  return `refuses entry ${refused.index} of ${endpointName(leader)} since it does not fit its checksum (tick ${refused.tick})`;
}

function chanceReason(world: World, from: NodeId, other: NodeId): string | undefined {
  const { network } = world;
  const losing = Math.max(
    network.chanceOn(from, other, 'lose'),
    network.chanceOn(other, from, 'lose'),
  );
  if (losing > 0) return `is behind a network that loses ${losing} % of the messages on its way`;
  const there = network.latencyOf(from, other).max;
  const back = network.latencyOf(other, from).max;
  const least = world.nodes[from].options.electionTimeoutTicksMin;
  if (there + back >= least) {
    return `answers late: a round trip takes up to ${there + back} ticks, and elections begin after ${least}`;
  }
  const loss = network.lastLoss(from, other) ?? network.lastLoss(other, from);
  if (loss === undefined || world.now - loss.tick > least) return undefined;
  return `missed a ${loss.kind} in tick ${loss.tick} (${loss.reason})`;
}

function joins(
  packet: { readonly from: number; readonly to: number },
  one: NodeId,
  other: NodeId,
): boolean {
  return (
    (packet.from === one && packet.to === other) || (packet.from === other && packet.to === one)
  );
}

function spans(filter: PacketFilter, from: NodeId, to: NodeId): boolean {
  return (
    (filter.from === undefined || filter.from.includes(from)) &&
    (filter.to === undefined || filter.to.includes(to)) &&
    filter.kind !== 'client-request' &&
    filter.kind !== 'client-response'
  );
}
