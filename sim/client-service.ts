// The simulated clients: what the client library wants is sent through the simulated network, in ticks.

import { Client, type Ended, type Operation, type Outbox, type Patience } from '../client/index.ts';
import type { NodeId } from '../core/index.ts';
import { requestName } from './describe.ts';
import { clientEndpoint, clientNumber, isJudge } from './endpoint.ts';
import type { ClientResponse } from './packet.ts';
import { send } from './sending.ts';
import type { World } from './world.ts';

/** Ticks a client waits before it asks again when a node could not do it just now. */
const PAUSE = 2;

/** Who judges asks again as clients do by default, and gives up when the judgement is over. */
const JUDGES_PATIENCE: Patience = { timeout: 500, retry: 20, pause: PAUSE };

/** The client with a number; made on first use. */
export function clientOf(world: World, number: number): Client {
  let client = world.clients.get(number);
  if (client === undefined) {
    client = new Client(number);
    world.clients.set(number, client);
  }
  return client;
}

/** Tells a client to do something after all it was told before. Returns the sequence number. */
export function submit(world: World, number: number, operation: Operation): number {
  const client = clientOf(world, number);
  const sequence = client.submit(operation, world.now);
  startNext(world, client);
  return sequence;
}

/** Tells a client to repeat its last request, under the same number. Returns it; 0 when it made none. */
export function retryLast(world: World, number: number): number {
  // One that asked nothing yet is not made: a retry of nothing leaves the world as it is.
  const client = world.clients.get(number);
  if (client === undefined) return 0;
  const sequence = client.retry(world.now);
  startNext(world, client);
  return sequence;
}

/** Begins what waits, if nothing is under way. */
function startNext(world: World, client: Client): void {
  if (client.outstanding !== null) return;
  withOutbox(world, client, (out) => {
    client.advance(world.now, nodesOf(world), patienceOf(world, client), out);
  });
}

/** The clients' part of a tick: who waited long enough asks another node, or gives up. */
export function tickClients(world: World): void {
  if (world.trace !== null) world.trace.cause = -1;
  for (const client of world.clients.values()) {
    if (!client.isDue(world.now, world.settings.clientTimeout)) continue;
    withOutbox(world, client, (out) => {
      client.advance(world.now, nodesOf(world), patienceOf(world, client), out);
    });
  }
}

/** An answer reaches its client. */
export function deliverToClient(world: World, packet: ClientResponse): void {
  const client = clientOf(world, clientNumber(packet.to));
  withOutbox(world, client, (out) => {
    const { from, request, answer } = packet;
    client.receive(
      from,
      request,
      answer,
      world.now,
      nodesOf(world),
      patienceOf(world, client),
      out,
    );
  });
}

function withOutbox(world: World, client: Client, act: (out: Outbox) => void): void {
  const out: Outbox = { requests: [], ended: [] };
  act(out);
  for (const ended of out.ended) noteEnd(world, ended);
  for (const { to, request, ask } of out.requests) {
    if (client.outstanding?.attempts === 1) noteSending(world, client.number);
    const from = clientEndpoint(client.number);
    send(world, { kind: 'client-request', from, to, id: 0, request, ask });
  }
}

function noteSending(world: World, client: number): void {
  world.historyOrder += 1;
  world.sendings.set(client, { tick: world.now, order: world.historyOrder });
}

function noteEnd(world: World, ended: Ended): void {
  const { request, outcome, submittedAt } = ended;
  world.coverage?.noteEnd(ended);
  world.historyOrder += 1;
  const sending = world.sendings.get(request.client) ?? { tick: submittedAt, order: 0 };
  const { ask } = ended.operation;
  const isByLease = ask.kind === 'read' && ask.manner === 'lease';
  const isDoubtful = isByLease && world.leaseDoubtUntil >= sending.tick;
  world.history.push({ ended, sending, endedOrder: world.historyOrder, isDoubtful });
  world.hash.add(request.sequence);
  world.hash.addText(outcome.status);
  if (world.trace === null) return;
  const reason = outcome.status === 'ok' ? 'done' : outcome.reason;
  const how = { ok: reason, error: `refused, ${reason}`, unknown: `outcome unknown, ${reason}` };
  world.trace.record(world.now, {
    kind: 'client',
    node: clientEndpoint(request.client),
    text: `${requestName(request)} ends: ${how[outcome.status]}`,
    request,
    change: { kind: 'ended', status: outcome.status, reason, ticks: world.now - submittedAt },
  });
}

/** Whom clients may ask: every node that anybody has started. */
function nodesOf(world: World): readonly NodeId[] {
  return world.nodes.filter(({ condition }) => condition !== 'absent').map(({ id }) => id);
}

/** A judge is as patient as clients are by default, however soon the clients of a test give up. */
function patienceOf({ settings }: World, { number }: Client): Patience {
  if (isJudge(number)) return JUDGES_PATIENCE;
  return { timeout: settings.clientTimeout, retry: settings.clientRetry, pause: PAUSE };
}
