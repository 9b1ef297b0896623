// What a scenario can do to the world, one function per verb. Each takes effect at once, between two
// events; none lets time pass. Each is noted in the hash and in the trace.

import { handOver } from './delivery.ts';
import {
  campaign,
  type CampaignManner,
  forgetLeader,
  type LogIndex,
  type NodeId,
  completeOptions,
  type Options,
  optionProblems,
  setElectionTimeout,
  stepDown,
} from '../core/index.ts';
import { endpointName, endpointNames, type Endpoint, isClient, WORLD } from './endpoint.ts';
import { damagedEntry } from './disk.ts';
import { compactNow, crashNode, CRASHED_BY_SCENARIO, snapshotNow, startNode } from './hosting.ts';
import { endLinkFaults } from './link-faults.ts';
import { judgePaces, noteBrokenPromise, noteHaste, noteStandstill } from './lease-assumptions.ts';
import type { Latency, Range } from './latency.ts';
import type { Chance, PacketFilter, Rule } from './network.ts';
import { matches } from './network.ts';
import type { Packet, Travelling } from './packet.ts';
import type { World } from './world.ts';

export { clog, setQueue, setShuffle } from './link-faults.ts';

/** Stops a node at once. Returns false when it was not running. */
export function crash(world: World, id: NodeId, reason = CRASHED_BY_SCENARIO): boolean {
  const host = world.node(id);
  if (host.core === null) return false;
  crashNode(world, host, reason);
  return true;
}

/** Crashes a node when its next write would become durable: the write is lost, what was sent before it is not. */
export function crashBeforeSync(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.core === null) return false;
  host.crashesBeforeSync = true;
  world.noteFault(id, 'crash-before-sync', 'will crash before its next write is durable');
  return true;
}

/** Starts a node that is down, now or after some ticks. Returns false when it runs. */
export function restart(world: World, id: NodeId, afterTicks = 0): boolean {
  const host = world.node(id);
  if (host.core !== null || host.condition === 'absent') return false;
  world.noteFault(
    id,
    'restart',
    afterTicks === 0 ? 'is restarted' : `restarts in ${afterTicks} ticks`,
  );
  if (afterTicks > 0) host.restartAt = world.now + afterTicks;
  else world.guarded(() => startNode(world, host));
  return true;
}

/** Stops a node in the middle of a write: a part of it stays on the disk, the last of it damaged. */
export function crashTorn(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.core === null) return false;
  crashNode(world, host, 'in the middle of a write', true);
  return true;
}

/** Makes a node take a snapshot of all it has applied. Returns false when it does not run or has one. */
export function snapshot(world: World, id: NodeId): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive) return false;
  world.noteFault(id, 'snapshot', 'is told to take a snapshot');
  let isTaken = false;
  world.guarded(() => {
    isTaken = snapshotNow(world, host, core);
  });
  return isTaken;
}

/**
 * Makes a node drop its log up to `index`, behind a snapshot, which it takes if it needs one. Returns false
 * when it does not run, or has not applied so much.
 */
export function compact(world: World, id: NodeId, index: LogIndex): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive || core.lastApplied < index) return false;
  world.noteFault(id, `compact ${index}`, `is told to drop its log up to entry ${index}`);
  world.guarded(() => {
    if ((core.snapshot?.index ?? 0) < index) snapshotNow(world, host, core);
    if (host.core === core) compactNow(world, host, core, index);
  });
  return true;
}

/** Damages the snapshot on a disk. Returns false when there is none. */
export function corruptSnapshot(world: World, id: NodeId): boolean {
  if (!world.node(id).disk.damageSnapshot()) return false;
  world.noteFault(id, 'corrupt-snapshot', 'its snapshot is damaged');
  return true;
}

/** Crashes a node and empties its disk. */
export function wipe(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.core !== null) crashNode(world, host, 'its disk is wiped');
  world.noteFault(id, 'wipe', 'loses its whole disk');
  host.disk.wipe();
  host.condition = 'wiped';
  host.since = world.now;
  host.reason = 'its disk was wiped';
  return true;
}

