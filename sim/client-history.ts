// What clients were answered, as a history that can be judged.

import type { Ask, Ended } from '../client/index.ts';
import { decodeCommand } from './command.ts';
import { clientName } from './endpoint.ts';
import { checkHistory, windowLines, windowSentence } from './history/index.ts';
import type {
  HistoryCall,
  HistoryOperation,
  HistoryOutcome,
  HistoryValue,
} from './history/index.ts';
import type { HistoryRecord, World } from './world.ts';

/** Steps the judgement of one test may take: a history that needs more is not judged, and the report says so. */
const STEPS_MAX = 2_000_000;

/** Everything clients asked of keys, in the order in which it ended; what is still open comes last. */
export function historyOf(world: World): readonly HistoryOperation[] {
  const operations = new Map<string, HistoryOperation>();
  for (const record of world.history) {
    const operation = operationOf(record);
    if (operation === undefined) continue;
    const { client, sequence } = record.ended.request;
    const key = `${client}/${sequence}`;
    const earlier = operations.get(key);
    operations.set(key, earlier === undefined ? operation : merged(earlier, operation));
  }
  return [...operations.values(), ...openOf(world)];
}

/**
 * A request that was repeated under its number is one operation: it took effect before anybody was told so.
 * What was refused had none, so what counts is the repetition; and a refused repetition says nothing of a
 * first sending whose end nobody knows.
 */
function merged(earlier: HistoryOperation, later: HistoryOperation): HistoryOperation {
  if (earlier.outcome === 'fail') return later;
  const isAnswered = earlier.outcome !== 'unknown' || later.outcome === 'fail';
  const told = isAnswered ? earlier : later;
  return { ...told, invokedAt: earlier.invokedAt };
}

function openOf(world: World): HistoryOperation[] {
  const open: HistoryOperation[] = [];
  for (const client of world.clients.values()) {
    const { outstanding } = client;
    if (outstanding === null) continue;
    const call = callOf(outstanding.operation.ask);
    if (call === undefined || call.call.kind === 'read') continue;
    open.push({
      key: call.key,
      call: call.call,
      process: clientName(client.number),
      invokedAt: world.sentOrder.get(client.number) ?? 0,
      returnedAt: Infinity,
      outcome: 'unknown',
      result: null,
      stale: false,
    });
  }
  return open;
}

function operationOf({
  ended,
  sentOrder,
  endedOrder,
}: HistoryRecord): HistoryOperation | undefined {
  const { operation, outcome, request } = ended;
  const call = callOf(operation.ask);
  if (call === undefined) return undefined;
  const { ask } = operation;
  return {
    key: call.key,
    call: call.call,
    process: clientName(request.client),
    invokedAt: sentOrder,
    returnedAt: outcome.status === 'unknown' ? Infinity : endedOrder,
    outcome: outcomeOf(ended),
    result: outcome.status === 'ok' ? valueOf(outcome.value) : null,
    stale: ask.kind === 'read' && ask.manner === 'stale',
  };
}

function outcomeOf({ outcome }: Ended): HistoryOutcome {
  if (outcome.status !== 'error') return outcome.status;
  return outcome.reason === 'cas-mismatch' ? 'mismatch' : 'fail';
}

function callOf(ask: Ask): { readonly key: string; readonly call: HistoryCall } | undefined {
  if (ask.kind === 'read') return { key: ask.query, call: { kind: 'read' } };
  if (ask.kind !== 'command') return undefined;
  const command = decodeCommand(ask.command);
  switch (command.kind) {
    case 'value':
      return undefined;
    case 'write':
      return { key: command.key, call: { kind: 'write', value: valueOf(command.value) } };
    case 'cas': {
      const { key, from, to } = command;
      return { key, call: { kind: 'cas', from: valueOf(from), to: valueOf(to) } };
    }
  }
}

/** The empty text is what a key holds that was never written. */
function valueOf(text: string): HistoryValue {
  return text === '' ? null : text;
}

/** Judges all clients' answers, at the end of a test. Accuses the world when no order of requests explains them. */
export function judgeHistory(world: World): void {
  if (!world.checker.judges('linearizability') || world.halted) return;
  if (world.machine !== null) {
    world.suspend('linearizability', 'only the built-in state machine is known to the judge');
    return;
  }
  const judgement = checkHistory(historyOf(world), STEPS_MAX);
  if (judgement.verdict === 'unknown') {
    world.notes.push(`linearizability is not judged: it would take more than ${STEPS_MAX} steps`);
  }
  const { window } = judgement;
  if (window === undefined) return;
  world.accuse({
    property: 'linearizability',
    node: -1,
    message: windowSentence(window),
    expected: 'an order of all requests that explains every answer',
    observed: windowLines(window).join('\n'),
  });
}
