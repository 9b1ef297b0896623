// What a waiting statement looks at between two ticks, and what it says when it gives up.

import type { Ended } from '../client/index.ts';
import {
  clientOf,
  askText,
  endpointName,
  requestName,
  type World,
} from '../sim/index.ts';
import type { Problem } from './actions.ts';
import { holds, observe } from './conditions.ts';
import { ANSWER_WAIT_TICKS, grouped } from './limits.ts';
import type { Place, Wait } from './machine.ts';
import type { TextOf } from './outcome.ts';
import { numberOf, type Scope } from './scope.ts';
import { whyNot, whyUnanswered } from './why.ts';

/** The wait for the answer to the request that an `expect error` is about to make. */
export function answerWait(place: Place, scope: Scope): Wait | null {
  const { action } = place.statement;
  if (action.kind !== 'expect-error') return null;
  const { world } = scope;
  const asked = action.statement.action;
  const client = asked.kind === 'client' ? numberOf(asked.client, scope) : 0;
  const { ended, outstanding, queue } = clientOf(world, client);
  // Everything queued before ends first; a retried request goes ahead of the queue.
  const running = outstanding === null ? 0 : 1;
  const isRetry = asked.kind === 'client' && asked.request.verb === 'retries';
  const position = running + (isRetry ? 0 : queue.length);
  const error = action.error.text.toLowerCase();
  return { kind: 'answer', place, client, error, ended: ended.length, position, since: world.now };
}

/** Whether a wait is over, goes on, or has failed. */
export type Look = 'over' | 'waiting' | Problem;

/** Looks whether what is waited for is there. */
export function lookAt(wait: Wait, world: World, textOf: TextOf): Look {
  switch (wait.kind) {
    case 'ticks':
      return world.now >= wait.until ? 'over' : 'waiting';
    case 'condition':
      return lookAtCondition(wait, world, textOf);
    case 'answer':
      return lookAtAnswer(wait, world);
  }
}

function lookAtCondition(
  wait: Extract<Wait, { kind: 'condition' }>,
  world: World,
  textOf: TextOf,
): Look {
  const { condition, place, marks, since, bound } = wait;
  const scope = { world, variables: place.variables };
  if (holds(condition, scope, 'check', marks)) return 'over';
  if (world.now - since < bound) return 'waiting';
  const span = `from tick ${since} to tick ${world.now}`;
  return {
    message: `this did not come true within ${grouped(bound)} ticks, ${span}`,
    expected: textOf(condition.span, place),
    observed: observe(condition, scope, marks).join('; '),
    why: whyNot(condition, scope, true, marks),
  };
}

function lookAtAnswer(wait: Extract<Wait, { kind: 'answer' }>, world: World): Look {
  const { client, error, ended, position, since } = wait;
  const answered = clientOf(world, client).ended[ended + position];
  if (answered !== undefined) {
    if (answered.outcome.status !== 'ok' && answered.outcome.reason === error) return 'over';
    const message = `the request was expected to fail with ${error}, and did not`;
    const why = error === 'not-leader' && answered.outcome.status === 'ok' ? [REDIRECTED] : [];
    return { message, expected: error, observed: endingText(answered, world), why };
  }
  if (world.now - since < ANSWER_WAIT_TICKS) return 'waiting';
  const message = `no answer came within ${grouped(ANSWER_WAIT_TICKS)} ticks`;
  return { message, expected: error, observed: 'no answer', why: whyUnanswered(world, client) };
}

/** How a request is refused for want of a leader. */
const REDIRECTED =
  'a client goes where the leader is: to be refused it must insist on a node that does not lead, as in `client 1 sends foo to 2 without redirects`';

/** `c1.1 (foo) was done: n0, the leader, answered it`. */
function endingText({ request, operation, outcome }: Ended, world: World): string {
  const what = `${requestName(request)} (${askText(operation.ask)})`;
  if (outcome.status !== 'ok') return `${what} ended with ${outcome.reason}`;
  const { likelyLeader } = clientOf(world, request.client);
  const role = world.leader()?.id === likelyLeader ? ', the leader,' : '';
  return `${what} was done: ${endpointName(likelyLeader)}${role} answered it`;
}
