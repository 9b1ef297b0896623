// Messages, entries and core events in words. Used by traces, `show` and diagnosis; decides nothing.

import type { CoreEvent, Entry, RequestId, StepDownReason } from '../core/index.ts';
import { commandText } from './command.ts';
import { clientName, clientNamed, endpointName, positionName } from './endpoint.ts';
import { answerText, askText, configurationText } from './describe-requests.ts';
import type { Packet } from './packet.ts';

/** An entry: `4@2 foo`, `3@2 no-op`. */
export function entryText(entry: Entry): string {
  return `${positionName(entry.index, entry.term)} ${contentText(entry)}`;
}

function contentText(entry: Entry): string {
  switch (entry.kind) {
    case 'no-op':
      return 'no-op';
    case 'command':
      return commandText(entry.command);
    case 'configuration':
      return `configuration ${entry.configuration === null ? '' : configurationText(entry.configuration)}`;
  }
}

/** Whether a packet is a heartbeat or the answer to one: what lists fold. */
export function isHeartbeat(packet: Packet): boolean {
  return packet.kind === 'append-request' && packet.entries.length === 0;
}

/** What a packet says, with its ends: `n0 -> n1 vote-request term 3, log ends at 4@2`. */
export function packetText(packet: Packet): string {
  return `${endpointName(packet.from)} -> ${endpointName(packet.to)} ${packet.kind} ${packetBody(packet)}`;
}

function packetBody(packet: Packet): string {
  switch (packet.kind) {
    case 'pre-vote-request':
    case 'vote-request':
      return `term ${packet.term}, log ends at ${positionName(packet.lastLogIndex, packet.lastLogTerm)}`;
    case 'pre-vote-response':
    case 'vote-response':
      return `term ${packet.term}, ${packet.granted ? 'granted' : 'refused'}`;
    case 'append-request':
      return appendText(packet);
    case 'append-response':
      return packet.success
        ? `term ${packet.term}, has all up to ${packet.matchIndex}`
        : `term ${packet.term}, refused (${packet.refusal}) at ${packet.rejectedIndex}, may agree at ${positionName(packet.hintIndex, packet.hintTerm)}`;
    case 'snapshot-request':
      return `term ${packet.term}, snapshot up to ${positionName(packet.index, packet.indexTerm)}, ${packet.offset} to ${packet.offset + packet.piece.length} of ${packet.size}`;
    case 'snapshot-response':
      return packet.matchIndex > 0
        ? `term ${packet.term}, has all up to ${packet.matchIndex}`
        : `term ${packet.term}, has ${packet.offset} of the snapshot up to ${packet.index}`;
    case 'timeout-now':
      return `term ${packet.term}, campaign now`;
    case 'read-request':
      return `${requestName(packet.request)} from which index?`;
    case 'read-response':
      return `${requestName(packet.request)} ${packet.ok ? `from index ${packet.readIndex}` : 'not the leader'}`;
    case 'fetch-request':
      return `what is committed behind ${packet.commitIndex}?`;
    case 'fetch-response':
      return fetchText(packet);
    case 'client-request':
      return `${requestName(packet.request)} ${askText(packet.ask)}`;
    case 'client-response':
      return `${requestName(packet.request)} ${answerText(packet.answer)}`;
  }
}

function fetchText(packet: Extract<Packet, { kind: 'fetch-response' }>): string {
  const { snapshot, entries, commitIndex } = packet;
  if (snapshot !== null) {
    return `snapshot up to ${positionName(snapshot.index, snapshot.indexTerm)}, ${snapshot.offset} to ${snapshot.offset + snapshot.piece.length} of ${snapshot.size}`;
  }
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  return `${count}, commit ${commitIndex}`;
}

