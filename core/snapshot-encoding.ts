// The canonical form of configurations and snapshots, as part of a node's.

import { encodeList, encodeText, type Reader } from './codec.ts';
import type { Configuration } from './configuration.ts';
import type { PartialSnapshot, Snapshot } from './snapshot.ts';

/** Writes a configuration down. */
export function encodeConfiguration(configuration: Configuration, into: number[]): void {
  encodeList(configuration.voters, into);
  encodeList(configuration.outgoing, into);
  encodeList(configuration.learners, into);
  encodeList(configuration.staged, into);
}

/** The inverse of `encodeConfiguration`. */
export function decodeConfiguration(reader: Reader): Configuration {
  const next = (): number => reader.next();
  return {
    voters: reader.list(next),
    outgoing: reader.list(next),
    learners: reader.list(next),
    staged: reader.list(next),
  };
}

/** Writes a snapshot down, or that there is none. */
export function encodeSnapshot(snapshot: Snapshot | null, into: number[]): void {
  into.push(snapshot === null ? 0 : 1);
  if (snapshot === null) return;
  into.push(snapshot.index, snapshot.term, snapshot.checksum, snapshot.configurationIndex);
  encodeConfiguration(snapshot.configuration, into);
  encodeText(snapshot.data, into);
  into.push(snapshot.dataChecksum);
}

/** The inverse of `encodeSnapshot`. */
export function decodeSnapshot(reader: Reader): Snapshot | null {
  if (!reader.flag()) return null;
  const [index, term] = [reader.next(), reader.next()];
  const [checksum, configurationIndex] = [reader.next(), reader.next()];
  const configuration = decodeConfiguration(reader);
  const data = reader.text();
  const dataChecksum = reader.next();
  return { index, term, checksum, configuration, configurationIndex, data, dataChecksum };
}

/** Writes down what of a snapshot has arrived. */
export function encodePartial(partial: PartialSnapshot | null, into: number[]): void {
  into.push(partial === null ? 0 : 1);
  if (partial === null) return;
  into.push(partial.index, partial.term, partial.dataChecksum);
  encodeText(partial.received, into);
}

/** The inverse of `encodePartial`. */
export function decodePartial(reader: Reader): PartialSnapshot | null {
  if (!reader.flag()) return null;
  const [index, term, dataChecksum] = [reader.next(), reader.next(), reader.next()];
  return { index, term, dataChecksum, received: reader.text() };
}
