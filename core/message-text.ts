// Messages as lines of text, for hosts that carry them over a network: JSON, and back again with every field
// looked at, because what comes from a socket may be anything. Damage and mistakes are kept out here; a
// member that lies on purpose is not (the paper's section 2 assumes that there is none).

import type { Configuration } from './configuration.ts';
import { ENTRY_KINDS, type Entry } from './entry.ts';
import { type Message, MESSAGE_KINDS, type MessageKind, type SnapshotPiece } from './messages.ts';

/** A message that was read, or in a sentence why a text is none. */
export type ReadMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly problem: string };

/** A message as one line of text without its end. `readMessage` is the inverse. */
export function messageText(message: Message): string {
  return JSON.stringify(message);
}

/**
 * Reads what `messageText` wrote. Any text is safe: what is no message of this version is refused with the
 * first field that is wrong; fields that no message has are left out. The host still looks whether it is
 * addressed to its node, which `step` insists on.
 */
export function readMessage(text: string): ReadMessage {
  const read = parsed(text);
  if (!isRecord(read)) return refused('it is no JSON object');
  const { kind, from, to, id } = read;
  if (!isKind(kind)) return refused(`there is no kind of message ${JSON.stringify(kind)}`);
  const shape: Readonly<Record<string, Check>> = { from: isWhole, to: isWhole, id: isWhole };
  const fields: Readonly<Record<string, Check>> = SHAPES[kind];
  for (const [field, isSound] of [...Object.entries(shape), ...Object.entries(fields)]) {
    if (!isSound(read[field])) return refused(`${field} of ${kind} is ${shortened(read[field])}`);
  }
  const message: Record<string, unknown> = { kind, from, to, id };
  for (const field of Object.keys(fields)) message[field] = read[field];
  // Every field of the kind was looked at above; the type of SHAPES sees to it that none is missing there.
  const whole = message as unknown as Message;
  return fitsBehind(whole) ? { ok: true, message: whole } : refused('its entries leave a gap');
}

type Check = (value: unknown) => boolean;
type Body<Kind extends MessageKind> = Omit<
  Extract<Message, { readonly kind: Kind }>,
  'kind' | 'from' | 'to' | 'id'
>;
type Shape<Fields> = { readonly [Field in keyof Fields]-?: Check };

const isWhole: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isInteger: Check = (value) => Number.isSafeInteger(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isText: Check = (value) => typeof value === 'string';
const isIds: Check = (value) => Array.isArray(value) && value.every(isWhole);
const isRequestId: Check = (value) =>
  isRecord(value) && isInteger(value.client) && isWhole(value.sequence);
const isConfiguration: Check = (value) =>
  isRecord(value) && CONFIGURATION_PARTS.every((part) => isIds(value[part]));
const CONFIGURATION_PARTS: readonly (keyof Configuration)[] = [
  ...(['voters', 'outgoing', 'learners', 'staged'] as const),
];
const REFUSALS: readonly unknown[] = ['none', 'stale-term', 'log-mismatch', 'checksum-mismatch'];

const ASKS = { term: isWhole, lastLogIndex: isWhole, lastLogTerm: isWhole } as const;
const VOTES = { term: isWhole, granted: isFlag } as const;
const PIECE: Shape<SnapshotPiece> = {
  index: isWhole,
  indexTerm: isWhole,
  checksum: isInteger,
  configuration: isConfiguration,
  configurationIndex: isWhole,
  dataChecksum: isInteger,
  size: isWhole,
  offset: isWhole,
  piece: isText,
};

const SHAPES: { readonly [Kind in MessageKind]: Shape<Body<Kind>> } = {
  'pre-vote-request': { ...ASKS, round: isWhole },
  'pre-vote-response': { ...VOTES, round: isWhole },
  'vote-request': { ...ASKS, force: isFlag },
  'vote-response': VOTES,
  'append-request': {
    term: isWhole,
    prevLogIndex: isWhole,
    prevLogTerm: isWhole,
    prevLogChecksum: isInteger,
    entries: isRun,
    leaderCommit: isWhole,
    round: isWhole,
  },
  'append-response': {
    term: isWhole,
    success: isFlag,
    matchIndex: isWhole,
    refusal: (value) => REFUSALS.includes(value),
    rejectedIndex: isWhole,
    hintIndex: isWhole,
    hintTerm: isWhole,
    round: isWhole,
  },
  'snapshot-request': { term: isWhole, ...PIECE, round: isWhole },
  'snapshot-response': {
    term: isWhole,
    index: isWhole,
    answeredOffset: isWhole,
    offset: isWhole,
    matchIndex: isWhole,
    round: isWhole,
  },
  'timeout-now': { term: isWhole },
  'read-request': { request: isRequestId },
  'read-response': { request: isRequestId, ok: isFlag, readIndex: isWhole },
  'fetch-request': { commitIndex: isWhole, snapshotIndex: isWhole, snapshotOffset: isWhole },
  'fetch-response': {
    upstream: isIds,
    entries: isRun,
    commitIndex: isWhole,
    snapshot: isPieceOrNull,
    members: isIds,
    staleTicks: isWhole,
  },
};

/** Whether a value is a list of entries whose indexes follow one another and whose terms do not fall. */
function isRun(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  let previous: Entry | undefined;
  for (const entry of value as readonly unknown[]) {
    if (!isEntry(entry)) return false;
    const follows = previous === undefined || entry.index === previous.index + 1;
    if (!follows || entry.term < (previous?.term ?? 1)) return false;
    previous = entry;
  }
  return true;
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { index, term, kind, command, configuration, request, checksum } = value;
  const isPlaced = isWhole(index) && isWhole(term) && index !== 0;
  const isOfKind = (ENTRY_KINDS as readonly unknown[]).includes(kind);
  const isFilled =
    kind === 'configuration' ? isConfiguration(configuration) : configuration === null;
  return (
    isPlaced &&
    isOfKind &&
    isFilled &&
    isText(command) &&
    isRequestId(request) &&
    isInteger(checksum)
  );
}

function isPieceOrNull(value: unknown): boolean {
  if (value === null) return true;
  return isRecord(value) && Object.entries(PIECE).every(([field, check]) => check(value[field]));
}

/** Whether the entries of an append-request begin where it says. */
function fitsBehind(message: Message): boolean {
  if (message.kind !== 'append-request') return true;
  const first = message.entries.at(0);
  return first === undefined || first.index === message.prevLogIndex + 1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKind(value: unknown): value is MessageKind {
  return (MESSAGE_KINDS as readonly unknown[]).includes(value);
}

function refused(problem: string): ReadMessage {
  return { ok: false, problem };
}

function shortened(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
