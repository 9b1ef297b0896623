// The verdict on a history: each key is a register of its own, so each is judged alone. Source: Herlihy and
// Wing, "Linearizability", section 3.3 (locality); A. Horn and D. Kroening, "Faster linearizability checking
// via P-compositionality".

import { isJudged, type HistoryOperation } from './operation.ts';
import { REGISTER } from './register.ts';
import { search, type Verdict } from './search.ts';
import { findWindow, type ViolationWindow } from './window.ts';

/** Steps that a history may take unless it is told otherwise. */
export const HISTORY_STEPS_MAX = 10_000_000;

/** What became of a history. */
export interface HistoryJudgement {
  /** `unknown` when the budget ended and no key was seen to be violated. */
  readonly verdict: Verdict;
  /** Operations of the history, those that are not judged included. */
  readonly operations: number;
  /** Keys that they name; a history without keys has one. */
  readonly keys: number;
  /** Steps that it took, those to make the window small not included. */
  readonly steps: number;
  /** Why it is violated; undefined unless it is. */
  readonly window: ViolationWindow | undefined;
}

/**
 * Judges whether some order of the operations, each at a moment between its call and its return, explains
 * every answer. Failed operations and stale reads are left out; unknown ones may have taken effect at any
 * time after their call, or never. Stops at the first key that is violated; keys with few operations come
 * first, then in the order in which they are met. `budget` is a number of steps, for all keys together and
 * again for making the window small.
 * Source: J. Wing and C. Gong; G. Lowe, "Testing for linearizability". Differs: see search.ts.
 */
export function checkHistory(
  operations: readonly HistoryOperation[],
  budget: number = HISTORY_STEPS_MAX,
): HistoryJudgement {
  const groups = byKey(operations);
  const remaining = { left: budget };
  let verdict: Verdict = 'linearizable';
  let window: ViolationWindow | undefined;
  for (const group of groups) {
    const judged = REGISTER.withoutIdle(group.filter(isJudged));
    const prepared = REGISTER.prepare(judged);
    const result = search(judged, prepared, [prepared.initial], remaining);
    if (result.verdict === 'linearizable') continue;
    verdict = result.verdict;
    if (verdict === 'unknown') break;
    window = findWindow(group, judged[result.stuckAt], { left: budget });
    break;
  }
  return {
    ...{ verdict, operations: operations.length, keys: groups.length },
    ...{ steps: budget - Math.max(0, remaining.left), window },
  };
}

/** Few operations first: a key that is easily judged must not wait for one that eats the budget. */
function byKey(operations: readonly HistoryOperation[]): HistoryOperation[][] {
  const groups = new Map<string | null, HistoryOperation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.key);
    if (group === undefined) groups.set(operation.key, [operation]);
    else group.push(operation);
  }
  return [...groups.values()].sort((a, b) => a.length - b.length);
}
