// `check … recover alone`: whether some nodes elect and commit with everything outside frozen as it is.

import { endpointNames, judgeMajority, type PropertyId, type World, WORLD } from '../sim/index.ts';
import type { Operand } from './ast.ts';
import { nobody } from './each-node.ts';
import type { Problem } from './problem.ts';
import { nodesOf, type Scope } from './scope.ts';

/** What the judgement of a majority found. */
export type AloneFinding =
  /** They recover, or nobody can be asked for it; a note says why. */
  | { readonly kind: 'none' }
  /** The selector means nobody. */
  | { readonly kind: 'nobody'; readonly problem: Problem }
  /** They do not recover, or a property breaks on the way, in the copy of the world that `world` is. */
  | {
      readonly kind: 'broken';
      readonly verdict: 'stalled' | 'violated' | 'broken';
      readonly property: PropertyId;
      readonly problem: Problem;
      readonly world: World;
    };

/** Judges the nodes that a selector means. No time passes in the world, and its hash stays. */
export function judgeAlone(nodes: Operand, scope: Scope): AloneFinding {
  const { world } = scope;
  const ids = nodesOf(nodes, scope);
  if (ids.length === 0) return { kind: 'nobody', problem: nobody(nodes, scope) };
  if (!world.checker.judges('convergence')) return { kind: 'none' };
  const { state, world: copy, ticks, reason, why } = judgeMajority(world, ids);
  const names = endpointNames(ids);
  if (world.trace !== null) {
    world.record(WORLD, 'note', `whether ${names} ${verbOf(ids, 'recover')} alone: ${state}`);
  }
  switch (state) {
    case 'recovered':
      return { kind: 'none' };
    case 'impossible': {
      const note = `that ${names} ${verbOf(ids, 'recover')} alone is not judged: ${reason}`;
      if (!world.notes.includes(note)) world.notes.push(note);
      return { kind: 'none' };
    }
    case 'stalled': {
      const message = `${names} ${ids.length === 1 ? 'does' : 'do'} not recover alone: ${frozenText(world, ids)}, ${ticks} ticks are not enough`;
      const expected = `one leader, and a fresh write that is committed and applied on ${names}`;
      const problem = { message, expected, observed: reason, why };
      return { kind: 'broken', verdict: 'stalled', property: 'convergence', problem, world: copy };
    }
    case 'violated': {
      const { violation } = copy;
      if (violation === undefined) return { kind: 'none' };
      const { property, expected, observed } = violation;
      const message = `when ${names} ${verbOf(ids, 'recover')} alone, ${violation.message}`;
      const verdict = property === 'assertion' ? 'broken' : 'violated';
      return {
        kind: 'broken',
        verdict,
        property,
        problem: { message, expected, observed },
        world: copy,
      };
    }
  }
}

function frozenText(world: World, ids: readonly number[]): string {
  const frozen = world.nodes.filter(
    ({ id, condition }) => !ids.includes(id) && condition !== 'absent',
  );
  if (frozen.length === 0) return 'with everything healed';
  return `with ${endpointNames(frozen.map(({ id }) => id))} frozen as ${frozen.length === 1 ? 'it is' : 'they are'}`;
}

function verbOf(ids: readonly number[], verb: string): string {
  return ids.length === 1 ? `${verb}s` : verb;
}
