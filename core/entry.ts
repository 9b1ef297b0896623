// Log entries. An entry never changes after it was made, so nodes, messages, disks and copies of a world share it.

import type { Configuration } from './configuration.ts';
import { mix, mixText } from './mix.ts';
import type { LogIndex, RequestId, Term } from './types.ts';

/**
 * What an entry is for. `no-op` opens a leader's term (paper section 8); `command` goes to the state
 * machine; `configuration` changes the members (thesis chapter 4).
 */
export type EntryKind = 'no-op' | 'command' | 'configuration';

/** All kinds, in the order of their codes in checksums and encodings. Append only. */
export const ENTRY_KINDS: readonly EntryKind[] = ['no-op', 'command', 'configuration'];

/** One log entry. Immutable. */
export interface Entry {
  /** Position in the log, from 1. */
  readonly index: LogIndex;
  /** Term of the leader that made it; never 0. */
  readonly term: Term;
  readonly kind: EntryKind;
  /** The command, opaque to the core; empty unless `kind` is `command`. Size is counted in UTF-16 code units. */
  readonly command: string;
  /** The members from here on; null unless `kind` is `configuration`. */
  readonly configuration: Configuration | null;
  /** Who asked for it; `NO_REQUEST` for entries of the leader's own. */
  readonly request: RequestId;
  /**
   * Cumulative 32-bit checksum over this entry and, through the checksum before it, the whole log up to
   * here. Two logs with the same checksum at an index hold the same entries there. Source: the seed's
   * "log (cumulative?) checksums".
   */
  readonly checksum: number;
}

/** An entry's content, before it has a place and a checksum. */
export type EntryContent = Pick<Entry, 'kind' | 'command' | 'configuration' | 'request'>;

/** Makes the entry that follows one with checksum `previous` (0 for the first entry). */
export function makeEntry(
  previous: number,
  index: LogIndex,
  term: Term,
  content: EntryContent,
): Entry {
  const { kind, command, configuration, request } = content;
  const checksum = checksumOf(previous, index, term, content);
  return { index, term, kind, command, configuration, request, checksum };
}

/** The checksum `entry` must carry when it follows an entry with checksum `previous`. */
export function checksumAfter(previous: number, entry: Entry): number {
  return checksumOf(previous, entry.index, entry.term, entry);
}

function checksumOf(
  previous: number,
  index: LogIndex,
  term: Term,
  { kind, command, configuration, request }: EntryContent,
): number {
  let sum = mix(previous, index);
  sum = mix(sum, term);
  sum = mix(sum, kind === 'command' ? 1 : kind === 'no-op' ? 0 : 2);
  sum = mix(sum, request.client);
  sum = mix(sum, request.sequence);
  sum = mixText(sum, command);
  return configuration === null ? sum : mixConfiguration(sum, configuration);
}

/** The size that counts against `batchSizeMax`: the command, and one unit for the entry itself. */
export function entrySize(entry: Entry): number {
  return entry.command.length + 1;
}

function mixConfiguration(sum: number, configuration: Configuration): number {
  let mixed = sum;
  const { voters, outgoing, learners, staged } = configuration;
  for (const members of [voters, outgoing, learners, staged]) {
    mixed = mix(mixed, members.length);
    for (const member of members) mixed = mix(mixed, member);
  }
  return mixed;
}
