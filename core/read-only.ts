// Read-only peers: nodes outside the configuration that hang off any other node and take over what is
// committed there. They ask; the source only answers, and keeps nothing of them. What they hold is always
// a prefix of what is committed, at most as fresh as their source. Source: the seed's "read-only peers
// hanging off a non-leader".

import { takeEntries } from './append.ts';
import { commitTo } from './commit.ts';
import { isMember, membersOf } from './configuration.ts';
import { configurationAt } from './configuration-history.ts';
import type { FetchRequest, FetchResponse } from './messages.ts';
import type { Node, ReadOnly } from './node.ts';
import type { Output } from './output.ts';
import { takePiece } from './snapshot-receiving.ts';
import { pieceOf } from './snapshot-sending.ts';
import { adoptTerm, becomeDetached, becomeReadOnly } from './transitions.ts';
import type { NodeId } from './types.ts';

/** Whether a node hangs off another now. */
export type AttachOutcome =
  { readonly ok: true } | { readonly ok: false; readonly reason: 'is-a-member' | 'itself' };

/** Hangs this node off `source`. Members of the configuration are fed by the leader and refuse. */
export function attach(node: Node, source: NodeId, out: Output): AttachOutcome {
  if (source === node.id) return { ok: false, reason: 'itself' };
  if (mayBeMember(node)) return { ok: false, reason: 'is-a-member' };
  hangOff(node, source, membersOf(node.configuration), out);
  return { ok: true };
}

/** Whether the newest configuration known to be committed, or one behind it, has this node as a member. */
function mayBeMember(node: Node): boolean {
  const { configurations, commitIndex, id } = node;
  const committed = configurationAt(node, commitIndex);
  return configurations.some(
    ({ index, configuration }) => index >= committed.index && isMember(configuration, id),
  );
}

function hangOff(node: Node, source: NodeId, members: readonly NodeId[], out: Output): void {
  const role = becomeReadOnly(node, source, members);
  out.events.push({ kind: 'attached', source });
  ask(node, role, out);
}

/** One tick of a read-only peer: asks for more, or looks for another source when this one is silent too long. */
export function tickReadOnly(node: Node, role: ReadOnly, out: Output): void {
  role.silentTicks += 1;
  role.askedTicks += 1;
  const { electionTimeoutTicksMax, heartbeatTicks } = node.options;
  if (role.silentTicks >= electionTimeoutTicksMax) {
    out.events.push({ kind: 'source-lost', source: role.source });
    hangOff(node, nextSource(node, role), role.members, out);
  } else if (role.askedTicks >= heartbeatTicks) {
    ask(node, role, out);
  }
}

/** The member after the present source, in a circle; the same one again when it knows of no other. */
function nextSource(node: Node, { source, members }: ReadOnly): NodeId {
  const others = members.filter((id) => id !== node.id);
  return others.find((id) => id > source) ?? others.at(0) ?? source;
}

function ask(node: Node, role: ReadOnly, out: Output): void {
  role.askedTicks = 0;
  out.messages.push({
    kind: 'fetch-request',
    from: node.id,
    to: role.source,
    id: 0,
    commitIndex: node.commitIndex,
    snapshotIndex: node.receiving?.index ?? 0,
    snapshotOffset: node.receiving?.received.length ?? 0,
  });
}

/** Answers a peer that hangs off this node with what is committed here. */
export function handleFetchRequest(node: Node, request: FetchRequest, out: Output): void {
  const { role } = node;
  const isFedByLeader = role.kind !== 'read-only';
  out.messages.push({
    kind: 'fetch-response',
    from: node.id,
    to: request.from,
    id: request.id,
    upstream: isFedByLeader ? [] : [role.source, ...role.upstream],
    entries: committedBehind(node, request.commitIndex),
    commitIndex: node.commitIndex,
    snapshot: pieceFor(node, request),
    members: isFedByLeader ? membersOf(node.configuration) : role.members,
    staleTicks: staleTicks(node),
  });
}

function committedBehind(node: Node, index: number): FetchResponse['entries'] {
  const { log, commitIndex, options } = node;
  if (index < log.baseIndex || index >= commitIndex) return [];
  const batch = log.batchFrom(index + 1, options.batchEntriesMax, options.batchSizeMax);
  return batch.filter((entry) => entry.index <= commitIndex);
}

function pieceFor(node: Node, request: FetchRequest): FetchResponse['snapshot'] {
  const { snapshot, log } = node;
  if (snapshot === null || request.commitIndex >= log.baseIndex) return null;
  const offset = request.snapshotIndex === snapshot.index ? request.snapshotOffset : 0;
  return pieceOf(snapshot, offset, node.options.snapshotChunkSize);
}

/**
 * How many of its own ticks ago a node last had a leader's word for what it holds: the label of a stale
 * read. 0 for a leader.
 */
export function staleTicks(node: Node): number {
  return node.role.kind === 'leader' ? 0 : node.unheardTicks;
}

/** Takes over what the source has committed, and asks on while there is more. */
export function handleFetchResponse(node: Node, response: FetchResponse, out: Output): void {
  const { role } = node;
  if (role.kind !== 'read-only' || role.source !== response.from) return;
  if (response.upstream.includes(node.id)) {
    // It is fed by us: each would wait for the other for ever.
    out.events.push({ kind: 'attach-refused', source: response.from });
    becomeDetached(node);
    return;
  }
  role.silentTicks = 0;
  node.unheardTicks = response.staleTicks;
  role.upstream = response.upstream;
  role.members = response.members;
  const { commitIndex: before, receiving } = node;
  const piecesBefore = receiving?.received.length ?? 0;
  if (response.snapshot !== null) {
    adoptTerm(node, response.snapshot.indexTerm, out);
    takePiece(node, response.snapshot, response.from, out);
  }
  takeCommitted(node, response, out);
  const isMore = node.commitIndex < response.commitIndex;
  // A double copy brings nothing new, and is not asked behind: otherwise every copy would cause two more.
  const isNew =
    node.commitIndex > before ||
    node.receiving !== receiving ||
    (node.receiving?.received.length ?? 0) !== piecesBefore;
  if (isMore && isNew) ask(node, role, out);
}

function takeCommitted(node: Node, { entries, commitIndex }: FetchResponse, out: Output): void {
  const last = entries.at(-1);
  const first = entries.at(0);
  // Late answers may begin behind what is known here; there must be no gap.
  if (first === undefined || last === undefined || first.index > node.commitIndex + 1) return;
  adoptTerm(node, last.term, out);
  if (takeEntries(node, entries, out) !== 0) return;
  commitTo(node, Math.min(last.index, commitIndex), out);
}
