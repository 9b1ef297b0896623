// Operands as text, and variables replaced by their values.

import type { Operand } from './ast.ts';

/** An operand as the author would write it; strings in quotes. */
export function operandText(operand: Operand): string {
  switch (operand.kind) {
    case 'number':
    case 'word':
      return operand.text;
    case 'string':
      return quoted(operand.text);
    case 'list':
      return `[${operand.items.map(operandText).join(' ')}]`;
    case 'set':
      return `{${operand.items.map(operandText).join(' ')}}`;
    case 'range':
      return `${operandText(operand.low)}..${operandText(operand.high)}`;
    case 'variable':
      return `$${operand.name}`;
  }
}

/** An operand as a command, a key or a value: what is in the quotes of a string, the text of the others. */
export function valueText(operand: Operand): string {
  return operand.kind === 'string' ? operand.text : operandText(operand);
}

/** A text in double quotes, so that it reads back as the same text. */
export function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  return `"${escaped}"`;
}

/** Replaces variables by their values, also inside lists and ranges. Unknown ones stay. */
export function resolved(operand: Operand, variables: ReadonlyMap<string, Operand>): Operand {
  switch (operand.kind) {
    case 'variable':
      return variables.get(operand.name) ?? operand;
    case 'list':
    case 'set':
      if (!operand.items.some((item) => item.kind === 'variable')) return operand;
      return { ...operand, items: operand.items.map((item) => resolved(item, variables)) };
    case 'range': {
      const { low, high } = operand;
      if (low.kind !== 'variable' && high.kind !== 'variable') return operand;
      return { ...operand, low: resolved(low, variables), high: resolved(high, variables) };
    }
    default:
      return operand;
  }
}
