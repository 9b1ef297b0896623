// What lease reads stand on besides Raft (thesis section 6.4.1): clocks that drift apart by no more than
// `leaseDrift`, and voters that elect nobody while they hear a leader. What breaks the first voids linearizability,
// on clusters that read by lease. What breaks the second, an order to campaign for instance, does so once: reads by
// lease are not judged until every lease that counted on it is over. The report says so.

import { NOBODY, type NodeId, type VoteRequest } from '../core/index.ts';
import { endpointName } from './endpoint.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** Looks at the paces of all clocks. Called when a pace or an option changes. */
export function judgePaces(world: World): void {
  const readers = world.nodes.filter(({ options }) => options.leaseReads);
  for (const { id, options, clock } of readers) {
    const { leaseDriftPercent: drift } = options;
    const fastest = Math.max(...world.nodes.map((host) => host.clock.ratePercent));
    if (clock.ratePercent * 100 >= fastest * (100 - drift)) continue;
    const paces = `the clock of ${endpointName(id)} runs at ${clock.ratePercent} % and another at ${fastest} %`;
    voidLeases(world, `${paces}, which is more than the ${drift} % that leases allow for`);
    return;
  }
}

/** The clock of a node stands still for a while. A leader's lease would not end meanwhile; who follows only waits longer. */
export function noteStandstill(world: World, host: SimulatedNode): void {
  if (!leadsByLease(host)) return;
  voidLeases(world, `the clock of ${endpointName(host.id)} stood still while it led`);
}

/** A node is about to read by lease. Everybody must wait for a silent leader as long as it counts on. */
export function judgeWaits(world: World, { id, options }: SimulatedNode): void {
  const { electionTimeoutTicksMin: least } = options;
  const hasty = world.nodes.find((host) => host.options.electionTimeoutTicksMin < least);
  if (hasty === undefined || !options.leaseReads) return;
  const waits = `waits ${hasty.options.electionTimeoutTicksMin} ticks for a leader`;
  const names = `${endpointName(hasty.id)} ${waits} and ${endpointName(id)} counts on ${least}`;
  voidLeases(world, names);
}

/** The shortest election timeout of a node becomes shorter, whatever it owes to a leader it knows. */
export function noteShorterWait(world: World, id: NodeId): void {
  const { core } = world.node(id);
  if (core === null || (core.leaderId === NOBODY && core.promisedTicks === 0)) return;
  if (world.nodes.some((host) => host.id !== id && leadsByLease(host))) {
    voidLeases(world, `${endpointName(id)} was told not to wait for the leader that it hears`);
  }
}

/**
 * A node is made to elect somebody, to forget whom it hears, or its time to pass faster. It breaks its promise when it
 * heard its leader less than the shortest election timeout ago; else it owes nobody anything any more.
 */
export function noteHaste(world: World, { id, core }: SimulatedNode): void {
  if (core === null || core.role.kind === 'leader') return;
  const heardLately =
    core.leaderId !== NOBODY && core.electionElapsed < core.options.electionTimeoutTicksMin;
  if (!heardLately && core.promisedTicks === 0) return;
  let until = -1;
  for (const host of world.nodes) {
    if (host.id !== id && leadsByLease(host)) until = Math.max(until, endOfLease(world, host));
  }
  if (until <= world.leaseDoubtUntil) return;
  world.leaseDoubtUntil = until;
  const why = `${endpointName(id)} did not wait for the leader that it heard, by order`;
  world.note('some reads by lease are not judged', `${why} (tick ${world.now})`);
}

/** A timer is about to run out: earlier than promised, if it was set by hand. */
export function noteEarlyTimer(world: World, host: SimulatedNode): void {
  const { core } = host;
  if (core === null || core.electionTimeout < 0 || core.role.kind === 'leader') return;
  const isEarly = core.electionTimeout < core.options.electionTimeoutTicksMin;
  if (isEarly && core.electionElapsed + 1 >= core.electionTimeout) noteHaste(world, host);
}

/** A request for a vote arrives: of a campaign by force and by order, it makes its voter break a promise. */
export function noteForcedRequest(world: World, voter: SimulatedNode, request: VoteRequest): void {
  const { forcedTerms } = world.nodes[request.from];
  if (forcedTerms.includes(request.term)) noteHaste(world, voter);
}

/** When the leases are over that a leader may still get from rounds that it has begun, in ticks of the world. */
function endOfLease(world: World, { options, clock }: SimulatedNode): number {
  return world.now + Math.ceil((options.electionTimeoutTicksMin * 100) / clock.ratePercent);
}

function leadsByLease({ core, options }: SimulatedNode): boolean {
  return options.leaseReads && core?.role.kind === 'leader';
}

function voidLeases(world: World, why: string): void {
  world.suspend('linearizability', `${why} (tick ${world.now})`);
}
