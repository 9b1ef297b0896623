// Why a condition is not as the scenario wants it: first what is known of the nodes and properties it reads,
// then what keeps the cluster from moving, as far as the condition is about that.

import {
  clientName,
  clientReasons,
  commandFacts,
  diagnose,
  electionReasons,
  keyFacts,
  memberFacts,
  nodeFacts,
  type Topic,
  victoryFact,
  type World,
} from '../sim/index.ts';
import type { CompareCondition, Condition, HasCondition, Path } from './ast.ts';
import { type EventMarks, holds } from './conditions.ts';
import { resolved, valueText } from './operands.ts';
import { type NodeProperty, nodeProperty } from './properties.ts';
import { compares, kindOf, mostAdvanced, readPath, rightValues } from './readings.ts';
import { nodesOf, type Scope } from './scope.ts';

/** Nodes that a condition is explained for at most. */
const NODES_EXPLAINED = 3;

/** What is asked about a node by each property; settings explain themselves. */
const TOPICS: Readonly<Partial<Record<NodeProperty, Topic>>> = {
  state: 'role',
  term: 'term',
  votedFor: 'vote',
  leader: 'leader',
  leaderTimeout: 'role',
  commitIndex: 'commit',
  lastApplied: 'commit',
  lastIndex: 'log',
  log: 'log',
};

/** Properties that changes of the members explain. */
const OF_MEMBERS: ReadonlySet<NodeProperty> = new Set<NodeProperty>([
  ...(['config', 'oldConfig', 'learners', 'committedConfig'] as const),
]);

/** Properties that entries have to reach a node for. */
const OF_ENTRIES: ReadonlySet<Topic> = new Set<Topic>(['log', 'commit']);

/** What is behind a condition that was wanted to hold, or, with `wanted` false, not to hold. */
export function whyNot(
  condition: Condition,
  scope: Scope,
  wanted = true,
  marks: EventMarks = new Map(),
): readonly string[] {
  const { world } = scope;
  if (nothingHappened(world)) return ['no tick has passed yet'];
  const reasons: string[] = [];
  let isOfEntries = false;
  let isOfElections = false;
  const visit = (each: Condition, isWanted: boolean): void => {
    switch (each.kind) {
      case 'and':
      case 'or':
        return each.terms.forEach((term) => visit(term, isWanted));
      case 'not':
        return visit(each.term, !isWanted);
      default: {
        if (holds(each, scope, isWanted ? 'check' : 'never', marks) === isWanted) return;
        const about = explain(each, scope, isWanted);
        reasons.push(...about.facts);
        isOfEntries ||= about.isOfEntries;
        isOfElections ||= about.isOfElections;
      }
    }
  };
  visit(condition, wanted);
  // Without a leader nothing else moves either; with one, elections are past.
  if (isOfEntries) reasons.push(...diagnose(world));
  else if (isOfElections && world.leader() === undefined) reasons.push(...electionReasons(world));
  return [...new Set(reasons)];
}

/** Why a client has no answer. */
export function whyUnanswered(world: World, client: number): readonly string[] {
  const own = clientReasons(world).filter((reason) => reason.startsWith(`${clientName(client)}.`));
  return [...new Set([...own, ...diagnose(world)])];
}

/** Whether the cluster stands as it was set up. */
function nothingHappened(world: World): boolean {
  return world.now === 0 && world.nodes.every(({ campaigned }) => campaigned === null);
}

interface Explained {
  readonly facts: readonly string[];
  readonly isOfEntries: boolean;
  readonly isOfElections: boolean;
}

const NOTHING: Explained = { facts: [], isOfEntries: false, isOfElections: false };

type Term = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;

function explain(term: Term, scope: Scope, wanted: boolean): Explained {
  const { world } = scope;
  switch (term.kind) {
    case 'compare':
      return explainComparison(term, scope, wanted);
    case 'match':
      return explainPath(term.path, hostsOf(term.path, scope), scope);
    case 'count': {
      const victory = victoryFact(world);
      const role = term.role.text.toLowerCase();
      const ids = world.nodes.filter(({ state }) => state === role).map(({ id }) => id);
      const facts = ids.slice(0, NODES_EXPLAINED).flatMap((id) => nodeFacts(world, id, 'role'));
      if (victory !== undefined) facts.push(victory);
      return { facts, isOfEntries: false, isOfElections: true };
    }
    case 'has':
      return explainHas(term, scope);
    case 'event':
      return { ...NOTHING, isOfElections: true };
  }
}

function explainComparison(term: CompareCondition, scope: Scope, wanted: boolean): Explained {
  const { left, comparison, right } = term;
  const kind = kindOf(left);
  const values = rightValues(right, kind, scope);
  const readings = readPath(left, scope);
  const odd = readings.filter(
    ({ value }) => values.every((other) => compares(kind, value, comparison, other)) !== wanted,
  );
  const told = (odd.length > 0 ? odd : readings).map(({ host }) => host?.id);
  const known = explainPath(left, told, scope);
  if (right.kind !== 'path') return known;
  const other = explainPath(right, hostsOf(right, scope), scope);
  return { ...known, facts: [...known.facts, ...other.facts] };
}

/** By id; undefined for the cluster as a whole. */
function hostsOf(path: Path, scope: Scope): readonly (number | undefined)[] {
  return readPath(path, scope).map(({ host }) => host?.id);
}

function explainPath(
  path: Path,
  hosts: readonly (number | undefined)[],
  { world }: Scope,
): Explained {
  const ids = hosts.slice(0, NODES_EXPLAINED).map((id) => id ?? mostAdvanced(world)?.id);
  const [first, second] = path.names;
  const property = second === undefined ? nodeProperty(first?.text ?? '')?.name : undefined;
  if (path.selector === null || second !== undefined || property === 'data') {
    const name = (second ?? first)?.text ?? '';
    const key = name.toLowerCase() === 'data' ? null : name;
    const facts = ids.flatMap((id) => (id === undefined ? [] : keyFacts(world, id, key)));
    return { facts, isOfEntries: true, isOfElections: false };
  }
  if (property !== undefined && OF_MEMBERS.has(property)) {
    return { facts: memberFacts(world), isOfEntries: true, isOfElections: false };
  }
  const topic = property === undefined ? undefined : TOPICS[property];
  if (topic === undefined) return NOTHING;
  const isOfEntries = OF_ENTRIES.has(topic);
  const facts = ids.flatMap((id) => (id === undefined ? [] : nodeFacts(world, id, topic)));
  return { facts, isOfEntries, isOfElections: !isOfEntries };
}

function explainHas(condition: HasCondition, scope: Scope): Explained {
  const text = valueText(resolved(condition.command, scope.variables));
  const ids = nodesOf(condition.selector, scope).slice(0, NODES_EXPLAINED);
  const down = ids.filter((id) => scope.world.node(id).core === null);
  const facts = [
    ...commandFacts(scope.world, text),
    ...down.flatMap((id) => nodeFacts(scope.world, id, 'log')),
  ];
  return { facts, isOfEntries: true, isOfElections: false };
}
