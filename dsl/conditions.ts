// Conditions of a running test: whether they hold, and what was observed instead.

import { type Entry, majorityOf } from '../core/index.ts';
import {
  commandText,
  endpointName,
  endpointNames,
  type SimulatedNode,
  type World,
} from '../sim/index.ts';
import type { CompareCondition, Condition, EventCondition, HasCondition, Operand } from './ast.ts';
import { operandText, resolved, valueText } from './operands.ts';
import {
  compares,
  entriesOf,
  kindOf,
  propertyText,
  readPath,
  type Reading,
  rightValues,
  valueWords,
} from './readings.ts';
import { nodesOf, type Scope } from './scope.ts';

/** Who asks: `never` looks for any member of a set and nobody is fine; `always` is satisfied by nobody. */
export type Asker = 'check' | 'always' | 'never';

/** Per kind of event, the tick in which it had last happened at each node when the wait began. */
export type EventMarks = ReadonlyMap<string, readonly number[]>;

interface Question {
  readonly scope: Scope;
  readonly marks: EventMarks;
  /** Whether every member of a set must satisfy a comparison, or one is enough. */
  readonly every: boolean;
  /** What a comparison with nobody answers. */
  readonly ofNobody: boolean;
  /** Under an odd number of `not`, `never` asks for every member. */
  readonly flips: boolean;
}

/** Whether a condition holds now. */
export function holds(
  condition: Condition,
  scope: Scope,
  asker: Asker = 'check',
  marks: EventMarks = new Map(),
): boolean {
  return ask(condition, {
    scope,
    marks,
    every: asker !== 'never',
    ofNobody: asker === 'always',
    flips: asker === 'never',
  });
}

function ask(condition: Condition, question: Question): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.terms.every((term) => ask(term, question));
    case 'or':
      return condition.terms.some((term) => ask(term, question));
    case 'not': {
      // Denied, a comparison with nobody must still come out as the asker wants it.
      const { every, flips, ofNobody } = question;
      const inner = { ...question, ofNobody: !ofNobody, every: flips ? !every : every };
      return !ask(condition.term, inner);
    }
    case 'compare':
      return askComparison(condition, question);
    case 'match':
      return askMatch(readPath(condition.path, question.scope), question);
    case 'count': {
      const count = counted(condition.role.text.toLowerCase(), question.scope.world).length;
      return condition.count === 'one' ? count === 1 : count === 0;
    }
    case 'has':
      return askHas(condition, question);
    case 'event':
      return happenedAt(condition, question.scope, question.marks).length > 0;
  }
}

function askComparison(condition: CompareCondition, question: Question): boolean {
  const { left, comparison, right } = condition;
  const { scope, every, ofNobody } = question;
  const kind = kindOf(left);
  const readings = readPath(left, scope);
  const values = rightValues(right, kind, scope);
  if (readings.length === 0 || values.length === 0) return ofNobody;
  const fits = ({ value }: Reading): boolean =>
    every
      ? values.every((other) => compares(kind, value, comparison, other))
      : values.some((other) => compares(kind, value, comparison, other));
  return every ? readings.every(fits) : readings.some(fits);
}

function askMatch(readings: readonly Reading[], question: Question): boolean {
  const hosts = readings.flatMap(({ host }) => (host === null ? [] : [host]));
  const [first, ...rest] = hosts;
  if (first === undefined) return question.ofNobody;
  return rest.every((host) => sameLog(first, host));
}

function sameLog(one: SimulatedNode, other: SimulatedNode): boolean {
  const mine = entriesOf(one);
  const theirs = entriesOf(other);
  return mine.length === theirs.length && mine.every((entry, at) => sameEntry(entry, theirs[at]));
}

function sameEntry(one: Entry, other: Entry | undefined): boolean {
  if (one === other) return true;
  return other !== undefined && one.term === other.term && one.command === other.command;
}

/** Nodes in a role. Of leaders only those of the highest term count: an older one does not know yet. */
function counted(role: string, world: World): readonly SimulatedNode[] {
  const hosts = world.nodes.filter(({ core }) => core?.role.kind === role);
  if (role !== 'leader') return hosts;
  const highest = Math.max(...hosts.map(({ core }) => core?.currentTerm ?? 0));
  return hosts.filter(({ core }) => core?.currentTerm === highest);
}

function askHas(condition: HasCondition, question: Question): boolean {
  const { scope, every, ofNobody } = question;
  const ids = nodesOf(condition.selector, scope);
  if (ids.length === 0) return ofNobody;
  const text = valueText(resolved(condition.command, scope.variables));
  const owns = (id: number): boolean => possesses(scope.world.node(id), text, condition.stage);
  if (condition.quorum) {
    const isQuorum = ids.filter(owns).length >= majorityOf(ids);
    return isQuorum !== condition.negated;
  }
  const fits = (id: number): boolean => owns(id) !== condition.negated;
  return every ? ids.every(fits) : ids.some(fits);
}

function possesses(host: SimulatedNode, text: string, stage: HasCondition['stage']): boolean {
  const { core } = host;
  const limit =
    stage === 'held'
      ? Infinity
      : stage === 'committed'
        ? (core?.commitIndex ?? 0)
        : (core?.lastApplied ?? 0);
  return entriesOf(host).some(
    (entry) =>
      entry.index <= limit && entry.kind === 'command' && commandText(entry.command) === text,
  );
}

