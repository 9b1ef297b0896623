// Time: absolute times become lengths, lengths become `settle` or get shorter.

import { type Draft, type Line, spliced, withLines } from './draft.ts';
import type { Language } from './language.ts';
import type { Search, Work } from './search.ts';

/** Lengths that are tried before any other. */
const LENGTHS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 60, 100];

/** Replaces `tick to T` by `tick N`, so that what is taken out from now on takes its time with it. */
export function* makeRelative(search: Search): Work {
  const relative = relativeTimes(search.current, search.language);
  if (relative === null) return false;
  const isRelative = search.adopt(relative);
  yield;
  return isRelative;
}

function relativeTimes(draft: Draft, language: Language): Draft | null {
  const lines: Line[] = [];
  let now = 0;
  let isChanged = false;
  for (const line of draft.lines) {
    const { action } = line.statement;
    if (action.kind === 'tick') {
      now += lengthOf(line) ?? 0;
      lines.push(line);
    } else if (action.kind === 'tick-to') {
      const until = action.time.kind === 'number' ? action.time.value : now;
      const tick = until <= now ? null : language.line(`tick ${until - now}`);
      if (tick !== null) lines.push(tick);
      now = Math.max(now, until);
      isChanged = true;
      // How long these take is known only when they are over.
    } else if (WAITS.includes(action.kind) || line.text.includes(' expecting ')) return null;
    else lines.push(line);
  }
  return isChanged ? withLines(draft, lines) : null;
}

/** Statements that end nobody knows when. */
export const WAITS = ['tick-until', 'eventually', 'expect-error', 'repeat'];

/** The ticks of a `tick` or `tick N`; undefined for other lines. */
export function lengthOf({ statement }: Line): number | undefined {
  const { action } = statement;
  if (action.kind !== 'tick') return undefined;
  if (action.count === null) return 1;
  return action.count.kind === 'number' ? action.count.value : undefined;
}

/** Makes every wait shorter, or a `settle`; then joins waits that follow each other. */
export function* shortenTimes(search: Search): Work {
  const before = search.current;
  for (let at = search.current.lines.length - 1; at >= 0; at -= 1) yield* shortenOne(search, at);
  for (let at = search.current.lines.length - 2; at >= 0; at -= 1) {
    const joined = joinedTimes(search.current, at, search.language);
    if (joined === null) continue;
    search.attempt(joined);
    yield;
  }
  return search.current !== before;
}

function* shortenOne(search: Search, at: number): Work {
  const line = search.current.lines[at];
  const length = line === undefined ? undefined : lengthOf(line);
  if (length === undefined) return false;
  const shorter = LENGTHS.filter((ticks) => ticks < length).map((ticks) =>
    ticks === 1 ? 'tick' : `tick ${ticks}`,
  );
  for (const text of ['settle', ...shorter]) {
    const tick = search.language.line(text);
    if (tick === null) continue;
    const isShorter = search.attempt(spliced(search.current, at, 1, tick));
    yield;
    if (isShorter) return true;
  }
  return yield* lowerLength(search, at);
}

/** Halves what a length may be lowered by until one tick less is too little. */
function* lowerLength(search: Search, at: number): Work {
  const before = search.current;
  for (let step = (lengthAt(search, at) ?? 0) >> 1; step > 0;) {
    const length = lengthAt(search, at) ?? 0;
    const tick = search.language.line(`tick ${length - step}`);
    const isShorter = tick !== null && length > step;
    const worked = isShorter && search.attempt(spliced(search.current, at, 1, tick));
    yield;
    if (!worked) step >>= 1;
  }
  return search.current !== before;
}

function lengthAt(search: Search, at: number): number | undefined {
  const line = search.current.lines[at];
  return line === undefined ? undefined : lengthOf(line);
}

function joinedTimes(draft: Draft, at: number, language: Language): Draft | null {
  const [first, second] = draft.lines.slice(at, at + 2);
  if (first === undefined || second === undefined) return null;
  const one = lengthOf(first);
  const other = lengthOf(second);
  if (one === undefined || other === undefined) return null;
  const tick = language.line(`tick ${one + other}`);
  return tick === null ? null : spliced(draft, at, 2, tick);
}
