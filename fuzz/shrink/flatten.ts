// A test as a draft: variables replaced by their values, calls by the bodies of what they call.

import type { Operand, Statement, TestCase } from '../../dsl/index.ts';
import type { Draft } from './draft.ts';
import type { Language } from './language.ts';

type Variables = TestCase['variables'];

/** Calls within calls, at most; deeper ones are left out. */
const DEPTH_MAX = 64;

/** The draft that does what a test does. Null when its `cluster of` cannot be written down again. */
export function flatten(test: TestCase, language: Language): Draft | null {
  const statements = inlined(test.statements, test, test.variables, 0);
  const lines = statements.flatMap((statement) => language.printed(statement) ?? []);
  const seed = test.seed === null ? null : valueOf(substituted(test.seed, test.variables));
  const head = { seed, convergence: test.convergence, lines };
  const action = substituted(test.cluster, test.variables);
  const cluster = language.cluster(action);
  return cluster === null ? null : { ...head, cluster };
}

function inlined(
  statements: readonly Statement[],
  test: TestCase,
  variables: Variables,
  depth: number,
): readonly Statement[] {
  return statements.flatMap((statement): readonly Statement[] => {
    const { action, span } = statement;
    if (action.kind === 'call') {
      const definition = test.define(action.name.text);
      if (definition === undefined || depth > DEPTH_MAX) return [];
      const values = new Map<string, Operand>();
      for (const [offset, { name }] of definition.parameters.entries()) {
        const value = action.arguments[offset];
        if (value !== undefined) values.set(name, substituted(value, variables));
      }
      return inlined(definition.body, test, values, depth + 1);
    }
    if (action.kind === 'repeat') {
      const body = inlined(action.body, test, variables, depth);
      return [{ span, action: { ...action, count: substituted(action.count, variables), body } }];
    }
    return [variables.size === 0 ? statement : substituted(statement, variables)];
  });
}

/** A part of the tree with its variables replaced. */
function substituted<Tree>(tree: Tree, variables: Variables): Tree {
  return variables.size === 0 ? tree : (walk(tree, variables) as Tree);
}

function walk(tree: unknown, variables: Variables): unknown {
  if (Array.isArray(tree)) return tree.map((item) => walk(item, variables));
  if (typeof tree !== 'object' || tree === null) return tree;
  const fields = Object.entries(tree);
  const value = fields.some(([key, held]) => key === 'kind' && held === 'variable')
    ? variables.get(String((tree as { readonly name: unknown }).name))
    : undefined;
  if (value !== undefined) return value;
  return Object.fromEntries(fields.map(([key, held]) => [key, walk(held, variables)]));
}

function valueOf(operand: Operand): string | null {
  return 'text' in operand ? operand.text : null;
}
