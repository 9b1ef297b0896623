// What properties hold at this moment, and how values are compared and written.

import { type Configuration, type Entry, NOBODY, staleTicks } from '../core/index.ts';
import { endpointName, type SimulatedNode, type World } from '../sim/index.ts';
import type { Comparison, Operand, Path } from './ast.ts';
import { resolved, valueText } from './operands.ts';
import { type NodeProperty, nodeProperty, type ReadKind, STATE_MACHINE } from './properties.ts';
import { nodesOf, numberOf, rangeOf, type Scope } from './scope.ts';
import { NOBODY_WORDS } from './vocabulary.ts';

/** A value read; undefined when there is none, as of a node that does not run. */
export type Value =
  number | string | readonly number[] | { readonly min: number; readonly max: number } | undefined;

/** One node's value; `host` is null for the cluster as a whole. */
export interface Reading {
  readonly host: SimulatedNode | null;
  readonly value: Value;
}

/** What a path holds: one reading per selected node. */
export function readPath(path: Path, scope: Scope): readonly Reading[] {
  const { world } = scope;
  const [first, second] = path.names;
  if (first === undefined) return [];
  if (path.selector === null) {
    const host = mostAdvanced(world);
    return [{ host: null, value: host === undefined ? undefined : machineValue(host, first.text) }];
  }
  const hosts = nodesOf(path.selector, scope).map((id) => world.node(id));
  if (second !== undefined) {
    return hosts.map((host) => ({ host, value: machineValue(host, second.text) }));
  }
  const read = readerOf(path);
  return read === undefined ? [] : hosts.map((host) => ({ host, value: read(host) }));
}

/** Reads one property of a node. */
export type Reader = (host: SimulatedNode) => Value;

/** Who reads what a path names; undefined when that is no property of a node. */
export function readerOf({ names }: Path): Reader | undefined {
  const [first, second] = names;
  const property = first === undefined ? undefined : nodeProperty(first.text);
  return property === undefined || second !== undefined ? undefined : READERS[property.name];
}

/** The kind of what a path holds. */
export function kindOf(path: Path): ReadKind {
  const [first, second] = path.names;
  if (path.selector === null || second !== undefined || first === undefined) return 'text';
  return nodeProperty(first.text)?.reads ?? 'text';
}

/** A path without its selector: `commitIndex`, `stateMachine.x`. */
export function propertyText(path: Path): string {
  const [first] = path.names;
  const names = path.names.map((name) => name.text).join('.');
  if (path.selector === null) return `${STATE_MACHINE}.${names}`;
  return path.names.length === 1 ? (nodeProperty(first?.text ?? '')?.name ?? names) : names;
}

/** The live node whose state machine has applied most; the first of several. */
export function mostAdvanced(world: World): SimulatedNode | undefined {
  let best: SimulatedNode | undefined;
  for (const host of world.nodes) {
    if (!host.isLive) continue;
    if (best === undefined || host.machine.lastApplied > best.machine.lastApplied) best = host;
  }
  return best;
}

function machineValue(host: SimulatedNode, key: string): Value {
  if (host.core === null) return undefined;
  return key.toLowerCase() === 'data' ? host.machine.data : host.machine.valueOf(key);
}