/** Freezes a node: no timer, no message, no completed write. What arrives waits. False when it does not run or is paused. */
export function pause(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (!host.isLive) return false;
  world.noteFault(id, 'pause', 'is paused');
  noteStandstill(world, host);
  host.pausedSince = world.now;
  return true;
}

/** Lets a paused node go on; what arrived meanwhile is delivered in the next tick. False when it was not paused. */
export function resume(world: World, id: NodeId): boolean {
  const host = world.node(id);
  if (host.pausedSince < 0) return false;
  world.noteFault(id, 'resume', 'goes on');
  host.pausedSince = -1;
  for (const { packet, cause } of host.backlog) {
    world.network.wheel.put(packet, cause, world.now + 1, world.now);
  }
  host.backlog = [];
  return true;
}

/** Divides the nodes: only nodes of the same group reach each other. Nodes in no group form one more. Replaces earlier cuts between nodes. */
export function partition(world: World, groups: readonly (readonly NodeId[])[]): void {
  const groupOf = new Map<NodeId, number>();
  for (const [number, members] of groups.entries()) {
    for (const id of members) groupOf.set(world.node(id).id, number);
  }
  world.network.mend((from, to) => {
    if (isClient(from) || isClient(to)) return false;
    return (groupOf.get(from) ?? -1) === (groupOf.get(to) ?? -1);
  });
  for (const from of world.nodes) {
    for (const to of world.nodes) {
      if ((groupOf.get(from.id) ?? -1) !== (groupOf.get(to.id) ?? -1)) {
        world.network.cut(from.id, to.id, world.now);
      }
    }
  }
  const rest = world.nodes.filter(({ id }) => !groupOf.has(id)).map(({ id }) => id);
  const all = rest.length === 0 ? groups : [...groups, rest];
  const text = all.map((members) => endpointNames(members)).join(' | ');
  world.noteFault(WORLD, `partition ${text}`, `the network is partitioned: ${text}`);
}

/** Cuts a node off from all other nodes, in both directions. Other cuts stay. */
export function isolate(world: World, id: NodeId): void {
  for (const other of world.nodes) {
    if (other.id === id) continue;
    world.network.cut(id, other.id, world.now);
    world.network.cut(other.id, id, world.now);
  }
  world.noteFault(id, 'isolate', 'is cut off from all other nodes');
}

/** Cuts one direction between two endpoints, or both. */
export function cut(world: World, from: Endpoint, to: Endpoint, bothWays: boolean): void {
  world.network.cut(from, to, world.now);
  if (bothWays) world.network.cut(to, from, world.now);
  const arrow = bothWays ? '<->' : '->';
  const text = `${endpointName(from)} ${arrow} ${endpointName(to)}`;
  world.noteFault(from, `cut ${text}`, `the link ${text} is cut`);
}

/** Mends all cut links, or those that touch one of some endpoints. Chances, delays and rules stay. */
export function heal(world: World, endpoints: readonly Endpoint[] | null = null): void {
  world.network.mend(
    (from, to) => endpoints === null || endpoints.includes(from) || endpoints.includes(to),
  );
  const text = endpoints === null ? 'all links' : `the links of ${endpointNames(endpoints)}`;
  world.noteFault(WORLD, `heal ${text}`, `${text} are whole again`);
}

/** Sets a chance for every packet between nodes, or for those of one direction. `percent` from 0 to 100; 0 ends it. */
export function setChance(
  world: World,
  chance: Chance,
  percent: number,
  link: { from: Endpoint; to: Endpoint; bothWays: boolean } | null = null,
): void {
  const { network } = world;
  if (link === null) {
    network.model[`${chance}Percent`] = percent;
  } else {
    network.setChance(link.from, link.to, chance, percent);
    if (link.bothWays) network.setChance(link.to, link.from, chance, percent);
  }
  const where = link === null ? '' : ` on ${endpointName(link.from)} -> ${endpointName(link.to)}`;
  const text = `${chance} ${percent} %${where}`;
  world.noteFault(WORLD, `${chance} ${percent}${where}`, `messages: ${text}`);
}

