// The state of one server: plain data, changed in place by the handlers. Source: paper Figure 2.

import { assert } from './assert.ts';
import type { Configuration } from './configuration.ts';
import type { Entry } from './entry.ts';
import { Log } from './log.ts';
import type { Options } from './options.ts';
import type { Ballot } from './quorum.ts';
import type { PartialSnapshot, Snapshot } from './snapshot.ts';
import { type LogIndex, NOBODY, type NodeId, type RequestId, type Term } from './types.ts';

/** Waits for a leader's messages and for its own timer. */
export interface Follower {
  readonly kind: 'follower';
}

/** Asks whether an election could be won; has not raised its term. Source: thesis section 9.6. */
export interface PreCandidate {
  readonly kind: 'pre-candidate';
  /** Answers by node id. Its own is always granted. */
  readonly ballots: (Ballot | undefined)[];
  /** Which round of asking this is: an answer to an earlier one may be out of date. */
  readonly round: number;
}

/** Asks for votes in its term. Source: paper section 5.2. */
export interface Candidate {
  readonly kind: 'candidate';
  /** Answers by node id. Its own is granted once its vote is durable. */
  readonly ballots: (Ballot | undefined)[];
  /** Whether voters that hear a leader are asked to answer all the same. */
  readonly force: boolean;
}

/**
 * How a leader feeds one peer. `probe`: where the logs agree is unknown; one append-request per
 * heartbeat until an answer shows it. `replicate`: entries flow ahead of their answers. `snapshot`: the
 * entries it needs are gone; a snapshot goes to it piece by piece.
 */
export type Flow = 'probe' | 'replicate' | 'snapshot';

/** How far a learner is behind, measured in rounds of replication. Source: thesis section 4.2.1. */
export interface CatchUp {
  /** The end of the leader's log when the round began; the round ends when the learner has it. */
  target: LogIndex;
  /** Ticks the round has lasted. */
  ticks: number;
  /** Rounds completed. */
  rounds: number;
  /** Whether the last round was shorter than an election timeout, and the present one is so far. */
  isCaughtUp: boolean;
}

/** What a leader knows of one peer, besides nextIndex and matchIndex. */
export interface PeerProgress {
  flow: Flow;
  /** In `probe` and `snapshot`: a request is on its way; the next leaves with the answer or the next heartbeat. */
  paused: boolean;
  /** In `replicate`: the last index of every append-request with entries that is not answered, ascending. At most `inflightMax`. */
  inflight: LogIndex[];
  /** Ticks since anything was sent to it. In [0, heartbeatTicks]. */
  silentTicks: number;
  /** In `snapshot`: what is being sent, which stays the same until it is installed, and from where on. Null otherwise. */
  snapshot: Snapshot | null;
  snapshotOffset: number;
  /** Kept for learners only; null for voters. */
  catchUp: CatchUp | null;
}

/** A read that waits for the leader to be confirmed. Source: thesis section 6.4. */
export interface PendingRead {
  readonly request: RequestId;
  /** Who asked: the leader itself for its own host, or a node that passed a read on. */
  readonly from: NodeId;
  /** Id of the read-request, to go on its answer; 0 for the leader's own host. */
  readonly messageId: number;
  /** The round that confirms it. */
  readonly round: number;
  /** The commitIndex when it was asked; `UNKNOWN_INDEX` until an entry of the leader's term is committed. */
  readIndex: LogIndex;
}

/** The readIndex of a read that came before the leader knew what is committed. */
export const UNKNOWN_INDEX: LogIndex = -1;

/** A transfer of leadership under way. Source: thesis section 3.10. */
export interface Transfer {
  readonly target: NodeId;
  /** Whether the target was told to campaign. */
  told: boolean;
  /** Ticks since it began; it is given up after the shortest election timeout. */
  ticks: number;
}

