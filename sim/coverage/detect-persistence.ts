// Situations of crashes, restarts and disks, and what the network does. Source: paper Figure 2, section 5.5.

import { type Node, NOBODY } from '../../core/index.ts';
import type { PendingWrite } from '../disk.ts';
import { isClient } from '../endpoint.ts';
import type { Packet } from '../packet.ts';
import type { SimulatedNode } from '../simulated-node.ts';
import type { World } from '../world.ts';
import type { Call, Memory, Reach } from './call.ts';

/** A node is about to crash: what it loses. */
export function seeCrash(world: World, host: SimulatedNode, reach: Reach): void {
  const { core, disk } = host;
  if (core === null) return;
  if (core.role.kind === 'leader') reach('leader-crashes');
  if (core.receiving !== null) reach('crash-while-receiving-snapshot');
  for (const { entries, term, votedFor } of disk.pending) {
    if (entries.length > 0) reach('crash-loses-entries');
    if (term !== disk.term || votedFor !== disk.votedFor) reach('crash-loses-term-or-vote');
  }
  const others = world.nodes.filter((other) => other !== host && other.condition !== 'absent');
  if (others.length > 0 && others.every((other) => other.core === null)) reach('all-nodes-down');
}

/** A node has started from its disk. */
export function seeStart(host: SimulatedNode, core: Node, memory: Memory, reach: Reach): void {
  if (host.incarnation <= 1) return;
  const { id, currentTerm, votedFor } = core;
  memory.idAtRestart[id] = memory.newestId;
  memory.votedBeforeRestart[id] = votedFor === NOBODY ? undefined : currentTerm;
  if (memory.leaderOf.get(currentTerm) === id) reach('leader-restarts-in-its-term');
}

/** A write has become durable, and what waited for it may leave. */
export function seeWritten(core: Node, write: PendingWrite, reach: Reach): void {
  if (write.waiting.length > 0) reach('answer-waits-for-disk');
  const isCurrent =
    write.term === core.currentTerm && core.log.holds(write.lastIndex, write.lastTerm);
  if (!isCurrent) reach('overtaken-write');
}

/** After a call: whether there is room for what the node has to write. */
export function seeFullDisk({ host, out, reach }: Call): void {
  if (out.write.needed && host.disk.fullSince >= 0) reach('write-waits-for-room');
}

/** A packet is about to be taken. */
export function seeDelivery(world: World, packet: Packet, memory: Memory, reach: Reach): void {
  const { network } = world;
  const { from, to, id } = packet;
  if (network.hasCuts && network.isCut(to, from) && !network.isCut(from, to)) reach('one-way-link');
  if (id > memory.newestId) memory.newestId = id;
  if (id === 0 || memory.idAtRestart.length === 0 || isClient(to)) return;
  const restartedAt = memory.idAtRestart[to];
  if (restartedAt === undefined || id > restartedAt) return;
  if (packet.kind.endsWith('-response')) reach('answer-to-earlier-life');
}
