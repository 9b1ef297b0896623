// What no end of faults repairs: reasons for which a cluster may stand still without being at fault.

import {
  type ConfigurationAt,
  type LogIndex,
  NO_CONFIGURATION,
  type NodeId,
} from '../core/index.ts';
import { activeConfigurations } from './active-configurations.ts';
import { configurationText } from './describe-requests.ts';
import { missingQuorum } from './diagnose.ts';
import { endpointName } from './endpoint.ts';
import { hasMajority, isMember, mayVote } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { timingTrouble } from './timing-requirement.ts';
import type { World } from './world.ts';

/**
 * Why this cluster can stand still although no fault is left: nobody who could lead has a quorum that runs,
 * what the leader would have to send is damaged, or messages and writes take too long for the timeouts.
 * Undefined when nothing of the kind is seen.
 */
export function beyondRepair(world: World): string | undefined {
  const live = world.nodes.filter(
    ({ isLive, generation }) => isLive && generation === world.generation,
  );
  const able = live.filter((host) => couldLead(host, live));
  const lack = able.length === 0 ? (lackOf(world, live) ?? tangleOf(world, live)) : undefined;
  // Without a pre-vote, those who cannot win campaign as well. Behind an election, its losers could have won.
  const isDecided = world.leader() !== undefined;
  const candidates = live.filter(
    (host) => isDecided || able.includes(host) || !host.options.preVote,
  );
  return (
    lack ??
    damageOf(world, live) ??
    timingTrouble(world, live, candidates) ??
    disturbanceOf(world, live, able)
  );
}

/**
 * Whether a node can win an election, or has won one, and can commit: a quorum of the newest configuration
 * in its log runs, and unless it leads already no log of these is ahead of its own.
 */
function couldLead(host: SimulatedNode, live: readonly SimulatedNode[]): boolean {
  const { core, configurations } = host;
  const newest = configurations.at(-1);
  if (core === null || newest === undefined) return false;
  const leads = core.role.kind === 'leader';
  // Until its removal is committed it may have to finish the change itself (thesis 4.2.2).
  const isOpen = newest.index > core.commitIndex;
  const candidacies = isOpen ? configurations.slice(-2) : [newest];
  const mayCampaign = candidacies.some(({ configuration }) => mayVote(configuration, host.id));
  if (!leads && !mayCampaign) return false;
  return hasMajority(newest.configuration, votersFor(host, live));
}

/** By id: who would vote for a node, or follows it when it leads. */
function votersFor(host: SimulatedNode, live: readonly SimulatedNode[]): readonly boolean[] {
  const leads = host.core?.role.kind === 'leader';
  const newest = host.configurations.at(-1);
  const present: boolean[] = [];
  for (const other of live) {
    // Who knows only members of before a node came back as another does not reach it.
    const { memberAfterIndex } = other.options;
    const isStranger =
      other !== host && memberAfterIndex > 0 && (newest?.index ?? 0) <= memberAfterIndex;
    present[other.id] = !isStranger && (leads || !isAhead(other, host));
  }
  return present;
}

/** Whether a log is more up to date than another: its node would refuse to vote (5.4.1). */
function isAhead(one: SimulatedNode, other: SimulatedNode): boolean {
  if (one.core === null || other.core === null) return false;
  const [a, b] = [one.core.log, other.core.log];
  return a.lastTerm > b.lastTerm || (a.lastTerm === b.lastTerm && a.lastIndex > b.lastIndex);
}

/** Which configuration in force has no quorum that runs. */
function lackOf(world: World, live: readonly SimulatedNode[]): string | undefined {
  for (const { configuration, index, holder } of activeConfigurations(world, live)) {
    const missing = missingQuorum(world, configuration);
    if (missing === undefined) continue;
    return holder === null
      ? missing
      : `${missing} (the members ${configurationText(configuration)} of entry ${index} of ${endpointName(holder)})`;
  }
  return undefined;
}

/**
 * A node that would win by the members that are committed needs others as well, by a change in its log that is not
 * (thesis 4.1), and their logs are newer than its own. Only those that do not run could tell it better.
 */
function tangleOf(world: World, live: readonly SimulatedNode[]): string | undefined {
  const committed = world.checker.committedConfiguration;
  const { voters, outgoing } = committed.configuration;
  const isWhole = [...voters, ...outgoing].every((id) => live.some((host) => host.id === id));
  if (isWhole) return undefined;
  for (const host of live) {
    const newest = host.configurations.at(-1);
    if (newest === undefined || newest.index <= committed.index) continue;
    if (!mayVote(committed.configuration, host.id)) continue;
    if (!hasMajority(committed.configuration, votersFor(host, live))) continue;
    const refuser = live.find(
      (other) => mayVote(newest.configuration, other.id) && isAhead(other, host),
    );
    if (refuser === undefined) continue;
    const name = endpointName(host.id);
    const members = configurationText(newest.configuration);
    return `${name} needs the votes of ${members}, of its entry ${newest.index}, which is not committed, and the log of ${endpointName(refuser.id)} is newer`;
  }
  return undefined;
}

/**
 * Without a pre-vote, a server that is no member any more raises the term again and again and votes for itself
 * each time, although it cannot win (thesis 4.2.3): elections need luck then. `able`: those who could lead.
 */
function disturbanceOf(
  world: World,
  live: readonly SimulatedNode[],
  able: readonly SimulatedNode[],
): string | undefined {
  for (const { id, campaigned, configurations, options } of live) {
    if (options.preVote || campaigned === null || campaigned.told) continue;
    if (world.now - campaigned.tick > 2 * options.electionTimeoutTicksMax) continue;
    const newest = configurations.at(-1);
    const departure = departureOf(world, id, newest?.index ?? 0, able);
    if (departure === undefined) continue;
    const knows =
      newest?.index === departure.index
        ? `cannot know that ${configurationText(departure.configuration)} of entry ${departure.index}, without it, are the members`
        : `knows only the members ${configurationText(newest?.configuration ?? NO_CONFIGURATION)} of before`;
    return `${endpointName(id)} ${knows}, and runs without pre-vote: it disturbs every election, last in tick ${campaigned.tick} (thesis 4.2.3)`;
  }
  return undefined;
}

/**
 * The members that a node does not have: those that are committed, of which it never heard, or those in the log of
 * one who could lead, who sends it nothing. Until such a change is committed the node may campaign (thesis 4.2.2).
 */
function departureOf(
  world: World,
  id: NodeId,
  known: LogIndex,
  able: readonly SimulatedNode[],
): ConfigurationAt | undefined {
  const { committedConfiguration: committed } = world.checker;
  if (known < committed.index) return committed;
  return able
    .flatMap(({ configurations }) => configurations.slice(-1))
    .find(({ configuration, index }) => index >= known && !isMember(configuration, id));
}

/** A follower refuses an entry of the leader, which a fault damaged. */
function damageOf(world: World, live: readonly SimulatedNode[]): string | undefined {
  const leader = world.leader();
  if (leader === undefined || leader.damagedIndex === 0) return undefined;
  const refuser = live.find(
    ({ appendRefused }) =>
      appendRefused?.leader === leader.id && appendRefused.reason === 'checksum-mismatch',
  );
  if (refuser === undefined) return undefined;
  return `entry ${refuser.appendRefused?.index ?? 0} of ${endpointName(leader.id)}, the leader, is damaged, and ${endpointName(refuser.id)} refuses it`;
}
