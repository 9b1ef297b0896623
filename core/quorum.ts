// Quorums: the only place that counts nodes. Knows nothing of Raft's roles or messages; takes a
// configuration and facts by node id. In a joint configuration every answer needs both halves.
// Source: paper section 6, thesis section 4.3.

import type { Configuration } from './configuration.ts';
import type { LogIndex, NodeId } from './types.ts';

/** What a voter answered. `unknown` is the value of a voter that did not answer. */
export type Ballot = 'granted' | 'refused' | 'unknown';

/** `won`: a quorum granted. `lost`: no quorum can grant any more. */
export type Tally = 'won' | 'lost' | 'pending';

/** How many of `voters` make a majority; 0 for an empty list, which agrees with everything. */
export function majorityOf(voters: readonly NodeId[]): number {
  return voters.length === 0 ? 0 : Math.trunc(voters.length / 2) + 1;
}

/**
 * The highest index that a quorum has reached.
 *
 * `reached` is indexed by node id; a missing value counts as 0. A configuration without voters has no
 * quorum and answers 0. Joint: the lower of the two halves' answers.
 */
export function quorumIndex(
  configuration: Configuration,
  reached: readonly (LogIndex | undefined)[],
): LogIndex {
  const incoming = majorityIndex(configuration.voters, reached);
  if (configuration.outgoing.length === 0) return incoming;
  return Math.min(incoming, majorityIndex(configuration.outgoing, reached));
}

/** Counts ballots, which are indexed by node id; a missing one is `unknown`. */
export function tallyBallots(
  configuration: Configuration,
  ballots: readonly (Ballot | undefined)[],
): Tally {
  const incoming = tallyHalf(configuration.voters, ballots);
  if (configuration.outgoing.length === 0) return incoming;
  const outgoing = tallyHalf(configuration.outgoing, ballots);
  if (incoming === 'lost' || outgoing === 'lost') return 'lost';
  return incoming === 'won' && outgoing === 'won' ? 'won' : 'pending';
}

/** Whether the nodes marked in `present` (indexed by node id) hold a quorum. False without voters. */
export function isQuorum(
  configuration: Configuration,
  present: readonly (boolean | undefined)[],
): boolean {
  if (configuration.voters.length === 0) return false;
  return (
    countPresent(configuration.voters, present) >= majorityOf(configuration.voters) &&
    countPresent(configuration.outgoing, present) >= majorityOf(configuration.outgoing)
  );
}

function countPresent(
  voters: readonly NodeId[],
  present: readonly (boolean | undefined)[],
): number {
  let count = 0;
  for (const voter of voters) if (present[voter] === true) count++;
  return count;
}

function tallyHalf(voters: readonly NodeId[], ballots: readonly (Ballot | undefined)[]): Tally {
  if (voters.length === 0) return 'pending';
  let granted = 0;
  let refused = 0;
  for (const voter of voters) {
    const ballot = ballots[voter];
    if (ballot === 'granted') granted++;
    else if (ballot === 'refused') refused++;
  }
  const majority = majorityOf(voters);
  if (granted >= majority) return 'won';
  return voters.length - refused < majority ? 'lost' : 'pending';
}

/** Reused between calls: a sorted copy of the indexes of one half. Holds nothing from call to call. */
const scratch: LogIndex[] = [];

function majorityIndex(
  voters: readonly NodeId[],
  reached: readonly (LogIndex | undefined)[],
): LogIndex {
  const count = voters.length;
  if (count === 0) return 0;
  // Insertion sort, ascending: clusters are small, and nothing is allocated.
  for (let offset = 0; offset < count; offset++) {
    const index = reached[voters[offset]] ?? 0;
    let place = offset;
    while (place > 0 && scratch[place - 1] > index) {
      scratch[place] = scratch[place - 1];
      place--;
    }
    scratch[place] = index;
  }
  // The majority-th largest: a majority has at least this much.
  return scratch[count - majorityOf(voters)];
}
