// Operators: clients that change the members and hand leadership over. Each request has an operator of its
// own, so that several may be under way at once; and what only an operator with hands on the machines can
// do: start a new node, give a wiped one a new identity, make a survivor the only voter.

import type { Ask, MemberChange } from '../client/index.ts';
import {
  attach as attachCore,
  type AttachOutcome,
  inspectDisk,
  NO_CONFIGURATION,
  type NodeId,
  soleVoterState,
} from '../core/index.ts';
import { activeConfigurations } from './active-configurations.ts';
import { clientOf, submit } from './client-service.ts';
import {
  clientEndpoint,
  endpointName,
  endpointNames,
  isJudge,
  OPERATORS_FIRST,
  OPERATORS_MAX,
} from './endpoint.ts';
import { isMember } from './majority.ts';
import { startNode } from './hosting.ts';
import { crash } from './node-faults.ts';
import { dropInFlight } from './packet-faults.ts';
import type { PropertyId } from './properties.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** How an operator reaches the cluster. `through`: only this node is asked; null finds the leader. */
export interface Route {
  readonly through: NodeId | null;
}

/** Asks for a change of the members. Nodes it names are started if nobody did. Returns the operator's number. */
export function changeMembers(world: World, change: MemberChange, route: Route): number {
  const operator = freeOperator(world);
  begin(world, operator, change, route);
  return operator;
}

/** Prepares the nodes that a change brings in, one wiped one after the other, and asks for it. */
function begin(world: World, operator: number, change: MemberChange, route: Route): void {
  const newcomers = newcomersOf(change).map((id) => roomFor(world, id));
  for (const host of newcomers) if (host.condition === 'absent') startNew(world, host);
  const wiped = newcomers.find(({ condition }) => condition === 'wiped');
  if (wiped === undefined) request(world, operator, { kind: 'change', change }, route);
  else rejoin(world, operator, wiped, change, route);
}

/** Asks the leader to hand over. Returns the operator's number. */
export function transferLeadership(world: World, target: NodeId, route: Route): number {
  world.disruption.noteToldToStepDown();
  return request(world, freeOperator(world), { kind: 'transfer', target }, route);
}

function request(world: World, operator: number, ask: Ask, { through }: Route): number {
  const to = through ?? world.leader()?.id ?? null;
  submit(world, operator, { ask, to, redirects: through === null });
  return operator;
}

/** The first operator that has nothing to do. */
function freeOperator(world: World): number {
  for (let number = OPERATORS_FIRST; number < OPERATORS_FIRST + OPERATORS_MAX; number++) {
    const client = world.clients.get(number);
    const isFree =
      client === undefined || (client.outstanding === null && client.queue.length === 0);
    if (isFree && !world.rejoining.has(number)) return number;
  }
  return OPERATORS_FIRST;
}

function newcomersOf(change: MemberChange): readonly NodeId[] {
  switch (change.kind) {
    case 'add':
    case 'add-learner':
    case 'add-then-promote':
      return [change.node];
    case 'replace':
      return [change.by];
    case 'set':
      return change.voters;
    default:
      return [];
  }
}

function roomFor(world: World, id: NodeId): SimulatedNode {
  world.makeRoom(id);
  return world.node(id);
}

/** Starts a node that never ran, with an empty disk: it knows no members and waits to be fed. */
function startNew(world: World, host: SimulatedNode): void {
  world.noteFault(host.id, 'start', 'is started for the first time');
  host.initialConfiguration = NO_CONFIGURATION;
  host.generation = world.generation;
  world.guarded(() => startNode(world, host));
}

/**
 * A wiped node may come back only when nobody counts its old identity any more: it is removed first, if it
 * is still a member, and started and added when that is done.
 */
function rejoin(
  world: World,
  operator: number,
  host: SimulatedNode,
  change: MemberChange,
  route: Route,
): void {
  world.rejoining.set(operator, { node: host.id, change, through: route.through });
  const { id: node } = host;
  if (isCountedOn(world, node)) {
    request(world, operator, { kind: 'change', change: { kind: 'remove', node } }, route);
  } else {
    finishRejoin(world, operator);
  }
}

/**
 * Whether anybody may count a node's votes and acknowledgements: it is a member by what is committed, or by
 * what is in some log. Operators know that even when nobody who knows it runs.
 */
function isCountedOn(world: World, id: NodeId): boolean {
  const hosts = world.nodes.filter(({ generation }) => generation === world.generation);
  return activeConfigurations(world, hosts).some(({ configuration }) =>
    isMember(configuration, id),
  );
}

/** The operators' part of a tick: wiped nodes whose removal is done come back as new ones. */
export function tickOperators(world: World): void {
  for (const operator of [...world.rejoining.keys()]) {
    const client = clientOf(world, operator);
    if (client.outstanding !== null || client.queue.length > 0) continue;
    const last = client.ended.at(-1);
    if (last?.outcome.status === 'ok') finishRejoin(world, operator);
    else world.rejoining.delete(operator);
  }
}

function finishRejoin(world: World, operator: number): void {
  const plan = world.rejoining.get(operator);
  world.rejoining.delete(operator);
  if (plan === undefined) return;
  const host = world.node(plan.node);
  // Its removal may have been done by a cluster that was left behind.
  if (host.condition === 'wiped' && isCountedOn(world, plan.node)) return;
  if (host.condition === 'wiped') renew(world, host);
  if (world.halted || host.condition === 'wiped') return;
  begin(world, operator, plan.change, plan);
}

