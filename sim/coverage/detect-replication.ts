// Situations of replication and commitment. Source: paper sections 5.3 and 5.4; thesis sections 3.10, 10.2.

import {
  type AppendRequest,
  type AppendResponse,
  type Configuration,
  type Leader,
  type LogIndex,
  type Node,
  type NodeId,
  type Output,
  quorumIndex,
} from '../../core/index.ts';
import { isJoint } from '../majority.ts';
import type { Call, Memory, Reach } from './call.ts';

/** More than any node has, see `NODES_MAX`. */
const NODES = 8192;

/** Before an answer is taken: copies, and answers that come too late. Remembers where its sender stands. */
export function seeAnswer(core: Node, message: AppendResponse, memory: Memory, reach: Reach): void {
  memory.flow = null;
  const { role } = core;
  if (role.kind !== 'leader') {
    if (memory.led.has(core.id)) reach('answer-to-former-leader');
    return;
  }
  memory.flow = role.peers[message.from]?.flow ?? null;
  memory.nextIndex = role.nextIndex[message.from] ?? 0;
  if (!message.success || message.term !== core.currentTerm) return;
  const pair = core.id * NODES + message.from;
  const newest = memory.acknowledged.get(pair) ?? -1;
  if (message.id === newest) reach('duplicate-answer-ignored');
  else if (message.id < newest) reach('overtaken-answer-ignored');
  else memory.acknowledged.set(pair, message.id);
}

/** After a call: what became of entries. */
export function seeReplication(call: Call): void {
  const { core, message, request } = call;
  if (message?.kind === 'append-request') seeAppend(call, message);
  if (core.role.kind !== 'leader') return;
  if (message?.kind === 'append-response') seeAcknowledged(call, core.role, message);
  else if (request !== null) for (const peer of core.role.targets) seeFlow(call, core.role, peer);
  if (core.commitIndex > call.before.commitIndex) seeCommit(call);
}

function seeAppend(call: Call, message: AppendRequest): void {
  const { host, core, before, out, memory, reach } = call;
  const { fromIndex } = out.write;
  const { entries, prevLogIndex, leaderCommit } = message;
  if (fromIndex > 0 && fromIndex <= before.lastIndex) {
    reach('conflicting-suffix-overwritten');
    if (memory.leaderOf.get(before.lastTerm) === host.id) reach('deposed-leader-drops-entries');
  }
  if (out.events.count > 0 && seeRefusal(out, reach)) return;
  const matched = prevLogIndex + entries.length;
  if (entries.length > 0 && fromIndex === 0) {
    reach('entries-repeated');
    if (matched < before.lastIndex) reach('late-append-cuts-nothing');
  }
  if (entries.length > 1 && entries.length === core.options.batchEntriesMax) reach('batch-full');
  if (leaderCommit <= matched) return;
  reach('commit-ahead-of-entries');
  // It has an entry that is committed elsewhere at that index, and nothing says that it is this one.
  if (core.commitIndex < Math.min(leaderCommit, core.log.lastIndex)) {
    reach('unproven-tail-not-committed');
  }
}

/** Whether the request was refused, and why. */
function seeRefusal({ events }: Output, reach: Reach): boolean {
  for (const event of events) {
    if (event.kind !== 'append-refused') continue;
    if (event.reason === 'log-mismatch') reach('log-mismatch-refused');
    else if (event.reason === 'stale-term') reach('old-leader-refused');
    else if (event.reason === 'checksum-mismatch') reach('damaged-entry-not-taken');
    return true;
  }
  return false;
}

function seeAcknowledged(call: Call, leader: Leader, message: AppendResponse): void {
  const { core, before, memory, reach } = call;
  const { from } = message;
  if (message.term !== core.currentTerm || before.role !== 'leader') return;
  seeFlow(call, leader, from);
  if (message.refusal === 'log-mismatch') {
    const next = leader.nextIndex[from] ?? 0;
    const flow = leader.peers[from]?.flow ?? null;
    if (memory.flow === 'replicate' && flow === 'probe') reach('pipeline-falls-back');
    else if (memory.flow === flow && next === memory.nextIndex) reach('late-refusal-ignored');
    else if (memory.flow === 'probe' && next < memory.nextIndex - 1)
      reach('index-falls-by-several');
  } else if ((leader.matchIndex[from] ?? 0) > before.matchIndex) {
    seeQuorum(core, leader, reach);
  }
}

/** A quorum, or a half of one, holds what is not committed all the same. */
function seeQuorum(core: Node, { matchIndex }: Leader, reach: Reach): void {
  const { configuration, commitIndex, log, currentTerm } = core;
  const held = quorumIndex(configuration, matchIndex);
  if (held > commitIndex && (log.termAt(held) ?? 0) < currentTerm) reach('older-entry-waits');
  if (!isJoint(configuration)) return;
  const { voters, outgoing } = configuration;
  const byNew = quorumIndex(halfOf(voters), matchIndex);
  const byOld = quorumIndex(halfOf(outgoing), matchIndex);
  if (Math.max(byNew, byOld) > Math.max(commitIndex, held)) reach('one-half-is-not-enough');
}

/** One half of a joint configuration, by itself. */
export function halfOf(voters: readonly NodeId[]): Configuration {
  return { voters, outgoing: [], learners: [], staged: [] };
}

/** How full the pipeline to a peer is. */
function seeFlow({ core, reach }: Call, leader: Leader, peer: NodeId): void {
  const count = leader.peers[peer]?.inflight.length ?? 0;
  if (count < 2) return;
  reach('pipelined');
  const isWaiting = (leader.nextIndex[peer] ?? 1) <= core.log.lastIndex;
  if (count >= core.options.inflightMax && isWaiting) reach('window-full');
}

function seeCommit(call: Call): void {
  const { world, core, before, message, request, reach } = call;
  const { commitIndex, log, currentTerm, stableIndex, configuration } = core;
  const first: LogIndex = before.commitIndex + 1;
  if ((log.termAt(first) ?? currentTerm) < currentTerm) reach('older-entry-committed-indirectly');
  if (commitIndex > first) reach('several-entries-commit-at-once');
  if (stableIndex < commitIndex) reach('commit-before-own-disk');
  const hasPeers = configuration.voters.length > 1;
  if (hasPeers && message === null && request === null) reach('commit-by-own-disk');
  if (configuration.voters.some((id) => world.nodes[id]?.core === null)) {
    reach('commit-without-a-voter');
  }
}
