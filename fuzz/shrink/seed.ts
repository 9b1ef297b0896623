// Doing without a seed. What the seed decides is mostly who is elected and when: an election by hand says it instead.

import { type Draft, spliced } from './draft.ts';
import { exchanged, sizesOf } from './nodes.ts';
import type { Search, Work } from './search.ts';
import { lengthOf } from './time.ts';

/** Waits in which somebody is elected, whatever the seed. */
const WAITS = ['tick 20', 'tick 40', 'tick 60'];

/** Takes the `seed` line out, and changes one other thing so that the test fails without it. */
export function* dropSeed(search: Search): Work {
  const before = search.current;
  if (before.seed === null) return false;
  for (const candidate of seedless({ ...before, seed: null }, search)) {
    if (search.attempt(candidate)) return true;
    yield;
  }
  return false;
}

function* seedless(draft: Draft, search: Search): Generator<Draft> {
  yield draft;
  const { language } = search;
  const { voters } = sizesOf(draft.cluster.action);
  for (let one = 0; one < voters; one += 1) {
    for (let other = one + 1; other < voters; other += 1) {
      yield exchanged(draft, one, other, language);
    }
  }
  for (let node = 0; node < voters; node += 1) {
    for (const force of ['', ' by force']) {
      const [campaign, settle] = language.known([`campaign ${node}${force}`, 'settle']);
      if (campaign === undefined || settle === undefined) continue;
      for (let at = 0; at <= draft.lines.length; at += 1) {
        yield spliced(draft, at, 0, campaign);
        yield spliced(draft, at, 0, campaign, settle);
        const line = draft.lines[at];
        if (line === undefined || lengthOf(line) === undefined) continue;
        yield spliced(draft, at, 1, campaign);
        yield spliced(draft, at, 1, campaign, settle);
      }
    }
  }
  for (const [at, line] of draft.lines.entries()) {
    if (lengthOf(line) === undefined) continue;
    for (const wait of language.known(WAITS)) yield spliced(draft, at, 1, wait);
  }
}
