// Who the members are. Everything that counts nodes takes a configuration, never a number, so that joint
// consensus is the ordinary case and not a special one. Source: paper section 6, thesis chapter 4.

import { assert } from './assert.ts';
import type { NodeId } from './types.ts';

/** The members of a cluster at one place in the log. Immutable; every list is ascending without repeats. */
export interface Configuration {
  /** C-new while joint, otherwise the voters. May be empty only before a node is configured. */
  readonly voters: readonly NodeId[];
  /** C-old while joint; empty otherwise. Source: paper section 6 (C-old,new). */
  readonly outgoing: readonly NodeId[];
  /** Members that receive the log and neither vote nor count. Source: thesis section 4.2.1. */
  readonly learners: readonly NodeId[];
}

/** Builds a configuration that is not joint and has no learners. The order of `voters` does not matter. */
export function configurationOf(voters: readonly NodeId[]): Configuration {
  const ascending = [...new Set(voters)].sort((a, b) => a - b);
  assert(
    ascending.every((id) => Number.isSafeInteger(id) && id >= 0),
    'node ids are whole numbers from 0',
    voters,
  );
  return { voters: ascending, outgoing: [], learners: [] };
}

/** Whether two majorities are needed. */
export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** Whether `id` votes in either half. */
export function isVoter(configuration: Configuration, id: NodeId): boolean {
  return configuration.voters.includes(id) || configuration.outgoing.includes(id);
}

/** All members of either half and the learners, ascending, each once: whom a leader replicates to. */
export function membersOf(configuration: Configuration): readonly NodeId[] {
  if (!isJoint(configuration) && configuration.learners.length === 0) return configuration.voters;
  const { voters, outgoing, learners } = configuration;
  return [...new Set([...voters, ...outgoing, ...learners])].sort((a, b) => a - b);
}

/** Whether both name the same members in the same parts. */
export function sameConfiguration(a: Configuration, b: Configuration): boolean {
  return (
    sameMembers(a.voters, b.voters) &&
    sameMembers(a.outgoing, b.outgoing) &&
    sameMembers(a.learners, b.learners)
  );
}

function sameMembers(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((id, offset) => id === b[offset]);
}
