// What travels over the simulated network: the core's messages, and those between clients and nodes.

import type { LogIndex, Message, MessageId, NodeId, RequestId, Term } from '../core/index.ts';
import { MESSAGE_KINDS } from '../core/index.ts';
import type { Endpoint } from './endpoint.ts';
import type { ApplyResult } from './state-machine.ts';

/** What a node answers a client. */
export type ClientAnswer =
  | {
      readonly ok: true;
      readonly result: ApplyResult;
      readonly index: LogIndex;
      readonly term: Term;
    }
  /** The node does not lead; `leader` is `NOBODY` when it knows none. Nothing was done. */
  | { readonly ok: false; readonly reason: 'not-leader'; readonly leader: NodeId }
  /** Another entry was committed where the proposal stood. It will not take effect from there. */
  | { readonly ok: false; readonly reason: 'superseded' };

/** A client asks a node to carry out a command. */
export interface ClientRequest {
  readonly kind: 'client-request';
  readonly from: Endpoint;
  readonly to: NodeId;
  id: MessageId;
  readonly request: RequestId;
  readonly command: string;
}

/** A node answers a client. */
export interface ClientResponse {
  readonly kind: 'client-response';
  readonly from: NodeId;
  readonly to: Endpoint;
  id: MessageId;
  readonly request: RequestId;
  readonly answer: ClientAnswer;
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

/** The client request a packet belongs to, if it belongs to exactly one. */
export function requestOf(packet: Packet): RequestId | null {
  switch (packet.kind) {
    case 'client-request':
    case 'client-response':
      return packet.request;
    case 'append-request':
      return packet.entries.length === 1 ? packet.entries[0].request : null;
    default:
      return null;
  }
}
