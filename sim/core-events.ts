// What the core says of itself is remembered for diagnosis, and told to the trace.

import type { AppendRequest, CoreEvent, Node } from '../core/index.ts';
import { coreEventText } from './describe.ts';
import { appendRefusalText, refusalText, voteRefusedBy } from './refusals.ts';
import { endpointName } from './endpoint.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { TraceChange } from './trace-change.ts';
import { logEnd } from './trace-step.ts';
import type { World } from './world.ts';

/** Campaigns of a node that are remembered, pre-votes counted for themselves. */
const CAMPAIGNS_KEPT = 8;

/** Takes note of a core event, at the end of the call that it happened in. */
export function noteEvent(world: World, host: SimulatedNode, event: CoreEvent): void {
  const { core } = host;
  if (event.kind === 'vote-refused') {
    if (core !== null) {
      host.voteRefusals.set(event.candidate, voteRefusedBy(core, event, world.now));
    }
  } else if (event.kind === 'append-refused') {
    const { leader, reason, index } = event;
    host.appendRefused = { tick: world.now, leader, reason, index };
  } else if (event.kind === 'stepped-down') {
    host.steppedDown = { tick: world.now, reason: event.reason };
  } else if (event.kind === 'campaign-started') {
    host.campaigns = [...host.campaigns.slice(1 - CAMPAIGNS_KEPT), world.now];
    host.campaigned = { tick: world.now, term: event.term, pre: event.pre, told: false };
  }
  world.leadership.noteEvent(world, host, event);
  host.eventCounts.set(event.kind, (host.eventCounts.get(event.kind) ?? 0) + 1);
  if (world.trace !== null) {
    const kind = event.kind.endsWith('refused') ? 'refuse' : 'note';
    world.record(host.id, kind, eventText(world, host, event), changeOf(core, event));
  }
}

function eventText(world: World, host: SimulatedNode, event: CoreEvent): string {
  const { core } = host;
  if (event.kind === 'vote-refused') {
    const refused = host.voteRefusals.get(event.candidate);
    const why = refused === undefined ? '' : `: ${refusalText(refused)}`;
    const what = event.pre ? 'pre-vote' : 'vote';
    return `refuses ${endpointName(event.candidate)} its ${what} for term ${event.term}${why}`;
  }
  if (event.kind === 'append-refused' && core !== null) {
    return appendRefusalText(core, event, refusedRequest(world));
  }
  return coreEventText(event);
}

/** The entries that are being refused: what just arrived. */
function refusedRequest({ trace }: World): AppendRequest | undefined {
  const message = trace?.at(trace.cause)?.message;
  return message?.kind === 'append-request' ? message : undefined;
}

function changeOf(core: Node | null, event: CoreEvent): TraceChange {
  if (event.kind !== 'snapshot-installed' || core === null) return { kind: 'core', event };
  const { index } = event;
  return { kind: 'install', index, term: core.log.termAt(index) ?? 0, end: logEnd(core) };
}
