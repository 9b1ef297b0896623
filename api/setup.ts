// How a cluster begins: typed options, written as the `cluster of` line that means the same.

import { DEFAULT_OPTIONS, type Options } from '../core/index.ts';
import { type MachineDefinition, setupProblems } from '../sim/index.ts';
import { mustBeKnown, mustBeObject, told } from './arguments.ts';
import type { OwnInvariant } from './views.ts';

/** Options of the Raft itself, with their defaults in `DEFAULT_OPTIONS` of `whitewater/core`. */
export type RaftOptions = Partial<Omit<Options, 'memberAfterIndex'>>;

/** How a cluster begins. */
export interface ClusterOptions {
  /** Voters, n0 to n(nodes-1). From 1 to 1,001 with the learners; default 3. */
  readonly nodes?: number;
  /** Learners behind them. Default 0. */
  readonly learners?: number;
  /** All that is drawn follows from it. Default '1'. */
  readonly seed?: string | number;
  readonly raft?: RaftOptions;
  /** Terms of the entries each node starts with, as in the figures of the paper. */
  readonly logs?: readonly (readonly number[])[];
  /** Client sessions that nodes remember. From 1; default 1,000. */
  readonly sessions?: number;
  /** Lets a wiped node come back as if nothing had happened, to show the hazard. */
  readonly unsafeRejoin?: boolean;
  /** Keeps the events, for `trace` and for failures. Changes nothing about the run. Default true. */
  readonly trace?: boolean;
  /** A state machine of one's own, by `defineStateMachine`. */
  readonly stateMachine?: MachineDefinition;
  /** Properties of one's own, judged after every event. */
  readonly invariants?: readonly OwnInvariant[];
  /** Keeps failures in `failures` instead of throwing them. Default false. */
  readonly collect?: boolean;
}

/** The names of all options, also for programs without types. */
const OPTIONS = {
  ...{ nodes: 1, learners: 1, seed: 1, raft: 1, logs: 1, sessions: 1, unsafeRejoin: 1, trace: 1 },
  ...{ stateMachine: 1, invariants: 1, collect: 1 },
} satisfies Record<keyof ClusterOptions, 1>;

/**
 * The `cluster of` line. Errors: throws a `RangeError` with a sentence per rule that the options break, and a `TypeError`
 * for what is no option at all.
 */
export function clusterLine(options: ClusterOptions): string {
  mustBeObject(options, 'the options of a cluster', '{ nodes: 3 }');
  mustBeKnown(options, Object.keys(OPTIONS), 'the options of a cluster');
  if (options.raft !== undefined) mustBeObject(options.raft, 'raft', '{ preVote: false }');
  const seed: unknown = options.seed ?? '1';
  if (typeof seed !== 'string' && typeof seed !== 'number') {
    throw new TypeError(`a seed must be a text or a number (got ${told(seed)})`);
  }
  if (options.stateMachine !== undefined && typeof options.stateMachine.apply !== 'function') {
    throw new TypeError('stateMachine must be what defineStateMachine answers');
  }
  const { nodes = 3, learners = 0, raft = {}, logs = [], sessions, unsafeRejoin = false } = options;
  const problems = setupProblems({
    ...{ nodes, learners, seed: seedOf(options), options: raft, logs },
    ...(sessions === undefined ? {} : { sessionsMax: sessions }),
  });
  if (problems.length > 0)
    throw new RangeError(`a cluster cannot begin so: ${problems.join('; ')}`);
  const settings = [
    ...(learners === 0 ? [] : [`${learners} learners`]),
    ...(sessions === undefined ? [] : [`sessions ${sessions}`]),
    ...(logs.length === 0 ? [] : [`logs ${logs.map((terms) => `[${terms.join(' ')}]`).join(' ')}`]),
    ...(unsafeRejoin ? ['unsafe rejoin'] : []),
    ...raftSettings(raft),
  ];
  return `cluster of ${nodes}${settings.length === 0 ? '' : ` with ${settings.join(', ')}`}`;
}

/** The seed as a text. */
export function seedOf({ seed = '1' }: ClusterOptions): string {
  return String(seed);
}

/** The language's names of the options that are one value. */
const NAMES = {
  heartbeatTicks: 'heartbeat',
  preVote: 'prevote',
  checkQuorum: 'checkquorum',
  noOp: 'noop',
  batchEntriesMax: 'batch',
  batchSizeMax: 'batchSize',
  inflightMax: 'window',
  jointConsensus: 'joint',
  snapshotChunkSize: 'snapshotChunk',
  leaseReads: 'leases',
  leaseDriftPercent: 'leaseDrift',
  maxLeaderTicks: 'maxLeaderTicks',
} as const satisfies Partial<Record<keyof Options, string>>;

function raftSettings(raft: RaftOptions): string[] {
  const { electionTimeoutTicksMin, electionTimeoutTicksMax, ...single } = raft;
  const settings: string[] = [];
  if (electionTimeoutTicksMin !== undefined || electionTimeoutTicksMax !== undefined) {
    const least = electionTimeoutTicksMin ?? DEFAULT_OPTIONS.electionTimeoutTicksMin;
    const most = electionTimeoutTicksMax ?? DEFAULT_OPTIONS.electionTimeoutTicksMax;
    settings.push(`electionTimeout ${least}..${most}`);
  }
  // The order of the table, so that the line does not depend on how the options are written.
  for (const key of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    const value = single[key];
    if (value === undefined) continue;
    const word = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
    settings.push(`${NAMES[key]} ${word}`);
  }
  return settings;
}
