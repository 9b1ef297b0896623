// What follows every call of the core: the judges see what it changed, the hash and the trace take it up, and
// the host carries out what the core asked for.

import type { LogIndex, Node, NodeId, Snapshot } from '../core/index.ts';
import type { Before } from './before.ts';
import { EndlessTick } from './guard.ts';
import { carryOut } from './hosting.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { StateMachine } from './state-machine.ts';
import { traceStep } from './trace-step.ts';
import type { World } from './world.ts';

/** Code of what the hash covers of a call: a node that changed; the node’s id is added to it. */
const HASH_STEP = 102;

/** See `World.afterCall`, by which everybody comes here who calls the core. */
export function afterCall(world: World, host: SimulatedNode, core: Node, peer: NodeId): void {
  const { before, out } = world;
  if (world.eventOrdinal > world.eventsMax) throw new EndlessTick();
  world.coverage?.afterCall(world, host, core);
  if (out.install !== null) noteInstall(world, host, core, out.install);
  const changedFrom = firstChange(before, core, out.write.fromIndex);
  const hasChanged =
    core.currentTerm !== before.term ||
    core.role.kind !== before.role ||
    core.votedFor !== before.votedFor ||
    core.commitIndex !== before.commitIndex;
  if (hasChanged) noteChange(world, host, core);
  if (world.trace !== null) traceStep(world, host, core, changedFrom);
  // Most calls change nothing that could break a property: a candidate's ballots and a leader's progress can.
  const isOfNote = hasChanged || changedFrom > 0 || core.leaderId !== before.leaderId;
  if (isOfNote || peer >= 0 || core.role.kind === 'candidate') {
    world.checker.afterStep(host, core, before, changedFrom, peer);
  }
  if (!out.isEmpty) carryOut(world, host, core);
}

/** The judges see the log as it is behind a snapshot that was installed, before anything else of the call. */
function noteInstall(world: World, host: SimulatedNode, core: Node, snapshot: Snapshot): void {
  host.machine = StateMachine.ofText(snapshot.data, world.machine);
  world.checker.noteInstall(host, core, snapshot, world.before);
  world.before.lastIndex = snapshot.index;
  world.before.lastTerm = snapshot.term;
  world.before.commitIndex = snapshot.index;
  world.hash.add(snapshot.index);
  world.hash.add(snapshot.dataChecksum);
}

function noteChange(world: World, host: SimulatedNode, core: Node): void {
  const { before } = world;
  if (core.role.kind !== before.role) host.roleSince = world.now;
  hashState(world, host, core);
  world.disruption.afterStep(host, core, before, world.now, world.accuser);
}

function hashState(world: World, host: SimulatedNode, core: Node): void {
  const { hash } = world;
  hash.add(HASH_STEP + host.id);
  hash.add(core.currentTerm);
  hash.add(core.votedFor);
  hash.add(core.commitIndex);
  hash.add(core.role.kind.length);
}

/** The first index of the log that a call changed, judged from outside as well; 0 when none did. */
function firstChange(before: Before, core: Node, reported: LogIndex): LogIndex {
  const { lastIndex } = core.log;
  let seen = 0;
  if (lastIndex > before.lastIndex) seen = before.lastIndex + 1;
  else if (lastIndex < before.lastIndex) seen = lastIndex + 1;
  else if (core.log.lastTerm !== before.lastTerm) seen = lastIndex;
  if (seen === 0) return reported;
  return reported === 0 ? seen : Math.min(seen, reported);
}
