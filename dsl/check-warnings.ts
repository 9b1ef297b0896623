// Lines that are legal and probably not what their author meant.

import type { Action, Condition, Operand, Statement } from './ast.ts';
import { isClientVerb } from './client-line.ts';
import { type Accept, nearest } from './diagnostics.ts';
import { operandText } from './operands.ts';

const STAGES = ['committed', 'applied'] as const;

/** Warns of a statement. `spoken` are the words that clients send, in lower case. */
export function warnOf({ action }: Statement, spoken: ReadonlySet<string>, warn: Accept): void {
  if (action.kind === 'commands') warnOfClient(action.commands, warn);
  const condition = 'condition' in action ? action.condition : undefined;
  if (condition !== undefined) warnOfStage(condition, spoken, warn);
  if (action.kind === 'when' || action.kind === 'at-event' || action.kind === 'expect-error') {
    warnOf(action.statement, spoken, warn);
  }
}

/** `client $c sends foo` and `client reads x`: a command for each word; whoever writes it means a client's request. */
function warnOfClient([name, verb]: readonly Operand[], warn: Accept): void {
  if (name?.kind === 'word' && verb !== undefined && isClientVerb(name.text)) {
    const message = `this sends \`${name.text}\` and \`${operandText(verb)}\` as commands of the default client`;
    const named = `a client is named by its number: \`client 1 ${name.text} …\``;
    warn(
      'client-name',
      name.span,
      message,
      `${named}; \`client "${name.text}" …\` sends the words`,
    );
  }
  if (name?.kind !== 'variable' || verb?.kind !== 'word' || !isClientVerb(verb.text)) return;
  const message = `this sends \`$${name.name}\` and \`${verb.text}\` as commands of the default client`;
  const named = `a client's number is written out: \`client 1 ${verb.text} …\``;
  const quoted = `\`client $${name.name} "${verb.text}" …\` sends the words`;
  warn('client-name', name.span, message, `${named}; ${quoted}`);
}

/** `0 has commited`: a command of that name, which nobody sends. */
function warnOfStage(condition: Condition, spoken: ReadonlySet<string>, warn: Accept): void {
  if (condition.kind === 'not') return warnOfStage(condition.term, spoken, warn);
  if (condition.kind === 'and' || condition.kind === 'or') {
    for (const term of condition.terms) warnOfStage(term, spoken, warn);
    return;
  }
  if (condition.kind !== 'has' || condition.command.kind !== 'word') return;
  const { text, span } = condition.command;
  if (spoken.has(text.toLowerCase())) return;
  const meant = nearest(text, STAGES);
  if (meant === undefined) return;
  const message = `this asks for a command called \`${text}\`, which no client of this test sends`;
  const hint = `did you mean \`has ${meant} COMMAND\`? For the command itself write \`"${text}"\``;
  warn('has-stage', span, message, hint);
}

/** Adds the words that an action may bring into logs, in lower case. */
export function addSpoken(action: Action, spoken: Set<string>): void {
  const add = (operand: Operand): unknown => spoken.add(operandText(operand).toLowerCase());
  if (action.kind === 'commands') action.commands.forEach(add);
  if (action.kind === 'call') action.arguments.forEach(add);
  if (action.kind === 'client' && action.request.verb === 'sends') add(action.request.command);
  if (action.kind === 'when' || action.kind === 'at-event' || action.kind === 'expect-error') {
    addSpoken(action.statement.action, spoken);
  }
}
