// What a node's host does: starts the core from the disk, carries out what it asks for in the order that
// core/output.ts states, completes writes, and lets it die.

import {
  acknowledgeApply,
  acknowledgeWrite,
  AssertionFailure,
  checksumAfter,
  type DiskVerdict,
  type DurableState,
  compactLog,
  completeOptions,
  type Entry,
  inspectDisk,
  type LogIndex,
  type Node,
  restoreNode,
  type Snapshot,
  takeSnapshot,
  type WritePosition,
} from '../core/index.ts';
import { noteEvent } from './core-events.ts';
import { entryText } from './describe.ts';
import { requestsOf } from './packet.ts';
import { drawBetween } from './random.ts';
import { answerApplied, answerReads, takeReadOutcome } from './request-service.ts';
import { send } from './sending.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { StateMachine } from './state-machine.ts';
import { outcomeOf, outcomeText, requestsBehind, traceStart } from './trace-step.ts';
import type { World } from './world.ts';

/** Starts a node from its disk, unless the disk is not to be trusted. */
export function startNode(world: World, host: SimulatedNode): void {
  host.restartAt = 0;
  host.incarnation += 1;
  forgetAskers(host);
  world.hash.add(host.id);
  world.hash.add(host.incarnation);
  if (host.disk.wiped && !world.unsafeRejoin) {
    world.coverage?.reach('wiped-node-stays-out');
    retire(world, host, 'wiped', 'its disk was wiped, and it was not added anew');
    return;
  }
  if (host.disk.wiped) {
    // It is told to forget its term; what comes of that is judged, and so is its next restart.
    host.disk.wiped = false;
    world.checker.noteForgotten(host.id);
  }
  const durable = readDisk(world, host);
  if (durable !== undefined) run(world, host, durable);
}

function run(world: World, host: SimulatedNode, durable: DurableState): void {
  const core = restoreNode(
    host.id,
    completeOptions(host.options),
    host.initialConfiguration,
    durable,
  );
  host.core = core;
  host.condition = 'up';
  host.since = world.now;
  host.reason = '';
  host.roleSince = world.now;
  host.machine = machineOf(world, core.snapshot);
  world.disruption.noteRestart(host.id);
  world.checker.startLog(host, core);
  world.coverage?.noteStart(host, core);
  if (world.trace !== null) traceStart(world, host, core);
}

function machineOf(world: World, snapshot: Snapshot | null): StateMachine {
  return snapshot === null
    ? new StateMachine(world.sessionsMax, world.machine)
    : StateMachine.ofText(snapshot.data, world.machine);
}

/** What the disk holds and may be trusted; undefined when the node must not serve, which is said then. */
function readDisk(world: World, host: SimulatedNode): DurableState | undefined {
  const { disk } = host;
  const verdict = inspectDisk(disk.read(), disk.syncedIndex);
  if (verdict.ok) {
    if (verdict.tornEntries > 0) {
      disk.format(verdict.state);
      const { tornEntries: count } = verdict;
      const what = count === 1 ? 'one entry' : `${count} entries`;
      world.noteFault(host.id, 'torn', `cuts off a torn tail of ${what}, promised to nobody`);
    }
    return verdict.state;
  }
  if (isOurFault(world, host, verdict)) return disk.read();
  world.coverage?.reach('damaged-disk-refused');
  retire(world, host, 'corrupt', damageText(verdict));
  return undefined;
}

function damageText(verdict: Extract<DiskVerdict, { ok: false }>): string {
  switch (verdict.reason) {
    case 'snapshot-corrupt':
      return 'the snapshot on its disk does not fit its checksum';
    case 'entry-corrupt':
      return `entry ${verdict.index} on its disk does not fit its checksum`;
    case 'entries-missing':
      return `entry ${verdict.index}, which it had made durable, is missing on its disk`;
  }
}

/** Whether a disk that cannot be trusted was never damaged by a fault: then we wrote it that way. */
function isOurFault(
  world: World,
  host: SimulatedNode,
  verdict: Extract<DiskVerdict, { ok: false }>,
): boolean {
  if (host.disk.isSpoilt) return false;
  const sentence = 'what was written is what is read';
  const observed = damageText(verdict);
  if (!world.lenient) throw new AssertionFailure(sentence, observed);
  world.passOver(sentence, observed);
  return true;
}

/** Nobody waits for an answer of a node that starts or dies: it remembers nothing of them. */
function forgetAskers(host: SimulatedNode): void {
  host.proposals.clear();
  host.changes = [];
  host.reads = [];
}

/** A node hears that the cluster went on without it: it stops for good. */
export function fence(world: World, host: SimulatedNode): void {
  const reason = 'the cluster was recovered without it';
  world.coverage?.reach('server-fenced-off');
  if (host.core !== null) crashNode(world, host, reason);
  retire(world, host, 'fenced', reason);
}

