// What is known of one thing that is asked of one node: when it came to be so, and what keeps it so. One
// sentence each; `diagnose` says what keeps the whole cluster from moving.

import { type Node, NOBODY, type NodeId, type ReadOnly } from '../core/index.ts';
import { refusalText } from './refusals.ts';
import { campaignReason, stepDownReason, waitingReason } from './diagnose.ts';
import { obstacleBetween, ownTrouble } from './diagnose-links.ts';
import { endpointName, positionName } from './endpoint.ts';
import { entryText, requestName } from './describe.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** What of a node is asked about. */
export type Topic = 'role' | 'term' | 'vote' | 'leader' | 'log' | 'commit';

/** What explains what a node is at this moment, most telling first. */
export function nodeFacts(world: World, id: number, topic: Topic): readonly string[] {
  const host = world.node(id);
  const { core } = host;
  if (core === null) return [`${endpointName(id)} ${ownTrouble(host) ?? 'does not run'}`];
  const facts = factsOf(world, host, core, topic);
  const trouble = ownTrouble(host);
  return trouble === undefined ? facts : [...facts, `${endpointName(id)} ${trouble}`];
}

function factsOf(world: World, host: SimulatedNode, core: Node, topic: Topic): readonly string[] {
  switch (topic) {
    case 'role':
    case 'leader':
      return roleFacts(world, host, core);
    case 'term':
      return termFacts(world, host, core);
    case 'vote':
      return voteFacts(host, core);
    case 'log':
      return [logFact(host, core)];
    case 'commit':
      return [commitFact(world, host, core)];
  }
}

/** Who won the last election, and whether anybody disputes it; undefined when nobody leads. */
export function victoryFact(world: World): string | undefined {
  const leader = world.leader();
  return leader?.core === undefined || leader.core === null
    ? undefined
    : victoryOf(world, leader, leader.core);
}

function victoryOf(world: World, host: SimulatedNode, core: Node): string {
  const name = endpointName(host.id);
  const term = core.currentTerm;
  const election =
    world.checker.elections === 1
      ? `the first election, of term ${term},`
      : `the election of term ${term}`;
  const won = `${name} won ${election} in tick ${host.roleSince}`;
  const others = world.nodes.filter(({ id }) => id !== host.id);
  const later = others.filter(({ campaigned }) => (campaigned?.tick ?? -1) > host.roleSince);
  if (later.length === 0) return `${won}; nobody has campaigned since`;
  const last = later.reduce((best, other) =>
    (other.campaigned?.tick ?? 0) > (best.campaigned?.tick ?? 0) ? other : best,
  );
  const what = last.campaigned?.pre === true ? 'asked for pre-votes for' : 'campaigned for';
  return `${won}; ${endpointName(last.id)} ${what} term ${last.campaigned?.term ?? 0} in tick ${last.campaigned?.tick ?? 0}`;
}

function roleFacts(world: World, host: SimulatedNode, core: Node): readonly string[] {
  if (core.role.kind === 'leader') return [victoryOf(world, host, core)];
  const facts: string[] = [];
  if (core.role.kind === 'follower') {
    facts.push(waitingReason(world, host, core));
  } else if (core.role.kind === 'read-only') {
    facts.push(feedingFact(host.id, core.role));
  } else {
    const campaign = campaignFact(host, core);
    if (campaign !== undefined) facts.push(campaign);
    facts.push(campaignReason(world, host));
  }
  const gaveUp = stepDownReason(world, host);
  if (gaveUp !== undefined) facts.push(gaveUp);
  return [...facts, ...unheardLeader(world, host, core)];
}

function feedingFact(id: NodeId, { source, silentTicks }: ReadOnly): string {
  const what = `${endpointName(id)} is a read-only peer, which never campaigns`;
  const ago = `${silentTicks} tick${silentTicks === 1 ? '' : 's'} ago`;
  const silence = silentTicks === 0 ? '' : `, which answered last ${ago}`;
  return `${what}; it hangs off ${endpointName(source)}${silence}`;
}

