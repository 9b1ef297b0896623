// Who can send and receive: nodes, numbered from 0, and clients, numbered in a range of their own, so that
// one network, one set of rules and one trace serve both.

import type { LogIndex, Term } from '../core/index.ts';

/** A node's id, or a client's as `clientEndpoint(number)`. */
export type Endpoint = number;

/** The world itself, where something happens to no endpoint in particular. */
export const WORLD: Endpoint = -1;

/** Endpoints from here on are clients. Nodes lie below. */
const FIRST_CLIENT = 4096;

/** The number of the client that makes the fresh write of a convergence; scenarios name none beyond c999. */
export const JUDGE = 1023;

/** Nodes a cluster may have at most. */
export const NODES_MAX = 1001;

/** The endpoint of client `number` (from 0). */
export function clientEndpoint(number: number): Endpoint {
  return FIRST_CLIENT + number;
}

/** Whether an endpoint is a client. */
export function isClient(endpoint: Endpoint): boolean {
  return endpoint >= FIRST_CLIENT;
}

/** The number of a client's endpoint. */
export function clientNumber(endpoint: Endpoint): number {
  return endpoint - FIRST_CLIENT;
}

/** `n0`, `c1`, `judge`, or `world`. */
export function endpointName(endpoint: Endpoint): string {
  if (endpoint < 0) return 'world';
  return isClient(endpoint) ? clientName(clientNumber(endpoint)) : `n${endpoint}`;
}

/** `c1`, or `judge`. */
export function clientName(client: number): string {
  return client === JUDGE ? 'judge' : `c${client}`;
}

/** `n0`, `n0 and n1`, `n0, n1 and n2`; `nobody` for an empty list. */
export function endpointNames(endpoints: readonly Endpoint[]): string {
  const names = endpoints.map(endpointName);
  if (names.length === 0) return 'nobody';
  if (names.length === 1) return names[0];
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** A place in a log, `3@2`: index 3, term 2. */
export function positionName(index: LogIndex, term: Term): string {
  return `${index}@${term}`;
}
