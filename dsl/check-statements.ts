// Statements: everything about one statement that can be known before it runs.

import type { ClientAction, Link, MessageFilter, Operand, Statement } from './ast.ts';
import type { Action } from './ast.ts';
import { MESSAGES_ELSEWHERE } from './advice.ts';
import { checkCluster } from './check-cluster.ts';
import { checkCondition } from './check-conditions.ts';
import { checkMembers } from './check-members.ts';
import { MAX_DELAY, type OperandChecker } from './check-operands.ts';
import { suggestion } from './diagnostics.ts';
import { isMemberAction } from './members.ts';
import {
  NODE_PROPERTIES,
  nodeProperty,
  type Property,
  WORLD_PROPERTIES,
  worldProperty,
} from './properties.ts';
import { RANDOM_FAULTS, RANDOM_PROFILES } from './random-port.ts';
import { MESSAGES, REQUEST_ERRORS } from './vocabulary.ts';

/** The largest number of a client. */
export const CLIENTS_MAX = 1_000;

/** Checks one statement. Bodies of blocks and what definitions hold are walked by the caller. */
export function checkStatement(statement: Statement, check: OperandChecker): void {
  const { action, span } = statement;
  const { limits } = check;
  if (checkMembers(action, check)) return;
  switch (action.kind) {
    case 'cluster':
      return checkCluster(action, check);
    case 'set':
      return checkSet(action, check);
    case 'tick':
      if (action.count !== null) check.count(action.count, 'the number of ticks', 0, limits.ticks);
      return;
    case 'tick-to':
      return check.count(action.time, 'the time', 0, limits.ticks);
    case 'tick-node':
      check.nodesIn(action.nodes);
      return check.count(action.count, 'the number of ticks', 0, limits.ticks);
    case 'tick-until':
    case 'eventually':
      checkCondition(action.condition, check);
      if (action.within !== null) check.count(action.within, 'the bound', 0, limits.ticks);
      return;
    case 'heal':
      return action.nodes.forEach((node) => check.endpointsIn(node));
    case 'check-alone':
      return check.nodesIn(action.nodes);
    case 'settle':
      return action.nodes.forEach((node) => check.nodesIn(node));
    case 'check':
    case 'always':
    case 'never':
      return checkCondition(action.condition, check);
    case 'when':
      checkCondition(action.condition, check);
      return checkStatement(action.statement, check);
    case 'at-event':
      check.count(action.event, 'the number of the event', 1, limits.ticks);
      check.count(action.tick, 'the tick', 0, limits.ticks);
      if (action.statement.action.kind !== 'drop-it') checkStatement(action.statement, check);
      return;
    case 'drop-it': {
      const message = '`drop it` needs an event whose message it drops';
      return check.accept('drop-it', span, message, 'write `at event 17 of tick 40: drop it`');
    }
    case 'repeat':
      return check.count(action.count, 'the number of rounds', 0, limits.statements);
    case 'call':
      return action.arguments.forEach((argument) => check.any(argument));
    case 'commands':
      return action.commands.forEach((command) => check.value(command));
    case 'client':
      return checkClient(action, check);
    case 'expect-error':
      return checkExpectError(action, check);
    case 'crash':
      return action.nodes.forEach((node) => check.nodesIn(node));
    case 'restart':
      action.nodes.forEach((node) => check.nodesIn(node));
      if (action.after !== null) check.count(action.after, 'the delay', 0, limits.ticks);
      return;
    case 'wipe':
    case 'pause':
    case 'resume':
    case 'isolate':
    case 'step-down':
    case 'campaign':
    case 'forget-leader':
      return action.nodes.forEach((node) => check.nodesIn(node));
    case 'partition':
      return checkPartition(action.groups, check);
    case 'cut':
      return checkLink(action.link, check);
    case 'clog':
      checkLink(action.link, check);
      return check.count(action.ticks, 'the number of ticks', 1, MAX_DELAY);
    case 'lose':
    case 'duplicate':
    case 'reorder':
    case 'replay':
      check.count(action.percent, 'the share', 0, 100);
      if (action.on !== null) checkLink(action.on, check);
      return;
    case 'delay':
      check.range(action.ticks, 'the delay', 0, MAX_DELAY);
      if (action.on !== null) checkLink(action.on, check);
      return;
    case 'drop':
    case 'deliver':
      if (action.amount.count !== null) {
        check.count(action.amount.count, 'the number of messages', 1, limits.ticks);
      }
      return checkFilter(action.filter, check);
    case 'hold':
      return checkFilter(action.filter, check);
    case 'disk-slow':
      check.nodesIn(action.nodes);
      return check.range(action.ticks, 'the time of a write', 0, MAX_DELAY);
    case 'disk-fails':
    case 'disk-full':
    case 'disk-works':
      return check.nodesIn(action.nodes);
    case 'disk-loses':
      check.nodesIn(action.nodes);
      return check.count(action.count, 'the number of entries', 1, Number.MAX_SAFE_INTEGER);
    case 'corrupt':
      check.nodesIn(action.nodes);
      if (action.entry === null) return;
      return check.count(action.entry, 'the index of the entry', 1, Number.MAX_SAFE_INTEGER);
    case 'clock-runs':
      check.nodesIn(action.nodes);
      return check.count(action.percent, 'the speed in percent', 0, 1_000);
    case 'clock-stops':
      check.nodesIn(action.nodes);
      return check.count(action.ticks, 'the number of ticks', 0, limits.ticks);
    case 'reseed':
      return check.value(action.value);
    case 'run-random':
      return checkRandom(action, check);
    case 'show':
      return checkShow(action, check);
    default:
      return;
  }
}

