// A trace event as a line: number, tick, where, what. The one format of `show trace`, `--trace` and reports.

import { endpointName } from './endpoint.ts';
import type { TraceEvent } from './trace.ts';

/** How wide the columns of a list of events are. */
export interface EventWidths {
  readonly number: number;
  readonly tick: number;
  readonly node: number;
}

/** The widths that a list of events needs. */
export function eventWidths(events: readonly TraceEvent[]): EventWidths {
  const widest = (text: (event: TraceEvent) => string): number =>
    events.reduce((width, event) => Math.max(width, text(event).length), 0);
  return {
    number: widest((event) => String(event.i)) + 1,
    tick: widest((event) => String(event.tick)),
    node: widest((event) => endpointName(event.node)),
  };
}

/** `#12`, as wide as its column. */
export function eventNumber({ i }: TraceEvent, { number }: EventWidths): string {
  return `#${i}`.padStart(number);
}

/** `tick 17  n0`, as wide as its columns. */
export function eventPlace(event: TraceEvent, { tick, node }: EventWidths): string {
  return `tick ${String(event.tick).padStart(tick)}  ${endpointName(event.node).padEnd(node)}`;
}

/** What happened, without the end of a message that the place names already. */
export function eventText({ kind, node, message, text }: TraceEvent): string {
  if (kind === 'phase') return `— ${text} —`;
  if (message === null) return text;
  const ends = `${endpointName(message.from)} -> ${endpointName(message.to)} `;
  if (!text.startsWith(ends)) return text;
  const rest = text.slice(ends.length);
  if ((kind === 'send' || kind === 'lose') && node === message.from) {
    return `to ${endpointName(message.to)}: ${rest.replace(/ is sent$/, '')}`;
  }
  if (kind === 'deliver' && node === message.to) {
    return `from ${endpointName(message.from)}: ${rest.replace(/ arrives$/, '')}`;
  }
  return text;
}

/** Events as lines. `<- #12` names the cause of one when it is listed and not the line above. */
export function eventLines(events: readonly TraceEvent[]): readonly string[] {
  const widths = eventWidths(events);
  const listed = new Set(events.map(({ i }) => i));
  return events.map((event, at) => {
    const namesCause = listed.has(event.cause) && event.cause !== events[at - 1]?.i;
    const cause = namesCause ? `  <- #${event.cause}` : '';
    return `${eventNumber(event, widths)}  ${eventPlace(event, widths)}  ${eventText(event)}${cause}`;
  });
}
