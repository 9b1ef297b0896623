// What an entry of the catalogue is.

/** What a situation is about, in the order in which the catalogue tells of it. */
export const FAMILIES = [
  'elections',
  'replication',
  'commitment',
  'persistence',
  'snapshots',
  'members',
  'transfer',
  'reads',
  'read-only peers',
  'clients',
  'network',
] as const;

export type Family = (typeof FAMILIES)[number];

/** Something that happens to a correct Raft now and then, and that its tests should have seen. */
export interface Situation {
  /** Its name in reports and files; never changed. */
  readonly id: string;
  readonly family: Family;
  /** One sentence for people. */
  readonly sentence: string;
  /** Where the literature tells of it. */
  readonly source: string;
}
