// Changing the members (paper section 6, thesis chapter 4). The leader appends C-old,new and answers with
// its place; whoever sees the entry uses it from then on; when it is committed, the leader appends C-new
// by itself, and so does a new leader that finds an unfinished change. One change at a time.

import { hasCommittedInTerm } from './commit.ts';
import {
  type Configuration,
  isJoint,
  isVoter,
  jointOf,
  type Members,
  sameConfiguration,
  settledOf,
  configurationOf,
} from './configuration.ts';
import { abdicate, appendOwn, broadcastHeartbeat } from './leadership.ts';
import type { Leader, Node } from './node.ts';
import type { Output } from './output.ts';
import { dropLeavers } from './peers.ts';
import { sendHeartbeat } from './replication.ts';
import { type LogIndex, NO_REQUEST, type NodeId, type RequestId, type Term } from './types.ts';

/** What became of a request to change the members. Accepted is not done: done is when C-new is committed. */
export type ChangeOutcome =
  { readonly ok: true; readonly index: LogIndex; readonly term: Term } | ChangeRefusal;

/** Why a change was not begun. Nothing was done. */
export type ChangeRefusal =
  | { readonly ok: false; readonly reason: 'not-leader'; readonly leader: NodeId }
  | { readonly ok: false; readonly reason: 'transfer-in-progress'; readonly target: NodeId }
  /** Another change is not finished; `index` is where its configuration stands. */
  | { readonly ok: false; readonly reason: 'change-in-progress'; readonly index: LogIndex }
  /** A learner that is to vote has `matchIndex` of `lastIndex` entries, and did not keep up lately. */
  | {
      readonly ok: false;
      readonly reason: 'not-caught-up';
      readonly learner: NodeId;
      readonly matchIndex: LogIndex;
      readonly lastIndex: LogIndex;
    }
  | { readonly ok: false; readonly reason: 'no-voters' | 'no-change' }
  /** Without joint consensus: more than one voter would change. */
  | { readonly ok: false; readonly reason: 'more-than-one'; readonly count: number }
  /** Without joint consensus: no entry of the leader's own term is committed yet. */
  | { readonly ok: false; readonly reason: 'no-commit-in-term' };

/** Begins to change the members to `members`, if this node leads and nothing stands against it. */
export function changeConfiguration(
  node: Node,
  members: Members,
  request: RequestId,
  out: Output,
): ChangeOutcome {
  const leader = node.role;
  if (leader.kind !== 'leader') return { ok: false, reason: 'not-leader', leader: node.leaderId };
  const target = configurationOf(members.voters, members.learners, members.staged);
  const refusal = judgeChange(node, leader, target);
  if (refusal !== null) return refusal;
  const from = node.configuration;
  const isPlain = !node.options.jointConsensus || sameVoters(from, target);
  const configuration = isPlain ? target : jointOf(from, target);
  const index = appendConfiguration(node, leader, configuration, request, out);
  return { ok: true, index, term: node.currentTerm };
}

function judgeChange(node: Node, leader: Leader, target: Configuration): ChangeRefusal | null {
  const { configuration, configurationIndex } = node;
  if (leader.transfer !== null) {
    return { ok: false, reason: 'transfer-in-progress', target: leader.transfer.target };
  }
  if (isJoint(configuration) || configurationIndex > node.commitIndex) {
    return { ok: false, reason: 'change-in-progress', index: configurationIndex };
  }
  if (target.voters.length === 0) return { ok: false, reason: 'no-voters' };
  if (sameConfiguration(configuration, target)) return { ok: false, reason: 'no-change' };
  return judgeLearners(node, leader, target) ?? judgeSingle(node, target);
}

/** A learner becomes a voter only when it keeps up: a new voter that lags could stop all commits (thesis 4.2.1). */
function judgeLearners(node: Node, leader: Leader, target: Configuration): ChangeRefusal | null {
  for (const learner of node.configuration.learners) {
    if (!target.voters.includes(learner) || leader.peers[learner]?.catchUp?.isCaughtUp === true) {
      continue;
    }
    const matchIndex = leader.matchIndex[learner] ?? 0;
    const { lastIndex } = node.log;
    return { ok: false, reason: 'not-caught-up', learner, matchIndex, lastIndex };
  }
  return null;
}

