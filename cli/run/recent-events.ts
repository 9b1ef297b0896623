// What is kept of a trace that is written down as it comes: enough to tell what led to a failure.

import type { TraceEvent } from '../../sim/index.ts';
import { eventsThatLedHere } from '../../view/index.ts';

/** Events kept in any case; of those before them, the ones that a report of that moment would have listed. */
const EVENTS_KEPT = 50_000;

/** The last events of a running test. */
export class RecentEvents {
  private events: TraceEvent[] = [];

  add(events: readonly TraceEvent[]): void {
    for (const event of events) this.events.push(event);
    // Only when there are twice as many: moving the rest costs time.
    if (this.events.length < 2 * EVENTS_KEPT) return;
    const older = this.events.slice(0, -EVENTS_KEPT);
    this.events = [...eventsThatLedHere(older), ...this.events.slice(-EVENTS_KEPT)];
  }

  /** In order, with gaps. */
  list(): readonly TraceEvent[] {
    return this.events;
  }
}
