// What a waiting statement looks at between two ticks, and what it says when it gives up.

import { clientOf, type World } from '../sim/index.ts';
import type { Problem } from './actions.ts';
import { holds, observe } from './conditions.ts';
import { ANSWER_WAIT_TICKS, grouped } from './limits.ts';
import type { Place, Wait } from './machine.ts';
import type { TextOf } from './outcome.ts';
import { numberOf, type Scope } from './scope.ts';

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
    isOfCluster: true,
  };
}

function lookAtAnswer(wait: Extract<Wait, { kind: 'answer' }>, world: World): Look {
  const { client, error, ended, position, since } = wait;
  const answered = clientOf(world, client).ended[ended + position];
  if (answered !== undefined) {
    const { outcome } = answered;
    if (outcome.status !== 'ok' && outcome.reason === error) return 'over';
    const observed = outcome.status === 'ok' ? 'it was done' : outcome.reason;
    const message = `the request was expected to fail with ${error}, and did not`;
    return { message, expected: error, observed };
  }
  if (world.now - since < ANSWER_WAIT_TICKS) return 'waiting';
  const message = `no answer came within ${grouped(ANSWER_WAIT_TICKS)} ticks`;
  return { message, expected: error, observed: 'no answer', isOfCluster: true };
}
