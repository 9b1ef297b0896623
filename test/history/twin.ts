// The slow, obvious twin of the checker: tries every order of every choice of unknown operations.

import type { HistoryOperation, HistoryValue } from '../../sim/history/index.ts';

/** An operation in few words: times from to, what it did. */
export function operation(over: Partial<HistoryOperation>): HistoryOperation {
  return {
    process: 0,
    key: null,
    call: { kind: 'read' },
    invokedAt: 0,
    returnedAt: Number.POSITIVE_INFINITY,
    outcome: 'ok',
    result: null,
    stale: false,
    ...over,
  };
}

/** Whether some order explains every answer, from one of some values. For a single key. */
export function hasOrder(
  all: readonly HistoryOperation[],
  starts: readonly HistoryValue[] = [null],
): boolean {
  const judged = all.filter(
    ({ outcome, stale, call }) =>
      outcome !== 'fail' && !stale && !(outcome === 'unknown' && call.kind === 'read'),
  );
  return starts.some((start) => canEnd(judged, start));
}

function canEnd(left: readonly HistoryOperation[], value: HistoryValue): boolean {
  if (left.every(({ outcome }) => outcome === 'unknown')) return true;
  return left.some((next) => {
    const mustWait = left.some(
      (other) => other !== next && other.outcome !== 'unknown' && other.returnedAt < next.invokedAt,
    );
    if (mustWait) return false;
    const after = applied(next, value);
    return (
      after !== undefined &&
      canEnd(
        left.filter((other) => other !== next),
        after,
      )
    );
  });
}

/** The value after an operation; undefined when it cannot have ended so. */
function applied(next: HistoryOperation, value: HistoryValue): HistoryValue | undefined {
  const { call, outcome, result } = next;
  if (call.kind === 'read') return result === value ? value : undefined;
  if (call.kind === 'write') return call.value;
  const matches = call.from === value;
  if (outcome === 'mismatch') return matches ? undefined : value;
  // An unknown cas that found another value is as good as none.
  if (outcome === 'unknown') return matches ? call.to : value;
  return matches ? call.to : undefined;
}
