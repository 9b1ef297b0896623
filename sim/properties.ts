// The properties that are checked: what each says, where it comes from, and which names of violations it answers to.

/** The id of a property. */
export type PropertyId =
  | 'election-safety'
  | 'vote-uniqueness'
  | 'leader-append-only'
  | 'log-matching'
  | 'leader-completeness'
  | 'state-machine-safety'
  | 'commit-durability'
  | 'term-and-vote-monotone'
  | 'commit-and-applied-monotone'
  | 'committed-never-changes'
  | 'replication-progress'
  | 'no-disruption'
  | 'durable-promises'
  | 'known-leader'
  | 'elected-by-quorum'
  | 'only-voters-campaign'
  | 'one-change-at-a-time'
  | 'exactly-once'
  | 'linearizability'
  | 'assertion'
  | 'convergence';

/** One property, in words. */
export interface Property {
  readonly id: PropertyId;
  /** How a scenario and a report name it. */
  readonly name: string;
  /** One sentence that is always true of a correct cluster. */
  readonly statement: string;
  readonly source: string;
  /**
   * Ids of the properties that this one guards: a scenario that expects one of those to break is also
   * content when this one is seen to break first.
   */
  readonly guards: readonly PropertyId[];
}

const safety: readonly PropertyId[] = [
  'leader-completeness',
  'state-machine-safety',
  'committed-never-changes',
  'commit-durability',
];