/** The entries of a node: those it works with, or, when it does not run, those on its disk. */
export function entriesOf(host: SimulatedNode): readonly Entry[] {
  const { core } = host;
  if (core === null) return host.disk.read().entries;
  const entries: Entry[] = [];
  for (let index = core.log.baseIndex + 1; index <= core.log.lastIndex; index += 1) {
    const entry = core.log.entryAt(index);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** The newest configuration that a node knows to be committed. */
function committedConfigurationOf({ core }: SimulatedNode): Configuration | undefined {
  return core?.configurations.findLast(({ index }) => index <= core.commitIndex)?.configuration;
}

const onOff = (value: boolean): string => (value ? 'on' : 'off');

/** How each property is read. Term, vote and log of a node that does not run are those on its disk. */
const READERS: Readonly<Record<NodeProperty, Reader>> = {
  state: (host) => host.state,
  term: (host) => host.core?.currentTerm ?? host.disk.term,
  votedFor: (host) => host.core?.votedFor ?? host.disk.votedFor,
  leader: (host) => host.core?.leaderId,
  commitIndex: (host) => host.core?.commitIndex,
  lastApplied: (host) => host.core?.lastApplied,
  lastIndex: (host) => host.core?.log.lastIndex ?? host.disk.readableIndex,
  log: (host) => entriesOf(host).map((entry) => entry.term),
  config: (host) => host.core?.configuration.voters,
  oldConfig: (host) => host.core?.configuration.outgoing,
  learners: (host) => host.core?.configuration.learners,
  committedConfig: (host) => committedConfigurationOf(host)?.voters,
  firstIndex: (host) => (host.core?.log.baseIndex ?? host.disk.base.index) + 1,
  snapshotIndex: (host) => (host.core?.snapshot ?? host.disk.snapshot)?.index ?? 0,
  source: (host) => (host.core?.role.kind === 'read-only' ? host.core.role.source : NOBODY),
  staleness: (host) => (host.core === null ? undefined : staleTicks(host.core)),
  data: (host) => machineValue(host, 'data'),
  leaderTimeout: (host) => {
    const ticks = host.core?.electionTimeout;
    return ticks === undefined || ticks < 0 ? undefined : ticks;
  },
  electionTimeout: ({ options }) => ({
    min: options.electionTimeoutTicksMin,
    max: options.electionTimeoutTicksMax,
  }),
  heartbeat: ({ options }) => options.heartbeatTicks,
  batch: ({ options }) => options.batchEntriesMax,
  batchSize: ({ options }) => options.batchSizeMax,
  window: ({ options }) => options.inflightMax,
  prevote: ({ options }) => onOff(options.preVote),
  checkquorum: ({ options }) => onOff(options.checkQuorum),
  noop: ({ options }) => onOff(options.noOp),
  joint: ({ options }) => onOff(options.jointConsensus),
  leases: ({ options }) => onOff(options.leaseReads),
  leaseDrift: ({ options }) => options.leaseDriftPercent,
  maxLeaderTicks: ({ options }) => options.maxLeaderTicks,
  snapshotChunk: ({ options }) => options.snapshotChunkSize,
};

/** The values that stand on the right of a comparison; several only for `leader` and other selectors. */
export function rightValues(right: Operand | Path, kind: ReadKind, scope: Scope): readonly Value[] {
  if (right.kind === 'path') return readPath(right, scope).map((reading) => reading.value);
  const operand = resolved(right, scope.variables);
  switch (kind) {
    case 'number':
      return [numberOf(operand, scope)];
    case 'role':
      return [valueText(operand).toLowerCase()];
    case 'node':
      if (NOBODY_WORDS.includes(valueText(operand).toLowerCase())) return [NOBODY];
      return nodesOf(operand, scope);
    case 'terms':
      return [itemsOf(operand).map((item) => numberOf(item, scope))];
    case 'nodes':
      return [[...nodesOf(operand, scope)].sort((a, b) => a - b)];
    case 'text':
      return [valueText(operand)];
    case 'range':
      return [rangeOf(operand, scope)];
  }
}

function itemsOf(operand: Operand): readonly Operand[] {
  return operand.kind === 'list' || operand.kind === 'set' ? operand.items : [];
}

/** Whether `left comparison right` holds. Nothing is equal to a value that is not there. */
export function compares(
  kind: ReadKind,
  left: Value,
  comparison: Comparison,
  right: Value,
): boolean {
  if (comparison === 'is') return sameValue(kind, left, right);
  if (comparison === 'is not') return !sameValue(kind, left, right);
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  switch (comparison) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
  }
}

const NOT_RUNNING: readonly Value[] = ['wiped', 'corrupt', 'fenced', 'absent'];

function sameValue(kind: ReadKind, left: Value, right: Value): boolean {
  // A node without a usable disk is down as well, and says more precisely why.
  if (kind === 'role' && right === 'down') return left === 'down' || NOT_RUNNING.includes(left);
  if (typeof left !== 'object' || typeof right !== 'object') return left === right;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, offset) => item === right[offset]);
  }
  return !isList(left) && !isList(right) && left.min === right.min && left.max === right.max;
}

type Compound = Exclude<Value, number | string | undefined>;

function isList(value: Compound): value is readonly number[] {
  return Array.isArray(value);
}

/** A value as a sentence shows it. */
export function valueWords(kind: ReadKind, value: Value): string {
  if (value === undefined) return kind === 'text' ? 'nothing' : 'unknown';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (kind !== 'node') return String(value);
    return value === NOBODY ? 'nobody' : endpointName(value);
  }
  if (!isList(value)) return `${value.min}..${value.max}`;
  const items = value.length > 40 ? [...value.slice(0, 40), '…'] : value;
  return kind === 'nodes' ? `{${items.join(' ')}}` : `[${items.join(' ')}]`;
}
