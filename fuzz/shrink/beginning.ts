// Beginning later: in the place of what made the logs of the nodes what they are, the logs themselves.

import type { ClusterAction } from '../../dsl/index.ts';
import type { SimulatedNode, World } from '../../sim/index.ts';
import { type Draft, type Line, withLines } from './draft.ts';
import { withOptions } from './header.ts';
import type { Search, Work } from './search.ts';

/** Places at most from which it is tried to begin. */
const PLACES_MAX = 40;
/** Longer logs explain nothing. */
const LOG_MAX = 16;

/** Statements whose effect lasts: what comes later may hang on it. */
const LASTING = ['set', 'partition', 'isolate', 'cut', 'heal', 'lose', 'duplicate', 'reorder']
  .concat(['delay', 'drop', 'hold', 'clock-runs'])
  .concat(['disk-slow', 'disk-fails', 'disk-full', 'disk-works']);
/** More lines than these are worth the tries with what lasts. */
const SHORT_LINES_MAX = 8;

/** Replaces the first lines, as many as can be, by the logs that they lead to. */
export function* beginLater(search: Search): Work {
  const { current: draft, judge } = search;
  const { length } = draft.lines;
  const stride = Math.max(1, Math.ceil(length / PLACES_MAX));
  for (let count = length - 1; count > 0; count -= stride) {
    const world = judge.worldAfter(withLines(draft, draft.lines.slice(0, count)));
    yield;
    if (world === null) continue;
    for (const beginning of beginningsIn(world)) {
      for (const begun of draftsFrom(search, beginning, world.leader()?.id ?? null, count)) {
        if (search.attempt(begun)) return true;
        yield;
      }
    }
  }
  return false;
}

/** The rest of a draft behind given logs: with nothing before it, with what lasts, with an election won by who led. */
function draftsFrom(
  { current: draft, language }: Search,
  { logs, gone }: Beginning,
  leader: number | null,
  count: number,
): readonly Draft[] {
  const text = `cluster of ${logs.length} with logs ${logs.map((log) => `[${log.join(' ')}]`).join(' ')}`;
  const [option] = language.clusterOf(text)?.action.options ?? [];
  if (option === undefined) return [];
  const others = draft.cluster.action.options.filter(({ kind }) => kind !== 'logs');
  const options: ClusterAction['options'] = [...others, option];
  const first = draft.lines.slice(0, count);
  const rest = language.known(draft.lines.slice(count).map((line) => shifted(line, gone)));
  const lasting = first.filter(({ statement }) => LASTING.includes(statement.action.kind));
  const befores = draft.lines.length > SHORT_LINES_MAX && lasting.length > 0 ? [[], lasting] : [[]];
  const elections = leader === null || count < 3 ? [[]] : [[], [`campaign ${leader}`, 'settle']];
  return befores.flatMap((before) =>
    elections.map((texts) =>
      withOptions(
        withLines(draft, [...language.known(texts), ...before, ...rest]),
        options,
        language,
      ),
    ),
  );
}

/** A line whose index is lower by the entries that are gone. */
function shifted({ text }: Line, gone: number): string {
  return text.replace(
    /^(compact \d+ to )(\d+)$/,
    (_, words: string, index: string) => `${words}${Math.max(1, Number(index) - gone)}`,
  );
}

/** Logs to begin with, and how many entries that all of them share are left out. */
interface Beginning {
  readonly logs: Logs;
  readonly gone: number;
}

type Logs = readonly (readonly number[])[];

/**
 * The logs of the nodes that the cluster began with: whole, with one entry of what all of them share, and without
 * that; short ones only.
 */
function beginningsIn(world: World): readonly Beginning[] {
  const { voters, learners } = world.initialConfiguration;
  const hosts = world.nodes.slice(0, voters.length + learners.length);
  const whole = hosts.map(termsOf);
  let shared = 0;
  const [first = []] = whole;
  while (shared < first.length && whole.every((log) => log[shared] === first[shared])) shared += 1;
  return [...new Set([0, Math.max(0, shared - 1), shared])]
    .map((gone) => ({ gone, logs: whole.map((log) => log.slice(gone)) }))
    .filter(({ logs }) => logs.every((log) => log.length <= LOG_MAX))
    .filter(({ logs }) => logs.some((log) => log.length > 0))
    .map(({ gone, logs }) => ({ gone, logs: ranked(logs) }));
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
