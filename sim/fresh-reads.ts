// Whether a world that has recovered serves reads: the leader answers one, and no member keeps silent about one. It is
// tried on a copy of the world, so that neither its time nor its hash is touched.

import type { Node, NodeId } from '../core/index.ts';
import { clientOf, submit } from './client-service.ts';
import { commandAsk } from './command.ts';
import { endpointName, JUDGES_FIRST } from './endpoint.ts';
import { isMember } from './majority.ts';
import { silenceOperators } from './operators.ts';
import type { World } from './world.ts';

/** Members that are asked, besides the leader. */
const ASKED_MAX = 4;

/** A read that was not served, and why: one sentence each. */
export interface MissingRead {
  readonly missing: string;
  readonly why: string;
}

/**
 * Asks the leader and some members for a fresh read each. Undefined when all answered. A member that does not lead may
 * refuse. `ticks`: how long they have.
 */
export function missingReads(world: World, ticks: number): MissingRead | undefined {
  const leader = world.leader();
  if (leader?.core === undefined || leader.core === null) return undefined;
  const copy = world.copy();
  // What they still want may take the quorum away in the meantime.
  silenceOperators(copy);
  const others = copy.nodes.filter(({ id }) => id !== leader.id && isServing(copy, id));
  const asked = [leader, ...others.slice(0, ASKED_MAX)].map(({ id }) => id);
  const until = copy.now + ticks;
  if (!hasCommittedInTerm(leader.core)) {
    // Without a no-op a leader waits for a write of its term before it knows what to answer (section 8).
    const ask = commandAsk({ kind: 'value', value: 'read' });
    const write = submit(copy, JUDGES_FIRST, { ask, to: leader.id, redirects: false });
    runUntil(copy, until, () => clientOf(copy, JUDGES_FIRST).outcomeOf(write) !== undefined);
  }
  const reads = asked.map((id, offset) => readAt(copy, id, JUDGES_FIRST + 1 + offset));
  runUntil(copy, until, () => reads.every((read) => read() !== undefined));
  // What a change of leaders leaves open, or a property that breaks on the way, is no matter of reads.
  if (copy.halted || copy.leader()?.id !== leader.id) return undefined;
  // Who was removed meanwhile hears no more of what is committed.
  const silent = asked.find((id, offset) => isServing(copy, id) && reads[offset]?.() === undefined);
  if (silent !== undefined) {
    const why = `${whySilent(copy, silent, JUDGES_FIRST + 1 + asked.indexOf(silent))}: tried in a copy of the world, for ${copy.now - world.now} ticks`;
    return { missing: `${endpointName(silent)} does not answer a fresh read`, why };
  }
  if (reads[0]?.() === 'ok') return undefined;
  const name = endpointName(leader.id);
  return {
    missing: `${name} leads and refuses a fresh read`,
    why: `${name} leads term ${leader.core.currentTerm}`,
  };
}

/** How far the read is that a node keeps silent about. */
function whySilent(world: World, id: NodeId, judge: number): string {
  const { reads, core } = world.node(id);
  const name = endpointName(id);
  const read = reads.find(({ request }) => request.client === judge);
  if (read === undefined) return `${name} does not know the read any more that it was asked for`;
  if (read.readIndex >= 0) {
    return `${name} may answer from entry ${read.readIndex} on, and has applied ${core?.lastApplied ?? 0}`;
  }
  const leads = core?.role.kind === 'leader';
  const whom = leads ? 'it leads' : `its leader is ${endpointName(core?.leaderId ?? -1)}`;
  return `${name} waits for the word from which entry on it may read; ${whom}`;
}

/** Judged from outside: whether the entry that was committed last is of the leader's own term. */
function hasCommittedInTerm({ log, commitIndex, currentTerm }: Node): boolean {
  return log.termAt(commitIndex) === currentTerm;
}

/** Whether a node runs, belongs to the cluster as it was recovered last, and is a member to the leader. */
export function isServing(world: World, id: NodeId): boolean {
  const { core, condition, generation } = world.node(id);
  const configuration = world.leader()?.core?.configuration;
  if (configuration === undefined || core === null || condition !== 'up') return false;
  return generation === world.generation && isMember(configuration, id);
}

/** Asks a node for a read; the answer tells how that ended, undefined while it has not. */
function readAt(world: World, to: NodeId, judge: number): () => string | undefined {
  const ask = { kind: 'read', query: 'converged', manner: 'index' } as const;
  const sequence = submit(world, judge, { ask, to, redirects: false });
  return () => clientOf(world, judge).outcomeOf(sequence)?.outcome.status;
}

function runUntil(world: World, tick: number, isOver: () => boolean): void {
  while (!isOver() && world.now < tick && !world.halted) world.tick();
}
