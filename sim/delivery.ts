// Packets arrive: what stands in their way is looked at, the world notes them, and whoever they are
// addressed to takes them in. Every delivery is one event.

import { type Message, type VoteRequest, type Node, step } from '../core/index.ts';
import { deliverToClient } from './client-service.ts';
import { isClient } from './endpoint.ts';
import type { RollingHash } from './hash.ts';
import { fence } from './hosting.ts';
import { noteForcedRequest } from './lease-assumptions.ts';
import type { Packet } from './packet.ts';
import { recordPacket, tellLoss } from './sending.ts';
import { serveClientRequest } from './request-service.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** A packet reaches the end of its link: what stands in its way is looked at now. */
export function deliver(world: World, packet: Packet, cause: number): void {
  world.eventOrdinal += 1;
  if (world.trace !== null) world.trace.cause = cause;
  if (world.beforeEvent !== null && !world.beforeEvent(world.eventOrdinal, packet)) {
    noteLost(world, packet, 'dropped');
    return;
  }
  const { network } = world;
  // Read once: messages come in many shapes, which makes every look at one dear.
  const { from, to } = packet;
  if (network.hasCuts && network.isCut(from, to)) {
    noteLost(world, packet, 'cut');
    return;
  }
  if (network.clogs.count > 0 && network.clogsUp(packet, cause)) {
    if (world.trace !== null) recordPacket(world, to, 'hold', packet, 'waits: the link is clogged');
    return;
  }
  const rule = network.rules.length === 0 ? undefined : network.catchBy(packet);
  if (rule?.action === 'drop') {
    noteLost(world, packet, 'dropped');
  } else if (rule?.action === 'hold') {
    network.held.push({ packet, cause });
    if (world.trace !== null) recordPacket(world, to, 'hold', packet, 'is held back');
  } else {
    handOver(world, packet, cause);
  }
}

/** Hands a packet to whom it is addressed to, if it runs. Ends one event. */
export function handOver(world: World, packet: Packet, cause: number): void {
  const { from, to } = packet;
  if (isClient(to)) {
    noteDelivery(world, packet, cause);
    if (packet.kind === 'client-response') deliverToClient(world, packet);
  } else {
    const host = world.nodes[to];
    if (host.pausedSince >= 0) {
      world.coverage?.reach('message-waits-for-paused-node');
      host.backlog.push({ packet, cause });
      return;
    }
    if (host.core === null) {
      noteLost(world, packet, 'down');
      return;
    }
    if (world.generation > 0 && !isClient(from) && isFenced(world, host, packet)) return;
    if (host.options.memberAfterIndex > 0 && !isClient(from) && isForFormer(world, host, packet))
      return;
    noteDelivery(world, packet, cause);
    if (packet.kind === 'client-request') serveClientRequest(world, host, packet);
    else if (packet.kind !== 'client-response' && world.onArrival?.(packet) !== true)
      stepNode(world, host, host.core, packet);
  }
  world.afterEvent?.();
}

/** Nodes of different generations do not talk: the older one learns that it is left behind. */
function isFenced(world: World, host: SimulatedNode, packet: Packet): boolean {
  const sender = world.nodes[packet.from];
  if (sender.generation === host.generation) return false;
  noteLost(world, packet, 'dropped');
  const older = sender.generation < host.generation ? sender : host;
  if (older.core !== null) fence(world, older);
  return true;
}

/** Who knows only members of before a node was wiped and came back as another means the one that is gone. */
function isForFormer(world: World, host: SimulatedNode, packet: Packet): boolean {
  // Who answers means whoever asked, and that was not the old one: its messages are gone.
  if (packet.kind === 'fetch-request' || packet.kind.endsWith('-response')) return false;
  const newest = world.nodes[packet.from].configurations.at(-1);
  if (newest === undefined || newest.index > host.options.memberAfterIndex) return false;
  noteLost(world, packet, 'down');
  return true;
}

function noteLost(world: World, packet: Packet, reason: 'cut' | 'dropped' | 'down'): void {
  world.coverage?.noteLost(reason);
  world.network.lose(packet, reason, world.now);
  world.lastFaultAt = world.now;
  if (reason === 'cut') tellLoss(world, packet);
  if (world.trace === null) return;
  const why = { cut: 'the link is cut', dropped: 'a rule drops it', down: 'nobody is there' }[
    reason
  ];
  recordPacket(world, packet.to, 'lose', packet, `is lost: ${why}`);
}