/** Gives all links, or the links of one direction, another latency, until all faults end. */
export function delay(
  world: World,
  latency: Latency,
  link: { from: Endpoint; to: Endpoint; bothWays: boolean } | null,
): void {
  const { network } = world;
  if (link === null) {
    network.delay = latency;
  } else {
    network.setDelay(link.from, link.to, latency);
    if (link.bothWays) network.setDelay(link.to, link.from, latency);
  }
  const where =
    link === null ? 'all links' : `${endpointName(link.from)} -> ${endpointName(link.to)}`;
  const shape = latency.shape === undefined ? '' : ` ${latency.shape}`;
  const text = `${latency.min}..${latency.max} ticks${shape} on ${where}`;
  world.noteFault(WORLD, `delay ${text}`, `messages take ${text}`);
}

/** Sets how long messages take when nothing delays them. A setting, not a fault: it stays when all faults end. */
export function setLatency(world: World, latency: Range): void {
  world.network.model.latency = latency;
  const text = `${latency.min}..${latency.max}`;
  world.noteFault(WORLD, `latency ${text}`, `messages take ${text} ticks`);
}

/** Catches packets as they arrive: the next `count`, or all (Infinity) until the rule ends. */
export function addRule(
  world: World,
  action: Rule['action'],
  filter: PacketFilter,
  count: number,
): void {
  const rule: Rule = { action, filter, remaining: count, since: world.now, caught: 0 };
  world.network.rules = [...world.network.rules, rule];
  const text = filterText(filter, count);
  world.noteFault(WORLD, `${action} ${text}`, `the network will ${action} ${text}`);
}

/** A filter in words: `the next 2 append-request from n0 to n1`. */
export function filterText(filter: PacketFilter, count: number): string {
  const amount = count === Infinity ? 'all' : count === 1 ? 'the next' : `the next ${count}`;
  const from = filter.from === undefined ? '' : ` from ${endpointNames(filter.from)}`;
  const to = filter.to === undefined ? '' : ` to ${endpointNames(filter.to)}`;
  return `${amount} ${filter.kind ?? 'message'}${from}${to}`;
}

/** Ends all hold rules and lets what they caught arrive in the next tick, in the order in which it came. */
export function release(world: World): void {
  const { network } = world;
  network.rules = network.rules.filter(({ action }) => action !== 'hold');
  for (const { packet, cause } of network.held) {
    network.wheel.put(packet, cause, world.now + 1, world.now);
  }
  network.held = [];
  world.noteFault(WORLD, 'release', 'held messages go on');
}

/** Delivers the first packet that matches, held ones first, now and past any rule or cut. False when there is none. */
export function deliverByHand(world: World, filter: PacketFilter): boolean {
  const travelling = takeByHand(world, filter);
  if (travelling === undefined) return false;
  world.guarded(() => {
    world.eventOrdinal += 1;
    handOver(world, travelling.packet, travelling.cause);
  });
  return true;
}

function takeByHand({ network, now }: World, filter: PacketFilter): Travelling | undefined {
  const offset = network.held.findIndex(({ packet }) => matches(filter, packet));
  if (offset >= 0) return network.held.splice(offset, 1)[0];
  const isWanted = (candidate: Packet): boolean => matches(filter, candidate);
  const clogged = network.clogs.takeFirst(isWanted);
  if (clogged !== undefined) return clogged;
  const packet = network.wheel.takeFirst(now, isWanted);
  return packet === undefined ? undefined : { packet, cause: network.wheel.cause };
}

