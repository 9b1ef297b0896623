// Why nothing moves, in words that name nodes and reasons: what a wait that gives up and a cluster that
// does not converge print. Reads the world, changes nothing, decides nothing.

import {
  type Candidate,
  type Configuration,
  type Leader,
  majorityOf,
  type Node,
  type NodeId,
  type PreCandidate,
} from '../core/index.ts';
import { clientReasons } from './diagnose-clients.ts';
import { obstacleBetween, ownTrouble } from './diagnose-links.ts';
import { refusalText } from './refusals.ts';
import { halvesOf } from './diagnose-members.ts';
import { endpointName, endpointNames, positionName } from './endpoint.ts';
import { hasMajority } from './majority.ts';
import type { SimulatedNode, VoteRefused } from './simulated-node.ts';
import type { World } from './world.ts';

/**
 * The reasons that keep the cluster from electing, committing, catching up and answering, most important
 * first. Empty when nothing stands in the way.
 */
export function diagnose(world: World): readonly string[] {
  const leader = world.leader();
  const reasons =
    leader === undefined || leader.core === null || !leader.isLive
      ? electionReasons(world)
      : leaderReasons(world, leader, leader.core);
  return [...reasons, ...clientReasons(world)];
}

/** The reasons that keep the cluster from electing a leader. */
export function electionReasons(world: World): string[] {
  const configuration = newestConfiguration(world);
  const missing = missingQuorum(world, configuration);
  const reasons = missing === undefined ? [] : [missing];
  const campaigners = world.nodes.filter(({ core }) => isCampaigning(core));
  for (const host of campaigners) reasons.push(campaignReason(world, host));
  if (campaigners.length === 0) reasons.push(...waitingReasons(world));
  reasons.push(...stepDownReasons(world), ...tieReasons(world));
  if (missing === undefined) reasons.push(...troubles(world));
  return reasons;
}

/** Says that no quorum of voters runs, with the reason for each that does not; undefined when one does. */
export function missingQuorum(world: World, configuration: Configuration): string | undefined {
  // Who was left behind by a recovery does not run in this cluster.
  const running = world.nodes.map(
    ({ isLive, generation }) => isLive && generation === world.generation,
  );
  if (hasMajority(configuration, running)) return undefined;
  const missing = halvesOf(configuration).find(
    ({ voters }) => voters.filter((id) => running[id]).length < majorityOf(voters),
  );
  const { voters, label } = missing ?? { voters: configuration.voters, label: '' };
  const absent = voters.filter((id) => !running[id]);
  const details = absent.map((id) => {
    const host = world.nodes.at(id);
    const trouble = host === undefined ? 'was never started' : ownTrouble(host);
    return `${endpointName(id)} ${trouble ?? 'belongs to a cluster that was recovered without it'}`;
  });
  return `only ${voters.length - absent.length} of ${voters.length} voters run${label}, and ${majorityOf(voters)} are needed: ${details.join('; ')}`;
}

/** The configuration of the node that has seen most, of those that run and know one; otherwise the newest committed one. */
export function newestConfiguration(world: World): Configuration {
  let best: Node | undefined;
  for (const { core, generation } of world.nodes) {
    if (core === null || core.configuration.voters.length === 0) continue;
    if (generation !== world.generation) continue;
    if (best === undefined || core.commitIndex > best.commitIndex) best = core;
  }
  return best?.configuration ?? world.checker.committedConfiguration.configuration;
}

/** Who gave up leading by itself, not long ago. */
function stepDownReasons(world: World): string[] {
  return world.nodes.flatMap((host) => stepDownReason(world, host) ?? []);
}

/** That a node gave up leading by itself, not long ago; undefined when it did not. */
export function stepDownReason(world: World, host: SimulatedNode): string | undefined {
  const { id, core, steppedDown, options } = host;
  if (core === null || core.role.kind === 'leader' || steppedDown === null) return undefined;
  const age = world.now - steppedDown.tick;
  if (steppedDown.reason !== 'lost-quorum' || age > 5 * options.electionTimeoutTicksMax) {
    return undefined;
  }
  return `${endpointName(id)} gave up leading in tick ${steppedDown.tick}: no quorum answered it for an election timeout`;
}

