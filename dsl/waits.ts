// What a waiting statement looks at between two ticks, and what it says when it gives up.

import type { Ended } from '../client/index.ts';
import {
  clientOf,
  askText,
  endpointName,
  keyFacts,
  requestName,
  type World,
  grouped,
} from '../sim/index.ts';
import type { Problem } from './problem.ts';
import { holds, observe } from './conditions.ts';
import { ANSWER_WAIT_TICKS } from './limits.ts';
import type { Place, Wait } from './machine.ts';
import type { TextOf } from './outcome.ts';
import { resolved, valueText } from './operands.ts';
import { numberOf, type Scope } from './scope.ts';
import { whyNot, whyUnanswered } from './why.ts';

/** The wait for the answer to the request that an `expect error` is about to make. */
export function answerWait(place: Place, scope: Scope): Wait | null {
  const { action } = place.statement;
  if (action.kind !== 'expect-error') return null;
  const { world } = scope;
  const asked = action.statement.action;
  const client = asked.kind === 'client' ? numberOf(asked.client, scope) : 0;
  const isRetry = asked.kind === 'client' && asked.request.verb === 'retries';
  const error = action.error.text.toLowerCase();
  const queued = placeInQueue(world, client, isRetry);
  return { kind: 'answer', place, client, error, ...queued, since: world.now };
}

/** The wait for the answer to a read that is about to be made and says what it expects. */
export function readingWait(place: Place, scope: Scope): Wait | null {
  const { action } = place.statement;
  if (action.kind !== 'client' || action.expecting === null) return null;
  const { world } = scope;
  const client = numberOf(action.client, scope);
  const value = valueText(resolved(action.expecting, scope.variables));
  const queued = placeInQueue(world, client, false);
  return { kind: 'reading', place, client, value, ...queued, since: world.now };
}

/** The wait for the answer of an operator that was just asked. */
export function operatorWait(place: Place, world: World, operator: number, error: string): Wait {
  const { ended } = clientOf(world, operator);
  return {
    ...({ kind: 'answer', place, client: operator, error } as const),
    ...{ ended: ended.length, position: 0, since: world.now },
  };
}

/** Everything queued before ends first; a retried request goes ahead of the queue. */
function placeInQueue(
  world: World,
  client: number,
  isRetry: boolean,
): { readonly ended: number; readonly position: number } {
  const { ended, outstanding, queue } = clientOf(world, client);
  const running = outstanding === null ? 0 : 1;
  return { ended: ended.length, position: running + (isRetry ? 0 : queue.length) };
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
    case 'reading':
      return lookAtReading(wait, world);
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

function lookAtReading(wait: Extract<Wait, { kind: 'reading' }>, world: World): Look {
  const { client, value, ended, position, since } = wait;
  const answered = clientOf(world, client).ended[ended + position];
  if (answered === undefined) {
    if (world.now - since < ANSWER_WAIT_TICKS) return 'waiting';
    const message = `no answer came within ${grouped(ANSWER_WAIT_TICKS)} ticks`;
    return { message, expected: value, observed: 'no answer', why: whyUnanswered(world, client) };
  }
  const { outcome, operation } = answered;
  const read = outcome.status === 'ok' ? outcome.value : undefined;
  const isExpected = read === value || (read === '' && NOTHING_WORDS.includes(value.toLowerCase()));
  if (isExpected) return 'over';
  const key = operation.ask.kind === 'read' ? operation.ask.query : null;
  const leader = world.leader();
  return {
    message: 'the read does not return what was expected',
    expected: value,
    observed: read === undefined ? endingText(answered, world) : read === '' ? 'nothing' : read,
    why: leader === undefined || key === null ? [] : keyFacts(world, leader.id, key),
  };
}

/** What a key that was never written holds. */
const NOTHING_WORDS: readonly string[] = ['nothing', 'nil'];

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
