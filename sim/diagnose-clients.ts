// Why clients still wait, one sentence each.

import type { Client, Outstanding } from '../client/index.ts';
import { requestName } from './describe.ts';
import { askText, refusedText } from './describe-requests.ts';
import { ownTrouble } from './diagnose-links.ts';
import { clientEndpoint, endpointName } from './endpoint.ts';
import type { World } from './world.ts';

/** A sentence per client that waits for an answer. */
export function clientReasons(world: World): string[] {
  const reasons: string[] = [];
  for (const client of world.clients.values()) {
    if (client.outstanding !== null) reasons.push(waitReason(world, client, client.outstanding));
  }
  return reasons;
}

function waitReason(world: World, client: Client, outstanding: Outstanding): string {
  const { request, operation, target, attempts, submittedAt, refused } = outstanding;
  const what = `${requestName(request)} (${askText(operation.ask)})`;
  const tries = attempts === 1 ? 'asked once' : `asked ${attempts} times`;
  const head = `${what} waits since tick ${submittedAt}, ${tries}, last at ${endpointName(target)}`;
  const reason = targetReason(world, client, target) ?? refusalReason(refused);
  return reason === undefined ? head : `${head}: ${reason}`;
}

function refusalReason(refused: Outstanding['refused']): string | undefined {
  if (refused === null) return undefined;
  return `${endpointName(refused.by)} answered: ${refusedText(refused.answer)}`;
}

function targetReason(world: World, client: Client, target: number): string | undefined {
  const name = endpointName(target);
  const trouble = ownTrouble(world.nodes[target]);
  if (trouble !== undefined) return `${name} ${trouble}`;
  const endpoint = clientEndpoint(client.number);
  const there = world.network.cutSince(endpoint, target);
  if (there !== undefined) return `${name} does not hear it: the link is cut since tick ${there}`;
  const back = world.network.cutSince(target, endpoint);
  if (back !== undefined) return `it does not hear ${name}: the link is cut since tick ${back}`;
  const proposals = world.nodes[target].proposals;
  for (const [index, proposal] of proposals) {
    if (proposal.client === endpoint)
      return `${name} proposed it as entry ${index}, which is not applied yet`;
  }
  return undefined;
}