/** Timeouts without a choice: all campaign at the same moment, again and again. */
function tieReasons(world: World): string[] {
  const [first] = world.nodes;
  const { electionTimeoutTicksMin: least, electionTimeoutTicksMax: most } = first.options;
  const started = world.nodes.filter(({ condition }) => condition !== 'absent');
  const areEqual = started.every(
    ({ options }) =>
      options.electionTimeoutTicksMin === least && options.electionTimeoutTicksMax === most,
  );
  if (least !== most || !areEqual || started.length === 1) return [];
  return [`all wait ${least} ticks before they campaign, so that every election may tie`];
}

function isCampaigning(core: Node | null): boolean {
  return core !== null && (core.role.kind === 'candidate' || core.role.kind === 'pre-candidate');
}

/** `n0 is a candidate in term 3 with 1 of 2 votes; n1: …; n2: …`. */
export function campaignReason(world: World, host: SimulatedNode): string {
  const core = host.core as Node;
  const role = core.role as Candidate | PreCandidate;
  const what = role.kind === 'candidate' ? 'votes' : 'pre-votes';
  const halves = halvesOf(core.configuration);
  const counts = halves.map(({ voters, label }) => {
    const granted = voters.filter((id) => role.ballots[id] === 'granted');
    return `${granted.length} of ${majorityOf(voters)} ${what}${label}`;
  });
  const head = `${endpointName(host.id)} is a ${role.kind} in term ${core.currentTerm} with ${counts.join(' and ')}`;
  const asked = [...new Set(halves.flatMap(({ voters }) => voters))];
  const others = asked.filter((id) => id !== host.id && role.ballots[id] !== 'granted');
  const details = others.map((id) => `${endpointName(id)} ${ballotReason(world, host, id)}`);
  const own = ownTrouble(host);
  if (own !== undefined) details.unshift(`${endpointName(host.id)} ${own}`);
  return [head, ...details].join('; ');
}

function ballotReason(world: World, host: SimulatedNode, voter: NodeId): string {
  const obstacle = obstacleBetween(world, host.id, voter);
  if (obstacle !== undefined) return obstacle;
  const refused = world.nodes[voter].voteRefusals.get(host.id);
  if (refused !== undefined) return refusedText(refused);
  return 'has not answered yet';
}

/** Nobody campaigns: whose timer is how far. */
function waitingReasons(world: World): string[] {
  return world.nodes.flatMap((host) =>
    host.core === null || !host.isLive ? [] : [waitingReason(world, host, host.core)],
  );
}

/** How far a node's timer is, whom it takes for the leader, and why its last campaign failed. */
export function waitingReason(world: World, host: SimulatedNode, core: Node): string {
  const timeout = core.electionTimeout < 0 ? 'a timeout not drawn yet' : `${core.electionTimeout}`;
  const hears =
    core.leaderId < 0 ? '' : `, and it takes ${endpointName(core.leaderId)} for the leader`;
  const head = `${endpointName(host.id)} is a ${core.role.kind} in term ${core.currentTerm}; its election timer is at ${core.electionElapsed} of ${timeout}${hears}`;
  return [head, ...lastRefusals(world, host, core)].join('; ');
}

/** Why the node's last campaign failed: who refused it in the term it is in, or asked about. */
function lastRefusals(world: World, host: SimulatedNode, core: Node): string[] {
  const reasons: string[] = [];
  for (const voter of world.nodes) {
    const refused = voter.voteRefusals.get(host.id);
    if (refused === undefined) continue;
    const asked = refused.pre ? core.currentTerm + 1 : core.currentTerm;
    if (refused.term === asked) reasons.push(`${endpointName(voter.id)} ${refusedText(refused)}`);
  }
  return reasons;
}

function refusedText(refused: VoteRefused): string {
  const what = refused.pre ? 'pre-vote' : 'vote';
  return `refused its ${what} for term ${refused.term} in tick ${refused.tick}: ${refusalText(refused)}`;
}

