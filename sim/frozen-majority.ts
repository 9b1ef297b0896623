// The second judgement of liveness: a majority alone must elect a leader and commit, with everything outside
// frozen as it is: nobody there answers, speaks or comes back. It is judged on a copy of the world, so the
// world itself stays where it is, and so does its hash.

import { type NodeId, NOBODY } from '../core/index.ts';
import { activeConfigurations, unreached } from './active-configurations.ts';
import { Convergence } from './convergence.ts';
import { configurationText } from './describe-requests.ts';
import { ownTrouble } from './diagnose-links.ts';
import { endpointName, endpointNames, WORLD } from './endpoint.ts';
import { crashNode } from './hosting.ts';
import { silenceOperators } from './operators.ts';
import { dropInFlight } from './packet-faults.ts';
import { drawBetween, drawChance, type Salt } from './random.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/**
 * How the judgement ended. `impossible`: the nodes cannot be asked for it, `reason` says why. `violated`:
 * a property broke on the way, see the violation of `world`.
 */
export type MajorityState = 'recovered' | 'stalled' | 'violated' | 'impossible';

/** What a judgement of a majority came to. */
export interface MajorityJudgement {
  readonly state: MajorityState;
  /** The copy in which it was judged, as it stood at the end; the world itself when nothing was tried. */
  readonly world: World;
  /** Ticks that the nodes had. */
  readonly ticks: number;
  /** Why it is not judged, or what is missing after a stall; empty otherwise. */
  readonly reason: string;
  /** What blocks, after a stall. */
  readonly why: readonly string[];
}

/**
 * Judges whether the nodes `ids` recover alone: healed among each other and reached by clients, with all
 * others frozen. Within the bound of a convergence they must have one leader that all of them follow, which
 * commits a fresh write that all of them apply. Nothing of `world` changes.
 */
export function judgeMajority(world: World, ids: readonly NodeId[]): MajorityJudgement {
  const hindrance = hindranceOf(world, ids);
  if (hindrance !== undefined) return ended('impossible', world, 0, hindrance);
  const copy = world.copy();
  freezeOthers(copy, ids);
  const convergence = new Convergence(copy, ids);
  silence(copy, ids);
  const broken = copy.nodes.find((host) => ids.includes(host.id) && host.core === null);
  if (broken !== undefined) return ended('impossible', copy, 0, troubleOf(broken));
  let state = convergence.advance();
  while (state === 'running') state = convergence.advance();
  const ticks = copy.now - world.now;
  if (copy.halted) return ended('violated', copy, ticks, '');
  if (state === 'converged') return ended('recovered', copy, ticks, '');
  if (state === 'impossible') return ended('impossible', copy, ticks, convergence.excuse);
  return { ...ended('stalled', copy, ticks, convergence.missing()), why: convergence.why() };
}

function ended(
  state: MajorityState,
  world: World,
  ticks: number,
  reason: string,
): MajorityJudgement {
  return { state, world, ticks, reason, why: [] };
}

/** Why some nodes cannot be asked to go on alone; undefined when they can. */
function hindranceOf(world: World, ids: readonly NodeId[]): string | undefined {
  const hosts = ids.map((id) => world.node(id));
  for (const host of hosts) {
    if (!canServe(world, host)) return troubleOf(host);
    const { preVote, checkQuorum } = host.options;
    if (!preVote || !checkQuorum) {
      return `${endpointName(host.id)} runs without ${preVote ? 'check-quorum' : 'pre-vote'}, so that others can disturb it`;
    }
  }
  const [missed] = unreached(activeConfigurations(world, hosts), ids);
  if (missed === undefined) return undefined;
  const { configuration, index, holder } = missed;
  const where =
    holder === null
      ? 'which are the newest that were committed'
      : `which entry ${index} of ${endpointName(holder)} puts in force`;
  return `${endpointNames(ids)} ${ids.length === 1 ? 'is' : 'are'} no majority of the members ${configurationText(configuration)}, ${where}`;
}

/** Whether a node runs, or would when it is started, and has nothing damaged that it may come upon. */
function canServe(world: World, { condition, generation, disk }: SimulatedNode): boolean {
  const isWhole = !disk.isSpoilt && !disk.wiped;
  const isStarted = condition === 'up' || condition === 'down';
  return isStarted && isWhole && generation === world.generation;
}

