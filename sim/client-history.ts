// What clients were answered, as a history that can be judged.

import type { Ask, Ended } from '../client/index.ts';
import { NOBODY, type NodeId, type RequestId } from '../core/index.ts';
import { decodeCommand } from './command.ts';
import { requestName } from './describe.ts';
import { clientName, endpointName } from './endpoint.ts';
import { checkHistory, windowLines, windowSentence } from './history/index.ts';
import type {
  HistoryCall,
  HistoryOperation,
  HistoryOutcome,
  HistoryValue,
  OperationWords,
  ViolationWindow,
} from './history/index.ts';
import type { HistoryRecord } from './world-state.ts';
import type { World } from './world.ts';

/** Steps the judgement of one test may take: a history that needs more is not judged, and the report says so. */
const STEPS_MAX = 2_000_000;

/** A request on its way through the judgement: as an operation, and as what people know it by. */
interface Asked {
  readonly operation: HistoryOperation;
  readonly request: RequestId;
  readonly sentAt: number;
  /** Who ended it and when; null while it is open. */
  readonly answer: { readonly by: NodeId; readonly tick: number } | null;
}

/** Everything clients asked of keys, in the order in which it ended; what is still open comes last. */
export function historyOf(world: World): readonly HistoryOperation[] {
  return askedOf(world).map(({ operation }) => operation);
}

function askedOf(world: World): readonly Asked[] {
  const all = new Map<string, Asked>();
  for (const record of world.history) {
    const operation = operationOf(record);
    if (operation === undefined) continue;
    const { request, answeredBy, endedAt } = record.ended;
    const answer = { by: answeredBy, tick: endedAt };
    const asked = { operation, request, sentAt: record.sending.tick, answer };
    const key = requestName(request);
    const earlier = all.get(key);
    all.set(key, earlier === undefined ? asked : merged(earlier, asked));
  }
  return [...all.values(), ...openOf(world)];
}

/**
 * A request that was repeated under its number is one operation: it took effect before anybody was told so.
 * What was refused had none, so what counts is the repetition; and a refused repetition says nothing of a
 * first sending whose end nobody knows.
 */
function merged(earlier: Asked, later: Asked): Asked {
  const { outcome, invokedAt } = earlier.operation;
  if (outcome === 'fail') return later;
  const isAnswered = outcome !== 'unknown' || later.operation.outcome === 'fail';
  const told = isAnswered ? earlier : later;
  return { ...told, sentAt: earlier.sentAt, operation: { ...told.operation, invokedAt } };
}

function openOf(world: World): Asked[] {
  const open: Asked[] = [];
  for (const client of world.clients.values()) {
    const { outstanding } = client;
    if (outstanding === null) continue;
    const call = callOf(outstanding.operation.ask);
    if (call === undefined || call.call.kind === 'read') continue;
    const sending = world.sendings.get(client.number) ?? { tick: world.now, order: 0 };
    const operation: HistoryOperation = {
      key: call.key,
      call: call.call,
      process: clientName(client.number),
      invokedAt: sending.order,
      returnedAt: Infinity,
      outcome: 'unknown',
      result: null,
      stale: false,
    };
    const { request } = outstanding;
    open.push({ operation, request, sentAt: sending.tick, answer: null });
  }
  return open;
}

function operationOf(record: HistoryRecord): HistoryOperation | undefined {
  const { ended, sending, endedOrder, isDoubtful } = record;
  const { operation, outcome, request } = ended;
  const call = callOf(operation.ask);
  if (call === undefined) return undefined;
  const { ask } = operation;
  return {
    key: call.key,
    call: call.call,
    process: clientName(request.client),
    invokedAt: sending.order,
    returnedAt: outcome.status === 'unknown' ? Infinity : endedOrder,
    outcome: outcomeOf(ended),
    result: outcome.status === 'ok' ? valueOf(outcome.value) : null,
    stale: isDoubtful || (ask.kind === 'read' && ask.manner === 'stale'),
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
  const asked = askedOf(world);
  const judgement = checkHistory(
    asked.map(({ operation }) => operation),
    STEPS_MAX,
  );
  if (judgement.verdict === 'unknown') {
    world.notes.push(`linearizability is not judged: it would take more than ${STEPS_MAX} steps`);
  }
  const { window } = judgement;
  if (window === undefined) return;
  const known = new Map(asked.map((each) => [each.operation, each]));
  const words: OperationWords = {
    name: (operation) => nameOf(operation, known),
    time: (operation) => timesOf(known.get(operation)),
  };
  const blamed = known.get(window.culprit);
  world.accuse({
    property: 'linearizability',
    node: -1,
    message: windowSentence(window, words),
    expected: 'an order of all requests that explains every answer',
    observed: windowLines(window, words).join('\n'),
    why: [orderSentence(window, words)],
    ...(blamed === undefined ? {} : { request: blamed.request }),
  });
}

function nameOf(operation: HistoryOperation, known: ReadonlyMap<HistoryOperation, Asked>): string {
  const asked = known.get(operation);
  return asked === undefined ? String(operation.process) : requestName(asked.request);
}

/** When a request was sent and answered, and by whom. */
function timesOf(asked: Asked | undefined): string {
  if (asked === undefined) return '';
  const { sentAt, answer, operation } = asked;
  const sent = `sent in tick ${sentAt}`;
  if (answer === null) return `${sent}, under way`;
  if (answer.by === NOBODY) return `${sent}, given up in tick ${answer.tick}`;
  const answered = operation.outcome === 'unknown' ? 'ended' : 'answered';
  return `${sent}, ${answered} by ${endpointName(answer.by)} in tick ${answer.tick}`;
}

/** What came before what: ticks do not tell when there are several events in one. */
function orderSentence({ operations }: ViolationWindow, { name }: OperationWords): string {
  const events = operations.flatMap((operation) => [
    { at: operation.invokedAt, what: `${name(operation)} sent` },
    { at: operation.returnedAt, what: `${name(operation)} answered` },
  ]);
  const told = events.filter(({ at }) => Number.isFinite(at)).sort((a, b) => a.at - b.at);
  return `in this order: ${told.map(({ what }) => what).join(', ')}`;
}
