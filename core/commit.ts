// Commitment (paper 5.3, 5.4.2): when entries count as decided, and handing them to the state machine.

import { assert } from './assert.ts';
import type { Leader, Node } from './node.ts';
import type { Output } from './output.ts';
import { quorumIndex } from './quorum.ts';
import type { LogIndex } from './types.ts';

/** Commits what a quorum holds durably, if the last of it is of the leader's own term. */
export function advanceCommitIndex(node: Node, leader: Leader, out: Output): void {
  const index = quorumIndex(node.configuration, leader.matchIndex);
  if (index <= node.commitIndex) return;
  // Count only entries of our own term; older ones become committed with them (5.4.2, Figure 8).
  if (node.log.termAt(index) !== node.currentTerm) return;
  commitTo(node, index, out);
}

/** Whether an entry of the node's own term is committed: only then does a leader know what is (section 8). */
export function hasCommittedInTerm(node: Node): boolean {
  return node.log.termAt(node.commitIndex) === node.currentTerm;
}

/** Takes over from a leader that everything up to `index` is committed. Never goes back. */
export function commitTo(node: Node, index: LogIndex, out: Output): void {
  if (index <= node.commitIndex) return;
  assert(index <= node.log.lastIndex, 'only what is in the log is committed', index);
  node.commitIndex = index;
  handOutCommitted(node, out);
}

/** Hands out what became committed, in order, each entry once. */
function handOutCommitted(node: Node, out: Output): void {
  while (node.handedOutIndex < node.commitIndex) {
    const entry = node.log.entryAt(node.handedOutIndex + 1);
    if (entry === undefined) return;
    node.handedOutIndex += 1;
    out.committed.push(entry);
    if (entry.configuration !== null) {
      const { index, configuration } = entry;
      out.events.push({ kind: 'configuration-changed', configuration, index });
    }
  }
}