/** Why a node campaigns; undefined when that is not known, as of a node that was copied. */
function campaignFact({ id, campaigned }: SimulatedNode, core: Node): string | undefined {
  if (campaigned === null) return undefined;
  const { tick, term, pre, told } = campaigned;
  const name = endpointName(id);
  const asks = pre ? `asks for pre-votes for term ${term}` : `campaigns for term ${term}`;
  if (told) return `${name} was told to campaign in tick ${tick}, and ${asks}`;
  if (!pre && core.options.preVote) return `${name} had its pre-votes in tick ${tick}, and ${asks}`;
  return `${name}’s election timer ran out in tick ${tick}, so it ${asks}`;
}

/** That somebody else leads, when the node does not know. */
function unheardLeader(world: World, host: SimulatedNode, core: Node): readonly string[] {
  const leader = world.leader();
  if (leader?.core === undefined || leader.core === null || leader.id === host.id) return [];
  if (core.leaderId === leader.id && core.currentTerm === leader.core.currentTerm) return [];
  const facts = [victoryOf(world, leader, leader.core)];
  const obstacle = obstacleBetween(world, leader.id, host.id);
  if (obstacle !== undefined) facts.push(`${endpointName(host.id)} ${obstacle}`);
  return facts;
}

function termFacts(world: World, host: SimulatedNode, core: Node): readonly string[] {
  if (world.nodes.every(({ campaigned }) => campaigned === null)) {
    return ['nobody has campaigned yet', waitingReason(world, host, core)];
  }
  const leader = world.leader();
  if (leader?.core?.currentTerm === core.currentTerm)
    return [victoryOf(world, leader, leader.core)];
  return roleFacts(world, host, core);
}

function voteFacts(host: SimulatedNode, core: Node): readonly string[] {
  const name = endpointName(host.id);
  const term = core.currentTerm;
  const { campaigned } = host;
  if (core.votedFor === host.id && campaigned?.pre === false && campaigned.term === term) {
    return [
      `${name} voted for itself when it campaigned for term ${term}, in tick ${campaigned.tick}`,
    ];
  }
  if (core.votedFor !== NOBODY) {
    const whom = core.votedFor === host.id ? 'itself' : endpointName(core.votedFor);
    return [`${name} gave its vote of term ${term} to ${whom}, and votes once per term (5.2)`];
  }
  const refusals: string[] = [];
  for (const [candidate, refused] of host.voteRefusals) {
    const { pre, tick } = refused;
    const what = pre ? 'pre-vote' : 'vote';
    refusals.push(
      `${name} refused ${endpointName(candidate)} its ${what} for term ${refused.term} in tick ${tick}: ${refusalText(refused)}`,
    );
  }
  return refusals.length > 0 ? refusals : [`nobody has asked ${name} for its vote in term ${term}`];
}

function logFact({ id }: SimulatedNode, core: Node): string {
  const last = core.log.entryAt(core.log.lastIndex);
  if (last === undefined) return `${endpointName(id)}’s log is empty`;
  const of = last.request.sequence > 0 ? `, of ${requestName(last.request)}` : '';
  return `${endpointName(id)}’s log ends with ${entryText(last)}${of}`;
}

function commitFact(world: World, host: SimulatedNode, core: Node): string {
  const { commitIndex, log } = core;
  const name = endpointName(host.id);
  const committed = world.checker.commitOf(commitIndex);
  if (committed === undefined) return `${name} knows of no committed entry`;
  const position = positionName(commitIndex, log.termAt(commitIndex) ?? 0);
  const rest =
    commitIndex === log.lastIndex
      ? ', the end of its log'
      : `; its log ends at index ${log.lastIndex}`;
  return `${name} knows ${position} to be committed, which ${endpointName(committed.by)} did in tick ${committed.tick}${rest}`;
}
