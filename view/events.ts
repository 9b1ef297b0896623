// Lists of trace events for people: the ones that led to a moment, found by walking causes, with the
// chatter of heartbeats folded.

import { endpointName, type TraceEvent } from '../sim/index.ts';
import { PLAIN, type Style } from './style.ts';
import { counted, visible } from './words.ts';

/** Kinds of events that decide something; the others carry what was decided. */
const DECISIONS: ReadonlySet<string> = new Set([
  ...['role', 'term', 'vote', 'append', 'truncate', 'commit', 'apply'],
  ...['refuse', 'note', 'fault', 'client', 'lose', 'hold', 'violation'],
]);

/** Decisions that tell where a node stands: its last one is always of interest. */
const MILESTONES: ReadonlySet<string> = new Set(['role', 'vote', 'truncate', 'commit', 'fault']);

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
      event = event.cause < 0 ? undefined : events[event.cause];
    }
  }
  return [...chosen]
    .sort((a, b) => a - b)
    .flatMap((i) => {
      const event = events[i];
      return event === undefined ? [] : [event];
    });
}

function endings(events: readonly TraceEvent[]): TraceEvent[] {
  const found: TraceEvent[] = [];
  const settled = new Set<number>();
  let decisions = 0;
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const event = events[i];
    if (event === undefined || !DECISIONS.has(event.kind) || isChatter(event)) continue;
    const milestone = MILESTONES.has(event.kind) && !settled.has(event.node);
    if (milestone) settled.add(event.node);
    if (milestone || decisions < LAST_DECISIONS || event.kind === 'violation') found.push(event);
    decisions += 1;
  }
  return found;
}

/** Whether an event only carries a heartbeat. */
function isChatter(event: TraceEvent): boolean {
  const { message } = event;
  return message !== null && message.kind === 'append-request' && message.entries.length === 0;
}

/** One line of a list: an event, or heartbeats and their answers folded into one. */
export type EventLine =
  | { readonly kind: 'event'; readonly event: TraceEvent }
  | {
      readonly kind: 'heartbeats';
      readonly count: number;
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
  // A heartbeat is sent and delivered: two events, one heartbeat.
  const names = run.filter(isChatter).map((event) => exchangeOf(event, 'request'));
  return { kind: 'heartbeats', count: Math.max(1, new Set(names).size), first, last };
}

function joinsFold(event: TraceEvent, heartbeats: Set<string>): boolean {
  if (event.kind !== 'send' && event.kind !== 'deliver' && event.kind !== 'duplicate') return false;
  if (isChatter(event)) {
    heartbeats.add(exchangeOf(event, 'request'));
    return true;
  }
  const { message } = event;
  return (
    message?.kind === 'append-response' &&
    message.success &&
    heartbeats.has(exchangeOf(event, 'response'))
  );
}

/** Names a request and its answer alike: by its sender, its receiver and the id they share. */
function exchangeOf(event: TraceEvent, side: 'request' | 'response'): string {
  const { message } = event;
  if (message === null) return '';
  const { from, to, id } = message;
  return side === 'request' ? `${from} ${to} ${id}` : `${to} ${from} ${id}`;
}

/** Options of `renderEvents`. */
export interface EventListOptions {
  readonly style?: Style;
  /** Lines at most; earlier ones give way to a line that counts them. Default: all. */
  readonly limit?: number;
}

/**
 * Events as lines: number, tick, where, what. `<- #12` names the cause when it is not the line above.
 */
export function renderEvents(
  lines: readonly EventLine[],
  options: EventListOptions = {},
): string[] {
  const { style = PLAIN, limit = lines.length } = options;
  const shown = lines.slice(Math.max(0, lines.length - limit));
  const rendered: string[] = [];
  const left = lines.length - shown.length;
  if (left > 0) rendered.push(style.faint(`… ${counted(left, 'earlier line')}, not shown …`));
  const widths = widthsOf(shown);
  let above = -1;
  for (const line of shown) {
    rendered.push(renderLine(line, widths, above, style));
    above = lastOf(line).i;
  }
  return rendered;
}

interface Widths {
  readonly number: number;
  readonly tick: number;
  readonly node: number;
}

function lastOf(line: EventLine): TraceEvent {
  return line.kind === 'event' ? line.event : line.last;
}

function widthsOf(lines: readonly EventLine[]): Widths {
  const widest = (text: (event: TraceEvent) => string): number =>
    lines.reduce((width, line) => Math.max(width, text(lastOf(line)).length), 0);
  return {
    number: widest((event) => String(event.i)) + 1,
    tick: widest((event) => String(event.tick)),
    node: widest((event) => endpointName(event.node)),
  };
}

function renderLine(line: EventLine, widths: Widths, above: number, style: Style): string {
  if (line.kind === 'heartbeats') {
    const ticks =
      line.first.tick === line.last.tick
        ? `tick ${line.first.tick}`
        : `ticks ${line.first.tick} to ${line.last.tick}`;
    const indent = ' '.repeat(widths.number + 2);
    return style.faint(`${indent}… ${counted(line.count, 'heartbeat')}, ${ticks} …`);
  }
  const { event } = line;
  const number = style.faint(`#${event.i}`.padStart(widths.number));
  const tick = `tick ${String(event.tick).padStart(widths.tick)}`;
  const node = endpointName(event.node).padEnd(widths.node);
  const cause =
    event.cause >= 0 && event.cause !== above ? style.faint(`  <- #${event.cause}`) : '';
  return `${number}  ${tick}  ${node}  ${markEvent(event, style)}${cause}`;
}

function markEvent(event: TraceEvent, style: Style): string {
  const text = visible(event.text);
  switch (event.kind) {
    case 'violation':
      return style.bad(text);
    case 'fault':
    case 'lose':
    case 'refuse':
      return style.remark(text);
    case 'role':
    case 'commit':
      return style.strong(text);
    default:
      return text;
  }
}
