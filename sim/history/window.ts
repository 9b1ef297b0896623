// Why a history is not linearizable, in as few operations as will do. What is left out is only what could not
// have saved it: so the operations that are shown have no order whatever the others did.

import type { PreparedModel } from './model.ts';
import { type HistoryOperation, type HistoryValue, isJudged } from './operation.ts';
import { REGISTER, valueFound, valueLeft } from './register.ts';
import { type Budget, search } from './search.ts';

/** Operations that no order explains. */
export interface ViolationWindow {
  readonly key: string | null;
  /** In the order of their calls. */
  readonly operations: readonly HistoryOperation[];
  /** The one among them whose return no order gets past; until just before it all was well. */
  readonly culprit: HistoryOperation;
  /** What the register held before: nil at the start of the history, or whatever, which makes no difference. */
  readonly start: 'nil' | 'any';
  /**
   * Values whose operations are left out because it makes no difference: even if anybody could have written
   * them at any time, there would be no order.
   */
  readonly free: readonly HistoryValue[];
  /** All other operations of the key that could have left the value which the culprit found. */
  readonly sources: readonly HistoryOperation[];
  /** False when the steps ended before every operation was tried without. */
  readonly minimal: boolean;
}

/** An operation as the window sees it: one that reaches over its edge may have taken effect outside. */
interface Piece {
  readonly shown: HistoryOperation;
  readonly judged: HistoryOperation;
}

/** What is left of a history on the way to the window. */
interface Rest {
  readonly pieces: readonly Piece[];
  readonly start: ViolationWindow['start'];
  readonly free: readonly HistoryValue[];
}

/** The window of a violated key; `all` are the operations of that key, `culprit` is where the search was stuck. */
export function findWindow(
  all: readonly HistoryOperation[],
  culprit: HistoryOperation,
  budget: Budget,
): ViolationWindow {
  const found = valueFound(culprit);
  const prefix = piecesUntil(culprit, all);
  const kept = plainReason(prefix, culprit) ?? smallRest(prefix, culprit, budget);
  return {
    key: culprit.key,
    operations: kept.pieces.map(({ shown }) => shown),
    ...{ culprit, start: kept.start, free: kept.free },
    sources: all.filter(
      (operation) => operation !== culprit && found !== undefined && valueLeft(operation) === found,
    ),
    minimal: budget.left > 0,
  };
}

/**
 * The two reasons that need no search. Nobody had called to write what the culprit found. Or some operation
 * returned before the culprit was called, and saw or left another value, and whoever writes the one that was
 * found had returned before that operation was called; the last such operation tells most.
 */
function plainReason(prefix: readonly Piece[], culprit: HistoryOperation): Rest | undefined {
  const found = valueFound(culprit);
  if (found === undefined) return undefined;
  const own = prefix.filter(({ shown }) => shown === culprit);
  const sources = prefix.filter(
    ({ shown, judged }) => shown !== culprit && valueLeft(judged) === found,
  );
  if (sources.length === 0 && found !== null) return { pieces: own, start: 'nil', free: [] };
  let lastSourceReturn = Number.NEGATIVE_INFINITY;
  for (const { judged } of sources) {
    if (judged.outcome === 'unknown') return undefined;
    lastSourceReturn = Math.max(lastSourceReturn, judged.returnedAt);
  }
  const between = prefix.findLast(({ shown, judged }) => {
    const seen = valueLeft(judged) ?? valueFound(judged);
    if (judged.outcome !== 'ok' || seen === undefined || seen === found) return false;
    return lastSourceReturn < shown.invokedAt && shown.returnedAt < culprit.invokedAt;
  });
  return between && { pieces: [between, ...own], start: 'any', free: [] };
}

/** The general case: what is left when all that can be spared is left out. */
function smallRest(prefix: readonly Piece[], culprit: HistoryOperation, budget: Budget): Rest {
  const { pieces, start } = latestCut(prefix, budget);
  const small = withoutNeedless({ pieces, start, free: [] }, culprit, budget);
  return withoutNeedless(withFreeValues(small, culprit, budget), culprit, budget);
}

/** The history up to a return, by call. What was open then may have taken effect or not. */
function piecesUntil(culprit: HistoryOperation, all: readonly HistoryOperation[]): Piece[] {
  const end = culprit.returnedAt;
  const byCall = all
    .filter((shown) => isJudged(shown) && shown.invokedAt <= end)
    .sort((a, b) => a.invokedAt - b.invokedAt);
  const own = byCall.indexOf(culprit);
  return byCall.flatMap((shown, offset): Piece[] => {
    // Returns of the same time stand in the order of their calls, as in the list of the search.
    const isOpen = shown.returnedAt > end || (shown.returnedAt === end && offset > own);
    const judged = isOpen ? opened(shown) : shown;
    return judged === undefined ? [] : [{ shown, judged }];
  });
}

/** An operation that may also have taken effect outside of the window; undefined if it only looks. */
function opened(operation: HistoryOperation): HistoryOperation | undefined {
  if (operation.outcome === 'unknown') return operation;
  if (valueLeft(operation) === undefined) return undefined;
  return { ...operation, outcome: 'unknown' };
}

