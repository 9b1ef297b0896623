// What a test shows, and whether that needs a trace, which must be kept from the beginning.

import type { Definition, Statement } from './ast.ts';
import type { TestCase } from './test-case.ts';

/** Whether any statement that the test can reach is `show trace` or `show request`. */
export function showsTrace(test: TestCase): boolean {
  return showsOf(test, true).some(
    ({ action }) =>
      action.kind === 'show' && (action.shown.what === 'trace' || action.shown.what === 'request'),
  );
}

/** The `show`s of a test, those of definitions that it calls included if `called`. */
export function showsOf(test: TestCase, called = false): readonly Statement[] {
  const visited = new Set<Definition>();
  const visit = (statements: readonly Statement[]): readonly Statement[] =>
    statements.flatMap((statement) => {
      const { action } = statement;
      switch (action.kind) {
        case 'show':
          return [statement];
        case 'repeat':
          return visit(action.body);
        case 'when':
        case 'at-event':
          return visit([action.statement]);
        case 'call': {
          const definition = called ? test.define(action.name.text) : undefined;
          if (definition === undefined || visited.has(definition)) return [];
          visited.add(definition);
          return visit(definition.body);
        }
        default:
          return [];
      }
    });
  return visit(test.statements);
}
