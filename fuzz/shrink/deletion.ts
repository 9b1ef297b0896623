// Taking lines out: what comes after the failure, then large chunks, then single lines, then two at once.

import { type Draft, withLines } from './draft.ts';
import type { Search, Work } from './search.ts';

/** Cuts off what comes after the line in which the test fails. */
export function* cutTail(search: Search): Work {
  const { judge, current } = search;
  const ending = judge.run(current, judge.keepsClaims);
  if (judge.isSame(current, ending)) judge.boundBy(ending);
  yield;
  const { lines } = search.current;
  if (ending.at + 1 >= lines.length) return false;
  const isCut = search.attempt(withLines(search.current, lines.slice(0, ending.at + 1)));
  yield;
  return isCut;
}

/** Delta debugging: takes out chunks of half the lines, a quarter, and so on to single lines. */
export function* removeChunks(search: Search): Work {
  const before = search.current;
  let size = Math.max(1, search.current.lines.length >> 1);
  for (;;) {
    let isShorter = false;
    // From the end: what comes late depends on what comes early, and hardly the other way round.
    let end = search.current.lines.length;
    while (end > 0) {
      const start = Math.max(0, end - size);
      if (search.attempt(without(search.current, start, end - start))) isShorter = true;
      yield;
      end = start;
    }
    if (size > 1) size >>= 1;
    else if (!isShorter) return search.current !== before;
  }
}

/** Takes out two lines at once, which may stand apart: a fault and its end. */
export function* removePairs(search: Search): Work {
  const before = search.current;
  for (let first = 0; first < search.current.lines.length; first += 1) {
    for (let second = first + 1; second < search.current.lines.length; second += 1) {
      const lines = search.current.lines.filter((_, at) => at !== first && at !== second);
      const isShorter = search.attempt(withLines(search.current, lines));
      yield;
      if (isShorter) second = first;
    }
  }
  return search.current !== before;
}

function without(draft: Draft, at: number, count: number): Draft {
  return withLines(draft, [...draft.lines.slice(0, at), ...draft.lines.slice(at + count)]);
}
