// The follower's half of log replication (paper 5.3): the consistency check, what is cut off, what is
// added, and what may be acknowledged when.

import { assert, refuses } from './assert.ts';
import { commitTo } from './commit.ts';
import { adoptConfiguration, rollBackConfigurations } from './configuration-history.ts';
import { checksumAfter, type Entry } from './entry.ts';
import type { AppendRefusal, AppendRequest } from './messages.ts';
import type { Node } from './node.ts';
import type { Output } from './output.ts';
import { becomeFollower } from './transitions.ts';
import type { LogIndex } from './types.ts';

/** Follows the term's leader and takes what fits. The term is ours; older ones were refused before. */
export function handleAppendRequest(node: Node, request: AppendRequest, out: Output): void {
  assert(node.role.kind !== 'leader', 'a term has one leader', request.from);
  if (node.role.kind === 'leader') return;
  // A candidate learns that somebody else won its term; its vote stays given (5.2).
  becomeFollower(node, request.term, request.from, out);
  node.unheardTicks = 0;
  node.electionElapsed = 0;

  const refusal = checkPrevious(node, request);
  if (refusal !== 'none') {
    refuseAppend(node, request, refusal, request.prevLogIndex, out);
    return;
  }
  const corruptIndex = takeEntries(node, request.entries, out);
  if (corruptIndex !== 0) {
    out.events.push({ kind: 'checksum-mismatch', leader: request.from, index: corruptIndex });
    refuseAppend(node, request, 'checksum-mismatch', corruptIndex, out);
    return;
  }
  // Beyond what this request shows to be equal, our log may differ from the leader's.
  const matched = request.prevLogIndex + request.entries.length;
  commitTo(node, Math.min(request.leaderCommit, matched), out);
  acknowledge(node, request, matched, out);
}

/** Answers a request of a term that is over, so that its sender learns of ours (5.1). */
export function refuseStaleAppend(node: Node, request: AppendRequest, out: Output): void {
  refuseAppend(node, request, 'stale-term', request.prevLogIndex, out);
}

function checkPrevious(node: Node, request: AppendRequest): AppendRefusal {
  const { log } = node;
  const { prevLogIndex, prevLogTerm, prevLogChecksum } = request;
  // What a snapshot covers is committed, so it is equal.
  if (prevLogIndex < log.baseIndex) return 'none';
  if (!log.holds(prevLogIndex, prevLogTerm)) return 'log-mismatch';
  if (log.checksumAt(prevLogIndex) === prevLogChecksum) return 'none';
  return refuses('equal positions have equal checksums', prevLogIndex)
    ? 'checksum-mismatch'
    : 'none';
}

/**
 * Adds what is missing and replaces what conflicts; what is there already stays, also behind the last
 * entry of the request, which may be late. Returns the index of an entry whose checksum does not fit,
 * where it stopped; 0 when all was taken.
 */
export function takeEntries(node: Node, entries: readonly Entry[], out: Output): LogIndex {
  const { log } = node;
  for (const entry of entries) {
    if (entry.index <= log.baseIndex) continue;
    const known = log.entryAt(entry.index);
    if (known !== undefined && known.term === entry.term) {
      if (
        known.checksum !== entry.checksum &&
        refuses('equal entries have equal checksums', entry.index)
      ) {
        return entry.index;
      }
      continue;
    }
    if (known !== undefined) cutOffFrom(node, entry.index, out);
    if (
      entry.checksum !== checksumAfter(log.lastChecksum, entry) &&
      refuses('an entry’s checksum follows from the log before it', entry.index)
    ) {
      return entry.index;
    }
    log.append(entry);
    out.logChangedFrom(entry.index);
    // A server uses the newest configuration in its log, committed or not (section 6).
    if (entry.configuration !== null) {
      adoptConfiguration(node, entry.index, entry.configuration, out);
    }
  }
  return 0;
}

/** Drops a conflicting suffix (5.3). */
function cutOffFrom(node: Node, index: LogIndex, out: Output): void {
  assert(index > node.commitIndex, 'what is committed is never cut off', index);
  node.log.truncateFrom(index);
  node.stableIndex = Math.min(node.stableIndex, index - 1);
  out.logChangedFrom(index);
  rollBackConfigurations(node, index, out);
}

/**
 * Says how far the logs are equal. The claim leaves when it is durable: at once when it is already, after
 * the write otherwise. A heartbeat does not wait for writes before it, or a slow disk would look like a
 * dead node; it claims what is durable now.
 */
function acknowledge(node: Node, request: AppendRequest, matched: LogIndex, out: Output): void {
  const termIsDurable = node.stableTerm === node.currentTerm;
  const leavesAtOnce =
    termIsDurable && (matched <= node.stableIndex || request.entries.length === 0);
  const queue = leavesAtOnce ? out.messages : out.messagesAfterWrite;
  queue.push({
    kind: 'append-response',
    from: node.id,
    to: request.from,
    id: request.id,
    term: node.currentTerm,
    success: true,
    matchIndex: leavesAtOnce ? Math.min(matched, node.stableIndex) : matched,
    refusal: 'none',
    rejectedIndex: 0,
    hintIndex: 0,
    hintTerm: 0,
    round: request.round,
  });
}

function refuseAppend(
  node: Node,
  request: AppendRequest,
  refusal: AppendRefusal,
  index: LogIndex,
  out: Output,
): void {
  out.events.push({ kind: 'append-refused', leader: request.from, reason: refusal, index });
  const hintIndex = node.log.lastIndexWithTermAtMost(request.prevLogIndex, request.prevLogTerm);
  out.messagesAfterWrite.push({
    kind: 'append-response',
    from: node.id,
    to: request.from,
    id: request.id,
    term: node.currentTerm,
    success: false,
    matchIndex: 0,
    refusal,
    rejectedIndex: request.prevLogIndex,
    hintIndex,
    hintTerm: node.log.termAt(hintIndex) ?? 0,
    // Rounds count within a term: whoever asked in an older one may lead again, and has not asked this yet.
    round: refusal === 'stale-term' ? 0 : request.round,
  });
}
