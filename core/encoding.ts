// The canonical form of a node: a list of safe integers. Two nodes are equal exactly when their encodings
// are. Copies, hashes, exploration and viewers all stand on it.

import { assert, unreachable } from './assert.ts';
import type { Configuration } from './configuration.ts';
import { ENTRY_KINDS, type Entry } from './entry.ts';
import { Log } from './log.ts';
import type { Leader, Node, PeerProgress, Role } from './node.ts';
import type { Options } from './options.ts';
import type { Ballot } from './quorum.ts';
import type { LogIndex } from './types.ts';

/** Version of the layout, the first integer of every encoding. */
export const ENCODING_VERSION = 1;

const BALLOTS: readonly (Ballot | undefined)[] = [undefined, 'granted', 'refused', 'unknown'];

/** Writes a node down. Appends to `into`, which is returned. Every value is a safe integer. */
export function encodeNode(node: Node, into: number[] = []): number[] {
  into.push(ENCODING_VERSION, node.id);
  encodeOptions(node.options, into);
  into.push(node.currentTerm, node.votedFor);
  encodeLog(node.log, into);
  into.push(node.commitIndex, node.handedOutIndex, node.lastApplied);
  into.push(node.stableIndex, node.stableTerm);
  encodeConfiguration(node.configuration, into);
  into.push(node.leaderId, node.electionElapsed, node.electionTimeout);
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
  const log = decodeLog(reader);
  const [commitIndex, handedOutIndex, lastApplied] = [reader.next(), reader.next(), reader.next()];
  const [stableIndex, stableTerm] = [reader.next(), reader.next()];
  const configuration = decodeConfiguration(reader);
  const [leaderId, electionElapsed, electionTimeout] = [
    reader.next(),
    reader.next(),
    reader.next(),
  ];
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
    configuration,
    leaderId,
    electionElapsed,
    electionTimeout,
    role,
  };
}

/** A node of its own that behaves the same from here on. Entries and configurations are shared. */
export function copyNode(node: Node): Node {
  return {
    ...node,
    options: { ...node.options },
    log: node.log.copy(),
    role: copyRole(node.role),
  };
}

function copyRole(role: Role): Role {
  switch (role.kind) {
    case 'follower':
      return role;
    case 'pre-candidate':
    case 'candidate':
      return { ...role, ballots: role.ballots.slice() };
    case 'leader':
      return {
        ...role,
        nextIndex: role.nextIndex.slice(),
        matchIndex: role.matchIndex.slice(),
        peers: role.peers.map((peer) => peer && { ...peer, inflight: peer.inflight.slice() }),
        contacted: role.contacted.slice(),
      };
    default:
      return unreachable(role);
  }
}

class Reader {
  private readonly values: readonly number[];
  private offset = 0;

  constructor(values: readonly number[]) {
    this.values = values;
  }

  next(): number {
    assert(this.offset < this.values.length, 'an encoding is complete', this.offset);
    return this.values[this.offset++];
  }

  list<T>(decode: () => T): T[] {
    const count = this.next();
    return Array.from({ length: count }, decode);
  }

  text(): string {
    return this.list(() => String.fromCharCode(this.next())).join('');
  }

  end(): void {
    assert(this.offset === this.values.length, 'an encoding ends where its node ends', this.offset);
  }
}

function encodeText(text: string, into: number[]): void {
  into.push(text.length);
  for (let offset = 0; offset < text.length; offset++) into.push(text.charCodeAt(offset));
}

function encodeList(values: readonly number[], into: number[]): void {
  into.push(values.length, ...values);
}

/** Lists by node id: absent values are written as -1, trailing ones as any other. */
function encodeSparse(values: readonly (number | undefined)[], into: number[]): void {
  into.push(values.length);
  for (let offset = 0; offset < values.length; offset++) into.push(values[offset] ?? -1);
}

function decodeSparse(reader: Reader): (number | undefined)[] {
  const values: (number | undefined)[] = [];
  const count = reader.next();
  values.length = count;
  for (let offset = 0; offset < count; offset++) {
    const value = reader.next();
    if (value !== -1) values[offset] = value;
  }
  return values;
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
  );
}

