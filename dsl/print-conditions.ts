// Conditions to text, with parentheses where the grammar needs them.

import type { Condition, Path } from './ast.ts';
import { operandText } from './operands.ts';
import { canonicalName, STATE_MACHINE } from './properties.ts';

/** A condition that reads back as the same condition. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'or':
      return condition.terms.map((term) => enclosed(term, ['or'])).join(' or ');
    case 'and':
      return condition.terms.map((term) => enclosed(term, ['or', 'and'])).join(' and ');
    case 'not':
      return `not ${enclosed(condition.term, ['or', 'and', 'not'])}`;
    case 'compare': {
      const { left, comparison, right } = condition;
      const side = right.kind === 'path' ? pathText(right) : operandText(right);
      return `${pathText(left)} ${comparison} ${side}`;
    }
    case 'match':
      return `${pathText(condition.path)} match`;
    case 'count':
      return `${condition.count} ${condition.role.text}`;
    case 'has': {
      const { selector, quorum, negated, stage, command } = condition;
      const who = `${quorum ? 'quorum of ' : ''}${operandText(selector)}`;
      const how = `${negated ? 'not ' : ''}${stage === 'held' ? '' : `${stage} `}`;
      return `${who} has ${how}${operandText(command)}`;
    }
    case 'event': {
      const where = condition.on === null ? '' : ` on ${operandText(condition.on)}`;
      return `event ${condition.name.text}${where}`;
    }
  }
}

function enclosed(condition: Condition, kinds: readonly Condition['kind'][]): string {
  const text = conditionText(condition);
  return kinds.includes(condition.kind) ? `(${text})` : text;
}

/** A path with the table's spelling of its names. */
export function pathText(path: Path): string {
  const head = path.selector === null ? STATE_MACHINE : operandText(path.selector);
  const isKey = (offset: number): boolean =>
    (offset === 0 ? head : path.names[offset - 1]?.text)?.toLowerCase() ===
    STATE_MACHINE.toLowerCase();
  const names = path.names.map(({ text }, offset) =>
    isKey(offset) ? text : (canonicalName(text) ?? text),
  );
  return [head, ...names].join('.');
}
