// A window in words: one sentence that says why, and a line per operation.

import type { HistoryCall, HistoryOperation, HistoryValue } from './operation.ts';
import { valueFound } from './register.ts';
import type { ViolationWindow } from './window.ts';

/** A process as people read it: `c1`, `process 0`. */
function processName({ process }: HistoryOperation): string {
  return typeof process === 'number' ? `process ${process}` : process;
}

function valueText(value: HistoryValue): string {
  return value ?? 'nil';
}

/** A call: `read`, `write 5`, `cas 4 to 5`. */
function callText(call: HistoryCall): string {
  if (call.kind === 'read') return 'read';
  if (call.kind === 'write') return `write ${valueText(call.value)}`;
  return `cas ${valueText(call.from)} to ${valueText(call.to)}`;
}

function outcomeText({ call, outcome, result }: HistoryOperation): string {
  if (outcome === 'mismatch') return 'found another value';
  return outcome === 'ok' && call.kind === 'read' ? valueText(result) : outcome;
}

/** How operations are named and dated, by somebody who knows more of them than their order. */
export interface OperationWords {
  /** Such as `c1.2`; begins a line. */
  readonly name: (operation: HistoryOperation) => string;
  /** Such as `sent in tick 3, answered by n1 in tick 6`. */
  readonly time: (operation: HistoryOperation) => string;
}

/** Processes, and when: `events 3-6`; `events 3-` while it is open. */
function wordsOf(told: string | OperationWords): OperationWords {
  if (typeof told !== 'string') return told;
  const time = ({ invokedAt, returnedAt }: HistoryOperation): string =>
    `${told} ${invokedAt}-${Number.isFinite(returnedAt) ? returnedAt : ''}`;
  return { name: processName, time };
}

/** What an operation says of its register: `c2 read x = 4`. */
function claim(operation: HistoryOperation): string {
  const name = registerName(operation);
  const who = processName(operation);
  const { call, outcome, result } = operation;
  if (call.kind === 'read') return `${who} read ${name} = ${valueText(result)}`;
  if (call.kind === 'write') return `${who} wrote ${name} = ${valueText(call.value)}`;
  const found =
    outcome === 'mismatch' ? `another value than ${valueText(call.from)}` : valueText(call.from);
  return `${who}'s cas of ${name} to ${valueText(call.to)} found ${found}`;
}

function registerName({ key }: HistoryOperation): string {
  return key ?? 'the register';
}

/** Why the operations of a window have no order. `told`: what their times count, or the words for them. */
export function windowSentence(
  window: ViolationWindow,
  told: string | OperationWords = 'events',
): string {
  const words = wordsOf(told);
  const { operations, culprit } = window;
  const [other] = operations.filter((operation) => operation !== culprit);
  const found = valueFound(culprit);
  if (found !== undefined && operations.length === 1) {
    return `${claim(culprit)}, but ${neverWritten(window, valueText(found), words)}`;
  }
  if (found !== undefined && operations.length === 2 && other.outcome !== 'unknown') {
    const relation = relationText(other, culprit);
    if (relation !== '') {
      return `${claim(culprit)} ${relation}, and nothing could have written ${valueText(found)} in between`;
    }
  }
  const start = window.start === 'nil' ? ', starting from nil,' : '';
  return `${claim(culprit)}, but no order of these ${operations.length} operations${start} leads to that${onlySources(window, words)}`;
}

function neverWritten(
  { sources, culprit }: ViolationWindow,
  value: string,
  { time }: OperationWords,
): string {
  const possible = sources.filter(({ outcome }) => outcome !== 'fail');
  if (possible.length > 0) {
    const [first] = possible;
    return `${value} was not yet written: ${ownCall(first)} (${time(first)}) was called later`;
  }
  const [failed] = sources;
  if (failed !== undefined) {
    return `${value} was never written: ${ownCall(failed)} (${time(failed)}) failed`;
  }
  return `nobody ever wrote ${value}${culprit.key === null ? '' : ' there'}`;
}

/** `c1's write of 5`, `c1's cas from 4 to 5`. */
function ownCall(operation: HistoryOperation): string {
  const who = `${processName(operation)}'s`;
  const { call } = operation;
  if (call.kind === 'read') return `${who} read of ${valueText(operation.result)}`;
  if (call.kind === 'write') return `${who} write of ${valueText(call.value)}`;
  return `${who} cas from ${valueText(call.from)} to ${valueText(call.to)}`;
}

/** How another operation stands to the culprit in time. */
function relationText(other: HistoryOperation, culprit: HistoryOperation): string {
  if (other.returnedAt < culprit.invokedAt) {
    const ended = other.outcome === 'mismatch' ? 'found another value' : 'returned';
    return `after ${ownCall(other)} had ${ended}`;
  }
  return other.call.kind === 'read' ? `while ${claim(other)}` : '';
}

/** Who could have written what the culprit found, if they are few. */
function onlySources(window: ViolationWindow, { time }: OperationWords): string {
  const { sources, operations } = window;
  const shown = sources.filter((source) => operations.includes(source));
  if (shown.length === 0 || shown.length > 2) return '';
  const names = shown.map((source) => `${ownCall(source)} (${time(source)})`);
  const rest = window.start === 'any' ? 'of these only' : 'only';
  return `; ${rest} ${names.join(' and ')} could have written it`;
}

/** The operations of a window, a line each, in the order of their calls, after a line for the start. */
export function windowLines(
  window: ViolationWindow,
  told: string | OperationWords = 'events',
): string[] {
  const { name, time } = wordsOf(told);
  const { operations, culprit, start, free, minimal } = window;
  const rows = operations.map((operation) => [
    `${operation === culprit ? '>' : ' '} ${name(operation)}`,
    callText(operation.call),
    outcomeText(operation),
    time(operation),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const first =
    start === 'nil'
      ? `from nil, the start of the history:`
      : `from whatever ${registerName(culprit)} held before:`;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  const looking = free.filter((value) =>
    operations.some(
      (operation) => operation.outcome === 'mismatch' || valueFound(operation) === value,
    ),
  );
  const freely =
    looking.length === 0
      ? []
      : [`even if ${looking.map(valueText).join(' and ')} could have been written at any time`];
  const last = minimal ? [] : ['the steps ended before it was tried to do without each of these'];
  return [first, ...lines, ...freely, ...last];
}
