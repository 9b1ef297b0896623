// Chances become certain. What a chance did to single packets in the run that failed is said of these packets instead:
// a lost one is dropped, a late one has its link delayed while it leaves. Deletion then finds the few that matter, so
// that the result hangs on no draw.

import { endpointName, type TraceEvent } from '../../sim/index.ts';
import { removeChunks } from './deletion.ts';
import { type Draft, isOfChance, isSmaller, type Line, withLines } from './draft.ts';
import type { Language } from './language.ts';
import type { Search, Work } from './search.ts';
import { lengthOf, WAITS } from './time.ts';

/** More packets than these are not spoken of one by one. */
const PACKETS_MAX = 240;

/** A line that is put in when some time has come, behind what stands there already. */
interface Insertion {
  /** Ticks that have passed; -1 is before everything else. */
  readonly tick: number;
  readonly text: string;
}

interface Certainty {
  /** Whether a line is a chance of this sort. */
  readonly replaces: (line: Line) => boolean;
  /** What it did in a run. */
  readonly insertions: (trace: readonly TraceEvent[]) => readonly Insertion[];
}

const CERTAINTIES: readonly Certainty[] = [
  { replaces: ({ text }) => /^lose\b/.test(text), insertions: dropsOf },
  { replaces: isLate, insertions: delaysOf },
];

/** Replaces chances by what they did, where few enough packets matter. */
export function* replaceChances(search: Search): Work {
  const before = search.current;
  for (const certainty of CERTAINTIES) yield* replaceChance(search, certainty);
  return search.current !== before;
}

function* replaceChance(search: Search, { replaces, insertions }: Certainty): Work {
  const before = search.current;
  const kept = before.lines.filter((line) => !(replaces(line) && isOfChance(line.text)));
  if (kept.length === before.lines.length) return false;
  const { result } = search.judge.run(before, true);
  yield;
  const inserted = insertions(result.trace ?? []);
  if (inserted.length > PACKETS_MAX) return false;
  const certain = withInsertions(withLines(before, kept), inserted, search.language);
  if (certain === null || !search.adopt(certain)) return false;
  yield;
  yield* removeChunks(search);
  if (isSmaller(before, search.current)) search.current = before;
  return search.current !== before;
}

function dropsOf(trace: readonly TraceEvent[]): readonly Insertion[] {
  return trace.flatMap(({ kind, tick, text, message }) => {
    if (kind !== 'lose' || message === null || !text.endsWith('is lost by chance')) return [];
    // A drop catches what arrives, and what was sent in a tick arrives in a later one.
    const link = `from ${nameOf(message.from)} to ${nameOf(message.to)}`;
    return [{ tick, text: `drop next ${message.kind} ${link}` }];
  });
}

function isLate({ text }: Line): boolean {
  return /^(delay|reorder|set network\.latency)\b/.test(text);
}

/** For every packet that took more than a tick, its link is slow from the moment before it left to that after. */
function delaysOf(trace: readonly TraceEvent[]): readonly Insertion[] {
  const latencies = new Map<number, Map<string, number>>();
  const sent = new Map(trace.flatMap((event) => (event.kind === 'send' ? [[event.i, event]] : [])));
  for (const { kind, tick, cause, message } of trace) {
    const leaving = kind === 'deliver' ? sent.get(cause) : undefined;
    if (leaving === undefined || message === null || tick <= leaving.tick + 1) continue;
    const link = `on ${nameOf(message.from)} -> ${nameOf(message.to)}`;
    const links = latencies.get(leaving.tick) ?? new Map<string, number>();
    links.set(link, Math.max(links.get(link) ?? 0, tick - leaving.tick));
    latencies.set(leaving.tick, links);
  }
  const insertions: Insertion[] = [];
  for (const tick of [...latencies.keys()].sort((a, b) => a - b)) {
    for (const [link, ticks] of latencies.get(tick) ?? []) {
      insertions.push({ tick: tick - 1, text: `delay ${ticks} ${link}` });
      const goesOn = latencies.get(tick + 1)?.has(link) ?? false;
      if (!goesOn) insertions.push({ tick, text: `delay 1 ${link}` });
    }
  }
  return insertions.sort((a, b) => a.tick - b.tick);
}

/** Nodes are written as numbers, clients as `c1`. */
function nameOf(endpoint: number): string {
  return endpointName(endpoint).replace(/^n/, '');
}

/** A draft with lines put in. Null when it is not known when its own lines are carried out. */
function withInsertions(
  draft: Draft,
  insertions: readonly Insertion[],
  language: Language,
): Draft | null {
  const lines: Line[] = [];
  let now = -1;
  let next = 0;
  const passTo = (time: number): void => {
    for (let one = insertions[next]; one !== undefined && one.tick < time; one = insertions[next]) {
      if (one.tick > now) lines.push(...language.known([`tick to ${one.tick}`]));
      now = Math.max(now, one.tick);
      lines.push(...language.known([one.text]));
      next += 1;
    }
    if (time > Math.max(0, now)) lines.push(...language.known([`tick to ${time}`]));
    now = Math.max(now, time);
  };
  passTo(0);
  for (const line of draft.lines) {
    const { action } = line.statement;
    if (action.kind === 'tick') passTo(now + (lengthOf(line) ?? 0));
    else if (action.kind === 'tick-to') {
      passTo(action.time.kind === 'number' ? action.time.value : now);
    } else if (WAITS.includes(action.kind) || line.text.includes(' expecting ')) return null;
    else lines.push(line);
  }
  const last = insertions.at(-1);
  if (last !== undefined) passTo(last.tick + 1);
  return withLines(draft, lines);
}