/** All properties. Liveness (`convergence`) is judged at the end of a test, the others after every event. */
export const PROPERTIES: readonly Property[] = [
  {
    id: 'election-safety',
    name: 'election safety',
    statement: 'At most one leader is elected in a term.',
    source: 'paper Figure 3, section 5.2; raft.tla ElectionSafety',
    guards: [],
  },
  {
    id: 'vote-uniqueness',
    name: 'vote uniqueness',
    statement:
      'A node gives its vote to at most one candidate per term, whatever crashes in between.',
    source: 'paper section 5.2, Figure 2; judged by the votes that were sent',
    guards: ['election-safety', 'term-and-vote-monotone'],
  },
  {
    id: 'leader-append-only',
    name: 'leader append-only',
    statement: 'A leader never overwrites or deletes entries of its log; it only appends.',
    source: 'paper Figure 3, section 5.3; raft.tla LeaderAppendOnly',
    guards: safety,
  },
  {
    id: 'log-matching',
    name: 'log matching',
    statement: 'Two logs with an entry of the same index and term are the same up to there.',
    source: 'paper Figure 3, section 5.3; raft.tla LogMatching',
    guards: safety,
  },
  {
    id: 'leader-completeness',
    name: 'leader completeness',
    statement: 'What was committed in a term is in the log of every leader of a higher term.',
    source: 'paper Figure 3, section 5.4.3; raft.tla LeaderCompleteness',
    guards: safety,
  },
  {
    id: 'state-machine-safety',
    name: 'state machine safety',
    statement:
      'No two nodes apply different entries at the same index, and none applies what is not committed.',
    source: 'paper Figure 3, section 5.4.3; raft.tla StateMachineSafety',
    guards: safety,
  },
  {
    id: 'commit-durability',
    name: 'commit durability',
    statement:
      'What a leader commits is durable on a quorum of its newest configuration at that moment.',
    source: 'paper section 5.3, thesis section 10.2.1; crashed disks count',
    guards: safety,
  },
  {
    id: 'term-and-vote-monotone',
    name: 'term and vote monotonicity',
    statement:
      'A term never falls, and a vote never changes within its term, also across restarts.',
    source: 'paper section 5.1, Figure 2',
    guards: ['election-safety', 'vote-uniqueness'],
  },
  {
    id: 'commit-and-applied-monotone',
    name: 'commit and applied monotonicity',
    statement:
      'Until a node restarts, its commitIndex and lastApplied never fall, and it applies every index once.',
    source: 'paper Figure 2',
    guards: safety,
  },
  {
    id: 'committed-never-changes',
    name: 'committed entries never change',
    statement:
      'What one node committed at an index, every node commits there, and no node removes it from its log.',
    source: 'paper section 5.4; raft.tla CommittedNeverChanges',
    guards: safety,
  },
  {
    id: 'replication-progress',
    name: 'replication progress',
    statement: 'While a leader leads, matchIndex never falls and nextIndex stays above it.',
    source: 'paper Figure 2; thesis section 3.5',
    guards: [...safety, 'convergence'],
  },
  {
    id: 'no-disruption',
    name: 'no disruption',
    statement:
      'With pre-vote and check-quorum, a leader that a connected quorum hears keeps its term; with check-quorum, who hears a leader ignores candidates.',
    source: 'thesis sections 4.2.3, 6.2 and 9.6',
    guards: ['linearizability', 'convergence'],
  },
  {
    id: 'durable-promises',
    name: 'durable promises',
    statement:
      'A node says only what is on its disk: the terms and votes it answers with, and the entries it acknowledges, which equal the leader’s.',
    source:
      'paper Figure 2 (persistent state), thesis section 10.2.1; judged when a message leaves',
    guards: [
      'vote-uniqueness',
      'election-safety',
      'term-and-vote-monotone',
      'log-matching',
      'replication-progress',
      ...safety,
    ],
  },
  {
    id: 'known-leader',
    name: 'known leader',
    statement: 'Whom a node takes for the leader was elected in the node’s term.',
    source: 'paper section 5.2',
    guards: ['election-safety', 'no-disruption', 'convergence'],
  },
  {
    id: 'elected-by-quorum',
    name: 'elected by a quorum',
    statement: 'A leader got votes of a quorum of the newest configuration in its log.',
    source: 'paper sections 5.2 and 6; judged by the votes that were sent',
    guards: ['election-safety', ...safety],
  },
  {
    id: 'only-voters-campaign',
    name: 'only voters campaign',
    statement:
      'Learners, read-only peers and servers that know their removal to be committed never campaign; a leader that commits its removal gives up.',
    source: 'thesis sections 4.2.1 to 4.2.3; the seed’s list',
    guards: ['no-disruption', 'election-safety', ...safety],
  },
  {
    id: 'one-change-at-a-time',
    name: 'one change at a time',
    statement:
      'A configuration follows a committed one, by way of a joint one when more than one voter changes.',
    source: 'paper section 6, thesis sections 4.1 and 4.3',
    guards: ['election-safety', 'elected-by-quorum', 'convergence', ...safety],
  },
  {
    id: 'exactly-once',
    name: 'exactly once',
    statement: 'A client’s request takes effect at one place in the log, however often it is sent.',
    source: 'paper section 8, thesis section 6.3',
    guards: ['linearizability', 'state-machine-safety'],
  },
  {
    id: 'linearizability',
    name: 'linearizability',
    statement:
      'Every client’s answers fit one order of all requests in which each takes effect between its sending and its answer.',
    source: 'M. Herlihy, J. Wing, 1990; paper section 8; judged per key at the end of a test',
    guards: ['exactly-once'],
  },
  {
    id: 'assertion',
    name: 'assertion',
    statement: 'The core never contradicts itself.',
    source: 'the assertions in core/',
    guards: [],
  },
  {
    id: 'convergence',
    name: 'convergence',
    statement:
      'When all faults end, the cluster soon has one leader, equal logs everywhere, room for a new write and for reads, and learners and read-only peers that keep up. Before that, a leader that no quorum answers gives up, and a hand-over succeeds where nothing fails.',
    source: 'paper section 5.6; judged within 20 maximum election timeouts',
    guards: [],
  },
];

/** A property by id. */
export function propertyOf(id: PropertyId): Property {
  const property = PROPERTIES.find((candidate) => candidate.id === id);
  if (property === undefined) throw new Error(`no property ${id}`);
  return property;
}

/** The property a scenario names: by name or id, any case, `-` and blanks alike; undefined when there is none. */
export function findProperty(name: string): Property | undefined {
  const wanted = normalise(name);
  const id = ALIASES[wanted];
  return PROPERTIES.find(
    (property) =>
      normalise(property.name) === wanted ||
      normalise(property.id) === wanted ||
      property.id === id,
  );
}

/** Whether breaking `seen` satisfies a scenario that expects `expected` to break. */
export function answersTo(seen: PropertyId, expected: PropertyId): boolean {
  return seen === expected || propertyOf(seen).guards.includes(expected);
}

/** Shorter or older names that scenarios may use. */
const ALIASES: Readonly<Record<string, PropertyId>> = {
  'append only': 'leader-append-only',
  durability: 'commit-durability',
  'commit on quorum': 'commit-durability',
  monotonicity: 'commit-and-applied-monotone',
  disruption: 'no-disruption',
  liveness: 'convergence',
  stall: 'convergence',
};

function normalise(name: string): string {
  return name.trim().toLowerCase().replaceAll('-', ' ').replace(/\s+/g, ' ');
}
