// What clients are told to ask for.

import type { Ask } from '../client/index.ts';
import { commandAsk, retryLast, submit } from '../sim/index.ts';
import type { ClientAction, Operand } from './ast.ts';
import { nobody } from './each-node.ts';
import { resolved, valueText } from './operands.ts';
import type { Problem } from './problem.ts';
import { nodesOf, numberOf, type Scope } from './scope.ts';

/** Queues a plain command of a client. Returns its sequence number. */
export function submitCommand(client: number, command: Operand, scope: Scope): number {
  const value = valueText(resolved(command, scope.variables));
  const ask = commandAsk({ kind: 'value', value });
  return submit(scope.world, client, { ask, to: null, redirects: true });
}

/** Queues what a named client asks for. */
export function request(action: ClientAction, scope: Scope): Problem | undefined {
  const { world } = scope;
  const client = numberOf(action.client, scope);
  const to = action.to === null ? undefined : nodesOf(action.to, scope)[0];
  if (action.to !== null && to === undefined) return nobody(action.to, scope);
  if (action.request.verb === 'retries') {
    if (retryLast(world, client) > 0) return undefined;
    return {
      message: `c${client} has nothing to retry: no request of it has ended`,
      expected: `a request of c${client} that has ended`,
      observed: 'none',
    };
  }
  const ask = askOf(action, scope);
  if (ask !== undefined)
    submit(world, client, { ask, to: to ?? null, redirects: action.redirects });
  return undefined;
}

function askOf(action: ClientAction, scope: Scope): Ask | undefined {
  const text = (operand: Operand): string => valueText(resolved(operand, scope.variables));
  const { request: asked } = action;
  switch (asked.verb) {
    case 'sends':
      return commandAsk({ kind: 'value', value: text(asked.command) });
    case 'writes':
      return commandAsk({ kind: 'write', key: text(asked.key), value: text(asked.value) });
    case 'reads':
      return { kind: 'read', query: text(asked.key), manner: asked.by ?? 'index' };
    case 'cas':
      return commandAsk({
        kind: 'cas',
        key: text(asked.key),
        from: text(asked.expected),
        to: text(asked.value),
      });
    default:
      return undefined;
  }
}