function stepNode(world: World, host: SimulatedNode, core: Node, message: Message): void {
  const { kind, from } = message;
  const isAnswer = kind === 'append-response' || kind === 'snapshot-response';
  const peer = isAnswer ? from : -1;
  world.before.capture(core, peer);
  world.coverage?.beforeMessage(core, message);
  if (message.kind === 'vote-request' && message.force) noteForcedRequest(world, host, message);
  const isBound = message.kind === 'vote-request' && isBoundTo(world, host, core, message);
  step(core, message, world.out);
  if (isBound && core.currentTerm > world.before.term) {
    world.disruption.accuseUnbound(host, core, from, world.accuser);
  }
  noteHearing(world, host, core, message);
  world.afterCall(host, core, peer);
}

/** Whether a voter must stay with the leader that it hears: nobody told the candidate not to mind. */
function isBoundTo(world: World, host: SimulatedNode, core: Node, request: VoteRequest): boolean {
  const { from, term } = request;
  return (
    !world.nodes[from].forcedTerms.includes(term) && world.disruption.isBound(host, core, from)
  );
}

/** The judges of leadership learn who heard whom. */
function noteHearing(world: World, host: SimulatedNode, core: Node, message: Message): void {
  switch (message.kind) {
    case 'append-request':
    case 'snapshot-request':
      if (message.term === core.currentTerm) world.disruption.noteHeard(host, message.term);
      return;
    case 'append-response':
    case 'snapshot-response': {
      const { from, term } = message;
      world.disruption.noteAnswered(host, from, term);
      if (term === core.currentTerm) world.leadership.noteAnswered(host, from);
      return;
    }
    default:
      return;
  }
}

function noteDelivery(world: World, packet: Packet, cause: number): void {
  const { hash } = world;
  world.coverage?.noteDelivery(world, packet);
  hash.add(world.now);
  hashPacket(hash, packet);
  if (world.trace !== null) {
    world.trace.cause = cause;
    world.trace.cause = recordPacket(world, packet.to, 'deliver', packet, 'arrives');
  }
}

/** Folds a delivery into the hash: its kind, its ends and what it says. */
function hashPacket(hash: RollingHash, packet: Packet): void {
  hash.add(packet.from * 8192 + packet.to);
  switch (packet.kind) {
    case 'append-request':
      hash.add(1);
      hash.add(packet.term);
      hash.add(packet.prevLogIndex);
      hash.add(packet.entries.length);
      hash.add(packet.leaderCommit);
      return;
    case 'append-response':
      hash.add(2);
      hash.add(packet.term);
      hash.add(packet.success ? packet.matchIndex : -packet.rejectedIndex - 1);
      return;
    case 'pre-vote-request':
    case 'vote-request':
      hash.add(packet.kind === 'vote-request' ? 3 : 4);
      hash.add(packet.term);
      hash.add(packet.lastLogIndex);
      hash.add(packet.lastLogTerm);
      return;
    case 'pre-vote-response':
    case 'vote-response':
      hash.add(packet.kind === 'vote-response' ? 5 : 6);
      hash.add(packet.granted ? packet.term : -packet.term);
      return;
    case 'client-request':
      hash.add(7);
      hash.add(packet.request.sequence);
      hash.addText(JSON.stringify(packet.ask));
      return;
    case 'client-response':
      hash.add(8);
      hash.add(packet.request.sequence);
      hash.addText(JSON.stringify(packet.answer));
      return;
    default:
      hashRarePacket(hash, packet);
  }
}

type RarePacket = Extract<
  Packet,
  {
    kind:
      | 'snapshot-request'
      | 'snapshot-response'
      | 'timeout-now'
      | 'read-request'
      | 'read-response'
      | 'fetch-request'
      | 'fetch-response';
  }
>;

function hashRarePacket(hash: RollingHash, packet: RarePacket): void {
  hash.addText(packet.kind);
  switch (packet.kind) {
    case 'snapshot-request':
      hash.add(packet.index);
      hash.add(packet.offset);
      hash.add(packet.dataChecksum);
      return;
    case 'snapshot-response':
      hash.add(packet.matchIndex);
      hash.add(packet.offset);
      return;
    case 'timeout-now':
      hash.add(packet.term);
      return;
    case 'read-request':
    case 'read-response':
      hash.add(packet.request.client);
      hash.add(packet.request.sequence);
      hash.add(packet.kind === 'read-response' ? packet.readIndex : -1);
      return;
    case 'fetch-request':
    case 'fetch-response':
      hash.add(packet.commitIndex);
      hash.add(packet.kind === 'fetch-response' ? packet.entries.length : packet.snapshotOffset);
  }
}
