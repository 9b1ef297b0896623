// The canonical form of a node: a list of safe integers. Two nodes are equal exactly when their encodings
// are. Copies, hashes, exploration and viewers all stand on it.

import { assert } from './assert.ts';
import { encodeText, Reader } from './codec.ts';
import { ENTRY_KINDS, type Entry } from './entry.ts';
import { Log } from './log.ts';
import type { ConfigurationAt, Node } from './node.ts';
import { completeOptions, type Options } from './options.ts';
import { copyRole, decodeRole, encodeRole } from './role-encoding.ts';
import {
  decodeConfiguration,
  decodePartial,
  decodeSnapshot,
  encodeConfiguration,
  encodePartial,
  encodeSnapshot,
} from './snapshot-encoding.ts';
import type { LogIndex } from './types.ts';

/** Version of the layout, the first integer of every encoding. */
export const ENCODING_VERSION = 2;

/** Writes a node down. Appends to `into`, which is returned. Every value is a safe integer. */
export function encodeNode(node: Node, into: number[] = []): number[] {
  into.push(ENCODING_VERSION, node.id);
  encodeOptions(node.options, into);
  into.push(node.currentTerm, node.votedFor);
  encodeSnapshot(node.snapshot, into);
  encodePartial(node.receiving, into);
  encodeLog(node.log, into);
  into.push(node.commitIndex, node.handedOutIndex, node.lastApplied);
  into.push(node.stableIndex, node.stableTerm);
  into.push(node.configurations.length);
  for (const { index, configuration } of node.configurations) {
    into.push(index);
    encodeConfiguration(configuration, into);
  }
  into.push(node.leaderId, node.electionElapsed, node.electionTimeout);
  into.push(node.preVoteRound, node.promisedTicks, node.unheardTicks);
  encodeRole(node.role, into);
  return into;
}

/** Reads a node back. Errors: asserts that the list is an encoding of this version and nothing more. */
export function decodeNode(encoded: readonly number[]): Node {
  const reader = new Reader(encoded);
  const version = reader.next();
  assert(version === ENCODING_VERSION, 'the encoding is of this version', version);
  const id = reader.next();
  const options = decodeOptions(reader);
  const [currentTerm, votedFor] = [reader.next(), reader.next()];
  const snapshot = decodeSnapshot(reader);
  const receiving = decodePartial(reader);
  const log = decodeLog(reader);
  const [commitIndex, handedOutIndex, lastApplied] = [reader.next(), reader.next(), reader.next()];
  const [stableIndex, stableTerm] = [reader.next(), reader.next()];
  const configurations = reader.list(() => decodeConfigurationAt(reader));
  const newest = configurations.at(-1);
  if (newest === undefined) throw new RangeError('an encoded node has a configuration');
  const [leaderId, electionElapsed, electionTimeout] = [
    reader.next(),
    reader.next(),
    reader.next(),
  ];
  const [preVoteRound, promisedTicks, unheardTicks] = [reader.next(), reader.next(), reader.next()];
  const role = decodeRole(reader);
  reader.end();
  return {
    id,
    options,
    currentTerm,
    votedFor,
    log,
    commitIndex,
    handedOutIndex,
    lastApplied,
    stableIndex,
    stableTerm,
    configuration: newest.configuration,
    configurationIndex: newest.index,
    configurations,
    snapshot,
    receiving,
    leaderId,
    electionElapsed,
    electionTimeout,
    preVoteRound,
    promisedTicks,
    unheardTicks,
    role,
  };
}

/** A node of its own that behaves the same from here on. Entries, snapshots and configurations are shared. */
export function copyNode(node: Node): Node {
  const { receiving } = node;
  // Field by field and in the order of `restoreNode`, so that copies have the shape of originals.
  return {
    id: node.id,
    options: completeOptions(node.options),
    currentTerm: node.currentTerm,
    votedFor: node.votedFor,
    log: node.log.copy(),
    commitIndex: node.commitIndex,
    handedOutIndex: node.handedOutIndex,
    lastApplied: node.lastApplied,
    stableIndex: node.stableIndex,
    stableTerm: node.stableTerm,
    configuration: node.configuration,
    configurationIndex: node.configurationIndex,
    configurations: node.configurations.slice(),
    snapshot: node.snapshot,
    receiving: receiving === null ? null : { ...receiving },
    leaderId: node.leaderId,
    electionElapsed: node.electionElapsed,
    electionTimeout: node.electionTimeout,
    preVoteRound: node.preVoteRound,
    promisedTicks: node.promisedTicks,
    unheardTicks: node.unheardTicks,
    role: copyRole(node.role),
  };
}

function encodeOptions(options: Options, into: number[]): void {
  into.push(
    options.electionTimeoutTicksMin,
    options.electionTimeoutTicksMax,
    options.heartbeatTicks,
    options.preVote ? 1 : 0,
    options.checkQuorum ? 1 : 0,
    options.noOp ? 1 : 0,
    options.batchEntriesMax,
    options.batchSizeMax,
    options.inflightMax,
    options.jointConsensus ? 1 : 0,
    options.snapshotChunkSize,
    options.leaseReads ? 1 : 0,
    options.leaseDriftPercent,
    options.maxLeaderTicks,
    options.memberAfterIndex,
  );
}

function decodeOptions(reader: Reader): Options {
  return {
    electionTimeoutTicksMin: reader.next(),
    electionTimeoutTicksMax: reader.next(),
    heartbeatTicks: reader.next(),
    preVote: reader.flag(),
    checkQuorum: reader.flag(),
    noOp: reader.flag(),
    batchEntriesMax: reader.next(),
    batchSizeMax: reader.next(),
    inflightMax: reader.next(),
    jointConsensus: reader.flag(),
    snapshotChunkSize: reader.next(),
    leaseReads: reader.flag(),
    leaseDriftPercent: reader.next(),
    maxLeaderTicks: reader.next(),
    memberAfterIndex: reader.next(),
  };
}

function decodeConfigurationAt(reader: Reader): ConfigurationAt {
  return { index: reader.next(), configuration: decodeConfiguration(reader) };
}

function encodeLog(log: Log, into: number[]): void {
  into.push(log.baseIndex, log.baseTerm, log.baseChecksum, log.lastIndex - log.baseIndex);
  for (const entry of log.entriesFrom(log.baseIndex + 1)) encodeEntry(entry, into);
}

function decodeLog(reader: Reader): Log {
  const [baseIndex, baseTerm, baseChecksum] = [reader.next(), reader.next(), reader.next()];
  let index: LogIndex = baseIndex;
  const entries = reader.list(() => decodeEntry(++index, reader));
  return new Log(entries, baseIndex, baseTerm, baseChecksum);
}

function encodeEntry(entry: Entry, into: number[]): void {
  into.push(entry.term, ENTRY_KINDS.indexOf(entry.kind));
  encodeText(entry.command, into);
  into.push(entry.request.client, entry.request.sequence, entry.checksum);
  into.push(entry.configuration === null ? 0 : 1);
  if (entry.configuration !== null) encodeConfiguration(entry.configuration, into);
}

function decodeEntry(index: LogIndex, reader: Reader): Entry {
  const term = reader.next();
  const kind = ENTRY_KINDS[reader.next()];
  assert(kind !== undefined, 'an entry is of a known kind', index);
  const command = reader.text();
  const request = { client: reader.next(), sequence: reader.next() };
  const checksum = reader.next();
  const configuration = reader.flag() ? decodeConfiguration(reader) : null;
  return { index, term, kind, command, configuration, request, checksum };
}
