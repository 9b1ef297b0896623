// The one table of what can be read in a condition and changed by `set` or `cluster of … with`.

/** What a property holds when it is read. */
export type ReadKind = 'number' | 'role' | 'node' | 'terms' | 'nodes' | 'text' | 'range';

/** What `set` takes: `ticks` is a whole number from 0, `amount` one from 1, `ticks-range` is `A..B`. */
export type SetKind = 'ticks' | 'amount' | 'ticks-range' | 'switch';

/** One property. */
export interface Property {
  /** Its name as reports write it. */
  readonly name: string;
  /** Other names for the same thing. */
  readonly aliases: readonly string[];
  readonly help: string;
  /** Absent when it cannot be read. */
  readonly reads?: ReadKind;
  /** Absent when it cannot be set. */
  readonly sets?: SetKind;
}

/** Names of node properties; the interpreter has one reader or setter for each. */
export const NODE_PROPERTIES = [
  property(
    'state',
    [],
    'follower, pre-candidate, candidate, leader or read-only; or down, and then also wiped, corrupt, fenced or absent',
    'role',
  ),
  property('term', ['currentTerm'], 'the latest term the node has seen', 'number'),
  property('votedFor', ['vote'], 'who got its vote in this term, or `nobody`', 'node'),
  property('leader', [], 'who leads this term as far as it knows, or `nobody`', 'node'),
  property('commitIndex', ['commit'], 'the highest index it knows to be committed', 'number'),
  property('lastApplied', ['applied'], 'the highest index its state machine has applied', 'number'),
  property('lastIndex', [], 'the index of its last entry', 'number'),
  property('log', [], 'the terms of its entries, such as [1 1 2]', 'terms'),
  property('config', ['configuration'], 'the voters of its newest configuration', 'nodes'),
  property('oldConfig', [], 'the voters it comes from while it is joint, or {}', 'nodes'),
  property('learners', [], 'the learners of its newest configuration', 'nodes'),
  property(
    'committedConfig',
    [],
    'the voters of the newest configuration it knows to be committed',
    'nodes',
  ),
  property(
    'firstIndex',
    [],
    'the index of its first entry; what is before it is in the snapshot',
    'number',
  ),
  property('snapshotIndex', ['snapshot'], 'the last index its snapshot covers, or 0', 'number'),
  property('source', [], 'whom a read-only peer hangs off, or `nobody`', 'node'),
  property('staleness', [], 'ticks since a leader vouched for what it has', 'number'),
  property('data', [], 'the last command its state machine applied', 'text'),
  property('leaderTimeout', [], 'ticks until it campaigns, this once', 'number', 'ticks'),
  property('electionTimeout', [], 'the range its timeouts are drawn from', 'range', 'ticks-range'),
  property('heartbeat', [], 'ticks between a leader’s heartbeats', 'number', 'amount'),
  property('batch', [], 'the most entries in one append-request', 'number', 'amount'),
  property('batchSize', [], 'the largest append-request, in characters', 'number', 'amount'),
  property('window', [], 'the most unanswered append-requests to one node', 'number', 'amount'),
  property('prevote', [], 'whether it asks before it raises its term', 'text', 'switch'),
  property('checkquorum', [], 'whether a leader without a quorum steps down', 'text', 'switch'),
  property('noop', [], 'whether a leader opens its term with an empty entry', 'text', 'switch'),
  property('joint', [], 'whether members change by way of a joint configuration', 'text', 'switch'),
  property('leases', [], 'whether a leader may read without asking its quorum', 'text', 'switch'),
  property(
    'leaseDrift',
    [],
    'how many percent slower its clock may be, for leases',
    'number',
    'ticks',
  ),
  property(
    'maxLeaderTicks',
    [],
    'ticks after which a leader hands over by itself; 0 for never',
    'number',
    'ticks',
  ),
  property(
    'snapshotChunk',
    [],
    'the most characters of a snapshot in one message',
    'number',
    'amount',
  ),
] as const satisfies readonly Property[];

/** Properties of the world. */
export const WORLD_PROPERTIES = [
  property('network.latency', [], 'ticks a message takes', undefined, 'ticks-range'),
  property(
    'network.queue',
    [],
    'messages under way at most on each link between nodes; 0 for any number',
    undefined,
    'ticks',
  ),
  property('disk.latency', [], 'ticks a write takes to become durable', undefined, 'ticks-range'),
  property('client.timeout', [], 'ticks a client waits for an answer', undefined, 'amount'),
  property('client.retry', [], 'ticks of silence until it asks another node', undefined, 'amount'),
  property(
    'snapshot.every',
    [],
    'entries applied between two snapshots of a node; 0 for never',
    undefined,
    'ticks',
  ),
  property(
    'snapshot.keep',
    [],
    'entries that stay in the log behind a snapshot',
    undefined,
    'ticks',
  ),
] as const satisfies readonly Property[];

export type NodeProperty = (typeof NODE_PROPERTIES)[number]['name'];
export type WorldProperty = (typeof WORLD_PROPERTIES)[number]['name'];

/** Settings of nodes that `cluster of … with` takes; the one-time timeout is not among them. */
export const CLUSTER_SETTINGS: readonly string[] = NODE_PROPERTIES.filter(
  (entry) => entry.sets !== undefined && entry.name !== 'leaderTimeout',
).map((entry) => entry.name);

/** Names under `stateMachine` and `NODE.stateMachine` are keys; this one is the last command. */
export const STATE_MACHINE = 'stateMachine';

type Entry<Name extends string> = Property & { readonly name: Name };

function property<const Name extends string>(
  name: Name,
  aliases: readonly string[],
  help: string,
  reads?: ReadKind,
  sets?: SetKind,
): Entry<Name> {
  return {
    name,
    aliases,
    help,
    ...(reads === undefined ? {} : { reads }),
    ...(sets === undefined ? {} : { sets }),
  };
}

const nodeProperties = new Map<string, Entry<NodeProperty>>();
for (const entry of NODE_PROPERTIES) {
  for (const name of [entry.name, ...entry.aliases]) nodeProperties.set(name.toLowerCase(), entry);
}
const worldProperties = new Map<string, Entry<WorldProperty>>();
for (const entry of WORLD_PROPERTIES) worldProperties.set(entry.name.toLowerCase(), entry);

/** The node property called `name`, whatever its case. */
export function nodeProperty(name: string): Entry<NodeProperty> | undefined {
  return nodeProperties.get(name.toLowerCase());
}

/** The world property called `name`, such as `network.latency`. */
export function worldProperty(name: string): Entry<WorldProperty> | undefined {
  return worldProperties.get(name.toLowerCase());
}

/** The spelling of a property's name that the table has; undefined when there is no such property. */
export function canonicalName(name: string): string | undefined {
  const wanted = name.toLowerCase();
  if (wanted === STATE_MACHINE.toLowerCase()) return STATE_MACHINE;
  const entry: Property | undefined = nodeProperties.get(wanted);
  if (entry === undefined) return undefined;
  return [entry.name, ...entry.aliases].find((spelling) => spelling.toLowerCase() === wanted);
}
