// Messages, entries and core events in words. Used by traces, `show` and diagnosis; decides nothing.

import { type CoreEvent, type Entry, NOBODY, type VoteRefusal } from '../core/index.ts';
import { commandText } from './command.ts';
import { clientName, endpointName, positionName } from './endpoint.ts';
import type { ClientAnswer, Packet } from './packet.ts';
import type { SimulatedNode } from './simulated-node.ts';

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
      return `configuration {${entry.configuration?.voters.join(' ') ?? ''}}`;
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
    case 'client-request':
      return `${requestName(packet.request)} ${commandText(packet.command)}`;
    case 'client-response':
      return `${requestName(packet.request)} ${answerText(packet.answer)}`;
  }
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

/** A node's answer to a client, in words. */
export function answerText(answer: ClientAnswer): string {
  if (answer.ok) {
    const where = `at ${positionName(answer.index, answer.term)}`;
    return answer.result.outcome === 'done'
      ? `done ${where}`
      : `refused ${where}: the value is ${answer.result.value === '' ? 'unset' : answer.result.value}`;
  }
  if (answer.reason === 'superseded') return 'superseded by another entry';
  return answer.leader === NOBODY
    ? 'not the leader, knows none'
    : `not the leader, which is ${endpointName(answer.leader)}`;
}

/** Why a vote was refused, as a clause about the refuser: `its log 3@2 is ahead of 2@2`. */
export function refusalText(
  reason: VoteRefusal,
  ours: { readonly index: number; readonly term: number },
  theirs: { readonly index: number; readonly term: number },
): string {
  switch (reason) {
    case 'stale-term':
      return 'it is in a higher term already';
    case 'hears-leader':
      return 'it hears a leader';
    case 'voted':
      return 'it voted for another in that term';
    case 'log-behind':
      return `its log, ${positionName(ours.index, ours.term)}, is ahead of ${positionName(theirs.index, theirs.term)}`;
  }
}

/** A core event in words, as said of the node it happened at. */
export function coreEventText(host: SimulatedNode, event: CoreEvent): string {
  switch (event.kind) {
    case 'vote-refused': {
      const log = host.core?.log;
      const ours = { index: log?.lastIndex ?? 0, term: log?.lastTerm ?? 0 };
      const theirs = { index: event.lastLogIndex, term: event.lastLogTerm };
      const what = event.pre ? 'pre-vote' : 'vote';
      return `refuses ${endpointName(event.candidate)} its ${what} for term ${event.term}: ${refusalText(event.reason, ours, theirs)}`;
    }
    case 'append-refused':
      return `refuses entries of ${endpointName(event.leader)} (${event.reason}) at index ${event.index}`;
    case 'checksum-mismatch':
      return `finds that entry ${event.index} from ${endpointName(event.leader)} does not fit its checksum`;
    case 'stepped-down':
      return event.reason === 'told'
        ? `gives up leading term ${event.term}, as told`
        : `gives up leading term ${event.term}: no quorum answered for an election timeout`;
    case 'leader-forgotten':
      return `forgets that ${endpointName(event.leader)} leads`;
    case 'campaign-started':
      return event.pre
        ? `asks for pre-votes for term ${event.term}`
        : `campaigns for term ${event.term}`;
  }
}
