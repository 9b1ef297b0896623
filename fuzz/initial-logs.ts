// Logs to begin with, as Figure 7 draws them: what an unlucky but correct history may have left behind.

import type { Dice } from './dice.ts';

/**
 * Terms of the entries of `count` logs. Made the way Raft makes logs: in each term one node at most leads,
 * which appends to its own log and brings it to some others, so the logs always match.
 */
export function drawInitialLogs(dice: Dice, count: number): readonly (readonly number[])[] {
  const logs: number[][] = Array.from({ length: count }, () => []);
  const last = dice.between(1, 4);
  for (let term = 1; term <= last; term++) {
    if (dice.chance(25)) continue;
    const leader = dice.between(0, count - 1);
    const own = logs[leader] ?? [];
    // A leader of this term must have won against a majority: at least as up to date as most.
    const beaten = logs.filter((log) => !isBehind(own, log)).length;
    if (2 * beaten <= count) continue;
    const length = dice.between(1, 3);
    for (let added = 0; added < length; added++) own.push(term);
    for (let follower = 0; follower < count; follower++) {
      if (follower === leader || !dice.chance(40)) continue;
      const kept = own.length - dice.between(0, length - 1);
      logs[follower] = own.slice(0, kept);
    }
  }
  return logs;
}

function isBehind(log: readonly number[], other: readonly number[]): boolean {
  const [term, theirs] = [log.at(-1) ?? 0, other.at(-1) ?? 0];
  return term < theirs || (term === theirs && log.length < other.length);
}
