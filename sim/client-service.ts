// Clients and nodes talking: requests, redirects, retries, answers. See client.ts for what a client remembers.

import { send } from './sending.ts';
import { type Entry, NOBODY, type NodeId, propose } from '../core/index.ts';
import {
  type Outcome,
  type Outstanding,
  type Operation,
  outcomeOfAnswer,
  SimulatedClient,
} from './client.ts';
import { encodeCommand } from './command.ts';
import { answerText, requestName } from './describe.ts';
import { clientEndpoint, clientNumber, endpointName } from './endpoint.ts';
import type { ClientAnswer, ClientRequest, ClientResponse } from './packet.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { ApplyResult } from './state-machine.ts';
import type { World } from './world.ts';

/** Ticks a client waits before it asks again when a node knew no leader. */
const LEADERLESS_WAIT = 2;

/** How a request ends that nobody answered in time. */
const TIMED_OUT: Outcome = { status: 'unknown', reason: 'timed-out', value: '' };

/** The client with a number; made on first use. */
export function clientOf(world: World, number: number): SimulatedClient {
  let client = world.clients.get(number);
  if (client === undefined) {
    client = new SimulatedClient(number);
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
  const client = clientOf(world, number);
  const sequence = client.retry(world.now);
  startNext(world, client);
  return sequence;
}

function startNext(world: World, client: SimulatedClient): void {
  if (client.outstanding !== null) return;
  const next = client.queue.shift();
  if (next === undefined) return;
  const { operation, sequence, submittedAt } = next;
  const outstanding: Outstanding = {
    request: { client: client.number, sequence },
    operation,
    submittedAt,
    target: operation.to ?? (client.likelyLeader === NOBODY ? 0 : client.likelyLeader),
    messageId: 0,
    retryAt: 0,
    attempts: 0,
    lastRefusal: '',
  };
  client.outstanding = outstanding;
  sendAttempt(world, client, outstanding);
}

function sendAttempt(world: World, client: SimulatedClient, outstanding: Outstanding): void {
  outstanding.attempts += 1;
  outstanding.retryAt = world.now + world.settings.clientRetry;
  const packet: ClientRequest = {
    kind: 'client-request',
    from: clientEndpoint(client.number),
    to: outstanding.target,
    id: 0,
    request: outstanding.request,
    command: encodeCommand(outstanding.operation.command),
  };
  send(world, packet);
  outstanding.messageId = packet.id;
}

/** The clients' part of a tick: who waited long enough asks another node, or gives up. */
export function tickClients(world: World): void {
  for (const client of world.clients.values()) {
    const { outstanding } = client;
    if (outstanding === null) {
      startNext(world, client);
    } else if (world.now - outstanding.submittedAt >= world.settings.clientTimeout) {
      end(world, client, outstanding, TIMED_OUT, NOBODY);
    } else if (outstanding.operation.redirects && world.now >= outstanding.retryAt) {
      // Silence or no leader: somebody else may know more.
      if (outstanding.lastRefusal === '') client.likelyLeader = NOBODY;
      outstanding.target = nextNode(world, outstanding.target);
      sendAttempt(world, client, outstanding);
    }
  }
}

function nextNode(world: World, node: NodeId): NodeId {
  return (node + 1) % world.nodes.length;
}

/** An answer reaches its client. Answers to requests that ended are late copies and change nothing. */
export function deliverToClient(world: World, packet: ClientResponse): void {
  const client = clientOf(world, clientNumber(packet.to));
  const { outstanding } = client;
  if (outstanding === null || outstanding.request.sequence !== packet.request.sequence) return;
  const { answer } = packet;
  const mayTryOn = outstanding.operation.redirects;
  if (answer.ok || !mayTryOn) {
    if (answer.ok) client.likelyLeader = packet.from;
    end(world, client, outstanding, outcomeOfAnswer(answer), packet.from);
    return;
  }
  outstanding.lastRefusal = `${endpointName(packet.from)} answered: ${answerText(answer)}`;
  follow(world, client, outstanding, answer, packet.from);
}

/** Goes where a refusal points: to the leader it names, or on after a short wait. */
function follow(
  world: World,
  client: SimulatedClient,
  outstanding: Outstanding,
  answer: Extract<ClientAnswer, { ok: false }>,
  from: NodeId,
): void {
  const leader = answer.reason === 'not-leader' ? answer.leader : from;
  if (leader === NOBODY) {
    outstanding.target = from;
    outstanding.retryAt = world.now + LEADERLESS_WAIT;
    return;
  }
  client.likelyLeader = leader;
  outstanding.target = leader;
  sendAttempt(world, client, outstanding);
}

function end(
  world: World,
  client: SimulatedClient,
  outstanding: Outstanding,
  outcome: Outcome,
  by: NodeId,
): void {
  const { request, operation, submittedAt } = outstanding;
  client.outstanding = null;
  client.ended.push({ request, operation, submittedAt, endedAt: world.now, outcome, by });
  world.hash.add(request.sequence);
  world.hash.addText(outcome.status);
  if (world.trace !== null) {
    const reason = outcome.status === 'ok' ? 'done' : outcome.reason;
    world.trace.record(world.now, {
      kind: 'client',
      node: clientEndpoint(client.number),
      text: `${requestName(request)} ends: ${reason}`,
      request,
    });
  }
  startNext(world, client);
}

/** A node takes a client's request: proposes it, or says who leads. */
export function serveClientRequest(world: World, host: SimulatedNode, packet: ClientRequest): void {
  const { core } = host;
  if (core === null) return;
  world.before.capture(core, -1);
  const outcome = propose(core, packet.command, packet.request, world.out);
  if (outcome.ok) {
    host.proposals.set(outcome.index, {
      client: packet.from,
      id: packet.id,
      request: packet.request,
      term: outcome.term,
    });
  } else {
    const { reason, leader } = outcome;
    answer(world, host, packet, { ok: false, reason, leader });
  }
  world.afterCall(host, core, -1);
}

/** An entry was applied: whoever waits for its place learns what became of the request. */
export function answerProposal(
  world: World,
  host: SimulatedNode,
  entry: Entry,
  result: ApplyResult,
): void {
  if (host.proposals.size === 0) return;
  const proposal = host.proposals.get(entry.index);
  if (proposal === undefined) return;
  host.proposals.delete(entry.index);
  const { client: from, id, request } = proposal;
  const { index, term } = entry;
  // The place alone proves nothing: another leader may have filled it with another entry.
  const said: ClientAnswer =
    proposal.term === term
      ? { ok: true, result, index, term }
      : { ok: false, reason: 'superseded' };
  answer(world, host, { from, id, request }, said);
}

function answer(
  world: World,
  host: SimulatedNode,
  asked: Pick<ClientRequest, 'from' | 'id' | 'request'>,
  said: ClientAnswer,
): void {
  send(world, {
    kind: 'client-response',
    from: host.id,
    to: asked.from,
    id: asked.id,
    request: asked.request,
    answer: said,
  });
}