/** The rules of changes without a joint configuration. Source: thesis section 4.1; the bug of 2015. */
function judgeSingle(node: Node, target: Configuration): ChangeRefusal | null {
  if (node.options.jointConsensus) return null;
  const { voters } = node.configuration;
  const count =
    target.voters.filter((id) => !voters.includes(id)).length +
    voters.filter((id) => !target.voters.includes(id)).length;
  if (count > 1) return { ok: false, reason: 'more-than-one', count };
  // Otherwise two leaders could each change the same configuration without knowing of the other.
  if (!hasCommittedInTerm(node)) return { ok: false, reason: 'no-commit-in-term' };
  return null;
}

function sameVoters(one: Configuration, other: Configuration): boolean {
  const { voters } = other;
  return one.voters.length === voters.length && one.voters.every((id) => voters.includes(id));
}

function appendConfiguration(
  node: Node,
  leader: Leader,
  configuration: Configuration,
  request: RequestId,
  out: Output,
): LogIndex {
  const content = { kind: 'configuration', command: '', configuration, request } as const;
  return appendOwn(node, leader, content, out);
}

/** Whether the newest configuration is committed and the leader has not acted upon it yet. */
export function mustSettle(node: Node, leader: Leader): boolean {
  return (
    leader.settledIndex < node.configurationIndex && node.commitIndex >= node.configurationIndex
  );
}

/**
 * Does what follows from a committed configuration: a joint one is left; a settled one is told to those
 * who are no members any more, and a leader that is none of its voters gives up.
 */
export function settleConfiguration(node: Node, leader: Leader, out: Output): void {
  const { configuration, configurationIndex } = node;
  leader.settledIndex = configurationIndex;
  if (isJoint(configuration)) {
    const request = node.log.entryAt(configurationIndex)?.request ?? NO_REQUEST;
    appendConfiguration(node, leader, settledOf(configuration), request, out);
    return;
  }
  if (!isVoter(configuration, node.id)) {
    // The others hear that it is committed before they hear nothing any more.
    broadcastHeartbeat(node, leader, out);
    abdicate(node, 'removed', out);
    return;
  }
  for (const peer of leader.targets) {
    if (isLeaver(configuration, peer)) sendHeartbeat(node, leader, peer, out);
  }
  dropLeavers(node, leader);
}

function isLeaver(configuration: Configuration, id: NodeId): boolean {
  return !isVoter(configuration, id) && !configuration.learners.includes(id);
}

/** One tick of the learners: their rounds last longer, and those that keep up and are staged become voters. */
export function tickLearners(node: Node, leader: Leader, out: Output): void {
  const { learners, staged } = node.configuration;
  if (learners.length === 0) return;
  for (const learner of learners) {
    const catchUp = leader.peers[learner]?.catchUp ?? null;
    if (catchUp === null) continue;
    catchUp.ticks += 1;
    if (catchUp.ticks >= node.options.electionTimeoutTicksMin) catchUp.isCaughtUp = false;
  }
  const ready = staged.filter((id) => leader.peers[id]?.catchUp?.isCaughtUp === true);
  if (ready.length === 0) return;
  const promoted = node.options.jointConsensus ? ready : ready.slice(0, 1);
  // Refused while another change is under way; the next tick asks again.
  changeConfiguration(node, promotedIn(node.configuration, promoted), NO_REQUEST, out);
}

/** The members with some learners made voters. */
export function promotedIn(configuration: Configuration, ids: readonly NodeId[]): Members {
  const { voters, learners, staged } = configuration;
  const stays = (id: NodeId): boolean => !ids.includes(id);
  return {
    voters: [...voters, ...ids],
    learners: learners.filter(stays),
    staged: staged.filter(stays),
  };
}

/**
 * Whether a node may try to be elected. A voter may; so may one that the newest configuration in its log
 * removes, until it knows that to be committed: nobody else may be able to finish the change.
 * Source: thesis section 4.2.2.
 */
export function mayCampaign(node: Node): boolean {
  if (node.role.kind === 'leader' || node.role.kind === 'read-only') return false;
  // What stands in an old part of the log may name an earlier server with our number, which is gone.
  const { memberAfterIndex } = node.options;
  if (memberAfterIndex > 0 && node.configurationIndex <= memberAfterIndex) return false;
  if (isVoter(node.configuration, node.id)) return true;
  if (node.configurationIndex <= node.commitIndex) return false;
  const before = node.configurations.at(-2);
  return before !== undefined && isVoter(before.configuration, node.id);
}
