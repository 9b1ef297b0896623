// What a node can be told about how to behave. Each switch exists because the literature has it as an option.

/** A node's settings. Times are counted in ticks of the node's own clock. */
export interface Options {
  /** The shortest time without a leader before an election; also how long a leader is trusted. At least 1. Source: 5.2. */
  electionTimeoutTicksMin: number;
  /** The longest such time, inclusive. At least `electionTimeoutTicksMin`. Source: 5.2. */
  electionTimeoutTicksMax: number;
  /** A leader is never silent towards a peer for longer. From 1 to `electionTimeoutTicksMin` - 1. Source: 5.2. */
  heartbeatTicks: number;
  /** Ask whether an election could be won before raising the term. Source: thesis section 9.6. */
  preVote: boolean;
  /** A leader without contact to a quorum steps down; who hears a leader ignores candidates. Source: thesis sections 6.2, 4.2.3. */
  checkQuorum: boolean;
  /** Open a term with an empty entry, so that older entries commit without a client. Source: paper section 8. */
  noOp: boolean;
  /** Most entries in one append-request. At least 1. */
  batchEntriesMax: number;
  /** Largest sum of entry sizes in one append-request; a single larger entry still goes alone. At least 1. */
  batchSizeMax: number;
  /**
   * Change members by joint consensus, any number in one step (paper section 6). Off: one voter at a time
   * and without a joint configuration (thesis section 4.1).
   */
  jointConsensus: boolean;
  /** Most UTF-16 code units of a snapshot in one snapshot-request. At least 1. */
  snapshotChunkSize: number;
  /** Let the leader read without asking its quorum for a while after every round (thesis section 6.4.1). */
  leaseReads: boolean;
  /** How much slower, in percent, a leader's clock may run than a follower's before leases lie. From 0 to 99. */
  leaseDriftPercent: number;
  /** A leader hands over by itself after so many ticks, and tries again after as many; 0 for never. */
  maxLeaderTicks: number;
  /**
   * Configurations up to this index that name this node's number mean an earlier server that had it: by them
   * the node never campaigns. 0 for a number that is used for the first time. Source: paper section 6, which
   * takes it for granted that a new server has a number of its own.
   */
  memberAfterIndex: number;
  /** Most append-requests with entries on their way to one peer that are not answered yet. At least 1. Source: thesis section 10.2.1. */
  inflightMax: number;
}

/** The settings of a node that says nothing else. */
export const DEFAULT_OPTIONS: Readonly<Options> = {
  electionTimeoutTicksMin: 10,
  electionTimeoutTicksMax: 20,
  heartbeatTicks: 2,
  preVote: true,
  checkQuorum: true,
  noOp: true,
  batchEntriesMax: 64,
  batchSizeMax: 65_536,
  inflightMax: 8,
  jointConsensus: true,
  snapshotChunkSize: 4096,
  leaseReads: false,
  leaseDriftPercent: 10,
  maxLeaderTicks: 0,
  memberAfterIndex: 0,
};

/**
 * All options, with the defaults for those that are not given. Written field by field: whatever it is made of, all
 * results have the same shape, so that the engine reads them all the same way.
 */
export function completeOptions(given: Partial<Options>): Options {
  const rest = DEFAULT_OPTIONS;
  return {
    electionTimeoutTicksMin: given.electionTimeoutTicksMin ?? rest.electionTimeoutTicksMin,
    electionTimeoutTicksMax: given.electionTimeoutTicksMax ?? rest.electionTimeoutTicksMax,
    heartbeatTicks: given.heartbeatTicks ?? rest.heartbeatTicks,
    preVote: given.preVote ?? rest.preVote,
    checkQuorum: given.checkQuorum ?? rest.checkQuorum,
    noOp: given.noOp ?? rest.noOp,
    batchEntriesMax: given.batchEntriesMax ?? rest.batchEntriesMax,
    batchSizeMax: given.batchSizeMax ?? rest.batchSizeMax,
    inflightMax: given.inflightMax ?? rest.inflightMax,
    jointConsensus: given.jointConsensus ?? rest.jointConsensus,
    snapshotChunkSize: given.snapshotChunkSize ?? rest.snapshotChunkSize,
    leaseReads: given.leaseReads ?? rest.leaseReads,
    leaseDriftPercent: given.leaseDriftPercent ?? rest.leaseDriftPercent,
    maxLeaderTicks: given.maxLeaderTicks ?? rest.maxLeaderTicks,
    memberAfterIndex: given.memberAfterIndex ?? rest.memberAfterIndex,
  };
}

/**
 * What is wrong with a set of options: a sentence per broken rule with the allowed range; empty when all is well.
 */
export function optionProblems(options: Options): readonly string[] {
  const problems: string[] = [];
  const whole = (name: keyof Options, least: number): void => {
    const value = options[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
      problems.push(`${name} must be a whole number of at least ${least} (got ${String(value)})`);
    }
  };
  whole('electionTimeoutTicksMin', 1);
  whole('electionTimeoutTicksMax', 1);
  whole('heartbeatTicks', 1);
  whole('batchEntriesMax', 1);
  whole('batchSizeMax', 1);
  whole('inflightMax', 1);
  whole('snapshotChunkSize', 1);
  whole('leaseDriftPercent', 0);
  whole('maxLeaderTicks', 0);
  whole('memberAfterIndex', 0);
  if (options.leaseDriftPercent > 99) {
    problems.push(`leaseDriftPercent must be at most 99 (got ${options.leaseDriftPercent})`);
  }
  if (options.leaseReads && !options.checkQuorum) {
    problems.push(
      'leaseReads needs checkQuorum: without it nobody refuses to elect another leader',
    );
  }
  const { electionTimeoutTicksMin, electionTimeoutTicksMax, heartbeatTicks } = options;
  if (electionTimeoutTicksMax < electionTimeoutTicksMin) {
    problems.push(
      `electionTimeoutTicksMax must be at least electionTimeoutTicksMin (got ${electionTimeoutTicksMax} and ${electionTimeoutTicksMin})`,
    );
  }
  if (heartbeatTicks >= electionTimeoutTicksMin) {
    problems.push(
      `heartbeatTicks must be smaller than electionTimeoutTicksMin (got ${heartbeatTicks} and ${electionTimeoutTicksMin})`,
    );
  }
  return problems;
}
