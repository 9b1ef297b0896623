// The judgement at the end of a test: all faults end, the dead restart, and within a bound that follows
// from the timeouts one leader exists, all members hold the same committed log, and a fresh write goes
// through. Nodes that lost their disk or found it damaged stay out. What makes that impossible is told apart
// from a stall, at the beginning and again at the end: damage may come to light on the way.

import { entrySize, type Node, type NodeId } from '../core/index.ts';
import { beyondRepair } from './beyond-repair.ts';
import { calm } from './calm.ts';
import { clientOf, submit } from './client-service.ts';
import { commandAsk } from './command.ts';
import { diagnose, missingQuorum, newestConfiguration } from './diagnose.ts';
import { endpointNames, JUDGE, JUDGES_LAST, WORLD } from './endpoint.ts';
import { isServing, type MissingRead, missingReads } from './fresh-reads.ts';
import { hasMajority, isJoint, isMember } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** The bound, in maximum election timeouts. */
const BOUND_TIMEOUTS = 20;

/**
 * What a fresh write and a read by way of a follower behind it may take: in maximum election timeouts, and in messages
 * and disk writes, one after the other; both far more than enough.
 */
const READ_TIMEOUTS = 2;
const READ_TRIPS = 24;

/** Batches of this size and less may hold fewer entries than they might by number. */
const SMALL_BATCH_SIZE = 1000;

/** Dead members that a read-only peer can try one after the other within the bound, with time to spare. */
const DEAD_MAX = BOUND_TIMEOUTS / 2;

/** Where a convergence stands. `impossible`: a fault took away what it needs, so it is not judged. */
export type ConvergenceState = 'running' | 'converged' | 'stalled' | 'impossible';

/** Judges whether a world recovers. Call `advance` until it no longer answers `running`. Plain data besides the world. */
export class Convergence {
  private readonly world: World;
  /** Tick in which the judgement began. */
  readonly startedAt: number;
  /** Tick in which it must have converged. */
  readonly deadline: number;
  private sequence = 0;
  private judge = JUDGE;
  /** How far everybody must come: what was committed when the fresh write was answered. 0 before. */
  private target = 0;
  private state: ConvergenceState = 'running';
  /** The nodes that must go on alone; null when all faults end. */
  private readonly among: readonly NodeId[] | null;
  /** Why it is impossible; empty otherwise. */
  excuse = '';
  /** What is missing of reads, all else being well. */
  private unread: MissingRead | undefined;
  /** When reads are tried again. */
  private readAt = 0;
  /** The longest election timeout, in ticks. */
  private readonly longest: number;

  /**
   * Ends all faults of the world and starts what is down. With `among`, only these nodes are mended and
   * started; whoever calls sees to it that the others neither answer nor speak.
   */
  constructor(world: World, among: readonly NodeId[] | null = null) {
    this.world = world;
    this.among = among;
    this.startedAt = world.now;
    const judged = world.nodes.filter(({ id }) => among?.includes(id) ?? true);
    this.longest = Math.max(...judged.map(({ options }) => options.electionTimeoutTicksMax));
    this.deadline = world.now + BOUND_TIMEOUTS * this.longest + catchUpTicks(world, judged);
    if (world.trace !== null) world.record(WORLD, 'phase', 'convergence begins');
    calm(world, among);
    const missing = this.missingAtOnce();
    if (missing !== undefined) this.giveUp(missing);
  }

  /**
   * No quorum runs of what is committed, nor of what the node that knows most goes by: the two differ
   * behind a recovery by a sole voter, and when those that know what is committed have yet to hear it again.
   */
  private missingAtOnce(): string | undefined {
    const { world } = this;
    const { configuration } = world.checker.committedConfiguration;
    const missing = missingQuorum(world, configuration);
    const isOfAll = missingQuorum(world, newestConfiguration(world)) !== undefined;
    return isOfAll ? missing : undefined;
  }

  private giveUp(excuse: string): void {
    this.state = 'impossible';
    this.excuse = excuse;
    this.world.suspend('convergence', excuse);
  }

