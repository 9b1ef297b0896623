// What a test shows or waits for, and whether that needs a trace or a watch from the beginning.

import type { Definition, Statement } from './ast.ts';
import type { TestCase } from './test-case.ts';

/** Whether any statement that the test can reach is `show trace` or `show request`. */
export function showsTrace(test: TestCase): boolean {
  return showsOf(test, true).some(
    ({ action }) =>
      action.kind === 'show' && (action.shown.what === 'trace' || action.shown.what === 'request'),
  );
}

/** Whether any statement that the test can reach is `run random until covered`. */
export function waitsForCoverage(test: TestCase): boolean {
  return statementsOf(test, true).some(
    ({ action }) => action.kind === 'run-random' && action.ticks === null,
  );
}

/** The `show`s of a test, those of definitions that it calls included if `called`. */
export function showsOf(test: TestCase, called = false): readonly Statement[] {
  return statementsOf(test, called).filter(({ action }) => action.kind === 'show');
}

/** The statements of a test and of its blocks. */
function statementsOf(test: TestCase, called: boolean): readonly Statement[] {
  const visited = new Set<Definition>();
  const visit = (statements: readonly Statement[]): readonly Statement[] =>
    statements.flatMap((statement) => {
      const { action } = statement;
      switch (action.kind) {
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
          return [statement];
      }
    });
  return visit(test.statements);
}