/** The shortest end of the prefix that has no order whatever the register held before it. */
function latestCut(prefix: readonly Piece[], budget: Budget): Pick<Rest, 'pieces' | 'start'> {
  const cutAt = (length: number): readonly Piece[] => cutBefore(prefix, prefix.length - length);
  const isLongEnough = (length: number): boolean =>
    isViolated({ pieces: cutAt(length), start: 'any', free: [] }, budget);
  let length = 1;
  while (length < prefix.length && !isLongEnough(length)) length *= 2;
  if (length >= prefix.length) {
    length = prefix.length;
    if (!isLongEnough(length)) return { pieces: prefix, start: 'nil' };
  }
  let tooShort = length >> 1;
  while (length - tooShort > 1) {
    const middle = (tooShort + length) >> 1;
    if (isLongEnough(middle)) length = middle;
    else tooShort = middle;
  }
  return { pieces: cutAt(length), start: 'any' };
}

/** The operations from one call on, and of those before it what may still take effect after that call. */
function cutBefore(prefix: readonly Piece[], offset: number): readonly Piece[] {
  const begin = prefix[offset].shown.invokedAt;
  const reaching = prefix.slice(0, offset).flatMap(({ shown, judged }): Piece[] => {
    if (judged.outcome !== 'unknown' && judged.returnedAt < begin) return [];
    const open = opened(judged);
    return open === undefined ? [] : [{ shown, judged: open }];
  });
  return [...reaching, ...prefix.slice(offset)];
}

/** False also when the steps have ended: what is not known to be violated is not shown as such. */
function isViolated({ pieces, start, free }: Rest, budget: Budget): boolean {
  const freeWrites = free.flatMap((value) => writesOf(value, pieces));
  const judged = REGISTER.withoutIdle([...freeWrites, ...pieces.map((piece) => piece.judged)]);
  const prepared = REGISTER.prepare(judged);
  const starts = start === 'nil' ? [prepared.initial] : distinctStarts(judged, prepared);
  return search(judged, prepared, starts, budget).verdict === 'violated';
}

/** As many writes of a value, at any time, as can be of use: one for each that looks. */
function writesOf(value: HistoryValue, pieces: readonly Piece[]): HistoryOperation[] {
  const looking = pieces.filter(
    ({ judged }) => valueFound(judged) === value || judged.outcome === 'mismatch',
  );
  return looking.map(({ judged }) => ({
    ...judged,
    ...{ call: { kind: 'write', value }, outcome: 'unknown', result: null },
    ...{ invokedAt: Number.MIN_SAFE_INTEGER, returnedAt: Number.POSITIVE_INFINITY },
  }));
}

/**
 * States that stand for all: those that an operation which may be the first finds, and one that none names.
 * From any other state the first operation is one that does not care.
 */
function distinctStarts(
  judged: readonly HistoryOperation[],
  { finds, states }: PreparedModel,
): readonly number[] {
  let firstReturn = Number.POSITIVE_INFINITY;
  for (const { outcome, returnedAt } of judged) {
    // A cas that found another value may be the first and leave the state for the next to find.
    if (outcome === 'ok') firstReturn = Math.min(firstReturn, returnedAt);
  }
  const starts = new Set<number>([states - 1]);
  judged.forEach(({ invokedAt }, position) => {
    if (invokedAt <= firstReturn && finds[position] >= 0) starts.add(finds[position]);
  });
  return [...starts];
}

/** Tries to do without fewer and fewer operations at a time, the earliest first. */
function withoutNeedless(all: Rest, culprit: HistoryOperation, budget: Budget): Rest {
  let kept = all;
  let size = all.pieces.length;
  for (;;) {
    const before = kept.pieces.length;
    for (let from = 0; from < kept.pieces.length && budget.left > 0;) {
      const chunk = kept.pieces.slice(from, from + size).filter(({ shown }) => shown !== culprit);
      const needless = removable(new Set(chunk), kept);
      const rest = { ...kept, pieces: kept.pieces.filter((piece) => !needless.has(piece)) };
      if (needless.size > 0 && isViolated(rest, budget)) kept = rest;
      else from += size;
    }
    if (budget.left <= 0 || (size === 1 && kept.pieces.length === before)) return kept;
    size = Math.max(1, size >> 1);
  }
}

/**
 * Those of a chunk that an order of all can spare: operations that only look, and operations whose value
 * nothing that stays looks for. Without them the order is still one; so if the rest has none, all had none.
 */
function removable(chunk: ReadonlySet<Piece>, { pieces, free }: Rest): ReadonlySet<Piece> {
  const spared = new Set(chunk);
  for (;;) {
    const staying = pieces.filter((piece) => !spared.has(piece));
    const found = new Set<HistoryValue | undefined>(
      staying.map(({ judged }) => valueFound(judged)),
    );
    // A cas that found another value may have found any.
    const findsAny = staying.some(({ judged }) => judged.outcome === 'mismatch');
    const needed = [...spared].filter(({ judged }) => {
      const left = valueLeft(judged);
      return left !== undefined && !free.includes(left) && (findsAny || found.has(left));
    });
    if (needed.length === 0) return spared;
    needed.forEach((piece) => spared.delete(piece));
  }
}

/** Tries, one by one, to let anybody write an operation's value at any time in its stead. */
function withFreeValues(all: Rest, culprit: HistoryOperation, budget: Budget): Rest {
  let kept = all;
  for (const piece of all.pieces) {
    const left = valueLeft(piece.judged);
    if (left === undefined || piece.shown === culprit || budget.left <= 0) continue;
    const rest: Rest = {
      start: kept.start,
      pieces: kept.pieces.filter((other) => other !== piece),
      free: kept.free.includes(left) ? kept.free : [...kept.free, left],
    };
    if (isViolated(rest, budget)) kept = rest;
  }
  return kept;
}