  /** Moves the world by one tick and looks. */
  advance(): ConvergenceState {
    if (this.state !== 'running') return this.state;
    this.world.tick();
    // A violation halts the world: it will not converge any more, and the violation is what counts.
    if (this.world.halted) this.state = 'stalled';
    else if (this.hasConverged() && this.servesReads()) this.state = 'converged';
    else if (this.world.now >= this.deadline) this.judgeStall();
    return this.state;
  }

  /** A stall accuses nobody when a fault took away, or turned out to have taken away, what recovery needs. */
  private judgeStall(): void {
    const excuse = beyondRepair(this.world);
    if (excuse === undefined) this.state = 'stalled';
    else this.giveUp(excuse);
  }

  /** What is missing, one sentence, for the report of a stall. */
  missing(): string {
    const leader = this.world.leader();
    if (leader === undefined) return 'there is no leader';
    if (this.target === 0) return 'a fresh write did not go through';
    const waiting = this.stagedMembers(leader);
    if (waiting.length > 0) return `${endpointNames(waiting)} did not become a voter`;
    if (!this.areFed()) return 'a read-only peer does not get what is committed';
    if (this.unread !== undefined && this.hasEqualLogs()) return this.unread.missing;
    return 'the logs of the members are not equal and committed';
  }

  /** Why, naming nodes and reasons. */
  why(): readonly string[] {
    const why = diagnose(this.world);
    return this.unread !== undefined && this.hasEqualLogs() ? [this.unread.why, ...why] : why;
  }

  private hasConverged(): boolean {
    const { world } = this;
    const leader = world.leader();
    // Who was left behind by a recovery may lead on; what it commits does not count.
    if (leader?.core === undefined || leader.core === null) return false;
    if (leader.generation !== world.generation) return false;
    this.writeAgainIfNeeded(leader.core);
    if (this.target === 0) this.write(leader.id);
    return (
      this.target > 0 &&
      this.hasEqualLogs() &&
      (this.among !== null || (this.stagedMembers(leader).length === 0 && this.areFed()))
    );
  }

  /**
   * Without a no-op, a leader that took over behind the fresh write commits nothing that others left, nor
   * learns what they committed, nor changes members (thesis 4.1), until somebody writes to it (section 8): it gets a
   * write of its own.
   */
  private writeAgainIfNeeded(leader: Node): void {
    const { commitIndex, log, currentTerm, options, configuration } = leader;
    if (options.noOp || this.target === 0) return;
    const hasWork = commitIndex < log.lastIndex || configuration.staged.length > 0;
    const isWaiting = hasWork && log.lastTerm < currentTerm;
    if (commitIndex >= this.target && !isWaiting) return;
    this.target = 0;
    this.sequence = 0;
  }

  /** Makes the fresh write, and notes where it ended; another client writes when its session did not live so long. */
  private write(to: NodeId): void {
    const { world } = this;
    if (this.sequence > 0) {
      const ended = clientOf(world, this.judge).outcomeOf(this.sequence);
      if (ended === undefined) return;
      if (ended.outcome.status === 'ok') {
        this.target = world.checker.committedIndex;
        return;
      }
      this.judge = this.judge === JUDGE ? JUDGES_LAST : this.judge - 1;
    }
    const ask = commandAsk({ kind: 'value', value: 'converged' });
    this.sequence = submit(world, this.judge, { ask, to, redirects: true });
  }

  /** Whether reads are answered. Those that were not are asked for again after the longest election timeout. */
  private servesReads(): boolean {
    const { world, longest } = this;
    if (world.now < this.readAt) return false;
    this.readAt = world.now + longest;
    const trip = world.network.model.latency.max + world.settings.diskLatency.max;
    this.unread = missingReads(world, READ_TIMEOUTS * longest + READ_TRIPS * trip);
    return this.unread === undefined;
  }

