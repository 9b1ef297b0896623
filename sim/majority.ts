// Counts and compares members for the judges, apart from the core's own counting, which is under test too.

import type { Configuration, NodeId } from '../core/index.ts';

/** Whether more than half of the voters, of both halves while joint, are marked in `present` (by node id). */
export function hasMajority(configuration: Configuration, present: readonly boolean[]): boolean {
  const { voters, outgoing } = configuration;
  if (voters.length === 0) return false;
  return isMost(voters, present) && (outgoing.length === 0 || isMost(outgoing, present));
}

/** Whether a node is a voter of either half. */
export function mayVote({ voters, outgoing }: Configuration, id: NodeId): boolean {
  return voters.includes(id) || outgoing.includes(id);
}

/** Whether a node must get the log: a voter of either half, or a learner. */
export function isMember(configuration: Configuration, id: NodeId): boolean {
  return mayVote(configuration, id) || configuration.learners.includes(id);
}

/** Whether two majorities are needed. Source: thesis section 4.3. */
export function isJoint({ outgoing }: Configuration): boolean {
  return outgoing.length > 0;
}

/** Whether two configurations name the same members in the same parts. */
export function haveSameMembers(one: Configuration, other: Configuration): boolean {
  return (
    areSame(one.voters, other.voters) &&
    areSame(one.outgoing, other.outgoing) &&
    areSame(one.learners, other.learners) &&
    areSame(one.staged, other.staged)
  );
}

function areSame(one: readonly NodeId[], other: readonly NodeId[]): boolean {
  return one.length === other.length && one.every((id, offset) => id === other[offset]);
}

function isMost(voters: readonly NodeId[], present: readonly boolean[]): boolean {
  let count = 0;
  for (const voter of voters) if (present[voter]) count++;
  return 2 * count > voters.length;
}
