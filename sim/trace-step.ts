// Tells the trace what a call of the core changed, by comparing the node before and after (never by asking it).

import { type LogIndex, type Node, NOBODY } from '../core/index.ts';
import { entryText } from './describe.ts';
import { endpointName } from './endpoint.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** Records changes of term, vote, role, log and commitIndex. `changedFrom` is 0 when the log is as it was. */
export function traceStep(
  world: World,
  host: SimulatedNode,
  core: Node,
  changedFrom: LogIndex,
): void {
  const { before } = world;
  if (core.currentTerm !== before.term) {
    world.record(host.id, 'term', `enters term ${core.currentTerm}, from ${before.term}`);
  }
  if (core.votedFor !== before.votedFor && core.votedFor !== NOBODY) {
    const whom = core.votedFor === host.id ? 'itself' : endpointName(core.votedFor);
    world.record(host.id, 'vote', `votes for ${whom} in term ${core.currentTerm}`);
  }
  if (core.role.kind !== before.role) {
    world.record(host.id, 'role', `becomes ${core.role.kind} in term ${core.currentTerm}`);
  }
  if (changedFrom > 0) traceLog(world, host, core, changedFrom);
  if (core.commitIndex !== before.commitIndex) {
    world.record(
      host.id,
      'commit',
      `commits up to ${core.commitIndex}, from ${before.commitIndex}`,
    );
  }
}

function traceLog(world: World, host: SimulatedNode, core: Node, changedFrom: LogIndex): void {
  const { before } = world;
  if (changedFrom <= before.lastIndex) {
    world.record(
      host.id,
      'truncate',
      `cuts its log off from index ${changedFrom}; it ended at ${before.lastIndex}`,
    );
  }
  for (let index = changedFrom; index <= core.log.lastIndex; index++) {
    const entry = core.log.entryAt(index);
    if (entry === undefined) continue;
    world.trace?.record(world.now, {
      kind: 'append',
      node: host.id,
      text: `appends ${entryText(entry)}`,
      request: entry.request,
    });
  }
}
