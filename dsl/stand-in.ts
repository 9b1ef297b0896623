// What can stand in the place of a statement that failed, so that a scenario goes on behind it and comes to the
// same state.

import type { World } from '../sim/index.ts';
import type { Statement } from './ast.ts';
import { printStatements } from './printer.ts';

/**
 * Lines in the place of a failed statement that was given as `given`; null when nothing else does what it did. `was` and
 * `now`: the world before and after it.
 */
export function standIn(
  statement: Statement,
  given: string,
  was: World,
  now: World,
): string | null {
  const ticks = now.now - was.now;
  if (ticks === 0 && was.hash.toString() === now.hash.toString()) {
    return given
      .split('\n')
      .map((line) => `# ${line}`)
      .join('\n');
  }
  const passed = ticks === 0 ? [] : [`tick ${ticks}`];
  const { action } = statement;
  const note = `  # ${given.trim()}`;
  switch (action.kind) {
    case 'tick-until':
    case 'eventually':
      return `tick ${ticks}${note}`;
    case 'client': {
      if (action.expecting === null) return null;
      const bare = printStatements([{ ...statement, action: { ...action, expecting: null } }]);
      return [`${bare.join('\n')}${note}`, ...passed].join('\n');
    }
    case 'expect-error':
      return [`${printStatements([action.statement]).join('\n')}${note}`, ...passed].join('\n');
    default:
      return null;
  }
}
