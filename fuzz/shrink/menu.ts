// What a person would write in a scenario: the lines that the shrinker tries in the place of others.

import type { Draft } from './draft.ts';
import type { Language } from './language.ts';
import type { Line } from './draft.ts';
import { sizesOf } from './nodes.ts';

/** Lines that name no node. */
const PLAIN = [
  'delay 5',
  'delay 15',
  'settle',
  'tick',
  'tick 2',
  'tick 5',
  'tick 10',
  'tick 20',
  'tick 40',
  'heal',
]
  .concat(['client foo', 'client 1 writes x = 1', 'client 2 reads x', 'client 1 retries'])
  .concat(['release', 'hold append-request', 'hold append-response', 'duplicate 100%'])
  .concat(['drop all append-response', 'drop all append-request']);

/** Lines with a node in the place of N. */
const OF_NODES = ['campaign N', 'campaign N by force', 'crash N', 'restart N', 'isolate N']
  .concat(['drop all append-request to N', 'drop all vote-request to N', 'step down N'])
  .concat(['drop all append-response from N', 'drop next append-request to N'])
  .concat(['disk N slow 5', 'disk N fails next sync', 'crash N before next sync'])
  .concat(['compact N to 1', 'compact N to 2', 'snapshot N', 'remove N', 'wipe N', 'add N'])
  .concat(['transfer leadership to N', 'client 1 writes x = 1 to N', 'client 2 reads x from N']);

/** Lines with two nodes. */
const OF_LINKS = ['delay 15 on N -> M', 'cut N -> M', 'hold append-request from N to M']
  .concat(['hold append-response from N to M', 'drop all append-request from N to M'])
  .concat(['drop next append-request from N to M']);

/** More nodes than these are not tried one by one. */
const NODES_MAX = 5;

/** Every line of the menu for the cluster of a draft, in an order of ours. */
export function menuFor(draft: Draft, language: Language): readonly Line[] {
  const { voters, learners } = sizesOf(draft.cluster.action);
  const count = Math.min(NODES_MAX, voters + learners);
  const nodes = Array.from({ length: count }, (_, node) => String(node));
  const texts = OF_NODES.flatMap((text) => nodes.map((node) => text.replace('N', node)));
  const links = OF_LINKS.flatMap((text) =>
    nodes.flatMap((from) =>
      nodes.flatMap((to) => (from === to ? [] : [text.replace('N', from).replace('M', to)])),
    ),
  );
  return language.known([...PLAIN, ...texts, ...links, `add ${count}`]);
}
