// Conditions that are asked after every event: what does not change is looked up once.

import { NODES_MAX, type World } from '../sim/index.ts';
import type { CompareCondition, Operand } from './ast.ts';
import { holds } from './conditions.ts';
import type { Watch } from './machine.ts';
import { resolved } from './operands.ts';
import { nodeProperty } from './properties.ts';
import { compares, readerOf, rightValues } from './readings.ts';
import type { Scope } from './scope.ts';
import type { Variables } from './test-case.ts';
import { nodeIndex } from './vocabulary.ts';

/** Whether a condition holds now. */
export type Question = () => boolean;

/** What a watch asks of a world, ready to be asked again and again. */
export function questionOf({ kind, condition, place, marks }: Watch, world: World): Question {
  const scope: Scope = { world, variables: place.variables };
  const short = condition.kind === 'compare' ? shortQuestion(condition, scope) : undefined;
  return short ?? (() => holds(condition, scope, kind === 'when' ? 'check' : kind, marks));
}

/** For one property of one node by its name, compared with what is the same at all times: `n1.state is leader`. */
function shortQuestion(
  { left, comparison, right }: CompareCondition,
  scope: Scope,
): Question | undefined {
  const id = left.selector === null ? undefined : idOf(left.selector, scope.variables);
  const read = readerOf(left);
  const [name] = left.names;
  const kind = name === undefined ? undefined : nodeProperty(name.text)?.reads;
  // Nodes on the right may be words such as `leader`, who is another one later.
  const isFixed = right.kind !== 'path' && kind !== 'node' && kind !== 'nodes';
  if (id === undefined || read === undefined || kind === undefined || !isFixed) return undefined;
  const [value] = rightValues(right, kind, scope);
  return () => {
    // A node that joins later can be spoken of before.
    scope.world.makeRoom(id);
    return compares(kind, read(scope.world.node(id)), comparison, value);
  };
}

function idOf(selector: Operand, variables: Variables): number | undefined {
  const operand = resolved(selector, variables);
  if (operand.kind !== 'number' && operand.kind !== 'word') return undefined;
  const id = nodeIndex(operand.text);
  return id !== undefined && id < NODES_MAX ? id : undefined;
}
