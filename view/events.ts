// Lists of trace events for people: the ones that led to a moment, found by walking causes, with the
// chatter of heartbeats folded.

import {
  endpointName,
  eventNumber,
  eventPlace,
  eventText,
  type EventWidths,
  eventWidths,
  type TraceEvent,
} from '../sim/index.ts';
import { brokenAt, printable } from './diagram/printable.ts';
import { PLAIN, type Style } from './style.ts';
import { counted, wrapped } from './words.ts';

/** Kinds of events that decide something; the others carry what was decided. */
const DECISIONS: ReadonlySet<string> = new Set([
  ...['role', 'term', 'vote', 'append', 'truncate', 'commit', 'apply'],
  ...['refuse', 'note', 'fault', 'client', 'lose', 'hold', 'violation', 'phase'],
]);

/** Decisions that tell where a node stands: its last one is always of interest. */
const MILESTONES: ReadonlySet<string> = new Set(['role', 'vote', 'truncate', 'commit', 'fault']);

/** Events that belong into every list. */
const ALWAYS_LISTED: ReadonlySet<string> = new Set(['violation', 'phase']);

/** Decisions at the end of the trace whose causes are walked. */
const LAST_DECISIONS = 8;

/** Causes followed back from each of them. */
const CHAIN_LENGTH = 12;

/**
 * The events that led to the end of a trace, in order: the last violation, each endpoint's last milestone,
 * the last decisions of all, and the chains of causes of all these.
 */
export function eventsThatLedHere(events: readonly TraceEvent[]): TraceEvent[] {
  const chosen = new Set<number>();
  for (const end of endings(events)) {
    let event: TraceEvent | undefined = end;
    for (let step = 0; step <= CHAIN_LENGTH && event !== undefined; step += 1) {
      chosen.add(event.i);
      event = event.cause < 0 ? undefined : eventOf(event.cause, events);
    }
  }
  const inOrder = events.filter((event) => chosen.has(event.i));
  return inOrder.filter((event, place) => !isSendOf(event, inOrder[place + 1]));
}

/** The event of a number, if it is listed. A list is in order, and may have gaps. */
function eventOf(i: number, events: readonly TraceEvent[]): TraceEvent | undefined {
  const direct = events[i];
  if (direct?.i === i) return direct;
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.i ?? i) < i) low = middle + 1;
    else high = middle;
  }
  return events[low]?.i === i ? events[low] : undefined;
}

/** Whether the next event says that the message just sent was lost or held: that says it all. */
function isSendOf(event: TraceEvent, next: TraceEvent | undefined): boolean {
  if (event.kind !== 'send' || (next?.kind !== 'lose' && next?.kind !== 'hold')) return false;
  return next.message?.kind === event.message?.kind && exchangeOf(next) === exchangeOf(event);
}

function endings(events: readonly TraceEvent[]): TraceEvent[] {
  const found: TraceEvent[] = [];
  const settled = new Set<number>();
  const told = new Set<string>();
  let decisions = 0;
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const event = events[i];
    if (event === undefined || !DECISIONS.has(event.kind)) continue;
    if (isChatter(event) || isAnswerToChatter(event, events)) continue;
    const milestone = MILESTONES.has(event.kind) && !settled.has(event.node);
    if (milestone) settled.add(event.node);
    const isListed = ALWAYS_LISTED.has(event.kind);
    // What is tried again and again, such as to reach a node that is down, is told by its last time.
    const what = `${event.node} ${event.text}`;
    const isRepeated = told.has(what);
    told.add(what);
    const isOfInterest = milestone || decisions < LAST_DECISIONS;
    if (isListed || (isOfInterest && !isRepeated)) found.push(event);
    decisions += 1;
  }
  return found;
}

/** Whether an event only carries a heartbeat. */
function isChatter(event: TraceEvent): boolean {
  const { message } = event;
  return message !== null && message.kind === 'append-request' && message.entries.length === 0;
}