/** Serves clients and replicates its log. Source: paper Figure 2, "volatile state on leaders". */
export interface Leader {
  readonly kind: 'leader';
  /** By node id: the next entry to send. Starts at the last index + 1; falls on refusal. Always in (matchIndex, lastIndex + 1]. */
  readonly nextIndex: (LogIndex | undefined)[];
  /** By node id, its own included: up to where a log is known to be durable and equal. Starts at 0; never falls. */
  readonly matchIndex: (LogIndex | undefined)[];
  /** By node id, itself excluded; those of `targets`. */
  readonly peers: (PeerProgress | undefined)[];
  /** Whom it feeds, ascending: the other members, and those that leave until their removal is committed. */
  targets: readonly NodeId[];
  /** By node id: who answered since the last check of the quorum. */
  readonly contacted: (boolean | undefined)[];
  /** Ticks since the last check of the quorum. In [0, electionTimeoutTicksMin). */
  quorumCheckTicks: number;
  /** Ticks since it was elected. */
  ticks: number;
  /** Number of the newest round of confirmation; every append-request carries it. From 1. */
  round: number;
  /** By node id, its own excluded: the newest round it answered. */
  readonly answeredRound: (number | undefined)[];
  /** In order of their rounds. */
  reads: PendingRead[];
  /** Rounds that may extend the lease when they are answered, with the tick they began in. Empty without leases. */
  leaseRounds: { readonly round: number; readonly tick: number }[];
  /** The tick up to which, exclusive, it may read without asking; 0 for never. */
  leaseUntil: number;
  transfer: Transfer | null;
  /** Whether it told anybody in this term to campaign. No lease holds behind that: the message may still arrive. */
  toldToCampaign: boolean;
  /** The newest configuration whose commitment it has acted upon; -1 before any. */
  settledIndex: LogIndex;
}

/**
 * Not a member: fed with what is committed by `source`, which need not lead. Never votes for itself, never
 * campaigns. Source: the seed's "read-only peers hanging off a non-leader".
 */
export interface ReadOnly {
  readonly kind: 'read-only';
  readonly source: NodeId;
  /** Ticks since the source answered. */
  silentTicks: number;
  /** Ticks since the source was asked. */
  askedTicks: number;
  /** Whom the source hangs off, and so on, as it said last. */
  upstream: readonly NodeId[];
  /** Whom to ask when the source dies, as it said last, ascending. */
  members: readonly NodeId[];
}

export type Role = Follower | PreCandidate | Candidate | Leader | ReadOnly;

/** The name of a role. */
export type RoleKind = Role['kind'];

/** All names of roles. */
export const ROLE_KINDS: readonly RoleKind[] = [
  'follower',
  'pre-candidate',
  'candidate',
  'leader',
  'read-only',
];

/** The value of `electionTimeout` before the host has drawn one. */
export const UNDRAWN = -1;

/** A configuration with the index of its entry; 0 for the one the cluster began with. */
export interface ConfigurationAt {
  readonly index: LogIndex;
  readonly configuration: Configuration;
}

/** One server. Made by `createNode` or `restoreNode`, copied by `copyNode`, written down by `encodeNode`. */
export interface Node {
  readonly id: NodeId;
  /** May be replaced between calls. */
  options: Options;

  /** Latest term seen. Starts at 0, only rises. Durable before any answer in it leaves. */
  currentTerm: Term;
  /** Who got this node's vote in `currentTerm`; `NOBODY` before. Durable before the vote leaves. */
  votedFor: NodeId;
  readonly log: Log;

  /** Highest index known to be committed. Starts at the log's base; only rises. */
  commitIndex: LogIndex;
  /** Highest index handed out in `committed`. At most `commitIndex`. */
  handedOutIndex: LogIndex;
  /** Highest index the host has applied. At most `handedOutIndex`. Source: Figure 2. */
  lastApplied: LogIndex;

  /** Highest index that is durable here. At most the last index; falls when the log is cut off below it. */
  stableIndex: LogIndex;
  /** Highest term that is durable here. At most `currentTerm`. */
  stableTerm: Term;

  /** The newest configuration in the log, committed or not. Source: paper section 6. */
  configuration: Configuration;
  /** Where it stands; 0 for the one the cluster began with. */
  configurationIndex: LogIndex;
  /**
   * All configurations that may still come into force again when the log is cut off, oldest first: the
   * newest at or before the snapshot's index, and those behind it. Never empty; the last is the present one.
   */
  configurations: ConfigurationAt[];

  /** The newest snapshot; null before the first. The log begins at or before its end. */
  snapshot: Snapshot | null;
  /** A snapshot that is arriving. Lost in a crash. */
  receiving: PartialSnapshot | null;

