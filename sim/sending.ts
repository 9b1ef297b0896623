// Packets leave: they get an id, the judges see what they promise, and the network takes or loses them.

import { isRequest } from '../core/index.ts';
import { packetText } from './describe.ts';
import type { Endpoint } from './endpoint.ts';
import type { Sending } from './network.ts';
import { type Packet, requestOf, requestsOf } from './packet.ts';
import type { TraceKind } from './trace.ts';
import type { World } from './world.ts';

/** Sends a packet. Requests get an id; answers carry the one of their request. */
export function send(world: World, packet: Packet): void {
  if (packet.id === 0 && (packet.kind === 'client-request' || isRequestPacket(packet))) {
    packet.id = world.nextMessageId();
  }
  world.checker.noteSent(packet);
  // Who is told to campaign by its leader disturbs nobody.
  if (packet.kind === 'timeout-now') world.disruption.noteToldToStepDown();
  if (world.trace === null) {
    const result = world.network.send(packet, -1, world.now);
    world.coverage?.noteSent(result);
    if (result === 'cut') tellLoss(world, packet);
    return;
  }
  const cause = recordPacket(world, packet.from, 'send', packet, 'is sent');
  const result = world.network.send(packet, cause, world.now);
  world.coverage?.noteSent(result);
  if (result === 'once') return;
  if (result === 'cut') tellLoss(world, packet);
  const previous = world.trace.cause;
  world.trace.cause = cause;
  const isSent = result === 'twice' || result === 'replayed';
  recordPacket(world, packet.from, isSent ? 'duplicate' : 'lose', packet, SENDINGS[result]);
  world.trace.cause = previous;
}

/** What became of a packet, in words, unless it simply arrives. */
const SENDINGS: Readonly<Record<Exclude<Sending, 'once'>, string>> = {
  twice: 'is duplicated',
  replayed: 'will arrive once more, much later',
  cut: 'is lost: the link is cut',
  lost: 'is lost by chance',
  overflow: 'is lost: too much is under way on the link',
};

/** Tells a message bus that a partition stopped a message. */
export function tellLoss(world: World, packet: Packet): void {
  if (world.onLoss === null) return;
  if (packet.kind !== 'client-request' && packet.kind !== 'client-response') world.onLoss(packet);
}

/** Records an event about a packet. Returns its `i`; -1 without a trace. */
export function recordPacket(
  world: World,
  node: Endpoint,
  kind: TraceKind,
  packet: Packet,
  what: string,
): number {
  const text = `${packetText(packet)} ${what}`;
  const recorded = { kind, node, text, message: packet, request: requestOf(packet) };
  const carries = packet.kind === 'append-request' || packet.kind === 'fetch-response';
  const requests = carries ? requestsOf(packet.entries) : [];
  return world.trace?.record(world.now, { ...recorded, requests }) ?? -1;
}

function isRequestPacket(packet: Packet): boolean {
  return packet.kind !== 'client-response' && packet.kind !== 'client-request' && isRequest(packet);
}
