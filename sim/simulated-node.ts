// A node as the world holds it: the core while it runs, its disk, its clock, what its host remembers.

import type { MemberChange } from '../client/index.ts';
import type {
  AppendRefusal,
  Configuration,
  ConfigurationAt,
  CoreEvent,
  LogIndex,
  Node,
  NodeId,
  Options,
  RequestId,
  Role,
  StepDownReason,
  Term,
  VoteRefusal,
} from '../core/index.ts';
import { completeOptions, copyNode } from '../core/index.ts';
import { Disk } from './disk.ts';
import type { Endpoint } from './endpoint.ts';
import type { Travelling } from './packet.ts';
import { saltOf, type Salt } from './random.ts';
import { StateMachine } from './state-machine.ts';

/**
 * Whether a node runs. `wiped`: it came back without its disk and is nobody until it is added anew.
 * `corrupt`: what was durable is damaged, and it refuses to serve. `fenced`: the cluster went on without it,
 * by recovery of a single voter, and it refuses to serve. `absent`: nobody has started it yet.
 */
export type Condition = 'up' | 'down' | 'wiped' | 'corrupt' | 'fenced' | 'absent';

/** A client that waits for an answer. */
export interface Asker {
  readonly client: Endpoint;
  readonly id: number;
  readonly request: RequestId;
}

/** A client's request whose entry is not applied yet. */
export interface PendingProposal extends Asker {
  readonly term: Term;
}

/** A change of the members that is not done yet. */
export interface PendingChange extends Asker {
  readonly change: MemberChange;
}

/** A read that waits for permission, and then for its index to be applied. */
export interface PendingRead extends Asker {
  readonly query: string;
  /** From where on it may be answered; -1 until the core says. */
  readIndex: LogIndex;
}

/** Why a node refused to vote, the last time. For diagnosis. */
export interface VoteRefused {
  readonly tick: number;
  readonly reason: VoteRefusal;
  readonly term: Term;
  readonly pre: boolean;
  /** End of the refused log, and of the refuser's. */
  readonly theirs: { readonly index: LogIndex; readonly term: Term };
  readonly ours: { readonly index: LogIndex; readonly term: Term };
  readonly refuser: NodeId;
  /** Its term, whom it voted for in it, and whom it took for the leader; nobody is -1. */
  readonly ownTerm: Term;
  readonly votedFor: NodeId;
  readonly leader: NodeId;
  /** Whether the refuser was the leader. */
  readonly leads: boolean;
  /** Ticks since it heard of the leader, and for how many it hears no candidate. */
  readonly unheardTicks: number;
  readonly patienceTicks: number;
}

/** Why a node refused entries, the last time. For diagnosis. */
export interface AppendRefused {
  readonly tick: number;
  readonly leader: NodeId;
  readonly reason: AppendRefusal;
  readonly index: LogIndex;
}

/** How a node last stood for election. For diagnosis. */
export interface Campaigned {
  readonly tick: number;
  /** The term it asked for. */
  readonly term: Term;
  readonly pre: boolean;
  /** Whether it was told to; otherwise its timer ran out. */
  readonly told: boolean;
}

/** A node's clock: how many of its ticks a world tick is worth. */
export interface Clock {
  ratePercent: number;
  /** Hundredths of a tick not used yet. In [0, 100). */
  carry: number;
  /** The clock stands still in world ticks up to and including this one. */
  stoppedUntil: number;
}

/** Everything the world knows of one node. Plain data; copied with the world. */
export class SimulatedNode {
  readonly id: NodeId;
  /** What the node is started with, each time. */
  readonly options: Options;
  readonly timerSalt: Salt;
  readonly diskSalt: Salt;

  /** The running core; null unless the node is up. */
  core: Node | null = null;
  condition: Condition = 'down';
  /** Tick and reason of the present condition. */
  since = 0;
  reason = '';
  /** Times the node was started. */
  incarnation = 0;
  /** Tick in which it starts again by itself; 0 for never. */
  restartAt = 0;
  /** Tick in which it was paused; -1 when it runs. What arrives meanwhile waits in `backlog`. */
  pausedSince = -1;
  backlog: Travelling[] = [];
  /** Crash when the next write would become durable. */
  crashesBeforeSync = false;

