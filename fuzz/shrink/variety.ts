// Leaving the valley: changes that deletion alone does not find. A line of the menu in the place of two; a draft
// that is no smaller but different, from which deletion may go further down. All draws come from one salt.

import { drawBetween, saltOf } from '../../sim/index.ts';
import { removeChunks } from './deletion.ts';
import { type Draft, isSmaller, type Line, measure, spliced, withLines } from './draft.ts';
import { withOptions } from './header.ts';
import { menuFor } from './menu.ts';
import { sizesOf } from './nodes.ts';
import type { Search, Work } from './search.ts';

const SALT = saltOf('shrink', 'variety');

/** Puts one line of the menu in the place of two that follow each other. */
export function* replacePairs(search: Search): Work {
  const before = search.current;
  const menu = menuFor(search.current, search.language);
  for (let at = 0; at + 1 < search.current.lines.length; at += 1) {
    for (const line of menu) {
      if (at + 1 >= search.current.lines.length) break;
      search.attempt(spliced(search.current, at, 2, line));
      yield;
    }
  }
  return search.current !== before;
}

/** One excursion: a few random changes that keep the failure, then deletion. Ends at the best if that is smaller. */
export function* excursion(search: Search, number: number): Work {
  const before = search.current;
  const dice = new Dice(number);
  const changes = dice.below(3) + 1;
  let changed = false;
  for (let change = 0; change < changes; change += 1) {
    const candidate = mutated(search, dice);
    if (candidate === null) continue;
    changed = search.adopt(candidate) || changed;
    yield;
  }
  if (!changed) return false;
  yield* removeChunks(search);
  if (measure(search.current).cost > measure(search.best).cost) search.returnToBest();
  return isSmaller(search.current, before);
}

/** Draws of one excursion. */
class Dice {
  private readonly number: number;
  private ordinal = 0;

  constructor(number: number) {
    this.number = number;
  }

  below(count: number): number {
    this.ordinal += 1;
    return drawBetween(SALT, this.number, this.ordinal, 0, count - 1);
  }

  of<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }
}

function mutated(search: Search, dice: Dice): Draft | null {
  const { current, language } = search;
  const { lines } = current;
  const menu = menuFor(current, language);
  const at = dice.below(lines.length + 1);
  const line = dice.below(4) === 0 ? dice.of(lines) : dice.of(menu);
  switch (dice.below(6)) {
    case 0:
      return mutatedCluster(search, dice);
    case 1:
      return moved(current, dice);
    case 2:
    case 3:
      return line === undefined ? null : spliced(current, at, 0, line);
    case 4:
      return elected(search, at, dice);
    default:
      return line === undefined || at === lines.length ? null : spliced(current, at, 1, line);
  }
}

/** An election by hand in the place of a line. */
function elected(search: Search, at: number, dice: Dice): Draft | null {
  const { current, language } = search;
  const { voters } = sizesOf(current.cluster.action);
  const force = dice.below(2) === 0 ? '' : ' by force';
  const texts = [`campaign ${dice.below(voters)}${force}`, 'settle'];
  const count = dice.below(2);
  return spliced(current, at, count, ...language.known(texts));
}

function moved(draft: Draft, dice: Dice): Draft | null {
  const from = dice.below(draft.lines.length);
  const line = draft.lines[from];
  if (line === undefined) return null;
  const lines: Line[] = draft.lines.filter((_, at) => at !== from);
  lines.splice(dice.below(lines.length + 1), 0, line);
  return withLines(draft, lines);
}

/** Options of a cluster that spare a scenario its preparations, or make messages small and many. */
const OPTIONS = ['prevote off', 'checkquorum off', 'noop off', 'joint off', 'batch 1', 'window 1'];
/** Logs that nodes may begin with; after the longest, an index has two digits. */
const LOGS = ['[]', '[]', '[1]', '[1 1]', '[2]', '[1 2]', '[1 1 1 1 1 1 1 1 1]'];

function mutatedCluster(search: Search, dice: Dice): Draft | null {
  const { current, language } = search;
  const { action } = current.cluster;
  const kept = action.options.filter(({ kind }) => kind !== 'logs');
  const isOfLogs = dice.below(2) === 0;
  const { voters, learners } = sizesOf(action);
  const logs = Array.from({ length: voters + learners }, () => dice.of(LOGS) ?? '[]').join(' ');
  const word = isOfLogs ? `logs ${logs}` : (dice.of(OPTIONS) ?? '');
  const [option] = optionsOf(search, `cluster of ${voters + learners} with ${word}`);
  if (option === undefined) return null;
  if (!isOfLogs && JSON.stringify(action.options).includes(nameOf(option))) return null;
  const others = isOfLogs ? kept : action.options;
  return withOptions(current, [...others, option], language);
}

function optionsOf(search: Search, text: string): Draft['cluster']['action']['options'] {
  return search.language.clusterOf(text)?.action.options ?? [];
}

function nameOf(option: Draft['cluster']['action']['options'][number]): string {
  return option.kind === 'setting' ? `"text":"${option.name.text}"` : option.kind;
}
