// Making the cluster smaller: no seed, no options, fewer nodes, lower numbers.

import type { ClusterAction } from '../../dsl/index.ts';
import { type Draft, spliced } from './draft.ts';
import type { Language } from './language.ts';
import { exchanged, sizesOf, withoutNode } from './nodes.ts';
import type { Search, Work } from './search.ts';

/** Tries to do without the header lines, the options and the nodes of a test. */
export function* reduceHeader(search: Search): Work {
  const before = search.current;
  search.attempt({ ...search.current, seed: null, convergence: true });
  yield;
  search.attempt({ ...search.current, seed: null });
  yield;
  search.attempt({ ...search.current, convergence: true });
  yield;
  yield* reduceOptions(search);
  yield* removeNodes(search);
  return search.current !== before;
}

function* reduceOptions(search: Search): Work {
  const before = search.current;
  search.attempt(withOptions(search.current, [], search.language));
  yield;
  for (let at = search.current.cluster.action.options.length - 1; at >= 0; at -= 1) {
    const { options } = search.current.cluster.action;
    const rest = options.filter((_, offset) => offset !== at);
    search.attempt(withOptions(search.current, rest, search.language));
    yield;
  }
  yield* shortenLogs(search);
  yield* trade(search);
  return search.current !== before;
}

/** Waits that may take the place of an option, such as one that hastens an election. */
const LONG_WAITS = ['tick 20', 'tick 40', 'tick 60', 'tick 100'];

/** Tries to do without any option in exchange for a longer wait. */
function* trade(search: Search): Work {
  const before = search.current;
  if (before.cluster.action.options.length === 0) return false;
  for (const [at, line] of before.lines.entries()) {
    if (line.statement.action.kind !== 'tick') continue;
    const plain = withOptions(before, [], search.language);
    for (const wait of search.language.known(LONG_WAITS)) {
      if (search.attempt(spliced(plain, at, 1, wait))) return true;
      yield;
    }
  }
  return false;
}

/** Initial logs with fewer entries. */
function* shortenLogs(search: Search): Work {
  const before = search.current;
  const { options } = search.current.cluster.action;
  const place = options.findIndex(({ kind }) => kind === 'logs');
  const logs = options[place];
  if (logs?.kind !== 'logs') return false;
  for (const node of logs.logs.keys()) {
    for (let shorter = shorterLog(search.current, node, search.language); shorter !== null;) {
      const isShorter = search.attempt(shorter);
      yield;
      shorter = isShorter ? shorterLog(search.current, node, search.language) : null;
    }
  }
  return search.current !== before;
}

function shorterLog(draft: Draft, node: number, language: Language): Draft | null {
  let isShorter = false;
  const options = draft.cluster.action.options.map((option) => {
    if (option.kind !== 'logs') return option;
    const logs = option.logs.map((log, at) => {
      if (at !== node || log.kind !== 'list' || log.items.length === 0) return log;
      isShorter = true;
      return { ...log, items: log.items.slice(0, -1) };
    });
    return { ...option, logs };
  });
  return isShorter ? withOptions(draft, options, language) : null;
}

/** Removes nodes one by one, then two at once: with an even number of voters quorums are others. */
function* removeNodes(search: Search): Work {
  const before = search.current;
  for (const together of [1, 2]) {
    for (let node = nodesOf(search.current) - 1; node >= 0; node -= 1) {
      for (let other = node; other >= (together === 1 ? node : 0); other -= 1) {
        if (together === 2 && other === node) continue;
        const smaller = withoutNode(search.current, node, search.language);
        const smallest =
          smaller === null || together === 1
            ? smaller
            : withoutNode(smaller, other, search.language);
        if (smallest === null) continue;
        const isSmaller = search.attempt(smallest);
        yield;
        if (isSmaller) break;
      }
    }
  }
  return search.current !== before;
}

/** Gives the nodes that matter low numbers. */
export function* renumber(search: Search): Work {
  const before = search.current;
  const { voters } = sizesOf(search.current.cluster.action);
  for (let one = 0; one < voters; one += 1) {
    for (let other = one + 1; other < voters; other += 1) {
      search.attempt(exchanged(search.current, one, other, search.language));
      yield;
    }
  }
  return search.current !== before;
}

/** A draft with other options; the draft itself when they do not go together. */
export function withOptions(
  draft: Draft,
  options: ClusterAction['options'],
  language: Language,
): Draft {
  const cluster = language.cluster({ ...draft.cluster.action, options });
  return cluster === null ? draft : { ...draft, cluster };
}

function nodesOf({ cluster }: Draft): number {
  const { voters, learners } = sizesOf(cluster.action);
  return voters + learners;
}
