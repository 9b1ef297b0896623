// A walk over statements.

import type { Statement } from './ast.ts';

/** Every statement, those of `repeat` blocks included. */
export function eachStatement(
  statements: readonly Statement[],
  visit: (statement: Statement) => void,
): void {
  for (const statement of statements) {
    visit(statement);
    if (statement.action.kind === 'repeat') eachStatement(statement.action.body, visit);
  }
}
