// The timing requirement of paper section 5.6: messages and writes take well less time than elections
// wait. A cluster that is set up otherwise may stand still for ever, and no bug is needed for it.

import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/**
 * Which part of the requirement the settings break, with the numbers; undefined when they keep it. Looks at
 * what holds without faults, at the longest time that messages and writes may take, and at the nodes `hosts`,
 * of which `candidates` may disturb each other's elections.
 */
export function timingTrouble(
  world: World,
  hosts: readonly SimulatedNode[],
  candidates: readonly SimulatedNode[],
): string | undefined {
  const message = world.network.model.latency.max;
  const write = world.settings.diskLatency.max;
  const least = Math.min(...hosts.map(({ options }) => options.electionTimeoutTicksMin));
  if (hosts.length === 1) {
    if (write < least) return undefined;
    return `a write may take ${write} ticks, and the shortest election timeout is ${least}: a candidate begins anew before its own vote is durable (paper section 5.6)`;
  }
  const election = 2 * message + 2 * write;
  if (election >= least) {
    return `an election may take ${election} ticks, two messages of up to ${message} and two writes of up to ${write}, and the shortest election timeout is ${least} (paper section 5.6)`;
  }
  const heartbeat = Math.max(...hosts.map(({ options }) => options.heartbeatTicks));
  const contact = heartbeat + 2 * message;
  if (contact > least) {
    return `a leader may wait ${contact} ticks for an answer, with a heartbeat every ${heartbeat} and messages of up to ${message}, and the shortest election timeout is ${least} (paper section 5.6)`;
  }
  const tied = tiedCandidates(candidates, message + write);
  if (tied !== undefined) {
    const [shortest, longest] = timeoutsOf(tied);
    return `election timeouts of ${shortest} to ${longest} ticks are so much alike that candidates tie again and again: a request for votes may take ${message + write} (paper section 5.2)`;
  }
  return snapshotTrouble(world, hosts, message);
}

type Pair = readonly [SimulatedNode, SimulatedNode];

/**
 * Two candidates that asked for votes before either can have heard of the other, and cannot but do so again: whatever
 * they draw, their timeouts differ by less. One of them may have begun its next campaign already, so the one before
 * counts as well.
 */
function tiedCandidates(candidates: readonly SimulatedNode[], ticks: number): Pair | undefined {
  for (const one of candidates) {
    for (const other of candidates) {
      if (one.id >= other.id) continue;
      const [shortest, longest] = timeoutsOf([one, other]);
      if (longest - shortest < ticks && haveMet(one, other, ticks)) return [one, other];
    }
  }
  return undefined;
}

function haveMet(one: SimulatedNode, other: SimulatedNode, ticks: number): boolean {
  return campaignsOf(one).some((tick) =>
    campaignsOf(other).some((later) => Math.abs(tick - later) < ticks),
  );
}

/** The shortest and the longest election timeout that a pair may draw. */
function timeoutsOf([one, other]: Pair): readonly [number, number] {
  return [
    Math.min(one.options.electionTimeoutTicksMin, other.options.electionTimeoutTicksMin),
    Math.max(one.options.electionTimeoutTicksMax, other.options.electionTimeoutTicksMax),
  ];
}

function campaignsOf({ campaigned, campaignedBefore }: SimulatedNode): readonly number[] {
  if (campaigned === null) return [];
  return campaignedBefore < 0 ? [campaigned.tick] : [campaigned.tick, campaignedBefore];
}

/** A snapshot whose pieces take longer than anybody leads: the next leader has one of its own, and begins anew. */
function snapshotTrouble(
  world: World,
  hosts: readonly SimulatedNode[],
  message: number,
): string | undefined {
  const leader = world.leader()?.core ?? null;
  if (leader?.role.kind !== 'leader' || leader.options.maxLeaderTicks === 0) return undefined;
  const { snapshot, log, options } = leader;
  const { snapshotChunkSize: piece, maxLeaderTicks } = options;
  const isNeeded = hosts.some(({ core }) => core !== null && core.log.lastIndex < log.baseIndex);
  const size = snapshot?.data.length ?? 0;
  const ticks = Math.ceil(size / piece) * 2 * message;
  if (!isNeeded || ticks < maxLeaderTicks) return undefined;
  return `a snapshot of ${size} characters may take ${ticks} ticks in pieces of ${piece}, and nobody leads for more than ${maxLeaderTicks} (maxLeaderTicks)`;
}
