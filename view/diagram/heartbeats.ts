// Which messages are nothing but a sign of life: heartbeats, and the answers to them that bring nothing new.

import { isHeartbeat, type TraceEvent } from '../../sim/index.ts';

/** Heartbeats that are remembered until they are answered; what was lost on the way never is. */
const ASKED_MAX = 50_000;

/** Tells heartbeats and their answers from other messages, while a trace is read. */
export class HeartbeatFilter {
  private readonly isOff: boolean;
  private readonly asked = new Set<string>();

  /** `isOff`: nothing is folded. */
  constructor(isOff: boolean) {
    this.isOff = isOff;
  }

  /** Takes note of a message that is sent. */
  noteSent(event: TraceEvent): void {
    if (this.isOff || event.message === null || !isHeartbeat(event.message)) return;
    this.asked.add(exchangeOf(event));
    if (this.asked.size > ASKED_MAX) dropFirst(this.asked);
  }

  /** Whether an event is about a heartbeat, or about an answer to one that brings nothing new. */
  isFolded(event: TraceEvent): boolean {
    const { message } = event;
    if (this.isOff || message === null) return false;
    if (isHeartbeat(message)) return true;
    return (
      message.kind === 'append-response' && message.success && this.asked.has(exchangeOf(event))
    );
  }
}

/** Names a request and its answer alike: who asked, who was asked, and the id they share. */
function exchangeOf({ message }: TraceEvent): string {
  if (message === null) return '';
  const { from, to, id, kind } = message;
  return kind.endsWith('-response') ? `${to} ${from} ${id}` : `${from} ${to} ${id}`;
}

/** Forgets what was added first. */
export function dropFirst<Key>(known: Map<Key, unknown> | Set<Key>): void {
  for (const key of known.keys()) {
    known.delete(key);
    return;
  }
}
