// What clients ask and what they are answered, in words.

import type { Answer, Ask, MemberChange, Refusal } from '../client/index.ts';
import { type Configuration, NOBODY } from '../core/index.ts';
import { commandText } from './command.ts';
import { endpointName, positionName } from './endpoint.ts';
import { isJoint } from './majority.ts';

/** A configuration: `{0 1 2}`, `{0 1 2} to {1 2 3}` while joint, `{0 1 2} with learner 3`. */
export function configurationText(configuration: Configuration): string {
  const { voters, outgoing, learners, staged } = configuration;
  const after = `{${voters.join(' ')}}`;
  const halves = isJoint(configuration) ? `{${outgoing.join(' ')}} to ${after}` : after;
  const list = learners.map((id) => (staged.includes(id) ? `${id} (to be promoted)` : `${id}`));
  if (list.length === 0) return halves;
  return `${halves} with ${list.length === 1 ? 'learner' : 'learners'} ${list.join(' ')}`;
}

/** A request's content: `x = 5`, `read of x`, `add n3`. */
export function askText(ask: Ask): string {
  switch (ask.kind) {
    case 'command':
      return commandText(ask.command);
    case 'read':
      return `${ask.manner === 'index' ? '' : `${ask.manner} `}read of ${ask.query}`;
    case 'change':
      return changeText(ask.change);
    case 'transfer':
      return `transfer leadership to ${endpointName(ask.target)}`;
  }
}

function changeText(change: MemberChange): string {
  switch (change.kind) {
    case 'add':
    case 'promote':
    case 'demote':
    case 'remove':
      return `${change.kind} ${endpointName(change.node)}`;
    case 'add-learner':
      return `add ${endpointName(change.node)} as learner`;
    case 'add-then-promote':
      return `add ${endpointName(change.node)} then promote`;
    case 'replace':
      return `replace ${endpointName(change.node)} with ${endpointName(change.by)}`;
    case 'set':
      return `reconfigure to {${change.voters.join(' ')}}`;
  }
}

/** A node's answer to a client. */
export function answerText(answer: Answer): string {
  if (!answer.ok) return refusedText(answer);
  switch (answer.kind) {
    case 'applied': {
      const where = `at ${positionName(answer.index, answer.term)}`;
      return answer.result.outcome === 'done'
        ? `done ${where}`
        : `refused ${where}: the value is ${valueText(answer.result.value)}`;
    }
    case 'read': {
      const what = `the value is ${valueText(answer.value)} as of entry ${answer.index}`;
      return answer.staleTicks < 0 ? what : `${what}, ${answer.staleTicks} ticks stale or more`;
    }
    case 'accepted':
      return `accepted at ${positionName(answer.index, answer.term)}`;
    case 'changed':
      return `done at index ${answer.index}`;
    case 'transferring':
      return 'the transfer has begun';
  }
}

function valueText(value: string): string {
  return value === '' ? 'unset' : value;
}

/** Why a node did not do it, as a clause. */
export function refusedText(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'not-leader':
      return refusal.leader === NOBODY
        ? 'not the leader, knows none'
        : `not the leader, which is ${endpointName(refusal.leader)}`;
    case 'transfer-in-progress':
      return `it is handing leadership over to ${endpointName(refusal.target)}`;
    case 'change-in-progress':
      return `another change of the members, at entry ${refusal.index}, is not finished`;
    case 'not-caught-up':
      return `learner ${endpointName(refusal.learner)} has ${refusal.matchIndex} of ${refusal.lastIndex} entries and does not keep up yet`;
    case 'more-than-one':
      return `${refusal.count} voters would change at once, and without joint consensus one may`;
    case 'no-commit-in-term':
      return 'it has not committed an entry of its own term yet';
    case 'no-voters':
      return 'nobody would be left to vote';
    case 'no-change':
      return 'the members are so already';
    case 'not-a-voter':
      return 'the target is no voter';
    case 'leads-already':
      return 'the target leads already';
    case 'superseded':
      return 'superseded by another entry';
    case 'session-expired':
      return 'its session is over; whether it was done before is not known any more';
  }
}
