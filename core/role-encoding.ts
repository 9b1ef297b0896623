// The canonical form of a role, as part of a node's.

import { assert, unreachable } from './assert.ts';
import { decodeSparse, encodeList, encodeSparse, type Reader } from './codec.ts';
import type {
  CatchUp,
  Leader,
  PeerProgress,
  PendingRead,
  ReadOnly,
  Role,
  Transfer,
} from './node.ts';
import type { Ballot } from './quorum.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-encoding.ts';

const BALLOTS: readonly (Ballot | undefined)[] = [undefined, 'granted', 'refused', 'unknown'];
const FLOWS: readonly PeerProgress['flow'][] = ['probe', 'replicate', 'snapshot'];

/** A role of its own. */
export function copyRole(role: Role): Role {
  switch (role.kind) {
    case 'follower':
      return role;
    case 'read-only':
      return { ...role };
    case 'pre-candidate':
      return { kind: 'pre-candidate', ballots: role.ballots.slice(), round: role.round };
    case 'candidate':
      return { kind: 'candidate', ballots: role.ballots.slice(), force: role.force };
    case 'leader':
      return copyLeader(role);
    default:
      return unreachable(role);
  }
}

/** Field by field and in the order of `becomeLeader`, so that copies have the shape of originals. */
function copyLeader(role: Leader): Leader {
  return {
    kind: 'leader',
    nextIndex: role.nextIndex.slice(),
    matchIndex: role.matchIndex.slice(),
    peers: role.peers.map((peer) => peer && copyProgress(peer)),
    targets: role.targets,
    contacted: role.contacted.slice(),
    quorumCheckTicks: role.quorumCheckTicks,
    ticks: role.ticks,
    round: role.round,
    answeredRound: role.answeredRound.slice(),
    reads: role.reads.map((read) => ({ ...read })),
    leaseRounds: role.leaseRounds.slice(),
    leaseUntil: role.leaseUntil,
    transfer: role.transfer === null ? null : { ...role.transfer },
    toldToCampaign: role.toldToCampaign,
    settledIndex: role.settledIndex,
  };
}

function copyProgress(progress: PeerProgress): PeerProgress {
  const { inflight, catchUp } = progress;
  return {
    ...progress,
    inflight: inflight.slice(),
    catchUp: catchUp === null ? null : { ...catchUp },
  };
}

/** Writes a role down. */
export function encodeRole(role: Role, into: number[]): void {
  switch (role.kind) {
    case 'follower':
      into.push(0);
      return;
    case 'pre-candidate':
      into.push(1, role.round);
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
    case 'read-only':
      into.push(4, role.source, role.silentTicks, role.askedTicks);
      encodeList(role.upstream, into);
      encodeList(role.members, into);
      return;
    default:
      unreachable(role);
  }
}

/** The inverse of `encodeRole`. */
export function decodeRole(reader: Reader): Role {
  const code = reader.next();
  assert(code >= 0 && code <= 4, 'a role is of a known kind', code);
  switch (code) {
    case 0:
      return { kind: 'follower' };
    case 1:
      return { kind: 'pre-candidate', round: reader.next(), ballots: decodeBallots(reader) };
    case 2:
      return { kind: 'candidate', force: reader.flag(), ballots: decodeBallots(reader) };
    case 3:
      return decodeLeader(reader);
    default:
      return decodeReadOnly(reader);
  }
}

function decodeReadOnly(reader: Reader): ReadOnly {
  return {
    kind: 'read-only',
    source: reader.next(),
    silentTicks: reader.next(),
    askedTicks: reader.next(),
    upstream: reader.list(() => reader.next()),
    members: reader.list(() => reader.next()),
  };
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
  encodeList(leader.targets, into);
  encodeList(
    Array.from(leader.contacted, (contacted) => (contacted === true ? 1 : 0)),
    into,
  );
  into.push(leader.quorumCheckTicks, leader.ticks, leader.round);
  encodeSparse(leader.answeredRound, into);
  into.push(leader.reads.length);
  for (const read of leader.reads) encodeRead(read, into);
  into.push(leader.leaseRounds.length);
  for (const { round, tick } of leader.leaseRounds) into.push(round, tick);
  into.push(leader.leaseUntil);
  encodeTransfer(leader.transfer, into);
  into.push(leader.toldToCampaign ? 1 : 0, leader.settledIndex);
}

function decodeLeader(reader: Reader): Leader {
  const next = (): number => reader.next();
  return {
    kind: 'leader',
    nextIndex: decodeSparse(reader),
    matchIndex: decodeSparse(reader),
    peers: decodePeers(reader),
    targets: reader.list(next),
    contacted: reader.list(() => reader.flag()),
    quorumCheckTicks: reader.next(),
    ticks: reader.next(),
    round: reader.next(),
    answeredRound: decodeSparse(reader),
    reads: reader.list(() => decodeRead(reader)),
    leaseRounds: reader.list(() => ({ round: reader.next(), tick: reader.next() })),
    leaseUntil: reader.next(),
    transfer: decodeTransfer(reader),
    toldToCampaign: reader.flag(),
    settledIndex: reader.next(),
  };
}

function decodePeers(reader: Reader): (PeerProgress | undefined)[] {
  const peers: (PeerProgress | undefined)[] = [];
  const count = reader.next();
  peers.length = count;
  for (let peer = 0; peer < count; peer++) {
    if (reader.flag()) peers[peer] = decodeProgress(reader);
  }
  return peers;
}

function encodeProgress(progress: PeerProgress, into: number[]): void {
  into.push(FLOWS.indexOf(progress.flow), progress.paused ? 1 : 0, progress.silentTicks);
  encodeList(progress.inflight, into);
  encodeSnapshot(progress.snapshot, into);
  into.push(progress.snapshotOffset);
  const { catchUp } = progress;
  into.push(catchUp === null ? 0 : 1);
  if (catchUp === null) return;
  into.push(catchUp.target, catchUp.ticks, catchUp.rounds, catchUp.isCaughtUp ? 1 : 0);
}

function decodeProgress(reader: Reader): PeerProgress {
  return {
    flow: FLOWS[reader.next()],
    paused: reader.flag(),
    silentTicks: reader.next(),
    inflight: reader.list(() => reader.next()),
    snapshot: decodeSnapshot(reader),
    snapshotOffset: reader.next(),
    catchUp: decodeCatchUp(reader),
  };
}

function decodeCatchUp(reader: Reader): CatchUp | null {
  if (!reader.flag()) return null;
  return {
    target: reader.next(),
    ticks: reader.next(),
    rounds: reader.next(),
    isCaughtUp: reader.flag(),
  };
}

function encodeRead(read: PendingRead, into: number[]): void {
  const { request, from, messageId, round, readIndex } = read;
  into.push(request.client, request.sequence, from, messageId, round, readIndex);
}

function decodeRead(reader: Reader): PendingRead {
  return {
    request: { client: reader.next(), sequence: reader.next() },
    from: reader.next(),
    messageId: reader.next(),
    round: reader.next(),
    readIndex: reader.next(),
  };
}

function encodeTransfer(transfer: Transfer | null, into: number[]): void {
  into.push(transfer === null ? 0 : 1);
  if (transfer === null) return;
  into.push(transfer.target, transfer.told ? 1 : 0, transfer.ticks);
}

function decodeTransfer(reader: Reader): Transfer | null {
  if (!reader.flag()) return null;
  return { target: reader.next(), told: reader.flag(), ticks: reader.next() };
}
