// What a running statement sees: the world and the values of variables; and whom its selectors mean now.

import type { NodeId } from '../core/index.ts';
import {
  clientEndpoint,
  type Endpoint,
  newestConfiguration,
  NODES_MAX,
  type SimulatedNode,
  type World,
} from '../sim/index.ts';
import type { Operand } from './ast.ts';
import { resolved } from './operands.ts';
import type { Variables } from './test-case.ts';
import { clientIndex, nodeIndex, SELECTOR_ALIASES } from './vocabulary.ts';

export interface Scope {
  readonly world: World;
  readonly variables: Variables;
}

/** The nodes that a selector means at this moment, each once, in order. Empty when it finds nobody. */
export function nodesOf(selector: Operand, scope: Scope): readonly NodeId[] {
  const operand = resolved(selector, scope.variables);
  if (operand.kind === 'set') {
    return [...new Set(operand.items.flatMap((item) => nodesOf(item, scope)))];
  }
  if (operand.kind !== 'number' && operand.kind !== 'word') return [];
  const { world } = scope;
  const index = nodeIndex(operand.text);
  if (index !== undefined) {
    // A node that joins later can be spoken of before: validation has seen that it does.
    if (index < NODES_MAX) world.makeRoom(index);
    return index < world.nodes.length ? [index] : [];
  }
  return nodesCalled(operand.text.toLowerCase(), world).map((host) => host.id);
}

function nodesCalled(word: string, world: World): readonly SimulatedNode[] {
  switch (SELECTOR_ALIASES.get(word) ?? word) {
    case 'all':
      return world.nodes.filter(({ condition }) => condition !== 'absent');
    case 'leader': {
      const leader = world.leader();
      return leader === undefined ? [] : [leader];
    }
    case 'followers':
      return world.nodes.filter(({ core }) => core?.role.kind === 'follower');
    case 'candidates':
      return world.nodes.filter(({ core }) => core?.role.kind === 'candidate');
    case 'voters':
      return newestConfiguration(world).voters.map((id) => world.node(id));
    case 'learners':
      return newestConfiguration(world).learners.map((id) => world.node(id));
    default:
      return [];
  }
}

/** Nodes, or the one client `c1`, as ends of links. */
export function endpointsOf(selector: Operand, scope: Scope): readonly Endpoint[] {
  const operand = resolved(selector, scope.variables);
  if (operand.kind === 'set') {
    return [...new Set(operand.items.flatMap((item) => endpointsOf(item, scope)))];
  }
  const client = operand.kind === 'word' ? clientIndex(operand.text) : undefined;
  return client === undefined ? nodesOf(operand, scope) : [clientEndpoint(client)];
}

/** A number operand's value; 0 for anything else, which validation has refused. */
export function numberOf(operand: Operand, scope: Scope): number {
  const value = resolved(operand, scope.variables);
  return value.kind === 'number' ? value.value : 0;
}

/** A range operand's ends; one number is both. */
export function rangeOf(operand: Operand, scope: Scope): { min: number; max: number } {
  const value = resolved(operand, scope.variables);
  if (value.kind !== 'range') {
    const only = numberOf(value, scope);
    return { min: only, max: only };
  }
  return { min: numberOf(value.low, scope), max: numberOf(value.high, scope) };
}
