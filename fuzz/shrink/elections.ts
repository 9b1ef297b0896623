// Elections by hand: who campaigned because a timer ran out is told to. Such a draft is longer, but nothing in it
// hangs on how long the timers were, so that its waits can go and the rest falls into place.

import type { ClusterAction } from '../../dsl/index.ts';
import type { TraceEvent } from '../../sim/index.ts';
import { type Draft, type Line, withLines } from './draft.ts';
import { withOptions } from './header.ts';
import type { Language } from './language.ts';
import type { Search, Work } from './search.ts';
import { lengthOf, WAITS } from './time.ts';

/** Timers that run out once in a blue moon, or never; and what keeps nobody from winning who is told to campaign. */
const OPTIONS = ['electionTimeout 10..100000', 'electionTimeout 1000'].concat([
  'electionTimeout 1000, prevote off, checkquorum off',
]);

/** What a timer brought about: a campaign, or the end of a leader that no quorum answered. */
interface Expiry {
  readonly kind: 'campaign' | 'stepped-down';
  readonly node: number;
  /** Offset of the wait it happened in. */
  readonly at: number;
  /** Ticks into this wait. */
  readonly ticks: number;
  /** Whether the campaign was won. */
  won: boolean;
}

/**
 * Goes on with the elections said by hand, in the first way that fails as before. The draft may be larger than the
 * best then.
 */
export function* sayElections(search: Search): Work {
  const { current: draft, judge } = search;
  if (draft.lines.some(({ statement }) => WAITS.includes(statement.action.kind))) return false;
  const { result } = judge.run(draft, true);
  const expiries = expiriesOf(draft, result.trace ?? []);
  yield;
  for (const said of waysToSay(draft, expiries, search.language)) {
    const isSaid = search.adopt(said);
    yield;
    if (isSaid) return true;
  }
  return false;
}

/** What timers brought about in the waits of a draft, in the order of time. */
function expiriesOf({ lines }: Draft, trace: readonly TraceEvent[]): readonly Expiry[] {
  const begins: number[] = [];
  let now = 0;
  for (const line of lines) {
    begins.push(now);
    now += lengthOf(line) ?? 0;
  }
  const expiries: Expiry[] = [];
  const asking = new Set<number>();
  for (const { change, line, tick, node } of trace) {
    // The judge numbers the statements from 1, behind the `cluster of`.
    const at = line - 1;
    const wait = lines[at];
    if (wait === undefined || lengthOf(wait) === undefined) continue;
    const place = { node, at, ticks: tick - (begins[at] ?? 0), won: false };
    if (change?.kind === 'role' && change.to === 'leader') {
      const last = expiries.findLast((expiry) => expiry.node === node);
      if (last !== undefined) last.won = true;
    } else if (change?.kind === 'core' && change.event.kind === 'stepped-down') {
      if (change.event.reason === 'lost-quorum') expiries.push({ kind: 'stepped-down', ...place });
    } else if (change?.kind === 'core' && change.event.kind === 'campaign-started') {
      // Behind a pre-vote that was won comes the election itself, without a timer.
      if (change.event.pre || !asking.has(node)) expiries.push({ kind: 'campaign', ...place });
      if (change.event.pre) asking.add(node);
      else asking.delete(node);
    }
  }
  return expiries;
}

function waysToSay(
  draft: Draft,
  expiries: readonly Expiry[],
  language: Language,
): readonly Draft[] {
  if (expiries.length === 0) return [];
  const winners = expiries.filter(({ won }) => won);
  const short = saying(draft, winners, language, (_, here) =>
    here.flatMap(({ node }) => [`campaign ${node} by force`, 'settle']),
  );
  const exact = saying(draft, expiries, language, splitWait);
  return [short, exact].flatMap((said) => [
    said,
    ...OPTIONS.map((options) => withNamed(said, options, language)),
  ]);
}

/** A draft with other lines in the place of the waits that timers ran out in. */
function saying(
  draft: Draft,
  expiries: readonly Expiry[],
  language: Language,
  replace: (wait: Line, here: readonly Expiry[]) => readonly string[],
): Draft {
  const lines = draft.lines.flatMap((line, at): readonly Line[] => {
    const here = expiries.filter((expiry) => expiry.at === at);
    return here.length === 0 ? [line] : language.known(replace(line, here));
  });
  return withLines(draft, lines);
}

/** A wait in pieces, with what timers did in it by hand between them. */
function splitWait(wait: Line, here: readonly Expiry[]): readonly string[] {
  const texts: string[] = [];
  let past = 0;
  for (const { kind, node, ticks } of here) {
    if (ticks > past) texts.push(`tick ${ticks - past}`);
    texts.push(kind === 'campaign' ? `campaign ${node}` : `step down ${node}`);
    past = ticks;
  }
  const rest = (lengthOf(wait) ?? 0) - past;
  if (rest > 0) texts.push(`tick ${rest}`);
  return texts;
}

/** A draft with these options of the cluster, in the place of those of the same names. */
function withNamed(draft: Draft, options: string, language: Language): Draft {
  const named = language.clusterOf(`cluster of 3 with ${options}`)?.action.options ?? [];
  const names = named.map(nameOf);
  const others = draft.cluster.action.options.filter((option) => !names.includes(nameOf(option)));
  return withOptions(draft, [...others, ...named], language);
}

function nameOf(option: ClusterAction['options'][number]): string {
  return option.kind === 'setting' ? option.name.text.toLowerCase() : option.kind;
}