/** The nodes at which an event happened since its marks were set; since the beginning without marks. */
function happenedAt(condition: EventCondition, scope: Scope, marks: EventMarks): number[] {
  const name = condition.name.text.toLowerCase();
  const ids =
    condition.on === null ? scope.world.nodes.map(({ id }) => id) : nodesOf(condition.on, scope);
  const before = marks.get(name);
  return ids.filter((id) => eventCount(scope.world.node(id), name) > (before?.[id] ?? 0));
}

function eventCount(host: SimulatedNode, name: string): number {
  for (const [kind, count] of host.eventCounts) if (kind === name) return count;
  return 0;
}

/** Notes how often the events that a condition asks for happened already, so that only later ones count. */
export function markEvents(condition: Condition, world: World): EventMarks {
  const marks = new Map<string, readonly number[]>();
  const visit = (each: Condition): void => {
    if (each.kind === 'and' || each.kind === 'or') each.terms.forEach(visit);
    else if (each.kind === 'not') visit(each.term);
    else if (each.kind === 'event') {
      const name = each.name.text.toLowerCase();
      marks.set(
        name,
        world.nodes.map((host) => eventCount(host, name)),
      );
    }
  };
  visit(condition);
  return marks;
}

/** What is observed of everything that a condition speaks of, one sentence each. */
export function observe(
  condition: Condition,
  scope: Scope,
  marks: EventMarks = new Map(),
): string[] {
  const sentences = new Set<string>();
  const visit = (each: Condition): void => {
    switch (each.kind) {
      case 'and':
      case 'or':
        return each.terms.forEach(visit);
      case 'not':
        return visit(each.term);
      default:
        for (const sentence of observeTerm(each, scope, marks)) sentences.add(sentence);
    }
  };
  visit(condition);
  return [...sentences];
}

type Term = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;

function observeTerm(term: Term, scope: Scope, marks: EventMarks): readonly string[] {
  switch (term.kind) {
    case 'compare': {
      const right = term.right.kind === 'path' ? [pathSentence(term.right, scope)] : [];
      return [pathSentence(term.left, scope), ...right];
    }
    case 'match':
      return [pathSentence(term.path, scope)];
    case 'count':
      return [countSentence(term.role.text.toLowerCase(), scope.world)];
    case 'has':
      return [hasSentence(term, scope)];
    case 'event': {
      const name = term.name.text.toLowerCase();
      const at = happenedAt(term, scope, marks);
      const where =
        term.on === null ? 'anywhere' : `at ${operandText(resolved(term.on, scope.variables))}`;
      return [at.length > 0 ? `${name} happened at ${endpointNames(at)}` : `no ${name} ${where}`];
    }
  }
}

/** `n0.state is candidate`, or `commitIndex is 3 at n0 and n1, 5 at n2`. */
function pathSentence(path: CompareCondition['left'], scope: Scope): string {
  const kind = kindOf(path);
  const readings = readPath(path, scope);
  const name = propertyText(path);
  const [only] = readings;
  if (only === undefined) return nobodySentence(path.selector, scope);
  if (readings.length === 1) {
    const whose = only.host === null ? '' : `${endpointName(only.host.id)}.`;
    return `${whose}${name} is ${readingWords(kind, only)}`;
  }
  const groups = new Map<string, number[]>();
  for (const reading of readings) {
    const words = readingWords(kind, reading);
    groups.set(words, [...(groups.get(words) ?? []), reading.host?.id ?? 0]);
  }
  const parts = [...groups].map(([words, ids]) => `${words} at ${namesOf(ids)}`);
  return `${name} is ${parts.join(', ')}`;
}

function readingWords(kind: ReturnType<typeof kindOf>, { host, value }: Reading): string {
  const words = valueWords(kind, value);
  return value === undefined && host !== null && host.core === null
    ? `${words} (it is down)`
    : words;
}

function namesOf(ids: readonly number[]): string {
  if (ids.length <= 9) return endpointNames(ids);
  return `${ids.slice(0, 8).map(endpointName).join(', ')} and ${ids.length - 8} more`;
}

/** Says that a selector finds nobody. */
export function nobodySentence(selector: Operand | null, scope: Scope): string {
  if (selector === null) return 'no node is running';
  const text = operandText(resolved(selector, scope.variables)).toLowerCase();
  return text === 'leader' ? 'there is no leader' : `nobody is meant by \`${text}\``;
}

function countSentence(role: string, world: World): string {
  const hosts = world.nodes.filter(({ core }) => core?.role.kind === role);
  if (hosts.length === 0) return `there is no ${role}`;
  const names = hosts.map(
    (host) => `${endpointName(host.id)} in term ${host.core?.currentTerm ?? 0}`,
  );
  return hosts.length === 1
    ? `the only ${role} is ${names.join('')}`
    : `there are ${hosts.length} ${role}s: ${names.join(', ')}`;
}

function hasSentence(condition: HasCondition, scope: Scope): string {
  const text = valueText(resolved(condition.command, scope.variables));
  const ids = nodesOf(condition.selector, scope);
  if (ids.length === 0) return nobodySentence(condition.selector, scope);
  const { stage } = condition;
  const owners = ids.filter((id) => possesses(scope.world.node(id), text, stage));
  const others = ids.filter((id) => !owners.includes(id));
  const verb = stage === 'held' ? '' : `${stage} `;
  const parts: string[] = [];
  if (owners.length > 0) parts.push(`${namesOf(owners)} ${has(owners)} ${verb}${text}`);
  if (others.length > 0) parts.push(`${namesOf(others)} ${has(others)} not ${verb}${text}`);
  return parts.join(', ');
}

function has(ids: readonly number[]): string {
  return ids.length === 1 ? 'has' : 'have';
}