  disk = new Disk();
  clock: Clock = { ratePercent: 100, carry: 0, stoppedUntil: 0 };
  machine = new StateMachine();
  /** The simulator's own chained hash per index of the running log; [0] is 0. */
  chain: number[] = [0];
  /** The configurations in the running log by the simulator's own account, oldest first. */
  configurations: ConfigurationAt[] = [];
  /** Clients waiting for an entry to be applied, by index. */
  proposals = new Map<LogIndex, PendingProposal>();
  changes: PendingChange[] = [];
  reads: PendingRead[] = [];
  /** The generation of the cluster it belongs to: a recovery by a sole voter begins another. */
  generation = 0;
  /** What it is started with when its disk says nothing. */
  initialConfiguration: Configuration;

  /** Ticks of the node's own clock since the world began. */
  ownTicks = 0;
  /** World tick in which its clock last had the chance to move. */
  lastTick = 0;
  voteRefusals = new Map<NodeId, VoteRefused>();
  appendRefused: AppendRefused | null = null;
  steppedDown: { tick: number; reason: StepDownReason } | null = null;
  campaigned: Campaigned | null = null;
  /** Ticks in which it asked for votes or pre-votes lately, the last one last. */
  campaigns: readonly number[] = [];
  /** Terms for which it was told to campaign by force. */
  forcedTerms: number[] = [];
  /** By kind of core event: how often it happened here. */
  eventCounts = new Map<CoreEvent['kind'], number>();
  /** Tick in which the present role began. */
  roleSince = 0;

  constructor(id: NodeId, options: Options, seed: string, initial: Configuration) {
    this.id = id;
    this.initialConfiguration = initial;
    this.options = options;
    this.timerSalt = saltOf(seed, `timer/${id}`);
    this.diskSalt = saltOf(seed, `disk/${id}`);
  }

  /** Whether it runs and is not paused. */
  get isLive(): boolean {
    return this.core !== null && this.pausedSince < 0;
  }

  /** Index of the first damaged entry on its disk or in its memory; 0 when there is none. */
  get damagedIndex(): LogIndex {
    const { core, disk } = this;
    const stored = disk.corruptIndex;
    const held = core === null ? 0 : disk.firstDamagedIn((index) => core.log.entryAt(index));
    return stored === 0 || (held > 0 && held < stored) ? held : stored;
  }

  /** The role by name; the condition when it does not run. */
  get state(): Role['kind'] | Exclude<Condition, 'up'> {
    if (this.core !== null) return this.core.role.kind;
    return this.condition === 'up' ? 'down' : this.condition;
  }

  /** A node of its own that continues the same; `seed` is where the salts come from. */
  copy(seed: string): SimulatedNode {
    const { ratePercent, carry, stoppedUntil } = this.clock;
    const copy = new SimulatedNode(
      this.id,
      completeOptions(this.options),
      seed,
      this.initialConfiguration,
    );
    return Object.assign(copy, {
      core: this.core === null ? null : copyNode(this.core),
      condition: this.condition,
      since: this.since,
      reason: this.reason,
      incarnation: this.incarnation,
      restartAt: this.restartAt,
      pausedSince: this.pausedSince,
      backlog: this.backlog.slice(),
      crashesBeforeSync: this.crashesBeforeSync,
      disk: this.disk.copy(),
      clock: { ratePercent, carry, stoppedUntil },
      machine: this.machine.copy(),
      chain: this.chain.slice(),
      configurations: this.configurations.slice(),
      proposals: new Map(this.proposals),
      changes: this.changes.slice(),
      reads: this.reads.map((read) => ({ ...read })),
      generation: this.generation,
      ownTicks: this.ownTicks,
      lastTick: this.lastTick,
      voteRefusals: new Map(this.voteRefusals),
      appendRefused: this.appendRefused,
      steppedDown: this.steppedDown,
      campaigned: this.campaigned,
      campaigns: this.campaigns,
      forcedTerms: this.forcedTerms.slice(),
      eventCounts: new Map(this.eventCounts),
      roleSince: this.roleSince,
    });
  }
}
