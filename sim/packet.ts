// What travels over the simulated network: the core's messages, and those between clients and nodes.

import type { Answer, Ask } from '../client/index.ts';
import type { Entry, Message, MessageId, NodeId, RequestId } from '../core/index.ts';
import { MESSAGE_KINDS } from '../core/index.ts';
import type { Endpoint } from './endpoint.ts';

/** A client asks a node for something. */
export interface ClientRequest {
  readonly kind: 'client-request';
  readonly from: Endpoint;
  readonly to: NodeId;
  id: MessageId;
  readonly request: RequestId;
  readonly ask: Ask;
}

/** A node answers a client. */
export interface ClientResponse {
  readonly kind: 'client-response';
  readonly from: NodeId;
  readonly to: Endpoint;
  id: MessageId;
  readonly request: RequestId;
  readonly answer: Answer;
}

/** Anything on the network. */
export type Packet = Message | ClientRequest | ClientResponse;
export type PacketKind = Packet['kind'];

/** All kinds of packets, in the order of their codes in hashes. Append only. */
export const PACKET_KINDS: readonly PacketKind[] = [
  ...MESSAGE_KINDS,
  'client-request',
  'client-response',
];

/** A packet on its way. */
export interface Travelling {
  readonly packet: Packet;
  /** Trace event that sent it; -1 without a trace. */
  readonly cause: number;
}

/** The client requests that some entries are for, in order. */
export function requestsOf(entries: readonly Entry[]): readonly RequestId[] {
  return entries.flatMap(({ request }) => (request.sequence > 0 ? [request] : []));
}

/** The client request a packet belongs to, if it belongs to exactly one. */
export function requestOf(packet: Packet): RequestId | null {
  switch (packet.kind) {
    case 'client-request':
    case 'client-response':
      return packet.request;
    case 'append-request':
    case 'fetch-response':
      return packet.entries.length === 1 ? packet.entries[0].request : null;
    case 'read-request':
    case 'read-response':
      return packet.request;
    default:
      return null;
  }
}