  /** The leader of `currentTerm`, as far as known. */
  leaderId: NodeId;
  /** Ticks since a leader was heard, a vote was given or a campaign began. */
  electionElapsed: number;
  /** Ticks of `electionElapsed` at which the node campaigns; `UNDRAWN` until the next tick supplies it. */
  electionTimeout: number;
  /** Rounds of pre-votes asked for since it started. */
  preVoteRound: number;
  /**
   * Ticks for which this node still refuses to elect anybody because it may have promised a lease before
   * it restarted. In [0, electionTimeoutTicksMin]. Source: thesis section 6.4.1.
   */
  promisedTicks: number;
  /**
   * Ticks since a leader vouched for what this node has, or since it started: the label of its stale reads.
   * A campaign or a vote, which restart the timer, tell it nothing. 0 for a leader.
   */
  unheardTicks: number;
  role: Role;
}

/** A node that was never run: term 0, an empty log, the given members. */
export function createNode(id: NodeId, options: Options, configuration: Configuration): Node {
  return restoreNode(id, options, configuration, {
    term: 0,
    votedFor: NOBODY,
    snapshot: null,
    base: LOG_START,
    entries: [],
  });
}

/** The place right before a log's first entry. */
export interface LogBase {
  readonly index: LogIndex;
  readonly term: Term;
  /** Cumulative checksum there. */
  readonly checksum: number;
}

/** The base of a log that was never compacted. */
export const LOG_START: LogBase = { index: 0, term: 0, checksum: 0 };

/** What survives a restart. */
export interface DurableState {
  readonly term: Term;
  readonly votedFor: NodeId;
  readonly snapshot: Snapshot | null;
  /** Where the log begins: at or before the end of the snapshot. */
  readonly base: LogBase;
  /** The log behind the base. Shared, not changed. */
  readonly entries: readonly Entry[];
}

/**
 * A node as it comes back: a follower that knows its term, vote, snapshot and log, and of what is committed
 * only what the snapshot covers. `configuration` is the one the cluster was started with; a node that joins
 * later has `NO_CONFIGURATION`. The host checks the disk first, with `inspectDisk`; a node over a corrupt
 * disk must not run.
 */
export function restoreNode(
  id: NodeId,
  options: Options,
  configuration: Configuration,
  durable: DurableState,
): Node {
  const { base, snapshot } = durable;
  const log = new Log(durable.entries.slice(), base.index, base.term, base.checksum);
  assert(
    durable.term >= log.lastTerm,
    'the durable term is at least the last entry’s',
    durable.term,
  );
  const covered = snapshot === null ? 0 : snapshot.index;
  assert(covered >= base.index, 'a snapshot covers what the log no longer has', covered);
  const configurations = configurationsOf(durable, configuration);
  const newest = configurations[configurations.length - 1];
  return {
    id,
    options,
    currentTerm: durable.term,
    votedFor: durable.votedFor,
    log,
    commitIndex: covered,
    handedOutIndex: covered,
    lastApplied: covered,
    stableIndex: log.lastIndex,
    stableTerm: durable.term,
    configuration: newest.configuration,
    configurationIndex: newest.index,
    configurations,
    snapshot,
    receiving: null,
    leaderId: NOBODY,
    electionElapsed: 0,
    electionTimeout: UNDRAWN,
    preVoteRound: 0,
    promisedTicks: options.leaseReads && durable.term > 0 ? options.electionTimeoutTicksMin : 0,
    unheardTicks: 0,
    role: { kind: 'follower' },
  };
}

function configurationsOf(durable: DurableState, initial: Configuration): ConfigurationAt[] {
  const { snapshot, entries } = durable;
  const configurations: ConfigurationAt[] = [
    snapshot === null
      ? { index: 0, configuration: initial }
      : { index: snapshot.configurationIndex, configuration: snapshot.configuration },
  ];
  for (const { index, configuration } of entries) {
    if (configuration === null || (snapshot !== null && index <= snapshot.index)) continue;
    configurations.push({ index, configuration });
  }
  return configurations;
}

/** Whether this node has reason to believe that a leader is alive. Source: thesis section 4.2.3. */
export function hearsLeader(node: Node): boolean {
  if (node.role.kind === 'leader' || node.promisedTicks > 0) return true;
  return node.leaderId !== NOBODY && node.electionElapsed < node.options.electionTimeoutTicksMin;
}
