// The leader by that word. A test that makes one node lead, only to do something to it, is shorter and hangs on no
// draw when it waits for whoever leads.

import { type Draft, type Line, withLines } from './draft.ts';
import type { Search, Work } from './search.ts';

/** More lines than these are not tried: each way takes three of them. */
const LINES_MAX = 10;

/** Waits for a leader and means it by `leader`, where that saves a line. */
export function* nameLeader(search: Search): Work {
  const { current: draft, language } = search;
  const [wait] = language.known(['tick until one leader']);
  if (wait === undefined || draft.lines.length > LINES_MAX) return false;
  for (const [at, line] of draft.lines.entries()) {
    if (!['tick', 'tick-until'].includes(line.statement.action.kind)) continue;
    for (const [place, { text }] of draft.lines.entries()) {
      const [named] = language.known([text.replace(/^([a-z]+) \d+\b/, '$1 leader')]);
      if (place <= at || named === undefined || named.text === text) continue;
      for (const shorter of withoutOne(draft, at, wait, place, named)) {
        if (search.attempt(shorter)) return true;
        yield;
      }
    }
  }
  return false;
}

function withoutOne(draft: Draft, at: number, wait: Line, place: number, named: Line): Draft[] {
  const lines = draft.lines.map((line, offset) =>
    offset === at ? wait : offset === place ? named : line,
  );
  return lines.flatMap((_, gone) =>
    gone === at || gone === place
      ? []
      : [
          withLines(
            draft,
            lines.filter((_line, offset) => offset !== gone),
          ),
        ],
  );
}
