// What lease reads stand on besides Raft (thesis section 6.4.1): clocks that drift apart by no more than
// `leaseDrift`, and voters that elect nobody while they hear a leader. Faults and orders that break this
// void linearizability, on clusters that read by lease; the report says so.

import { NOBODY, type NodeId } from '../core/index.ts';
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

/** A node’s time is made to pass faster, whatever it owes to a leader it knows. */
export function noteBrokenPromise(world: World, id: NodeId): void {
  const { core } = world.node(id);
  if (core === null || (core.leaderId === NOBODY && core.promisedTicks === 0)) return;
  accuseOfHaste(world, id);
}

/**
 * Nodes are made to elect somebody, or to forget whom they hear. It breaks the promise of those that heard their leader
 * less than the shortest election timeout ago; the others owe nobody anything any more.
 */
export function noteHaste(world: World, ids: readonly NodeId[]): void {
  for (const id of ids) {
    const { core } = world.node(id);
    if (core === null || core.role.kind === 'leader') continue;
    const heardLately =
      core.leaderId !== NOBODY && core.electionElapsed < core.options.electionTimeoutTicksMin;
    if (heardLately || core.promisedTicks > 0) accuseOfHaste(world, id);
  }
}

function accuseOfHaste(world: World, id: NodeId): void {
  const isOwed = world.nodes.some((host) => host.id !== id && leadsByLease(host));
  if (isOwed) {
    voidLeases(world, `${endpointName(id)} was told not to wait for the leader that it hears`);
  }
}

function leadsByLease({ core, options }: SimulatedNode): boolean {
  return options.leaseReads && core?.role.kind === 'leader';
}

function voidLeases(world: World, why: string): void {
  world.suspend('linearizability', `${why} (tick ${world.now})`);
}
