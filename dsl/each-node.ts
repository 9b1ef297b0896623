// Doing something to every node that a selector means, and saying why not.

import type { NodeId } from '../core/index.ts';
import {
  electionReasons,
  endpointName,
  nodeFacts,
  type SimulatedNode,
  type World,
} from '../sim/index.ts';
import type { Operand } from './ast.ts';
import { nobodySentence } from './conditions.ts';
import { operandText, resolved } from './operands.ts';
import type { Problem } from './problem.ts';
import { nodesOf, type Scope } from './scope.ts';

/** Does something to every selected node that cannot fail. */
export function always(
  selectors: readonly Operand[],
  scope: Scope,
  act: (id: NodeId) => void,
): Problem | undefined {
  return eachNode(selectors, scope, 'exists', (id) => {
    act(id);
    return true;
  });
}

/**
 * Does something to every selected node. `state` is what a node must be for it, as a predicate, and `why`
 * says why one is not.
 */
export function eachNode(
  selectors: readonly Operand[],
  scope: Scope,
  state: string,
  act: (id: NodeId) => boolean,
  why = (host: SimulatedNode): readonly string[] => whyOfRole(scope.world, host),
): Problem | undefined {
  // All are selected before anything happens: crashing the leader must not change who `followers` are.
  const selected = selectors.map((selector) => ({ selector, ids: nodesOf(selector, scope) }));
  let problem: Problem | undefined;
  for (const { selector, ids } of selected) {
    if (ids.length === 0) problem ??= nobody(selector, scope);
    for (const id of ids) {
      if (act(id)) continue;
      const name = endpointName(id);
      const host = scope.world.node(id);
      const observed = `${name} is ${describeState(host)}`;
      problem ??= {
        message: `this needs a node that ${state}, and ${observed}`,
        expected: `${name} ${state}`,
        observed,
        why: () => why(host),
      };
    }
  }
  return problem;
}

/** Why a node is in the role it is in. */
export function whyOfRole(world: World, host: SimulatedNode): readonly string[] {
  return nodeFacts(world, host.id, 'role');
}

/** A node's state behind `is`: `a follower that knows no leader`, `down`. */
function describeState(host: SimulatedNode): string {
  if (host.pausedSince >= 0) return 'paused';
  if (host.core === null) return host.state;
  const knows = host.core.leaderId < 0 ? ' that knows no leader' : '';
  return `a ${host.state}${host.state === 'follower' ? knows : ''}`;
}

/** The problem that a selector finds nobody. */
export function nobody(selector: Operand, scope: Scope): Problem {
  const observed = nobodySentence(selector, scope);
  const { world } = scope;
  const { variables } = scope;
  const isLeader = operandText(resolved(selector, variables)).toLowerCase() === 'leader';
  const reasons = (): readonly string[] => (isLeader ? electionReasons(world) : []);
  return {
    message: `nothing can be done, because ${observed}`,
    expected: isLeader ? 'a leader, or a node by its name' : 'at least one node',
    observed,
    why: world.now === 0 ? ['no tick has passed yet'] : reasons,
  };
}
