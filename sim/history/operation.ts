// What a client's history is made of: operations on registers, when they were called, and what became of them.

/** A value of a register as text; null is nil, the value of a key that was never written. */
export type HistoryValue = string | null;

/** What a process asked for. */
export type HistoryCall =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: HistoryValue }
  | { readonly kind: 'cas'; readonly from: HistoryValue; readonly to: HistoryValue };

/**
 * How an operation ended.
 * - `ok`: it took effect between its call and its return.
 * - `fail`: it never took effect, which says nothing about the register.
 * - `mismatch`: a cas that took effect by finding another value than `from`.
 * - `unknown`: it took effect at some time after its call, or never.
 *
 * Source: Jepsen's `:ok`, `:fail` and `:info`; github.com/jepsen-io/jepsen, `jepsen.history`.
 */
export type HistoryOutcome = 'ok' | 'fail' | 'mismatch' | 'unknown';

/**
 * One operation of one process. Only the order of times matters, so ordinals of events do best: of two
 * operations that share a time, one's return and the other's call, neither is said to come first.
 */
export interface HistoryOperation {
  /** Who called: a number, or a name such as `c1`. */
  readonly process: number | string;
  /** The register; null in a history that has one register without a name. */
  readonly key: string | null;
  readonly call: HistoryCall;
  readonly invokedAt: number;
  /** Infinity while it is open. An unknown operation may take effect after it all the same. */
  readonly returnedAt: number;
  readonly outcome: HistoryOutcome;
  /** What a read that is ok returned; null otherwise. */
  readonly result: HistoryValue;
  /** A read that was allowed to be stale: it is shown, and not judged. */
  readonly stale: boolean;
}

/** Whether an operation says something, or may have changed something. */
export function isJudged({ call, outcome, stale }: HistoryOperation): boolean {
  if (stale || outcome === 'fail') return false;
  return outcome !== 'unknown' || call.kind !== 'read';
}