function decodeOptions(reader: Reader): Options {
  return {
    electionTimeoutTicksMin: reader.next(),
    electionTimeoutTicksMax: reader.next(),
    heartbeatTicks: reader.next(),
    preVote: reader.next() === 1,
    checkQuorum: reader.next() === 1,
    noOp: reader.next() === 1,
    batchEntriesMax: reader.next(),
    batchSizeMax: reader.next(),
    inflightMax: reader.next(),
  };
}

function encodeConfiguration(configuration: Configuration, into: number[]): void {
  encodeList(configuration.voters, into);
  encodeList(configuration.outgoing, into);
  encodeList(configuration.learners, into);
}

function decodeConfiguration(reader: Reader): Configuration {
  const next = (): number => reader.next();
  return { voters: reader.list(next), outgoing: reader.list(next), learners: reader.list(next) };
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
  const configuration = reader.next() === 0 ? null : decodeConfiguration(reader);
  return { index, term, kind, command, configuration, request, checksum };
}

function encodeRole(role: Role, into: number[]): void {
  switch (role.kind) {
    case 'follower':
      into.push(0);
      return;
    case 'pre-candidate':
      into.push(1);
      encodeBallots(role.ballots, into);
      return;
    case 'candidate':
      into.push(2, role.force ? 1 : 0);
      encodeBallots(role.ballots, into);
      return;
    case 'leader':
      into.push(3);
      encodeLeader(role, into);
      return;
    default:
      unreachable(role);
  }
}

function decodeRole(reader: Reader): Role {
  const code = reader.next();
  assert(code >= 0 && code <= 3, 'a role is of a known kind', code);
  switch (code) {
    case 0:
      return { kind: 'follower' };
    case 1:
      return { kind: 'pre-candidate', ballots: decodeBallots(reader) };
    case 2: {
      const force = reader.next() === 1;
      return { kind: 'candidate', force, ballots: decodeBallots(reader) };
    }
    default:
      return decodeLeader(reader);
  }
}

function encodeBallots(ballots: readonly (Ballot | undefined)[], into: number[]): void {
  into.push(ballots.length);
  for (let voter = 0; voter < ballots.length; voter++) into.push(BALLOTS.indexOf(ballots[voter]));
}

function decodeBallots(reader: Reader): (Ballot | undefined)[] {
  const ballots: (Ballot | undefined)[] = [];
  const count = reader.next();
  ballots.length = count;
  for (let voter = 0; voter < count; voter++) {
    const ballot = BALLOTS[reader.next()];
    if (ballot !== undefined) ballots[voter] = ballot;
  }
  return ballots;
}

function encodeLeader(leader: Leader, into: number[]): void {
  encodeSparse(leader.nextIndex, into);
  encodeSparse(leader.matchIndex, into);
  into.push(leader.peers.length);
  for (let peer = 0; peer < leader.peers.length; peer++) {
    const progress = leader.peers[peer];
    into.push(progress === undefined ? 0 : 1);
    if (progress !== undefined) encodeProgress(progress, into);
  }
  encodeList(
    Array.from(leader.contacted, (contacted) => (contacted === true ? 1 : 0)),
    into,
  );
  into.push(leader.quorumCheckTicks);
}

function decodeLeader(reader: Reader): Leader {
  const nextIndex = decodeSparse(reader);
  const matchIndex = decodeSparse(reader);
  const peers: (PeerProgress | undefined)[] = [];
  const count = reader.next();
  peers.length = count;
  for (let peer = 0; peer < count; peer++) {
    if (reader.next() === 1) peers[peer] = decodeProgress(reader);
  }
  const contacted = reader.list(() => reader.next() === 1);
  return {
    kind: 'leader',
    nextIndex,
    matchIndex,
    peers,
    contacted,
    quorumCheckTicks: reader.next(),
  };
}

function encodeProgress(progress: PeerProgress, into: number[]): void {
  into.push(progress.flow === 'probe' ? 0 : 1, progress.paused ? 1 : 0, progress.silentTicks);
  encodeList(progress.inflight, into);
}

function decodeProgress(reader: Reader): PeerProgress {
  const flow = reader.next() === 0 ? 'probe' : 'replicate';
  const paused = reader.next() === 1;
  const silentTicks = reader.next();
  return { flow, paused, silentTicks, inflight: reader.list(() => reader.next()) };
}