function troubleOf(host: SimulatedNode): string {
  const name = endpointName(host.id);
  const { disk, condition } = host;
  if (condition === 'up' || condition === 'down') {
    if (disk.wiped) return `${name} lost its disk, and it was not added anew`;
    if (disk.corruptIndex > 0) return `entry ${disk.corruptIndex} of ${name} is damaged`;
    if (disk.hasLost) return `the disk of ${name} lost entries that were durable`;
    if (disk.isDamaged) return `the snapshot on the disk of ${name} is damaged`;
    if (host.core !== null) return `${name} belongs to a cluster that was recovered without it`;
  }
  return `${name} ${ownTrouble(host) ?? 'does not run'}`;
}

/**
 * Stops everything outside: for those inside, a node that neither answers nor speaks is one that is down,
 * and what it had not made durable never becomes so. Nobody comes back, and no operator goes on.
 */
function freezeOthers(world: World, ids: readonly NodeId[]): void {
  world.rejoining.clear();
  for (const host of world.nodes) {
    if (ids.includes(host.id)) continue;
    if (host.core !== null) {
      const text = `frozen: it is outside the majority that must go on alone`;
      crashNode(world, host, text);
    }
    host.restartAt = 0;
  }
  const names = endpointNames(ids);
  world.noteFault(WORLD, `alone ${names}`, `${names} must go on alone`);
}

/** Takes away what those outside, and operators, have sent: an operator could bring in more of those that are frozen. */
function silence(world: World, ids: readonly NodeId[]): void {
  const outside = world.nodes.filter(({ id }) => !ids.includes(id)).map(({ id }) => id);
  dropInFlight(world, { from: outside });
  silenceOperators(world);
}

/**
 * Draws nodes that `judgeMajority` can be asked about: a random majority of every active configuration as
 * the world stands, of nodes that run or could be started, with the leader or without, sometimes with more
 * than are needed. Null when there is none. Takes the draws `ordinal` to `ordinal` + 2 × nodes of the tick.
 */
export function drawMajority(world: World, salt: Salt, ordinal: number): readonly NodeId[] | null {
  const candidates = shuffled(candidatesOf(world), world, salt, ordinal);
  const active = activeConfigurations(
    world,
    candidates.map((id) => world.node(id)),
  );
  if (unreached(active, candidates).length > 0) return null;
  const chosen: NodeId[] = [];
  for (const [offset, id] of candidates.entries()) {
    const isNeeded = unreached(active, chosen).some(
      ({ configuration: { voters, outgoing } }) => voters.includes(id) || outgoing.includes(id),
    );
    const extra = ordinal + world.nodes.length + offset;
    if (isNeeded || drawChance(salt, world.now, extra, EXTRA_PERCENT)) chosen.push(id);
  }
  return chosen.sort((one, other) => one - other);
}

/** How often a node that is not needed for a majority is taken all the same. */
const EXTRA_PERCENT = 25;

/** The members of the newest committed configuration, and of those behind it in their logs, that can serve. */
function candidatesOf(world: World): readonly NodeId[] {
  let known: readonly NodeId[] = [];
  let hosts: readonly SimulatedNode[] = [];
  for (;;) {
    const members = membersOfAll(world, hosts);
    if (members.length === known.length) return hosts.map(({ id }) => id);
    known = members;
    hosts = world.nodes.filter((host) => members.includes(host.id) && isFit(world, host));
  }
}

function isFit(world: World, host: SimulatedNode): boolean {
  return canServe(world, host) && host.options.preVote && host.options.checkQuorum;
}

function membersOfAll(world: World, hosts: readonly SimulatedNode[]): readonly NodeId[] {
  const ids = new Set<NodeId>();
  for (const { configuration } of activeConfigurations(world, hosts)) {
    const { voters, outgoing, learners } = configuration;
    for (const id of [...voters, ...outgoing, ...learners]) ids.add(id);
  }
  return [...ids];
}

function shuffled(
  ids: readonly NodeId[],
  world: World,
  salt: Salt,
  ordinal: number,
): readonly NodeId[] {
  const order = ids.slice();
  for (let last = order.length - 1; last > 0; last--) {
    const other = drawBetween(salt, world.now, ordinal + last, 0, last);
    [order[last], order[other]] = [order[other] ?? NOBODY, order[last] ?? NOBODY];
  }
  return order;
}