/** Whether an event carries the answer to a heartbeat: sent because the heartbeat arrived. */
function isAnswerToChatter(event: TraceEvent, events: readonly TraceEvent[]): boolean {
  if (event.message?.kind !== 'append-response') return false;
  let cause = eventOf(event.cause, events);
  while (cause?.message?.kind === 'append-response') cause = eventOf(cause.cause, events);
  return cause !== undefined && isChatter(cause);
}

/** One line of a list: an event, or heartbeats and their answers folded into one. */
export type EventLine =
  | { readonly kind: 'event'; readonly event: TraceEvent }
  | {
      readonly kind: 'heartbeats';
      readonly count: number;
      /** Messages among them that were lost. */
      readonly lost: number;
      readonly first: TraceEvent;
      readonly last: TraceEvent;
    };

/** Folds runs of heartbeats, and the successful answers to them, into one line each. */
export function foldHeartbeats(events: readonly TraceEvent[]): EventLine[] {
  const heartbeats = new Set<string>();
  const lines: EventLine[] = [];
  let run: TraceEvent[] = [];
  const flush = (): void => {
    const [first] = run;
    const last = run.at(-1);
    if (first !== undefined && last !== undefined) lines.push(foldedLine(run, first, last));
    run = [];
  };
  for (const event of events) {
    if (joinsFold(event, heartbeats)) {
      run.push(event);
    } else {
      flush();
      lines.push({ kind: 'event', event });
    }
  }
  flush();
  return lines;
}

function foldedLine(run: readonly TraceEvent[], first: TraceEvent, last: TraceEvent): EventLine {
  if (run.length === 1) return { kind: 'event', event: first };
  // A heartbeat is sent, delivered and answered: several events, one heartbeat.
  const count = new Set(run.map(exchangeOf)).size;
  const lost = run.filter((event) => event.kind === 'lose').length;
  return { kind: 'heartbeats', count, lost, first, last };
}

const CARRYING: ReadonlySet<string> = new Set(['send', 'deliver', 'duplicate', 'lose']);

function joinsFold(event: TraceEvent, heartbeats: Set<string>): boolean {
  if (!CARRYING.has(event.kind)) return false;
  if (isChatter(event)) {
    heartbeats.add(exchangeOf(event));
    return true;
  }
  const { message } = event;
  return (
    message?.kind === 'append-response' && message.success && heartbeats.has(exchangeOf(event))
  );
}

/** Names a request and its answer alike: by who asked, who was asked, and the id they share. */
function exchangeOf({ message }: TraceEvent): string {
  if (message === null) return '';
  const { from, to, id, kind } = message;
  return kind.endsWith('-response') ? `${to} ${from} ${id}` : `${from} ${to} ${id}`;
}

/** Options of `renderEvents`. */
export interface EventListOptions {
  readonly style?: Style;
  /** Lines at most; earlier ones give way to a line that counts them. Default: all. */
  readonly limit?: number;
  /** Letters a line may have; longer texts go on below. Default: any number. */
  readonly width?: number;
  /** Whether a word that is longer than a line is broken, as a terminal would; else it stays whole. Default: no. */
  readonly breaksWords?: boolean;
}

/**
 * Events as lines: number, tick, where, what. `<- #12` names the cause when it is not the line above.
 */
export function renderEvents(
  lines: readonly EventLine[],
  options: EventListOptions = {},
): string[] {
  const { style = PLAIN, limit = lines.length, width = Infinity, breaksWords = false } = options;
  const shown = lines.slice(Math.max(0, lines.length - limit));
  const rendered: string[] = [];
  const left = lines.length - shown.length;
  if (left > 0) {
    const sentence = `… ${counted(left, 'earlier line')}, not shown …`;
    rendered.push(...brokenAt(sentence, width).map(style.faint));
  }
  const widths = eventWidths(shown.map(lastOf));
  const numbers = new Set(shown.flatMap((line) => (line.kind === 'event' ? [line.event.i] : [])));
  const layout = { widths, width, style, breaksWords };
  let above = -1;
  for (const line of shown) {
    const { cause } = lastOf(line);
    rendered.push(...renderLine(line, layout, numbers.has(cause) && cause !== above));
    above = lastOf(line).i;
  }
  return rendered;
}

