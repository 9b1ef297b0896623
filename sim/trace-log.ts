// Keeps the trace of a run: append-only, each event with its cause, scenario line and client request. Who
// writes a long trace down as it comes may have the beginning forgotten.

import type { RequestId } from '../core/index.ts';
import type { Endpoint } from './endpoint.ts';
import type { Packet } from './packet.ts';
import type { TraceChange } from './trace-change.ts';
import type { TraceEvent, TraceKind } from './trace.ts';

/** The parts of an event that depend on what is recorded. */
export interface Recorded {
  readonly kind: TraceKind;
  readonly node: Endpoint;
  readonly text: string;
  readonly message?: Packet;
  readonly request?: RequestId | null;
  /** The requests of several entries: one becomes the event's `request`. */
  readonly requests?: readonly RequestId[];
  readonly change?: TraceChange;
}

/** A growing trace. `cause` and `line` are set by whoever drives the world and hold until they are set again. */
export class TraceLog {
  /** The events that are kept, in order: all, unless some were forgotten; `i` goes on counting. */
  events: TraceEvent[] = [];
  /** Events so far, forgotten ones too: the `i` of the next. */
  count = 0;
  /** `i` of the event that what follows is due to; -1 for none. */
  cause = -1;
  /** Scenario line that is running; 0 for none. */
  line = 0;

  /** Appends an event. Returns its `i`. */
  record(tick: number, recorded: Recorded): number {
    const i = this.count;
    this.count += 1;
    const { kind, node, text, message = null, requests = [], change } = recorded;
    const request = recorded.request ?? (requests.length === 1 ? requests[0] : null);
    this.events.push({
      i,
      tick,
      node,
      kind,
      cause: this.cause,
      line: this.line,
      request: request !== null && request.sequence > 0 ? request : null,
      message,
      text,
      ...(requests.length > 1 ? { requests } : {}),
      ...(change === undefined ? {} : { change }),
    });
    return i;
  }

  /** The event of a number, unless it was forgotten or there is none. */
  at(i: number): TraceEvent | undefined {
    return this.events[i - this.count + this.events.length];
  }

  /** The events from number `i` on. */
  since(i: number): readonly TraceEvent[] {
    return this.events.slice(Math.max(0, i - this.count + this.events.length));
  }

  /** Forgets all events so far. */
  forget(): void {
    this.events = [];
  }

  copy(): TraceLog {
    const copy = new TraceLog();
    for (const event of this.events) copy.events.push(event);
    copy.count = this.count;
    copy.cause = this.cause;
    copy.line = this.line;
    return copy;
  }
}