/** Gives a wiped node a new identity: what the old one promised binds it no more, and nobody counts on it. */
function renew(world: World, host: SimulatedNode): void {
  world.noteFault(host.id, 'renew', 'comes back as a new node');
  host.disk.wiped = false;
  host.initialConfiguration = NO_CONFIGURATION;
  host.generation = world.generation;
  // An operator may have removed the old one by an entry that nobody has committed yet.
  const { committedIndex, committedConfiguration } = world.checker;
  host.options.memberAfterIndex = Math.max(committedIndex, committedConfiguration.index);
  forgetMessages(world, host.id);
  world.checker.noteIdentity(host.id);
  world.guarded(() => startNode(world, host));
}

/** What is under way from and to the old identity is for nobody. */
function forgetMessages(world: World, id: NodeId): void {
  dropInFlight(world, { from: [id] });
  dropInFlight(world, { to: [id] });
  for (const host of world.nodes) {
    host.backlog = host.backlog.filter(({ packet }) => packet.from !== id);
  }
}

/** Hangs a node off another one; it is started if nobody did. `down`: it does not run. */
export function attach(
  world: World,
  id: NodeId,
  source: NodeId,
): AttachOutcome | { readonly ok: false; readonly reason: 'down' | 'loop' } {
  const host = roomFor(world, id);
  if (host.condition === 'absent') startNew(world, host);
  else if (host.condition === 'wiped' && !isCountedOn(world, id)) {
    renew(world, host);
  }
  const { core } = host;
  if (core === null || !host.isLive) return { ok: false, reason: 'down' };
  if (source !== id && feeds(world, id, source)) return { ok: false, reason: 'loop' };
  let outcome: AttachOutcome = { ok: true };
  world.noteFault(id, `attach ${source}`, `is told to hang off ${endpointName(source)}`);
  world.guarded(() => {
    world.before.capture(core, -1);
    outcome = attachCore(core, source, world.out);
    world.afterCall(host, core, -1);
  });
  return outcome;
}

/** Whether what `source` knows comes from `id`. */
function feeds(world: World, id: NodeId, source: NodeId): boolean {
  let at = source;
  for (let steps = 0; steps <= world.nodes.length; steps++) {
    if (at === id) return true;
    const role = world.nodes[at]?.core?.role;
    if (role?.kind !== 'read-only') return false;
    at = role.source;
  }
  return true;
}

/** What a recovery gave up, in words. */
export interface RecoveryReport {
  readonly lost: readonly string[];
}

/**
 * Makes a node the only voter of a new generation, from what is on its disk. Everybody else is fenced off.
 * Unsafe: what was committed elsewhere and never reached it is lost. Returns what may be lost.
 */
export function recover(world: World, id: NodeId): RecoveryReport {
  const host = world.node(id);
  if (host.core !== null) crash(world, id, 'an operator recovers it as the sole voter');
  // A torn tail was promised to nobody, and nothing can follow it.
  const verdict = inspectDisk(host.disk.read(), host.disk.syncedIndex);
  if (verdict.ok) host.disk.format(verdict.state);
  const lost = lossesOf(world, host);
  world.generation += 1;
  host.disk.wiped = false;
  host.disk.format(soleVoterState(id, host.disk.read()));
  world.checker.rebase(host, world.generation);
  for (const other of world.nodes) other.options.memberAfterIndex = 0;
  host.generation = world.generation;
  world.checker.noteSurvivor(id, host.disk.lastIndex);
  world.noteFault(id, 'recover', 'is made the sole voter of a new generation');
  world.notes.push(
    `unsafe: n${id} was made the sole voter in tick ${world.now}; ${lost.join('; ')}`,
  );
  for (const property of VOIDED_BY_RECOVERY) {
    world.suspend(property, `an operator made n${id} the sole voter in tick ${world.now}`);
  }
  world.disruption.noteToldToStepDown();
  world.guarded(() => startNode(world, host));
  return { lost };
}

/** What nobody can promise when an operator decides what was committed. */
const VOIDED_BY_RECOVERY: readonly PropertyId[] = ['linearizability', 'exactly-once'];

/** What is committed and not on the disk of the survivor, and what it holds that nobody had committed. */
function lossesOf(world: World, host: SimulatedNode): readonly string[] {
  const { committedIndex } = world.checker;
  const { readableIndex: lastIndex } = host.disk;
  const held = world.checker.heldBy(host);
  const name = endpointName(host.id);
  const lost: string[] = [];
  if (held === undefined) {
    lost.push(
      `${name} comes from an earlier generation: what was committed since is lost, and all it holds, up to entry ${lastIndex}, counts from now on`,
    );
  } else if (committedIndex > held) {
    lost.push(
      `entries ${held + 1} to ${committedIndex} were committed, ${name} never had them, and they are lost`,
    );
  }
  if (held !== undefined && lastIndex > held) {
    lost.push(
      `entries ${held + 1} to ${lastIndex} of ${name} were not committed, and they count from now on`,
    );
  }
  if (lost.length === 0) lost.push(`${name} holds all that was committed`);
  const others = world.nodes.filter(
    ({ id, condition }) => id !== host.id && condition !== 'absent',
  );
  lost.push(
    `${endpointNames(others.map(({ id }) => id))} are fenced off and must be wiped and added anew`,
  );
  return lost;
}

/** Takes away what operators want and have sent: in a copy of a world that is to be judged without them. */
export function silenceOperators(world: World): void {
  for (const client of world.clients.values()) {
    if (client.number < OPERATORS_FIRST || isJudge(client.number)) continue;
    dropInFlight(world, { from: [clientEndpoint(client.number)] });
    world.clients.delete(client.number);
  }
}