function appendText(packet: Extract<Packet, { kind: 'append-request' }>): string {
  const previous = positionName(packet.prevLogIndex, packet.prevLogTerm);
  const what =
    packet.entries.length === 0
      ? 'heartbeat'
      : packet.entries.length === 1
        ? entryText(packet.entries[0])
        : `${packet.entries.length} entries to ${positionOf(packet.entries[packet.entries.length - 1])}`;
  return `term ${packet.term}, after ${previous}: ${what}, commit ${packet.leaderCommit}`;
}

function positionOf(entry: Entry): string {
  return positionName(entry.index, entry.term);
}

/** A client's request: `c1.3`, `judge.1`. */
export function requestName(request: {
  readonly client: number;
  readonly sequence: number;
}): string {
  return `${clientName(request.client)}.${request.sequence}`;
}

const STEP_DOWN: Readonly<Record<StepDownReason, string>> = {
  told: ', as told',
  'lost-quorum': ': no quorum answered for an election timeout',
  removed: ': it is no voter any more',
};

/** The request of a name, the inverse of `requestName`; undefined when no request has it. */
export function requestNamed(name: string): RequestId | undefined {
  const [, who = '', sequence = ''] = /^(.+)\.([1-9]\d{0,8})$/.exec(name) ?? [];
  const client = clientNamed(who);
  return client === undefined ? undefined : { client, sequence: Number(sequence) };
}

/** A core event in words, as said of the node it happened at. Refusals: see `refusals.ts`. */
export function coreEventText(event: CoreEvent): string {
  switch (event.kind) {
    case 'checksum-mismatch':
      return `finds that entry ${event.index} from ${endpointName(event.leader)} does not fit its checksum`;
    case 'stepped-down':
      return `gives up leading term ${event.term}${STEP_DOWN[event.reason]}`;
    case 'leader-forgotten':
      return `forgets that ${endpointName(event.leader)} leads`;
    case 'campaign-started':
      return event.pre
        ? `asks for pre-votes for term ${event.term}`
        : `campaigns for term ${event.term}`;
    case 'vote-refused':
      return `refuses ${endpointName(event.candidate)} its ${event.pre ? 'pre-vote' : 'vote'} for term ${event.term}`;
    case 'append-refused':
      return `refuses entries of ${endpointName(event.leader)} at index ${event.index}`;
    default:
      return memberEventText(event);
  }
}

type MemberEvent = Exclude<
  CoreEvent,
  {
    kind:
      | 'vote-refused'
      | 'append-refused'
      | 'checksum-mismatch'
      | 'stepped-down'
      | 'leader-forgotten'
      | 'campaign-started';
  }
>;

function memberEventText(event: MemberEvent): string {
  switch (event.kind) {
    case 'configuration-adopted':
      return `uses the members ${configurationText(event.configuration)} of entry ${event.index}`;
    case 'configuration-rolled-back':
      return `goes back to the members ${configurationText(event.configuration)} of entry ${event.index}`;
    case 'configuration-changed':
      return `knows the members ${configurationText(event.configuration)} of entry ${event.index} to be committed`;
    case 'learner-caught-up':
      return `finds that learner ${endpointName(event.learner)} keeps up, after ${event.rounds} rounds`;
    case 'snapshot-taken':
      return `takes a snapshot up to entry ${event.index}`;
    case 'snapshot-installed':
      return `installs a snapshot up to entry ${event.index}`;
    case 'snapshot-refused':
      return `refuses a snapshot of ${endpointName(event.leader)} up to entry ${event.index}: it does not fit its checksum`;
    case 'log-compacted':
      return `drops its log up to entry ${event.index}`;
    case 'transfer-started':
      return `begins to hand leadership over to ${endpointName(event.target)}`;
    case 'transfer-aborted':
      return `gives up handing leadership over to ${endpointName(event.target)}`;
    case 'attached':
      return `hangs off ${endpointName(event.source)}`;
    case 'source-lost':
      return `hears nothing of its source ${endpointName(event.source)} any more`;
    case 'attach-refused':
      return `is refused by its source ${endpointName(event.source)}, which it feeds itself`;
  }
}
