// Situations of changing the members. Source: paper section 6; thesis chapter 4.

import {
  type Ballot,
  type Configuration,
  type CoreEvent,
  majorityOf,
  type NodeId,
} from '../../core/index.ts';
import { isJoint } from '../majority.ts';
import type { Call } from './call.ts';

/** What the core says of configurations. */
export function seeMemberEvent(call: Call, event: CoreEvent): void {
  switch (event.kind) {
    case 'configuration-adopted':
      seeAdoption(call, event.configuration);
      return;
    case 'configuration-rolled-back':
      call.reach('configuration-rolled-back');
      return;
    case 'learner-caught-up':
      call.reach('learner-caught-up');
      return;
    default:
  }
}

function seeAdoption(call: Call, configuration: Configuration): void {
  const { core, before, reach } = call;
  const earlier = before.configuration;
  const { learners } = configuration;
  if (earlier.voters.length === 0) reach('newcomer-fed');
  if (earlier.voters.some((id) => learners.includes(id))) reach('voter-demoted');
  if (core.role.kind === 'leader') seeOwnChange(call, earlier, configuration);
}

function seeOwnChange(call: Call, earlier: Configuration, configuration: Configuration): void {
  const { host, message, request, reach } = call;
  const { voters, outgoing } = configuration;
  if (isJoint(configuration)) {
    reach('joint-configuration');
    if (!voters.includes(host.id) && outgoing.includes(host.id)) reach('leader-leaves-while-joint');
  } else if (!isJoint(earlier) && !haveSame(earlier.voters, voters)) {
    reach('change-in-one-step');
  }
  const isUnasked = message === null && request === null;
  if (isUnasked && earlier.staged.some((id) => voters.includes(id))) {
    reach('learner-promotes-itself');
  }
}

function haveSame(one: readonly NodeId[], other: readonly NodeId[]): boolean {
  return one.length === other.length && one.every((id, offset) => id === other[offset]);
}

/** After a vote: whether it is the other half that a candidate waits for. */
export function seeHalfVotes({ core, message, reach }: Call): void {
  if (message?.kind !== 'vote-response' || core.role.kind !== 'candidate') return;
  const { configuration, role } = core;
  if (!isJoint(configuration)) return;
  const byNew = isGranted(configuration.voters, role.ballots);
  const byOld = isGranted(configuration.outgoing, role.ballots);
  if (byNew !== byOld) reach('votes-of-one-half');
}

function isGranted(voters: readonly NodeId[], ballots: readonly (Ballot | undefined)[]): boolean {
  const granted = voters.filter((id) => ballots[id] === 'granted').length;
  return granted >= majorityOf(voters);
}
