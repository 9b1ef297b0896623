// Statements about the members: what can be known before they run, and which nodes they bring into being.

import type { Action, Operand, Statement } from './ast.ts';
import type { OperandChecker } from './check-operands.ts';
import { eachStatement } from './each-statement.ts';
import { nodeIndex } from './vocabulary.ts';

/** Checks one of them; answers whether it was one. */
export function checkMembers(action: Action, check: OperandChecker): boolean {
  switch (action.kind) {
    case 'add':
    case 'promote':
    case 'demote':
    case 'remove':
      check.node(action.node);
      return checkThrough(action.through, check);
    case 'replace':
      check.node(action.node);
      check.node(action.by);
      return checkThrough(action.through, check);
    case 'reconfigure':
      check.nodesIn(action.members);
      return checkThrough(action.through, check);
    case 'transfer':
      check.node(action.to);
      return checkThrough(action.through, check);
    case 'snapshot':
      check.nodesIn(action.node);
      return true;
    case 'compact':
      check.nodesIn(action.node);
      check.count(action.to, 'the index', 1, Number.MAX_SAFE_INTEGER);
      return true;
    case 'attach':
      check.node(action.node);
      check.node(action.to);
      return true;
    case 'recover':
      check.node(action.node);
      return true;
    case 'chaos':
      checkChaos(action, check);
      return true;
    default:
      return false;
  }
}

function checkThrough(through: Operand | null, check: OperandChecker): boolean {
  if (through !== null) check.node(through);
  return true;
}

function checkChaos(action: Extract<Action, { kind: 'chaos' }>, check: OperandChecker): void {
  check.range(action.every, 'the time between two deaths', 1, check.limits.ticks);
  for (const victim of check.valuesOf(action.victim)) {
    if (victim.kind === 'word' && victim.text.toLowerCase() === 'leader') continue;
    check.wrong(action.victim, victim, '`leader`', 'only the leader kills itself');
  }
}

/**
 * How many nodes a test can have: those it begins with, and those its statements add, attach or put in the
 * place of others. `size` is the number it begins with; 0 when that is not known.
 */
export function roomOf(
  statements: readonly Statement[],
  size: number,
  check: OperandChecker,
): number {
  if (size === 0) return 0;
  let most = size;
  const note = (operand: Operand): void => {
    for (const value of check.valuesOf(operand)) {
      if (value.kind === 'set') value.items.forEach(note);
      else if (value.kind === 'number' || value.kind === 'word') {
        const index = nodeIndex(value.text);
        if (index !== undefined && index < check.limits.nodes) most = Math.max(most, index + 1);
      }
    }
  };
  const visit = ({ action }: Statement): void => {
    if (action.kind === 'add' || action.kind === 'attach') note(action.node);
    else if (action.kind === 'replace') note(action.by);
    else if (action.kind === 'reconfigure') note(action.members);
    else if (
      action.kind === 'when' ||
      action.kind === 'at-event' ||
      action.kind === 'expect-error'
    ) {
      visit(action.statement);
    }
  };
  eachStatement(statements, visit);
  return most;
}
