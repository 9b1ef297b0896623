// Messages in as few words as a column of a terminal has room for.

import {
  endpointName,
  entryText,
  isHeartbeat,
  type Packet,
  packetText,
  positionName,
} from '../sim/index.ts';

/** What a message says, without its ends: `append t1, 2@1 x = 5, commit 1`. */
export function messageWords(packet: Packet): string {
  switch (packet.kind) {
    case 'pre-vote-request':
    case 'vote-request': {
      const what = packet.kind === 'vote-request' ? 'vote?' : 'pre-vote?';
      return `${what} t${packet.term}, log ${positionName(packet.lastLogIndex, packet.lastLogTerm)}`;
    }
    case 'pre-vote-response':
    case 'vote-response': {
      const what = packet.kind === 'vote-response' ? 'vote' : 'pre-vote';
      return `${what} ${packet.granted ? 'granted' : 'refused'}, t${packet.term}`;
    }
    case 'append-request':
      return appendWords(packet);
    case 'append-response':
      return packet.success
        ? `ack t${packet.term}, has ${packet.matchIndex}`
        : `refusal t${packet.term}, at ${packet.rejectedIndex}, may agree at ${positionName(packet.hintIndex, packet.hintTerm)}`;
    default: {
      const ends = `${endpointName(packet.from)} -> ${endpointName(packet.to)} `;
      const text = packetText(packet).slice(ends.length);
      // Who asks and who answers is plain from the arrow.
      return text.replace(/^client-(request|response) /, '');
    }
  }
}

function appendWords(packet: Extract<Packet, { kind: 'append-request' }>): string {
  const { term, entries, leaderCommit } = packet;
  if (isHeartbeat(packet)) return `heartbeat t${term}, commit ${leaderCommit}`;
  const last = entries[entries.length - 1];
  const what =
    entries.length === 1
      ? entryText(last)
      : `${entries.length} entries to ${positionName(last.index, last.term)}`;
  return `append t${term}, ${what}, commit ${leaderCommit}`;
}
