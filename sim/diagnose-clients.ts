// Why clients still wait, one sentence each.

import type { Outstanding, SimulatedClient } from './client.ts';
import { commandText, encodeCommand } from './command.ts';
import { requestName } from './describe.ts';
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

function waitReason(world: World, client: SimulatedClient, outstanding: Outstanding): string {
  const { request, operation, target, attempts, submittedAt, lastRefusal } = outstanding;
  const what = `${requestName(request)} (${commandText(encodeCommand(operation.command))})`;
  const tries = attempts === 1 ? 'asked once' : `asked ${attempts} times`;
  const head = `${what} waits since tick ${submittedAt}, ${tries}, last at ${endpointName(target)}`;
  const reason = targetReason(world, client, target) ?? lastRefusal;
  return reason === '' ? head : `${head}: ${reason}`;
}

function targetReason(world: World, client: SimulatedClient, target: number): string | undefined {
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