function checkRandom(action: Extract<Action, { kind: 'run-random' }>, check: OperandChecker): void {
  if (action.ticks !== null) {
    check.count(action.ticks, 'the number of ticks', 0, check.limits.ticks);
  }
  const words = [...RANDOM_PROFILES, ...RANDOM_FAULTS];
  for (const name of action.faults) check.oneOf(name, words, 'profile or fault');
}

function checkSet(action: Extract<Action, { kind: 'set' }>, check: OperandChecker): void {
  const { target, value } = action;
  const { selector, names } = target;
  const written = selector?.kind === 'word' ? `${selector.text}.${names[0]?.text ?? ''}` : '';
  const world = names.length === 1 ? worldProperty(written) : undefined;
  if (world?.sets !== undefined) return check.setting(value, world.name, world.sets);
  check.any(value);
  const [name, second] = names;
  if (name === undefined) return;
  const spaces = WORLD_PROPERTIES.map((entry) => entry.name);
  if (
    selector?.kind === 'word' &&
    spaces.some((entry) => entry.startsWith(`${selector.text.toLowerCase()}.`))
  ) {
    const message = `there is nothing to set called \`${written}\``;
    return check.accept('unknown-property', name.span, message, suggestion(written, spaces));
  }
  const property = nodeProperty(name.text);
  if (selector === null || second !== undefined || property?.sets === undefined) {
    return refuseSet(action, property, check);
  }
  check.nodesIn(selector);
  check.setting(value, property.name, property.sets);
}

function refuseSet(
  action: Extract<Action, { kind: 'set' }>,
  property: Property | undefined,
  check: OperandChecker,
): void {
  const { target } = action;
  const name = target.names.at(-1);
  if (name === undefined) return;
  const settable: readonly Property[] = NODE_PROPERTIES;
  const names = settable.filter((entry) => entry.sets !== undefined).map((entry) => entry.name);
  const readable = property !== undefined && target.selector !== null && target.names.length === 1;
  const message = readable
    ? `\`${property.name}\` can be read and not set`
    : `there is nothing to set called \`${name.text}\``;
  check.accept('unknown-property', name.span, message, suggestion(name.text, names));
}

function checkClient(action: ClientAction, check: OperandChecker): void {
  const { client, request, to, expecting } = action;
  check.count(client, 'the number of a client', 0, CLIENTS_MAX - 1);
  if (to !== null) check.node(to);
  if (request.verb === 'reads') {
    check.value(request.key);
    if (expecting !== null) check.value(expecting);
    return;
  }
  if (request.verb === 'sends') check.value(request.command);
  if (request.verb === 'writes' || request.verb === 'cas') check.value(request.key);
  if (request.verb === 'writes') check.value(request.value);
  if (request.verb === 'cas')
    [request.expected, request.value].forEach((each) => check.value(each));
  if (expecting !== null) {
    const message = 'only a read has a value to expect';
    check.accept(
      'wrong-kind',
      expecting.span,
      message,
      'use `expect error KIND: client …`, or `check`',
    );
  }
}

function checkExpectError(
  action: Extract<Action, { kind: 'expect-error' }>,
  check: OperandChecker,
): void {
  const { error, statement } = action;
  check.oneOf(error, REQUEST_ERRORS, 'error');
  const { kind } = statement.action;
  const single =
    kind === 'client' ||
    (kind === 'commands' && statement.action.commands.length === 1) ||
    isMemberAction(statement.action);
  if (!single) {
    const message = 'only one request can be expected to fail';
    const hint = 'write `expect error not-leader: client 1 sends foo to 2 without redirects`';
    return check.accept('wrong-kind', statement.span, message, hint);
  }
  checkStatement(statement, check);
}

function checkPartition(groups: readonly (readonly Operand[])[], check: OperandChecker): void {
  const seen = new Map<string, Operand>();
  for (const operand of groups.flat()) {
    check.nodesIn(operand);
    for (const item of operand.kind === 'set' ? operand.items : [operand]) {
      if (item.kind !== 'number') continue;
      if (seen.has(item.text)) {
        const message = `n${item.text} cannot be in two groups of a partition`;
        check.accept('duplicate', item.span, message, 'name it once');
      }
      seen.set(item.text, item);
    }
  }
}

function checkLink(link: Link, check: OperandChecker): void {
  check.endpointsIn(link.from);
  check.endpointsIn(link.to);
}

function checkFilter(filter: MessageFilter, check: OperandChecker): void {
  if (filter.message !== null) {
    check.oneOf(filter.message, MESSAGES, 'kind of message', MESSAGES_ELSEWHERE);
  }
  if (filter.from !== null) check.endpointsIn(filter.from);
  if (filter.to !== null) check.endpointsIn(filter.to);
}

function checkShow(action: Extract<Action, { kind: 'show' }>, check: OperandChecker): void {
  const { what, argument, sequence } = action.shown;
  if (argument === null) return;
  if (what === 'log' || what === 'config') return check.nodesIn(argument);
  if (what === 'trace') return check.count(argument, 'the number of events', 1, 10_000);
  for (const value of check.valuesOf(argument)) {
    if (value.kind === 'word' && /^c[0-9]{1,3}$/i.test(value.text)) continue;
    check.wrong(
      argument,
      value,
      'a client',
      'write `show request c1.3`: the third request of client 1',
    );
  }
  if (sequence !== null) check.count(sequence, 'the number of the request', 1, check.limits.ticks);
}