/** Drops everything that matches and is held or in flight now. Returns how many. */
export function dropInFlight(world: World, filter: PacketFilter): number {
  const { network } = world;
  const held = network.held.length;
  network.held = network.held.filter(({ packet }) => !matches(filter, packet));
  let count = held - network.held.length;
  const isHit = (packet: Packet): boolean => matches(filter, packet);
  while (network.clogs.takeFirst(isHit) !== undefined) count++;
  while (network.wheel.takeFirst(world.now, isHit) !== undefined) count++;
  world.noteFault(WORLD, 'drop-in-flight', `${count} messages in flight are dropped`);
  return count;
}

/** Gives a disk a latency of its own; null follows the setting again. */
export function slowDisk(world: World, id: NodeId, latency: Range | null): void {
  world.node(id).disk.latency = latency;
  const text =
    latency === null ? 'as fast as the others' : `${latency.min}..${latency.max} ticks a write`;
  world.noteFault(id, `disk ${text}`, `its disk is ${text}`);
}

/** The next write fails instead of becoming durable; the node, which cannot know what is on its disk now, dies. */
export function failNextSync(world: World, id: NodeId): void {
  world.node(id).disk.failsNextSync = true;
  world.noteFault(id, 'disk-fails', 'its next write will fail');
}

/** Fills a disk: no write becomes durable until there is room again. */
export function fillDisk(world: World, id: NodeId): void {
  const { disk } = world.node(id);
  if (disk.fullSince < 0) disk.fullSince = world.now;
  world.noteFault(id, 'disk-full', 'its disk is full');
}

/** Ends every fault of a disk that is not damage: slow, full, failing. */
export function mendDisk(world: World, id: NodeId): void {
  const { disk } = world.node(id);
  disk.latency = null;
  disk.fullSince = -1;
  disk.failsNextSync = false;
  world.noteFault(id, 'disk-ok', 'its disk is in order');
}

/**
 * Damages one entry of a node: on its disk, and in its memory while it runs. The entry's checksum stays,
 * so whoever checks it next sees that it does not fit. Returns false when there is no such entry.
 */
export function corrupt(world: World, id: NodeId, index: LogIndex): boolean {
  const host = world.node(id);
  const stored = host.disk.entryAt(index);
  const entry = host.core?.log.entryAt(index) ?? stored;
  if (entry === undefined) return false;
  const damaged = damagedEntry(entry);
  host.disk.damage(damaged);
  // A log that was cut off in memory may still be whole on the disk, until that write is durable.
  if (host.core?.log.entryAt(index) !== undefined) host.core.log.replaceDamaged(damaged);
  world.noteFault(id, `corrupt ${index}`, `its entry ${index} is damaged`);
  return true;
}

/**
 * Takes the last entries from a disk, at most `most`, although they were reported durable. The node goes on while
 * it runs, and finds them missing when it starts again. Returns false when there is no entry.
 */
export function loseSynced(world: World, id: NodeId, most: number): boolean {
  const count = world.node(id).disk.loseTail(most);
  if (count === 0) return false;
  const what = count === 1 ? 'the last durable entry' : `the last ${count} durable entries`;
  world.noteFault(id, `disk-loses ${count}`, `its disk loses ${what}`);
  return true;
}

/** Lets a clock run at another pace, in percent of the world's; 100 is normal. */
export function setClockRate(world: World, id: NodeId, percent: number): void {
  world.node(id).clock.ratePercent = percent;
  world.noteFault(id, `clock ${percent}`, `its clock runs at ${percent} %`);
  judgePaces(world);
}

/** Stops a clock for some ticks. */
export function stopClock(world: World, id: NodeId, ticks: number): void {
  world.node(id).clock.stoppedUntil = world.now + ticks;
  world.noteFault(id, `clock stops ${ticks}`, `its clock stops for ${ticks} ticks`);
  noteStandstill(world, world.node(id));
}

