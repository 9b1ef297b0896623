// The timing requirement of paper section 5.6: messages and writes take well less time than elections
// wait. A cluster that is set up otherwise may stand still for ever, and no bug is needed for it.

import { endpointName } from './endpoint.ts';
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
  return tieTrouble(candidates, message + write, world.now) ?? snapshotTrouble(hosts, message);
}

/** How long a tie counts, in maximum election timeouts. */
const LATELY_TIMEOUTS = 10;

/**
 * Two candidates that asked for votes before either can have heard of the other, and may do so for ever: each draws its
 * timeouts from a range that is no wider than the time a request takes. `ticks`: what it takes, with its write.
 */
function tieTrouble(
  candidates: readonly SimulatedNode[],
  ticks: number,
  now: number,
): string | undefined {
  const narrow = candidates.filter(
    ({ options }) => options.electionTimeoutTicksMax - options.electionTimeoutTicksMin <= ticks,
  );
  for (const one of narrow) {
    const own = lately(one, now);
    const other = narrow.find((each) => each.id > one.id && haveMet(own, lately(each, now), ticks));
    if (other === undefined) continue;
    const names = `${endpointName(one.id)} and ${endpointName(other.id)}`;
    return `the election timeouts of ${names}, ${timeoutOf(one)} and ${timeoutOf(other)}, leave so little to chance that the two tie again and again: a request for votes may take ${ticks} (paper section 5.2)`;
  }
  return undefined;
}

/** Ticks of its campaigns, but for those that are long over. */
function lately({ campaigns, options }: SimulatedNode, now: number): readonly number[] {
  return campaigns.filter(
    (tick) => now - tick <= LATELY_TIMEOUTS * options.electionTimeoutTicksMax,
  );
}

function haveMet(some: readonly number[], others: readonly number[], ticks: number): boolean {
  return some.some((tick) => others.some((other) => Math.abs(tick - other) < ticks));
}

function timeoutOf({ options }: SimulatedNode): string {
  return `${options.electionTimeoutTicksMin}..${options.electionTimeoutTicksMax}`;
}

/**
 * A snapshot whose pieces take longer than anybody leads: the next leader has one of its own, and begins anew. Who
 * leads now may have handed over in this moment, so anybody who could have to send one counts.
 */
function snapshotTrouble(hosts: readonly SimulatedNode[], message: number): string | undefined {
  const cores = hosts.flatMap(({ core }) => (core === null ? [] : [core]));
  for (const { snapshot, log, options } of cores) {
    const { snapshotChunkSize: piece, maxLeaderTicks } = options;
    const size = snapshot?.data.length ?? 0;
    const ticks = Math.ceil(size / piece) * 2 * message;
    if (maxLeaderTicks === 0 || ticks < maxLeaderTicks) continue;
    if (!cores.some((other) => other.log.lastIndex < log.baseIndex)) continue;
    return `a snapshot of ${size} characters may take ${ticks} ticks in pieces of ${piece}, and nobody leads for more than ${maxLeaderTicks} (maxLeaderTicks)`;
  }
  return undefined;
}