/** Takes a node out for good: it does not run until something about it changes. */
export function retire(
  world: World,
  host: SimulatedNode,
  condition: 'wiped' | 'corrupt' | 'fenced',
  reason: string,
): void {
  host.condition = condition;
  host.reason = reason;
  if (world.trace !== null) {
    world.record(host.id, 'refuse', `refuses to serve: ${reason}`, { kind: 'stop', condition });
  }
}

/** Why a node is down when nothing but the scenario's will stopped it. */
export const CRASHED_BY_SCENARIO = 'crashed by the scenario';

/** Ends a node at once. What its disk had not made durable is lost, and so is all it held in memory. */
export function crashNode(world: World, host: SimulatedNode, reason: string, isTorn = false): void {
  world.noteFault(
    host.id,
    'crash',
    reason === CRASHED_BY_SCENARIO ? 'crashes' : `crashes: ${reason}`,
  );
  world.coverage?.noteCrash(world, host);
  host.core = null;
  host.condition = 'down';
  host.since = world.now;
  host.reason = reason;
  host.restartAt = 0;
  host.pausedSince = -1;
  host.backlog = [];
  host.crashesBeforeSync = false;
  host.disk.losePending(isTorn);
  forgetAskers(host);
  host.machine = new StateMachine(world.sessionsMax, world.machine);
  world.disruption.noteRestart(host.id);
}

/** Carries out what the core asked for, and empties the output. May call the core again, when a write is durable at once. */
export function carryOut(world: World, host: SimulatedNode, core: Node): void {
  const { out } = world;
  const { disk } = host;
  let syncedAtOnce = false;
  if (out.write.needed) {
    syncedAtOnce = syncsAtOnce(world, host);
    if (syncedAtOnce) syncNow(world, host, core);
    else startWrite(world, host, core);
  }
  for (let offset = 0; offset < out.messages.count; offset++)
    send(world, out.messages.items[offset]);
  const last = disk.pending.at(-1);
  for (let offset = 0; offset < out.messagesAfterWrite.count; offset++) {
    const message = out.messagesAfterWrite.items[offset];
    if (last === undefined) send(world, message);
    else last.waiting.push(message);
  }
  for (let offset = 0; offset < out.committed.count && host.core === core; offset++) {
    apply(world, host, core, out.committed.items[offset]);
  }
  if (out.committed.count > 0 || out.install !== null) answerReads(world, host);
  for (let offset = 0; offset < out.reads.count; offset++) {
    takeReadOutcome(world, host, out.reads.items[offset]);
  }
  for (let offset = 0; offset < out.events.count; offset++) {
    noteEvent(world, host, out.events.items[offset]);
  }
  out.clear();
  if (world.halted || host.core !== core) return;
  if (syncedAtOnce) confirmWrite(world, host, core, positionOf(core));
  else if (last !== undefined) completeDueWrites(world, host, world.now);
  if (world.settings.snapshotEvery > 0 && host.core === core) snapshotByPolicy(world, host, core);
}

function snapshotByPolicy(world: World, host: SimulatedNode, core: Node): void {
  const { snapshotEvery, snapshotKeep } = world.settings;
  if (core.lastApplied - (core.snapshot?.index ?? 0) < snapshotEvery) return;
  snapshotNow(world, host, core);
  // The disk may have failed over it.
  if (host.core === core) compactNow(world, host, core, core.lastApplied - snapshotKeep);
}

/** Takes a snapshot of all a node has applied. Returns false when the one before covers as much. */
export function snapshotNow(world: World, host: SimulatedNode, core: Node): boolean {
  world.before.capture(core, -1);
  const snapshot = takeSnapshot(core, host.machine.toText(), world.out);
  if (snapshot !== null) world.checker.noteSnapshot(host, core, snapshot);
  world.afterCall(host, core, -1);
  return snapshot !== null;
}

/** Drops a node's log up to an index, as far as its snapshot covers it. Returns the index it begins behind. */
export function compactNow(
  world: World,
  host: SimulatedNode,
  core: Node,
  upTo: LogIndex,
): LogIndex {
  world.before.capture(core, -1);
  const base = compactLog(core, upTo, world.out);
  world.afterCall(host, core, -1);
  return base;
}

/** Whether a write started now is durable now: an idle disk that takes no time and has no fault. */
function syncsAtOnce(world: World, host: SimulatedNode): boolean {
  const { disk } = host;
  return (
    (disk.latency ?? world.settings.diskLatency).max === 0 &&
    disk.pending.length === 0 &&
    disk.fullSince < 0 &&
    !disk.failsNextSync &&
    !host.crashesBeforeSync
  );
}

function syncNow(world: World, host: SimulatedNode, core: Node): void {
  host.disk.syncNow(core, world.out.write);
  world.checker.noteDurable(host, core.currentTerm, core.votedFor);
  if (world.trace !== null) {
    traceWrite(world, host, core, 'sync', `makes ${diskText(core)} durable`);
  }
}

