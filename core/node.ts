// The state of one server: plain data, changed in place by the handlers. Source: paper Figure 2.

import { assert } from './assert.ts';
import type { Configuration } from './configuration.ts';
import type { Entry } from './entry.ts';
import { Log } from './log.ts';
import type { Options } from './options.ts';
import type { Ballot } from './quorum.ts';
import { type LogIndex, NOBODY, type NodeId, type Term } from './types.ts';

/** Waits for a leader's messages and for its own timer. */
export interface Follower {
  readonly kind: 'follower';
}

/** Asks whether an election could be won; has not raised its term. Source: thesis section 9.6. */
export interface PreCandidate {
  readonly kind: 'pre-candidate';
  /** Answers by node id. Its own is always granted. */
  readonly ballots: (Ballot | undefined)[];
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
 * heartbeat until an answer shows it. `replicate`: entries flow ahead of their answers.
 */
export type Flow = 'probe' | 'replicate';

/** What a leader knows of one peer, besides nextIndex and matchIndex. */
export interface PeerProgress {
  flow: Flow;
  /** In `probe`: a request is on its way; the next leaves with the answer or the next heartbeat. */
  paused: boolean;
  /** In `replicate`: the last index of every append-request with entries that is not answered, ascending. At most `inflightMax`. */
  inflight: LogIndex[];
  /** Ticks since anything was sent to it. In [0, heartbeatTicks]. */
  silentTicks: number;
}

/** Serves clients and replicates its log. Source: paper Figure 2, "volatile state on leaders". */
export interface Leader {
  readonly kind: 'leader';
  /** By node id: the next entry to send. Starts at the last index + 1; falls on refusal. Always in (matchIndex, lastIndex + 1]. */
  readonly nextIndex: (LogIndex | undefined)[];
  /** By node id, its own included: up to where a log is known to be durable and equal. Starts at 0; never falls. */
  readonly matchIndex: (LogIndex | undefined)[];
  /** By node id, itself excluded. */
  readonly peers: (PeerProgress | undefined)[];
  /** By node id: who answered since the last check of the quorum. */
  readonly contacted: (boolean | undefined)[];
  /** Ticks since the last check of the quorum. In [0, electionTimeoutTicksMin). */
  quorumCheckTicks: number;
}

export type Role = Follower | PreCandidate | Candidate | Leader;

/** The name of a role. */
export type RoleKind = Role['kind'];

/** All names of roles. */
export const ROLE_KINDS: readonly RoleKind[] = ['follower', 'pre-candidate', 'candidate', 'leader'];

/** The value of `electionTimeout` before the host has drawn one. */
export const UNDRAWN = -1;

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

  /** The leader of `currentTerm`, as far as known. */
  leaderId: NodeId;
  /** Ticks since a leader was heard, a vote was given or a campaign began. */
  electionElapsed: number;
  /** Ticks of `electionElapsed` at which the node campaigns; `UNDRAWN` until the next tick supplies it. */
  electionTimeout: number;
  role: Role;
}

/** A node that was never run: term 0, an empty log, the given members. */
export function createNode(id: NodeId, options: Options, configuration: Configuration): Node {
  return restoreNode(id, options, configuration, { term: 0, votedFor: NOBODY, entries: [] });
}

/** What survives a restart. */
export interface DurableState {
  readonly term: Term;
  readonly votedFor: NodeId;
  /** The whole log, from index 1. Shared, not changed. */
  readonly entries: readonly Entry[];
}

/**
 * A node as it comes back: a follower that knows its term, vote and log, and nothing of what is committed.
 * `configuration` is the one the cluster was started with. The host checks the log first, with
 * `Log.firstCorruptIndex`; a node over a corrupt log must not run.
 */
export function restoreNode(
  id: NodeId,
  options: Options,
  configuration: Configuration,
  durable: DurableState,
): Node {
  const log = new Log(durable.entries.slice());
  assert(
    durable.term >= log.lastTerm,
    'the durable term is at least the last entry’s',
    durable.term,
  );
  return {
    id,
    options,
    currentTerm: durable.term,
    votedFor: durable.votedFor,
    log,
    commitIndex: log.baseIndex,
    handedOutIndex: log.baseIndex,
    lastApplied: log.baseIndex,
    stableIndex: log.lastIndex,
    stableTerm: durable.term,
    configuration,
    leaderId: NOBODY,
    electionElapsed: 0,
    electionTimeout: UNDRAWN,
    role: { kind: 'follower' },
  };
}

/** Whether this node has reason to believe that a leader is alive. Source: thesis section 4.2.3. */
export function hearsLeader(node: Node): boolean {
  if (node.role.kind === 'leader') return true;
  return node.leaderId !== NOBODY && node.electionElapsed < node.options.electionTimeoutTicksMin;
}
