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
  /**
   * Members that receive the log and do not count. While joint, a voter that is about to become a learner
   * stands here and in `outgoing`. Source: thesis section 4.2.1.
   */
  readonly learners: readonly NodeId[];
  /** Learners that the leader makes voters as soon as they have caught up. Part of `learners`. */
  readonly staged: readonly NodeId[];
}

/** What a configuration is to become: the same lists without the old half. */
export type Members = Pick<Configuration, 'voters' | 'learners' | 'staged'>;

/** The configuration of a node that was never told of any: it waits to be added. */
export const NO_CONFIGURATION: Configuration = {
  voters: [],
  outgoing: [],
  learners: [],
  staged: [],
};

/** Builds a configuration that is not joint. The order of the lists does not matter. */
export function configurationOf(
  voters: readonly NodeId[],
  learners: readonly NodeId[] = [],
  staged: readonly NodeId[] = [],
): Configuration {
  return {
    voters: ascending(voters),
    outgoing: [],
    learners: ascending(learners),
    staged: ascending(staged),
  };
}

/** C-old,new: what `from` turns into on the way to `to`. `from` is not joint. Source: paper section 6. */
export function jointOf(from: Configuration, to: Members): Configuration {
  assert(!isJoint(from), 'one change at a time', from.outgoing.join(' '));
  return { ...configurationOf(to.voters, to.learners, to.staged), outgoing: from.voters };
}

/** C-new: what a joint configuration ends in. */
export function settledOf(joint: Configuration): Configuration {
  return { ...joint, outgoing: [] };
}

function ascending(ids: readonly NodeId[]): readonly NodeId[] {
  assert(
    ids.every((id) => Number.isSafeInteger(id) && id >= 0),
    'node ids are whole numbers from 0',
    ids.join(' '),
  );
  return [...new Set(ids)].sort((a, b) => a - b);
}

/** Whether two majorities are needed. */
export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** Whether `id` votes in either half. */
export function isVoter(configuration: Configuration, id: NodeId): boolean {
  return configuration.voters.includes(id) || configuration.outgoing.includes(id);
}

/** Whether `id` receives the log: a voter of either half or a learner. */
export function isMember(configuration: Configuration, id: NodeId): boolean {
  return isVoter(configuration, id) || configuration.learners.includes(id);
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
    sameMembers(a.learners, b.learners) &&
    sameMembers(a.staged, b.staged)
  );
}

function sameMembers(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((id, offset) => id === b[offset]);
}