function troubles(world: World): string[] {
  const reasons: string[] = [];
  for (const host of world.nodes) {
    const trouble = ownTrouble(host);
    if (trouble !== undefined) reasons.push(`${endpointName(host.id)} ${trouble}`);
  }
  return reasons;
}

function leaderReasons(world: World, host: SimulatedNode, core: Node): string[] {
  const role = core.role as Leader;
  const reasons: string[] = [];
  const own = ownTrouble(host);
  if (own !== undefined) reasons.push(`${endpointName(host.id)}, the leader, ${own}`);
  const commit = commitReason(world, host, core, role);
  if (commit !== undefined) reasons.push(commit);
  for (const id of role.targets) {
    const lag = lagReason(world, host, core, role, id);
    if (lag !== undefined) reasons.push(lag);
  }
  reasons.push(...stepDownReasons(world));
  for (const other of world.nodes) {
    if (other !== host && other.core?.role.kind === 'leader') {
      reasons.push(
        `${endpointName(other.id)} still leads term ${other.core.currentTerm}; ${endpointName(host.id)} leads term ${core.currentTerm}`,
      );
    }
  }
  return reasons;
}

/** Why the leader's last entry is not committed. */
function commitReason(
  world: World,
  host: SimulatedNode,
  core: Node,
  role: Leader,
): string | undefined {
  const index = core.commitIndex + 1;
  const { lastIndex } = core.log;
  if (index > lastIndex) return undefined;
  const term = core.log.termAt(index) ?? 0;
  const name = `${endpointName(host.id)}’s entry ${positionName(index, term)} is not committed`;
  for (const { voters, label } of halvesOf(core.configuration)) {
    const holders = voters.filter((id) => (role.matchIndex[id] ?? 0) >= index);
    if (holders.length >= majorityOf(voters)) continue;
    const missing = voters.filter((id) => !holders.includes(id));
    const details = missing.map((id) => `${endpointName(id)} ${matchReason(world, host, id)}`);
    return `${name}: it is known to be durable on ${endpointNames(holders)}, ${holders.length} of ${majorityOf(voters)} needed${label}; ${details.join('; ')}`;
  }
  if (core.log.lastTerm < core.currentTerm) {
    return `${name}: entries of older terms commit with the first entry of term ${core.currentTerm} (5.4.2), and there is none`;
  }
  return `${name}: the first entry of term ${core.currentTerm} behind it is not on a quorum yet`;
}

function matchReason(world: World, host: SimulatedNode, id: NodeId): string {
  if (id === host.id) return ownTrouble(host) ?? 'has not made it durable yet';
  return obstacleBetween(world, host.id, id) ?? 'has not acknowledged it yet';
}

/** Why a follower is behind the leader. */
function lagReason(
  world: World,
  host: SimulatedNode,
  core: Node,
  role: Leader,
  id: NodeId,
): string | undefined {
  const other = world.nodes[id];
  const follower = other.core;
  const has = follower?.log.lastIndex ?? other.disk.readableIndex;
  const isEqual =
    follower !== null &&
    follower.log.lastIndex === core.log.lastIndex &&
    follower.log.lastTerm === core.log.lastTerm &&
    follower.commitIndex === core.commitIndex;
  if (isEqual && follower.currentTerm === core.currentTerm) return undefined;
  const progress = role.peers[id];
  const flow =
    progress === undefined
      ? ''
      : progress.snapshot !== null
        ? `; a snapshot up to ${progress.snapshot.index} is being sent, ${progress.snapshotOffset} of ${progress.snapshot.data.length} so far`
        : progress.flow === 'probe'
          ? `; it is probed at entry ${role.nextIndex[id] ?? 1}`
          : progress.inflight.length > 0
            ? `; ${progress.inflight.length} ${progress.inflight.length === 1 ? 'request is' : 'requests are'} unanswered`
            : '';
  const obstacle = obstacleBetween(world, host.id, id) ?? 'is reachable and has only to catch up';
  return `${endpointName(id)} is at entry ${has}, commitIndex ${follower?.commitIndex ?? 0}, the leader ${endpointName(host.id)} at ${core.log.lastIndex}, commitIndex ${core.commitIndex}: ${endpointName(id)} ${obstacle}${flow}`;
}
