// A node's side of a client's request: it proposes, reads, changes the members or hands over, or says why
// not; and answers when the time has come.

import { type Answer, type Ask, isDone, type MemberChange, membersAfter } from '../client/index.ts';
import {
  changeConfiguration,
  type Configuration,
  type Entry,
  isJoint,
  type Node,
  propose,
  readIndex,
  type ReadOutcome,
  staleTicks,
  type Term,
  transferLeadership,
} from '../core/index.ts';
import { judgeWaits } from './lease-assumptions.ts';
import { requestName } from './describe.ts';
import type { ClientRequest } from './packet.ts';
import { send } from './sending.ts';
import type {
  Asker,
  PendingChange,
  PendingProposal,
  PendingRead,
  SimulatedNode,
} from './simulated-node.ts';
import type { ApplyResult } from './state-machine.ts';
import type { World } from './world.ts';

/** A node takes a client's request. */
export function serveClientRequest(world: World, host: SimulatedNode, packet: ClientRequest): void {
  const { core } = host;
  if (core === null) return;
  const asker: Asker = { client: packet.from, id: packet.id, request: packet.request };
  world.before.capture(core, -1);
  world.coverage?.beforeRequest(packet);
  serve(world, host, core, asker, packet.ask);
  world.afterCall(host, core, -1);
}

function serve(world: World, host: SimulatedNode, core: Node, asker: Asker, ask: Ask): void {
  switch (ask.kind) {
    case 'command':
      serveCommand(world, host, core, asker, ask.command);
      return;
    case 'read':
      serveRead(world, host, core, asker, ask);
      return;
    case 'change':
      serveChange(world, host, core, asker, ask);
      return;
    case 'transfer': {
      const outcome = transferLeadership(core, ask.target, world.out);
      answer(world, host, asker, outcome.ok ? { ok: true, kind: 'transferring' } : outcome);
    }
  }
}

function serveCommand(
  world: World,
  host: SimulatedNode,
  core: Node,
  asker: Asker,
  command: string,
): void {
  const outcome = propose(core, command, asker.request, world.out);
  if (outcome.ok) host.proposals.set(outcome.index, proposalOf(asker, outcome.term));
  else answer(world, host, asker, outcome);
}

/** Field by field: spreading an object into a larger one takes ten times as long. */
function proposalOf({ client, id, request }: Asker, term: Term): PendingProposal {
  return { client, id, request, term };
}

function changeOf({ client, id, request }: Asker, change: MemberChange): PendingChange {
  return { client, id, request, change };
}

function serveRead(
  world: World,
  host: SimulatedNode,
  core: Node,
  asker: Asker,
  { query, manner }: Extract<Ask, { kind: 'read' }>,
): void {
  if (manner === 'stale') {
    answerRead(world, host, asker, query, staleTicks(core));
    return;
  }
  if (manner === 'lease') judgeWaits(world, host);
  const { client, id, request } = asker;
  host.reads.push({ client, id, request, query, readIndex: -1 });
  const start = readIndex(core, request, manner, world.out);
  if (start.ok) return;
  host.reads.pop();
  answer(world, host, asker, start);
}

function serveChange(
  world: World,
  host: SimulatedNode,
  core: Node,
  asker: Asker,
  { change }: Extract<Ask, { kind: 'change' }>,
): void {
  // A joint configuration is on its way to its voters; the core refuses another change anyway.
  const members = membersAfter(core.configuration, change);
  const outcome = changeConfiguration(core, members, asker.request, world.out);
  if (!outcome.ok) {
    if (outcome.reason === 'no-change' && isUnderWay(core.configuration, change)) {
      const { configurationIndex: index } = core;
      host.changes.push(changeOf(asker, change));
      const term = core.log.termAt(index) ?? 0;
      answer(world, host, asker, { ok: true, kind: 'accepted', index, term });
    } else {
      answer(world, host, asker, outcome);
    }
    return;
  }
  const { index, term } = outcome;
  host.proposals.set(index, proposalOf(asker, term));
  host.changes.push(changeOf(asker, change));
  answer(world, host, asker, { ok: true, kind: 'accepted', index, term });
}

