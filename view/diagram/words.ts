// What diagrams say about their items, in the long form of lists and the short form of pictures.

import {
  endpointName,
  isHeartbeat,
  type Packet,
  packetText,
  positionName,
} from '../../sim/index.ts';
import { counted } from '../words.ts';
import type { LaneState } from './lane-states.ts';
import type { FoldItem, LeftOut, MessageItem, NoteItem, DiagramWindow } from './model.ts';
import { printable } from './printable.ts';

/** What a message says, in full, without its ends: `vote-request term 3, log ends at 4@2`. */
export function messageText(packet: Packet): string {
  const ends = `${endpointName(packet.from)} -> ${endpointName(packet.to)} `;
  return printable(packetText(packet).slice(ends.length));
}

/** The same in pieces, as short as a picture needs it: `append t2`, `3@2 x = 5`, `commit 2`. */
export function shortMessage(packet: Packet): readonly string[] {
  switch (packet.kind) {
    case 'pre-vote-request':
    case 'vote-request': {
      const what = packet.kind.replace('-request', ' request');
      return [`${what} t${packet.term}`, positionName(packet.lastLogIndex, packet.lastLogTerm)];
    }
    case 'pre-vote-response':
    case 'vote-response': {
      const what = packet.kind.replace('-response', packet.granted ? ' granted' : ' refused');
      return [`${what} t${packet.term}`];
    }
    case 'append-request':
      return shortAppend(packet);
    case 'append-response':
      return packet.success
        ? [`ack t${packet.term}`, `up to ${packet.matchIndex}`]
        : [`refused at ${packet.rejectedIndex} t${packet.term}`, packet.refusal];
    case 'client-request':
    case 'client-response':
    case 'read-request':
    case 'read-response':
      return [messageText(packet).slice(packet.kind.length + 1)];
    default:
      return [messageText(packet).replace(/\bterm (\d+), /, 't$1 ')];
  }
}

function shortAppend(packet: Extract<Packet, { kind: 'append-request' }>): readonly string[] {
  const { term, leaderCommit } = packet;
  if (isHeartbeat(packet)) return [`heartbeat t${term}`, `commit ${leaderCommit}`];
  // `term 2, after 1@1: 2@2 x = 5, commit 1`, of which the middle is wanted; a value may hold anything.
  const text = messageText(packet);
  const begin = text.indexOf(': ') + 2;
  const entries = text.slice(begin, text.lastIndexOf(', commit '));
  return [`append t${term}`, entries, `commit ${leaderCommit}`];
}

/** How a message fared, as words behind its text; empty when it simply arrived. */
export function fateText(item: MessageItem): string {
  const { fate, why, copy, sentTick, tick } = item;
  if (fate === 'lost') return why === 'is lost' ? 'lost' : `lost: ${printable(why)}`;
  if (fate === 'held') return `held: ${printable(why)}`;
  if (fate === 'open') return `still under way at tick ${tick}`;
  const again = copy > 1 ? 'once more' : '';
  if (item.heldAt >= 0) return again === '' ? 'let go' : again;
  if (copy > 1) return `${again}, sent at tick ${sentTick}`;
  return '';
}

/** The lines of a note: what another line of it says is left away. */
export function noteLines({ facts }: NoteItem): string[] {
  const shown = facts.filter(({ sort, text }) => {
    const others = facts.filter((other) => other.text !== text);
    const isRole = others.some((other) => other.sort === 'role');
    if (sort === 'term') return !others.some((other) => other.sort === 'vote') && !isRole;
    return !(sort === 'note' && isRole && /^(campaigns|asks for pre-votes) /.test(text));
  });
  return shown.map(({ text }) => printable(text));
}

/** The same lines, as short as a picture needs them: its badge tells the term. */
export function shortNoteLines(note: NoteItem): string[] {
  return noteLines(note).map((text) =>
    text
      .replace(/^its election timer/, 'election timer')
      .replace(/^becomes (\S+) in term (\d+)/, '$1, term $2')
      .replace(/^(asks for pre-votes) for/, '$1,')
      .replace(/^(votes for \S+) in term (\d+)/, '$1, term $2')
      .replace(/^commits up to (\d+), from (\d+)/, (_, to: string, from: string) =>
        Number(from) + 1 === Number(to) ? `commits ${to}` : `commits ${Number(from) + 1}..${to}`,
      ),
  );
}

/** `12 heartbeats, 3 messages lost, 4 repeats lost`. */
export function foldText({ count, answers, again, lost }: FoldItem): string {
  const parts: string[] = [];
  if (count > 0) parts.push(counted(count, 'heartbeat'));
  else if (answers > 0) parts.push(`${counted(answers, 'answer')} to heartbeats`);
  if (lost > 0) parts.push(`${counted(lost, 'message')} lost`);
  if (again > 0) parts.push(`${counted(again, 'repeat')} lost`);
  return parts.join(', ');
}

/** How a node stands when the window opens: `leader in term 3`, `down`. */
export function standingText({ role, term, mode }: LaneState): string {
  const what = mode === 'paused' ? `paused ${role}` : mode === 'down' ? mode : role;
  return term < 0 ? what : `${what} in term ${term}`;
}

/** `tick 7` or `ticks 7 to 12`. */
export function ticksText(from: number, to: number): string {
  return from === to ? `tick ${from}` : `ticks ${from} to ${to}`;
}

/** What the window does not show, as a sentence; empty when it shows all. */
export function leftOutText(
  { before, after, lastTick }: LeftOut,
  { from, to }: DiagramWindow,
): string {
  const parts: string[] = [];
  if (before > 0) parts.push(`${counted(before, 'row')} before tick ${from}`);
  if (after > 0) parts.push(`${counted(after, 'row')} after tick ${to}, up to tick ${lastTick}`);
  return parts.length === 0 ? '' : `Left out: ${parts.join('; ')}.`;
}
