// What a test shows or waits for, and whether that needs a trace or a watch from the beginning.

import type { Definition, Statement } from './ast.ts';
import type { TestCase } from './test-case.ts';

/** Whether any statement that the test can reach is `show trace` or `show request`. */
export function showsTrace(test: TestCase): boolean {
  return reaches(
    test,
    ({ action }) =>
      action.kind === 'show' && (action.shown.what === 'trace' || action.shown.what === 'request'),
  );
}

/** Whether any statement that the test can reach is `run random until covered`. */
export function waitsForCoverage(test: TestCase): boolean {
  return reaches(test, ({ action }) => action.kind === 'run-random' && action.ticks === null);
}

/** The `show`s of a test and of its blocks. */
export function showsOf(test: TestCase): readonly Statement[] {
  const shows: Statement[] = [];
  someStatement(test.statements, (statement) => {
    if (statement.action.kind === 'show') shows.push(statement);
    return false;
  });
  return shows;
}

/** Whether a statement is among those of a test, of its blocks, and of the definitions that it calls. */
function reaches(test: TestCase, isWanted: (statement: Statement) => boolean): boolean {
  const visited = new Set<Definition>();
  const look = (statement: Statement): boolean => {
    const { action } = statement;
    if (action.kind !== 'call') return isWanted(statement);
    const definition = test.define(action.name.text);
    if (definition === undefined || visited.has(definition)) return false;
    visited.add(definition);
    return someStatement(definition.body, look);
  };
  return someStatement(test.statements, look);
}

/** Whether `look` answers true for one of some statements, or of their blocks; looks no further then. */
function someStatement(
  statements: readonly Statement[],
  look: (statement: Statement) => boolean,
): boolean {
  return statements.some((statement) => {
    const { action } = statement;
    switch (action.kind) {
      case 'repeat':
        return someStatement(action.body, look);
      case 'when':
      case 'at-event':
        return someStatement([action.statement], look);
      default:
        return look(statement);
    }
  });
}