/** Whether a node is a learner already that the leader is going to promote: asked again, it is still to come. */
function isUnderWay({ staged }: Configuration, change: MemberChange): boolean {
  return change.kind === 'add-then-promote' && staged.includes(change.node);
}

/** The core says from where on a read may be answered, or that it cannot vouch for it. */
export function takeReadOutcome(world: World, host: SimulatedNode, outcome: ReadOutcome): void {
  const { client, sequence } = outcome.request;
  const offset = host.reads.findIndex(
    ({ request }) => request.client === client && request.sequence === sequence,
  );
  if (offset < 0) return;
  const read = host.reads[offset];
  if (outcome.ok) {
    read.readIndex = outcome.readIndex;
    if (world.trace !== null) traceReadIndex(world, host, read);
    answerReads(world, host);
    return;
  }
  host.reads.splice(offset, 1);
  const leader = host.core?.leaderId ?? -1;
  answer(world, host, read, { ok: false, reason: outcome.reason, leader });
}

function traceReadIndex(world: World, host: SimulatedNode, read: PendingRead): void {
  const { request, readIndex: index } = read;
  const isApplied = index <= host.machine.lastApplied;
  const when = isApplied ? 'which is applied' : `once it has applied that`;
  const text = `may answer ${requestName(request)} from entry ${index}, ${when}`;
  world.trace?.record(world.now, { kind: 'note', node: host.id, text, request });
}

/** Answers every read whose index is applied. */
export function answerReads(world: World, host: SimulatedNode): void {
  if (host.reads.length === 0) return;
  const { lastApplied } = host.machine;
  const ready = host.reads.filter(({ readIndex: from }) => from >= 0 && from <= lastApplied);
  if (ready.length === 0) return;
  host.reads = host.reads.filter((read) => !ready.includes(read));
  for (const read of ready) answerRead(world, host, read, read.query, -1);
}

function answerRead(
  world: World,
  host: SimulatedNode,
  asker: Asker,
  query: string,
  age: number,
): void {
  const value = host.machine.valueOf(query) ?? '';
  const { lastApplied: index } = host.machine;
  answer(world, host, asker, { ok: true, kind: 'read', value, index, staleTicks: age });
}

/** An entry was applied: whoever waits for its place, or for what it changes, learns what became of it. */
export function answerApplied(
  world: World,
  host: SimulatedNode,
  entry: Entry,
  result: ApplyResult,
): void {
  if (host.proposals.size > 0) answerProposal(world, host, entry, result);
  if (entry.configuration !== null) answerChanges(world, host, entry.index, entry.configuration);
}

function answerProposal(
  world: World,
  host: SimulatedNode,
  entry: Entry,
  result: ApplyResult,
): void {
  const proposal = host.proposals.get(entry.index);
  if (proposal === undefined) return;
  host.proposals.delete(entry.index);
  const { index, term } = entry;
  // The place alone proves nothing: another leader may have filled it with another entry.
  if (proposal.term !== term) {
    const { client, sequence } = proposal.request;
    host.changes = host.changes.filter(
      ({ request }) => request.client !== client || request.sequence !== sequence,
    );
    answer(world, host, proposal, { ok: false, reason: 'superseded' });
  } else if (result.outcome === 'expired') {
    answer(world, host, proposal, { ok: false, reason: 'session-expired' });
  } else if (entry.kind === 'command') {
    answer(world, host, proposal, { ok: true, kind: 'applied', result, index, term });
  }
}

/** A configuration is committed: changes that asked for it are done. */
export function answerChanges(
  world: World,
  host: SimulatedNode,
  index: number,
  configuration: Configuration,
): void {
  if (host.changes.length === 0 || isJoint(configuration)) return;
  const done = host.changes.filter(({ change }) => isDone(configuration, change));
  if (done.length === 0) return;
  host.changes = host.changes.filter((change) => !done.includes(change));
  for (const change of done) answer(world, host, change, { ok: true, kind: 'changed', index });
}

function answer(world: World, host: SimulatedNode, asker: Asker, said: Answer): void {
  const { client: to, id, request } = asker;
  send(world, { kind: 'client-response', from: host.id, to, id, request, answer: said });
}