/**
 * Draws the events of one trace one after the other, without knowing those to come: columns only grow.
 */
export class EventStream {
  private readonly style: Style;
  private readonly width: number;
  private widths: EventWidths = { number: 6, tick: 4, node: 2 };
  private above = -1;

  /** `width`: letters a line may have; longer texts go on below. */
  constructor(style: Style = PLAIN, width = Infinity) {
    this.style = style;
    this.width = width;
  }

  /** The lines of the next event: one, unless it is wider than there is room. */
  lines(event: TraceEvent): string[] {
    const own = eventWidths([event]);
    const { number, tick, node } = this.widths;
    if (own.number > number || own.tick > tick || own.node > node) {
      this.widths = {
        number: Math.max(number, own.number),
        tick: Math.max(tick, own.tick),
        node: Math.max(node, own.node),
      };
    }
    const { widths, width, style } = this;
    const layout = { widths, width, style, breaksWords: true };
    const namesCause = event.cause >= 0 && event.cause !== this.above;
    this.above = event.i;
    return renderLine({ kind: 'event', event }, layout, namesCause);
  }
}

function lastOf(line: EventLine): TraceEvent {
  return line.kind === 'event' ? line.event : line.last;
}

interface Layout {
  readonly widths: EventWidths;
  readonly width: number;
  readonly style: Style;
  readonly breaksWords: boolean;
}

function renderLine(line: EventLine, layout: Layout, namesCause: boolean): string[] {
  const { widths, width, style } = layout;
  if (line.kind === 'heartbeats') {
    const text = heartbeatsText(line, widths.number + 2);
    if (text.length <= width) return [style.faint(text)];
    return brokenAt(text.trimStart(), width).map((part) => style.faint(part));
  }
  const { event } = line;
  const number = style.faint(eventNumber(event, widths));
  const place = eventPlace(event, widths);
  const cause = namesCause ? style.faint(`  <- #${event.cause}`) : '';
  const indent = widths.number + place.length + 4;
  if (width - indent < ROOM_MIN) return narrowLines(event, layout, namesCause);
  const room = Math.max(ROOM_MIN, width - indent - (namesCause ? widths.number + 5 : 0));
  const mark = markOf(event, style);
  const text = printable(eventText(event));
  const [first = '', ...rest] = layout.breaksWords
    ? brokenAt(text, room, width - indent - 2)
    : wrapped(text, room);
  const more = rest.map((part) => `${' '.repeat(indent + 2)}${mark(part)}`);
  return [`${number}  ${place}  ${mark(first)}${cause}`, ...more];
}

/** Letters a text needs beside its place; with less it goes below. */
const ROOM_MIN = 24;

/** For narrow terminals: the place, and below it what happened. */
function narrowLines(event: TraceEvent, { width, style }: Layout, namesCause: boolean): string[] {
  const cause = namesCause ? ` <- #${event.cause}` : '';
  const place = `#${event.i} tick ${event.tick} ${endpointName(event.node)}${cause}`;
  const text = brokenAt(printable(eventText(event)), width - 2);
  const mark = markOf(event, style);
  return [
    ...brokenAt(place, width, width - 2).map((line, at) =>
      style.faint(at === 0 ? line : `  ${line}`),
    ),
    ...text.map((line) => `  ${mark(line)}`),
  ];
}

function heartbeatsText(line: Extract<EventLine, { kind: 'heartbeats' }>, indent: number): string {
  const { first, last, count } = line;
  const ticks =
    first.tick === last.tick ? `tick ${first.tick}` : `ticks ${first.tick} to ${last.tick}`;
  const lost = line.lost === 0 ? '' : `, ${counted(line.lost, 'message')} lost`;
  return `${' '.repeat(indent)}… ${counted(count, 'heartbeat')}${lost}, ${ticks} …`;
}

function markOf(event: TraceEvent, style: Style): (text: string) => string {
  switch (event.kind) {
    case 'violation':
      return style.bad;
    case 'fault':
    case 'lose':
    case 'refuse':
      return style.remark;
    case 'role':
    case 'commit':
    case 'phase':
      return style.strong;
    default:
      return (text) => text;
  }
}
