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

/** The numbers of operators, who change the members: from here on, so many. */
export const OPERATORS_FIRST = 1024;
export const OPERATORS_MAX = 2048;

/** Further judges, when a session is forgotten: the last numbers of operators, from here downwards. */
export const JUDGES_LAST = OPERATORS_FIRST + OPERATORS_MAX - 1;
const JUDGES_MAX = 64;
/** The lowest of them. */
export const JUDGES_FIRST = JUDGES_LAST - JUDGES_MAX + 1;

/** Whether a client is a judge. */
export function isJudge(client: number): boolean {
  return client === JUDGE || client > JUDGES_LAST - JUDGES_MAX;
}

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

/** `c1`, `judge`, `operator`, or `operator2` for another at the same time. */
export function clientName(client: number): string {
  if (client < JUDGE) return `c${client}`;
  if (client === JUDGE) return 'judge';
  return client === OPERATORS_FIRST ? 'operator' : `operator${client - OPERATORS_FIRST + 1}`;
}

/** The client of a name, the inverse of `clientName`; undefined when there is none. */
export function clientNamed(name: string): number | undefined {
  if (name === 'judge') return JUDGE;
  const [, kind, digits = ''] = /^(c|operator)(0|[1-9]\d{0,3})?$/.exec(name) ?? [];
  const number =
    kind === 'c' && digits !== ''
      ? Number(digits)
      : kind === 'operator'
        ? OPERATORS_FIRST + (digits === '' ? 0 : Number(digits) - 1)
        : -1;
  return number >= 0 && clientName(number) === name ? number : undefined;
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
