// Statements about the members: who votes, who leads by order, who hangs off whom, what is kept of a log.

import type { MemberChange } from '../client/index.ts';
import type { NodeId } from '../core/index.ts';
import { beginChaos, endpointName, faults, operators } from '../sim/index.ts';
import type { Problem } from './problem.ts';
import type { Action, Operand } from './ast.ts';
import { resolved } from './operands.ts';
import { nodesOf, numberOf, rangeOf, type Scope } from './scope.ts';
import { nodeIndex } from './vocabulary.ts';

/** Actions that ask the cluster for something, and are answered later. */
export type MemberAction = Extract<
  Action,
  { kind: 'add' | 'promote' | 'demote' | 'remove' | 'replace' | 'reconfigure' | 'transfer' }
>;

/** Whether an action is answered by the cluster, so that its error can be expected. */
export function isMemberAction(action: Action): action is MemberAction {
  return MEMBER_ACTIONS.has(action.kind);
}

const MEMBER_ACTIONS: ReadonlySet<string> = new Set([
  ...['add', 'promote', 'demote', 'remove', 'replace', 'reconfigure', 'transfer'],
]);

/** Asks for it. Returns the number of the operator that does, or what is wrong with the words. */
export function askForMembers(action: MemberAction, scope: Scope): number | Problem {
  const { world } = scope;
  let through: NodeId | null = null;
  if (action.through !== null) {
    const asked = oneOf(action.through, scope);
    if (typeof asked !== 'number') return asked;
    through = asked;
  }
  if (action.kind === 'transfer') {
    const target = oneOf(action.to, scope);
    if (typeof target !== 'number') return target;
    return operators.transferLeadership(world, target, { through });
  }
  const change = changeOf(action, scope);
  return 'kind' in change ? operators.changeMembers(world, change, { through }) : change;
}

type ChangeAction = Exclude<MemberAction, { kind: 'transfer' }>;

function changeOf(action: ChangeAction, scope: Scope): MemberChange | Problem {
  if (action.kind === 'reconfigure')
    return { kind: 'set', voters: namedNodes(action.members, scope) };
  const node = oneOf(action.node, scope);
  if (typeof node !== 'number') return node;
  switch (action.kind) {
    case 'add':
      return {
        kind: action.promote ? 'add-then-promote' : action.learner ? 'add-learner' : 'add',
        node,
      };
    case 'replace': {
      const by = oneOf(action.by, scope);
      return typeof by === 'number' ? { kind: 'replace', node, by } : by;
    }
    default:
      return { kind: action.kind, node };
  }
}

/** The nodes of an operand, also those that are not there yet. */
function namedNodes(operand: Operand, scope: Scope): readonly NodeId[] {
  const value = resolved(operand, scope.variables);
  if (value.kind === 'set') {
    return [...new Set(value.items.flatMap((item) => namedNodes(item, scope)))];
  }
  const index =
    value.kind === 'number' || value.kind === 'word' ? nodeIndex(value.text) : undefined;
  return index === undefined ? nodesOf(operand, scope) : [index];
}

/** The one node of an operand, also one that is not there yet. */
function oneOf(operand: Operand, scope: Scope): NodeId | Problem {
  const [node] = namedNodes(operand, scope);
  if (node !== undefined) return node;
  const observed = 'it means nobody now';
  return { message: `nothing can be done, because ${observed}`, expected: 'a node', observed };
}

/** Carries out a statement that acts on nodes at once. Undefined when it did, or when it is none of these. */
export function performOnMembers(action: Action, scope: Scope): Problem | undefined {
  const { world } = scope;
  switch (action.kind) {
    case 'snapshot':
      return each(action.node, scope, (id) =>
        faults.snapshot(world, id)
          ? undefined
          : refusal(id, 'to have applied something since its last snapshot', 'it has nothing new'),
      );
    case 'compact': {
      const index = numberOf(action.to, scope);
      return each(action.node, scope, (id) =>
        faults.compact(world, id, index)
          ? undefined
          : refusal(id, `to have applied entry ${index}`, appliedText(scope, id)),
      );
    }
    case 'attach': {
      const source = oneOf(action.to, scope);
      if (typeof source !== 'number') return source;
      const node = oneOf(action.node, scope);
      return typeof node === 'number' ? attach(node, source, scope) : node;
    }
    case 'recover': {
      const node = oneOf(action.node, scope);
      if (typeof node !== 'number') return node;
      if (node >= world.nodes.length) return refusal(node, 'to exist', 'nobody has started it');
      operators.recover(world, node);
      return undefined;
    }
    case 'chaos':
      beginChaos(world, rangeOf(action.every, scope));
      return undefined;
    default:
      return undefined;
  }
}

function attach(node: NodeId, source: NodeId, { world }: Scope): Problem | undefined {
  if (source >= world.nodes.length) return refusal(source, 'to exist', 'nobody has started it');
  const outcome = operators.attach(world, node, source);
  if (outcome.ok) return undefined;
  const reasons = {
    itself: 'it cannot hang off itself',
    'is-a-member': 'it is a member, which the leader feeds; remove it first',
    down: 'it does not run',
    loop: `${endpointName(source)} hangs off it already, directly or not`,
  };
  return refusal(node, `to hang off ${endpointName(source)}`, reasons[outcome.reason]);
}

function each(
  operand: Operand,
  scope: Scope,
  act: (id: NodeId) => Problem | undefined,
): Problem | undefined {
  const ids = nodesOf(operand, scope);
  if (ids.length === 0) return nobody();
  let problem: Problem | undefined;
  for (const id of ids) problem ??= act(id);
  return problem;
}

function nobody(): Problem {
  const observed = 'it means nobody now';
  return { message: `nothing can be done, because ${observed}`, expected: 'a node', observed };
}

function refusal(id: NodeId, wanted: string, observed: string): Problem {
  const name = endpointName(id);
  return {
    message: `this cannot be done with ${name}: ${observed}`,
    expected: `${name} ${wanted}`,
    observed,
  };
}

function appliedText({ world }: Scope, id: NodeId): string {
  const host = world.node(id);
  if (host.core === null) return `it is ${host.state}`;
  return `it has applied entries up to ${host.core.lastApplied}`;
}
