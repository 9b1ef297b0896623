// What must be true of a node between any two calls. Checked after each, always.

import { assert } from './assert.ts';
import type { Node } from './node.ts';
import { NOBODY } from './types.ts';

/** All of the assertions below at once: the case that is always true is one expression. */
function isConsistent(node: Node): boolean {
  const { log, role, commitIndex, handedOutIndex, leaderId, id } = node;
  return (
    log.lastTerm <= node.currentTerm &&
    commitIndex <= log.lastIndex &&
    commitIndex >= log.baseIndex &&
    handedOutIndex <= commitIndex &&
    node.lastApplied <= handedOutIndex &&
    node.stableIndex <= log.lastIndex &&
    node.stableTerm <= node.currentTerm &&
    (role.kind === 'follower' || role.kind === 'leader') &&
    (role.kind === 'leader') === (leaderId === id)
  );
}

/** Asserts the node's own invariants. Costs the same for any length of the log. */
export function checkNode(node: Node): void {
  if (isConsistent(node)) return;
  const { log, role } = node;
  assert(log.lastTerm <= node.currentTerm, 'no entry is from the future', log.lastTerm);
  assert(
    node.commitIndex <= log.lastIndex,
    'only what is in the log is committed',
    node.commitIndex,
  );
  assert(
    node.commitIndex >= log.baseIndex,
    'a snapshot covers only what is committed',
    node.commitIndex,
  );
  assert(
    node.handedOutIndex <= node.commitIndex,
    'only what is committed is handed out',
    node.handedOutIndex,
  );
  assert(
    node.lastApplied <= node.handedOutIndex,
    'only what was handed out is applied',
    node.lastApplied,
  );
  assert(node.stableIndex <= log.lastIndex, 'only what is in the log is durable', node.stableIndex);
  assert(
    node.stableTerm <= node.currentTerm,
    'the durable term was a term before',
    node.stableTerm,
  );
  if (role.kind === 'leader') {
    assert(node.leaderId === node.id, 'a leader knows that it leads', node.leaderId);
  } else {
    assert(node.leaderId !== node.id, 'who does not lead does not think so', node.leaderId);
  }
  if (role.kind === 'candidate') {
    assert(node.votedFor === node.id, 'a candidate voted for itself', node.votedFor);
  }
  if (role.kind === 'pre-candidate') {
    assert(node.leaderId === NOBODY, 'who wants to be elected knows no leader', node.leaderId);
  }
}