  /**
   * One leader, and every member that serves has its log up to the fresh write, all of it committed and
   * applied. What clients still write meanwhile may be under way.
   */
  private hasEqualLogs(): boolean {
    const { world, target } = this;
    const leader = world.leader()?.core;
    if (leader === undefined || leader === null || isJoint(leader.configuration)) return false;
    const serving: boolean[] = [];
    for (const { id, core, condition } of world.nodes) {
      if (condition !== 'up' || core === null || !isMember(leader.configuration, id)) continue;
      serving[id] = true;
      const isEqual =
        core.currentTerm === leader.currentTerm &&
        core.leaderId === leader.id &&
        core.commitIndex >= target &&
        core.lastApplied >= target;
      if (!isEqual) return false;
    }
    return hasMajority(leader.configuration, serving);
  }

  /** Learners that are to become voters, have the whole log, and still are none. */
  private stagedMembers({ core }: SimulatedNode): readonly NodeId[] {
    if (core?.role.kind !== 'leader') return [];
    const { matchIndex } = core.role;
    return core.configuration.staged.filter((id) => matchIndex[id] === core.log.lastIndex);
  }

  /**
   * Whether every read-only peer has the fresh write that can have it: by way of the nodes it hangs off, or
   * after it looked for another source because its own is gone. Nobody can look through too many dead.
   */
  private areFed(): boolean {
    return this.world.nodes.every((host) => {
      const { core } = host;
      if (core?.role.kind !== 'read-only' || core.commitIndex >= this.target) return true;
      const { source, members } = core.role;
      if (this.world.nodes.at(source)?.condition === 'up') return !this.isBehindMember(host);
      const alive = members.filter((id) => isServing(this.world, id));
      return alive.length === 0 || members.length - alive.length > DEAD_MAX;
    });
  }

  /** Whether a peer hangs off a member that serves, directly or by way of others, none of which is damaged. */
  private isBehindMember(peer: SimulatedNode): boolean {
    let role = peer.core?.role;
    for (let steps = 0; role?.kind === 'read-only' && steps < this.world.nodes.length; steps++) {
      const { source } = role;
      const host = this.world.nodes.at(source);
      // What is damaged there does not pass the checksums here, and nobody else is asked for it.
      if (host === undefined || host.damagedIndex > 0) return false;
      if (isServing(this.world, source)) return true;
      role = host.core?.role;
    }
    return false;
  }
}

/**
 * What the nodes need besides when one lags far behind and entries go in small batches, few at a time, or a snapshot in
 * many pieces: a round trip with its writes for each share of a window, and for each piece. 0 in clusters that are set
 * as usual.
 */
function catchUpTicks(world: World, hosts: readonly SimulatedNode[]): number {
  const ends = hosts.map(({ core, disk }) => core?.log.lastIndex ?? disk.lastIndex);
  const lag = Math.max(...ends) - Math.min(...ends);
  // A read-only peer asks for one batch after the other.
  const isPulled = hosts.some(({ core }) => core?.role.kind === 'read-only');
  const together = Math.min(
    ...hosts.map((host) => batchEntries(host) * (isPulled ? 1 : host.options.inflightMax)),
  );
  const size = Math.max(...hosts.map(({ disk }) => disk.snapshot?.data.length ?? 0));
  const piece = Math.min(...hosts.map(({ options }) => options.snapshotChunkSize));
  const turns = Math.trunc(lag / together) + Math.trunc(size / piece);
  return (
    turns * 2 * (Math.max(1, world.network.model.latency.max) + world.settings.diskLatency.max)
  );
}

/** Entries that go in one batch of a node in any case. */
function batchEntries({ core, options }: SimulatedNode): number {
  const { batchEntriesMax, batchSizeMax } = options;
  if (core === null || batchSizeMax > SMALL_BATCH_SIZE) return batchEntriesMax;
  const largest = core.log
    .entriesFrom(core.log.baseIndex + 1)
    .reduce((most, entry) => Math.max(most, entrySize(entry)), 1);
  return Math.min(batchEntriesMax, Math.max(1, Math.trunc(batchSizeMax / largest)));
}