function startWrite(world: World, host: SimulatedNode, core: Node): void {
  const { min, max } = host.disk.latency ?? world.settings.diskLatency;
  const ordinal = host.disk.pending.length;
  const ticks = drawBetween(host.diskSalt, world.now, ordinal, min, max);
  const write = host.disk.startWrite(core, world.out.write, world.now + ticks);
  if (world.trace !== null) {
    write.cause = traceWrite(world, host, core, 'write', `starts to write ${diskText(core)}`);
  }
}

/** Records a write of the node's present state, with the requests whose entries are in it. */
function traceWrite(
  world: World,
  host: SimulatedNode,
  core: Node,
  kind: 'write' | 'sync',
  text: string,
): number {
  const { fromIndex } = world.out.write;
  const { lastIndex } = core.log;
  const requests = fromIndex === 0 ? [] : requestsBehind(core, fromIndex - 1, lastIndex);
  const change = { kind, term: core.currentTerm, lastIndex };
  return world.trace?.record(world.now, { kind, node: host.id, text, requests, change }) ?? -1;
}

function diskText(core: Node): string {
  return `term ${core.currentTerm}, its vote and the log up to ${core.log.lastIndex}`;
}

/** Completes the writes that are due by `tick`, in order: each may fail, or the node may die before it. */
export function completeDueWrites(world: World, host: SimulatedNode, tick: number): void {
  const { disk } = host;
  while (host.core !== null && host.pausedSince < 0 && disk.fullSince < 0 && !world.halted) {
    const next = disk.pending.at(0);
    if (next === undefined || next.due > tick) return;
    world.eventOrdinal += 1;
    if (world.beforeEvent !== null) world.beforeEvent(world.eventOrdinal, null);
    if (disk.pending.at(0) !== next) return;
    if (host.crashesBeforeSync) {
      crashNode(world, host, 'between a write and its durability');
      return;
    }
    if (disk.failsNextSync) {
      world.coverage?.reach('sync-fails');
      disk.failsNextSync = false;
      crashNode(world, host, 'a write failed, and nothing can be said of what is on the disk');
      return;
    }
    completeWrite(world, host, host.core);
    world.afterEvent?.();
  }
}

function completeWrite(world: World, host: SimulatedNode, core: Node): void {
  const write = host.disk.completeWrite();
  if (write === undefined) return;
  world.hash.add(world.now);
  world.hash.add(write.lastIndex);
  world.checker.noteDurable(host, write.term, write.votedFor);
  world.coverage?.noteWritten(core, write);
  const { trace } = world;
  const cause = trace?.cause ?? -1;
  if (trace !== null) {
    trace.cause = write.cause;
    trace.cause = trace.record(world.now, {
      kind: 'sync',
      node: host.id,
      text: `term ${write.term} and the log up to ${write.lastIndex} are durable`,
      requests: requestsOf(write.entries),
      change: { kind: 'sync', term: write.term, lastIndex: write.lastIndex },
    });
  }
  for (const packet of write.waiting) send(world, packet);
  confirmWrite(world, host, core, write);
  if (trace !== null) trace.cause = cause;
}

function positionOf(core: Node): WritePosition {
  return { term: core.currentTerm, lastIndex: core.log.lastIndex, lastTerm: core.log.lastTerm };
}

function confirmWrite(
  world: World,
  host: SimulatedNode,
  core: Node,
  position: WritePosition,
): void {
  world.before.capture(core, -1);
  acknowledgeWrite(core, position, world.out);
  world.afterCall(host, core, -1);
}

/** Whether an entry follows from the one before it. Only what faults have damaged does not. */
function fitsChecksum({ log }: Node, entry: Entry): boolean {
  const previous = log.checksumAt(entry.index - 1);
  return previous === undefined || entry.checksum === checksumAfter(previous, entry);
}

function apply(world: World, host: SimulatedNode, core: Node, entry: Entry): void {
  if (host.disk.hasSeenDamage && !fitsChecksum(core, entry)) {
    world.coverage?.reach('damaged-entry-not-applied');
    crashNode(world, host, `it read entry ${entry.index} to apply it`);
    retire(world, host, 'corrupt', `its entry ${entry.index} does not fit its checksum`);
    return;
  }
  world.checker.noteApplied(host, core, entry);
  const { effects } = host.machine;
  const result = host.machine.apply(entry);
  const hadEffect = host.machine.effects > effects;
  world.checker.noteState(host, entry, hadEffect);
  world.coverage?.noteApplied(entry, result, hadEffect);
  acknowledgeApply(core, entry.index);
  world.hash.add(entry.index * 4 + host.id);
  world.hash.add(host.chain[entry.index] ?? 0);
  if (world.trace !== null) {
    const outcome = outcomeOf(entry, result, hadEffect);
    world.trace.record(world.now, {
      kind: 'apply',
      node: host.id,
      text: `applies ${entryText(entry)}${outcomeText(entry, outcome, result)}`,
      request: entry.request,
      change: { kind: 'apply', index: entry.index, term: entry.term, outcome },
    });
  }
  answerApplied(world, host, entry, result);
}
