// The catalogue of situations that a Raft must survive, family by family. What counts as one is decided in
// the detect-*.ts files; each is reached by a scenario that ships, and by random runs now and then.

import type { Situation } from './situation.ts';
import { CLIENTS, NETWORK, READ_ONLY_PEERS, READS } from './situations-of-clients.ts';
import { ELECTIONS, MEMBERS, TRANSFER } from './situations-of-elections.ts';
import { COMMITMENT, PERSISTENCE, REPLICATION, SNAPSHOTS } from './situations-of-logs.ts';

const ALL = [
  ...ELECTIONS,
  ...REPLICATION,
  ...COMMITMENT,
  ...PERSISTENCE,
  ...SNAPSHOTS,
  ...MEMBERS,
  ...TRANSFER,
  ...READS,
  ...READ_ONLY_PEERS,
  ...CLIENTS,
  ...NETWORK,
] as const;

/** The name of a situation. */
export type SituationId = (typeof ALL)[number]['id'];

/** All situations, in the order of their families. */
export const SITUATIONS: readonly (Situation & { readonly id: SituationId })[] = ALL;

/** Places in the catalogue, by name. */
const PLACES = new Map<string, number>(SITUATIONS.map(({ id }, place) => [id, place]));

/** Where a situation stands in the catalogue, from 0; undefined when it has none of that name. */
export function placeOf(id: string): number | undefined {
  return PLACES.get(id);
}
