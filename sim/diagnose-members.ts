// How far changes of the members have come, and what became of those who asked for them.

import type { Ended } from '../client/index.ts';
import type { Configuration, NodeId } from '../core/index.ts';
import { askText, configurationText } from './describe-requests.ts';
import { requestName } from './describe.ts';
import { clientReasons } from './diagnose-clients.ts';
import { clientName, endpointName, OPERATORS_FIRST } from './endpoint.ts';
import { isJoint } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** Requests of operators that are told at most. */
const ENDED_TOLD = 4;

/** One half of a configuration: all its voters, unless it is joint. */
export interface Half {
  readonly voters: readonly NodeId[];
  /** What to say behind a number of votes: empty, or ` of the new voters {1 2 3}`. */
  readonly label: string;
}

/** The halves whose majorities are needed, each with its name. */
export function halvesOf(configuration: Configuration): readonly Half[] {
  const { voters, outgoing } = configuration;
  if (!isJoint(configuration)) return [{ voters, label: '' }];
  return [
    { voters: outgoing, label: ` of the old voters {${outgoing.join(' ')}}` },
    { voters, label: ` of the new voters {${voters.join(' ')}}` },
  ];
}

/** What is known of the members: where the leader's configuration stands, who lags, what operators were answered. */
export function memberFacts(world: World): readonly string[] {
  const facts: string[] = [];
  const leader = world.leader();
  if (leader !== undefined) facts.push(configurationFact(leader), ...learnerFacts(leader));
  const ended = [...world.clients.values()]
    .filter(({ number }) => number >= OPERATORS_FIRST)
    .flatMap((client) => client.ended)
    .sort((one, other) => one.endedAt - other.endedAt);
  facts.push(...ended.slice(-ENDED_TOLD).map(endedFact));
  facts.push(...clientReasons(world).filter((reason) => reason.startsWith(OPERATOR)));
  return facts;
}

const OPERATOR = clientName(OPERATORS_FIRST);

function configurationFact({ id, core }: SimulatedNode): string {
  if (core === null) return '';
  const { configuration, configurationIndex: index, commitIndex } = core;
  const text = `${endpointName(id)}, the leader, uses the members ${configurationText(configuration)}`;
  if (index === 0) return `${text}, as from the start`;
  return `${text} of entry ${index}, which is ${index <= commitIndex ? 'committed' : 'not committed'}`;
}

function learnerFacts({ core }: SimulatedNode): readonly string[] {
  const role = core?.role;
  if (core === null || role?.kind !== 'leader') return [];
  return core.configuration.learners.map((id) => {
    const progress = role.peers[id];
    const match = role.matchIndex[id] ?? 0;
    const head = `learner ${endpointName(id)} has ${match} of ${core.log.lastIndex} entries`;
    const catchUp = progress?.catchUp;
    if (catchUp === undefined || catchUp === null) return head;
    const most = core.options.electionTimeoutTicksMin;
    const state = catchUp.isCaughtUp ? 'it keeps up' : 'it does not keep up';
    return `${head}; ${state}: its present round lasts ${catchUp.ticks} ticks, and less than ${most} is fast enough`;
  });
}

function endedFact({ request, operation, outcome, endedAt }: Ended): string {
  const what = `${requestName(request)} (${askText(operation.ask)})`;
  const how = outcome.status === 'ok' ? 'was done' : `ended with ${outcome.reason}`;
  return `${what} ${how} in tick ${endedAt}`;
}
