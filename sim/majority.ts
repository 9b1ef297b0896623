// Counts majorities for the judges, apart from the core's own counting, which is under test too.

import type { Configuration, NodeId } from '../core/index.ts';

/** Whether more than half of the voters, of both halves while joint, are marked in `present` (by node id). */
export function hasMajority(configuration: Configuration, present: readonly boolean[]): boolean {
  const { voters, outgoing } = configuration;
  if (voters.length === 0) return false;
  return isMost(voters, present) && (outgoing.length === 0 || isMost(outgoing, present));
}

function isMost(voters: readonly NodeId[], present: readonly boolean[]): boolean {
  let count = 0;
  for (const voter of voters) if (present[voter]) count++;
  return 2 * count > voters.length;
}