/** Makes a node campaign now. Returns false when it is not a live node that could. */
export function startCampaign(world: World, id: NodeId, manner?: Partial<CampaignManner>): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive || core.role.kind === 'leader') return false;
  world.noteFault(id, 'campaign', 'is told to campaign');
  // A campaign by force is one that voters do not weigh against the leader they hear.
  noteHaste(world, manner?.force === true ? world.nodes.map((each) => each.id) : [id]);
  world.disruption.forget();
  world.guarded(() => {
    world.before.capture(core, -1);
    campaign(core, { preVote: core.options.preVote, force: false, ...manner }, world.out);
    world.afterCall(host, core, -1);
  });
  if (host.campaigned?.tick === world.now) host.campaigned = { ...host.campaigned, told: true };
  return true;
}

/** Makes a leader give up in its term. Returns false when the node does not lead. */
export function abdicate(world: World, id: NodeId): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive || core.role.kind !== 'leader') return false;
  world.noteFault(id, 'step-down', 'is told to step down');
  world.disruption.noteToldToStepDown();
  world.guarded(() => {
    world.before.capture(core, -1);
    stepDown(core, world.out);
    world.afterCall(host, core, -1);
  });
  return true;
}

/** Makes a follower forget its leader. Returns false when it knows none. */
export function forget(world: World, id: NodeId): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive) return false;
  world.disruption.forget();
  noteHaste(world, [id]);
  let forgot = false;
  world.guarded(() => {
    world.before.capture(core, -1);
    forgot = forgetLeader(core, world.out);
    world.afterCall(host, core, -1);
  });
  if (forgot) world.noteFault(id, 'forget-leader', 'is told to forget its leader');
  return forgot;
}

/** Sets how many ticks a node waits for a leader this time. Returns false when it does not run. */
export function setLeaderTimeout(world: World, id: NodeId, ticks: number): boolean {
  const { core } = world.node(id);
  if (core === null) return false;
  if (ticks < core.options.electionTimeoutTicksMin) {
    noteBrokenPromise(world, id);
    world.disruption.noteOldTimer(id);
  }
  setElectionTimeout(core, ticks);
  world.disruption.forget();
  world.noteFault(id, `leaderTimeout ${ticks}`, `waits ${ticks} ticks for a leader`);
  return true;
}

/** Changes options of a node, now and for later starts. Returns what is wrong with the result; nothing is changed then. */
export function setOptions(world: World, id: NodeId, options: Partial<Options>): readonly string[] {
  const host = world.node(id);
  const changed = { ...host.options, ...options };
  const problems = optionProblems(changed);
  if (problems.length > 0) return problems;
  const isShorter = changed.electionTimeoutTicksMin < host.options.electionTimeoutTicksMin;
  if (isShorter) noteBrokenPromise(world, id);
  Object.assign(host.options, options);
  if (host.core !== null) {
    host.core.options = completeOptions(changed);
    const { electionTimeout } = host.core;
    const isOld = electionTimeout >= 0 && electionTimeout < changed.electionTimeoutTicksMin;
    if (isOld) world.disruption.noteOldTimer(id);
  }
  world.disruption.forget();
  world.noteFault(id, `options ${JSON.stringify(options)}`, `is set to ${JSON.stringify(options)}`);
  judgePaces(world);
  return [];
}

/**
 * Ends all faults and starts what is down: what a storm ends with. Wiped and corrupt nodes stay out. With
 * `among`, only these nodes are mended and started; links and chances heal everywhere.
 */
export function calm(world: World, among: readonly NodeId[] | null = null): void {
  world.noteFault(WORLD, 'calm', 'all faults end');
  world.chaos = null;
  world.network.calm();
  endLinkFaults(world);
  if (world.network.held.length > 0) release(world);
  for (const host of world.nodes) {
    if (among !== null && !among.includes(host.id)) continue;
    host.clock.ratePercent = 100;
    host.clock.stoppedUntil = 0;
    host.crashesBeforeSync = false;
    host.disk.latency = null;
    host.disk.fullSince = -1;
    host.disk.failsNextSync = false;
    if (host.pausedSince >= 0) resume(world, host.id);
    if (host.core === null && (host.condition === 'down' || host.disk.wiped))
      restart(world, host.id);
  }
}
