// Beginning later: in the place of what made the logs of the nodes what they are, the logs themselves.

import type { ClusterAction } from '../../dsl/index.ts';
import type { SimulatedNode, World } from '../../sim/index.ts';
import { type Draft, withLines } from './draft.ts';
import { withOptions } from './header.ts';
import type { Search, Work } from './search.ts';

/** Places at most from which it is tried to begin. */
const PLACES_MAX = 40;
/** Longer logs explain nothing. */
const LOG_MAX = 16;

/** Replaces the first lines, as many as can be, by the logs that they lead to. */
export function* beginLater(search: Search): Work {
  const { current: draft, judge } = search;
  const { length } = draft.lines;
  const stride = Math.max(1, Math.ceil(length / PLACES_MAX));
  for (let count = length - 1; count > 0; count -= stride) {
    const world = judge.worldAfter(withLines(draft, draft.lines.slice(0, count)));
    yield;
    if (world === null) continue;
    for (const logs of logsOf(world)) {
      for (const begun of beginnings(search, logs, world.leader()?.id ?? null, count)) {
        if (search.attempt(begun)) return true;
        yield;
      }
    }
  }
  return false;
}

/** The rest of a draft behind given logs: with nothing before it, or an election won by who led. */
function beginnings(
  { current: draft, language }: Search,
  logs: Logs,
  leader: number | null,
  count: number,
): readonly Draft[] {
  const text = `cluster of ${logs.length} with logs ${logs.map((log) => `[${log.join(' ')}]`).join(' ')}`;
  const [option] = language.clusterOf(text)?.action.options ?? [];
  if (option === undefined) return [];
  const others = draft.cluster.action.options.filter(({ kind }) => kind !== 'logs');
  const options: ClusterAction['options'] = [...others, option];
  const rest = draft.lines.slice(count);
  const elections = leader === null || count < 3 ? [[]] : [[], [`campaign ${leader}`, 'settle']];
  return elections.map((texts) =>
    withOptions(withLines(draft, [...language.known(texts), ...rest]), options, language),
  );
}

type Logs = readonly (readonly number[])[];

/** The logs of the nodes that the cluster began with: whole, and without what all of them share; short ones only. */
function logsOf(world: World): readonly Logs[] {
  const { voters, learners } = world.initialConfiguration;
  const hosts = world.nodes.slice(0, voters.length + learners.length);
  const whole = hosts.map(termsOf);
  let shared = 0;
  const [first = []] = whole;
  while (shared < first.length && whole.every((log) => log[shared] === first[shared])) shared += 1;
  const rest = whole.map((log) => log.slice(shared));
  const ways = shared === 0 ? [whole] : [whole, rest];
  return ways
    .filter((logs) => logs.every((log) => log.length <= LOG_MAX))
    .filter((logs) => logs.some((log) => log.length > 0))
    .map(ranked);
}

function termsOf({ core, disk }: SimulatedNode): number[] {
  const last = core === null ? disk.lastIndex : core.log.lastIndex;
  // What a snapshot covers has the term that the snapshot ends in, for all we know.
  const base = core === null ? disk.base.term : core.log.baseTerm;
  return Array.from({ length: last }, (_, offset) => {
    const entry = core === null ? disk.entryAt(offset + 1) : core.log.entryAt(offset + 1);
    return entry?.term ?? base;
  });
}

/** The same with terms counted from 1. */
function ranked(logs: Logs): Logs {
  const terms = [...new Set(logs.flat())].sort((a, b) => a - b);
  return logs.map((log) => log.map((term) => terms.indexOf(term) + 1));
}
