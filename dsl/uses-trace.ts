// Whether a test shows its trace, so that one must be kept from the beginning.

import type { Definition, Statement } from './ast.ts';
import type { TestCase } from './test-case.ts';

/** Whether any statement that the test can reach is `show trace` or `show request`. */
export function showsTrace(test: TestCase): boolean {
  const visited = new Set<Definition>();
  const visit = (statements: readonly Statement[]): boolean =>
    statements.some(({ action }) => {
      switch (action.kind) {
        case 'show':
          return action.shown.what === 'trace' || action.shown.what === 'request';
        case 'repeat':
          return visit(action.body);
        case 'when':
        case 'at-event':
          return visit([action.statement]);
        case 'call': {
          const definition = test.define(action.name.text);
          if (definition === undefined || visited.has(definition)) return false;
          visited.add(definition);
          return visit(definition.body);
        }
        default:
          return false;
      }
    });
  return visit(test.statements);
}
