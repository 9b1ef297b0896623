// What a scenario does to how messages travel: chances, latencies, clogs and bounds of links, and an order drawn
// anew. Who reaches whom at all is in cuts.ts.

import { type Endpoint, endpointName, WORLD } from './endpoint.ts';
import type { Latency, Range } from './latency.ts';
import { type Chance, linkKey } from './network.ts';
import { Shuffle } from './shuffle.ts';
import type { World } from './world.ts';

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

/**
 * Clogs a link, or both directions of it, for some ticks: what arrives over it meanwhile waits, and arrives in
 * order when the time is over. Nothing is lost by it. A link that is clogged for longer already stays so.
 */
export function clog(
  world: World,
  link: { readonly from: Endpoint; readonly to: Endpoint; readonly bothWays: boolean },
  ticks: number,
): void {
  const { from, to, bothWays } = link;
  const until = world.now + ticks;
  world.network.clogs.add(linkKey(from, to), until);
  if (bothWays) world.network.clogs.add(linkKey(to, from), until);
  const text = `${endpointName(from)} ${bothWays ? '<->' : '->'} ${endpointName(to)}`;
  world.noteFault(from, `clog ${text} ${ticks}`, `the link ${text} is clogged until tick ${until}`);
}

/** At the beginning of a tick: links whose time is over are free again. */
export function endClogs(world: World): void {
  const { network, now } = world;
  const links = network.clogs.count;
  const packets = network.unclog(now, now);
  if (network.clogs.count === links) return;
  world.lastFaultAt = now;
  if (world.trace === null) return;
  world.trace.cause = -1;
  const what = packets === 1 ? 'one message goes' : `${packets} messages go`;
  world.record(WORLD, 'note', `clogged links are free again: ${what} on`);
}

/** Bounds how many messages are under way on each link between two nodes; what is sent beyond is lost. 0 ends it. */
export function setQueue(world: World, most: number): void {
  world.network.queue = most;
  const text = most === 0 ? 'as many messages as there are' : `${most} messages at most`;
  world.noteFault(WORLD, `queue ${most}`, `a link takes ${text}`);
}

/** Draws the order of deliveries and timers anew in each tick, or leaves it as it comes. */
export function setShuffle(world: World, isOn: boolean): void {
  world.shuffle = isOn ? new Shuffle(world.seed) : null;
  const text = isOn ? 'is drawn anew in each tick' : 'is as it comes';
  world.noteFault(WORLD, `shuffle ${isOn}`, `the order of deliveries and timers ${text}`);
}

/** Ends clogs and the drawn order, which `Network.calm` leaves. What waits on clogged links arrives first of all. */
export function endLinkFaults(world: World): void {
  world.shuffle = null;
  world.network.unclog(Infinity, world.now);
}
