// A trace for a terminal: a column for each node, time down. What happens to the nodes in one tick stands side by
// side; below what happened to a node stand its role, term, vote, log and commit index, the changed ones marked.
// What happens to clients and to the network goes across the columns. Drawn as it comes: nothing is kept.

import { endpointName, eventText, isClient, type TraceEvent } from '../sim/index.ts';
import { brokenAt, cellsOf, printable } from './diagram/printable.ts';
import { messageWords } from './message-words.ts';
import { NodeFacts, type ShownField } from './node-facts.ts';
import { PLAIN, type Style } from './style.ts';
import { hanging } from './words.ts';

/** Cells that the column of a node has at least. */
const COLUMN_MIN = 20;

/** Cells of the column of ticks. */
const TICK_WIDTH = 5;

/** Cells between two columns. */
const GAP = ' │ ';

/** Lines after which the names of the columns are told again. */
const HEAD_EVERY = 60;

/** Cells that a node has where no terminal says how many there are, with what parts it from the next. */
const UNLIMITED = 32;

/** How columns are drawn. */
export interface ColumnsLook {
  /** Nodes in the beginning, from 1; who joins later gets a column then. */
  readonly nodes: number;
  /** Cells of the terminal; Infinity in a pipe. */
  readonly width: number;
  readonly style?: Style;
}

/** Cells that a terminal needs to show so many nodes side by side. */
export function columnsWidth(nodes: number): number {
  return TICK_WIDTH + nodes * (COLUMN_MIN + GAP.length);
}

type Mark = (text: string) => string;

/** One line of a cell: its text for measuring, and how it is marked. */
interface CellLine {
  readonly text: string;
  readonly mark: Mark;
}

/** Draws one trace. */
export class TraceColumns {
  private readonly style: Style;
  private readonly width: number;
  private columnWidth = 0;
  private lineWidth = 0;
  private readonly facts: NodeFacts[] = [];
  /** What happened to each node in this tick, as far as it is not printed. */
  private cells: TraceEvent[][] = [];
  private tick = -1;
  /** The tick that the last printed line is in. */
  private toldTick = -1;
  private sinceHead = HEAD_EVERY;
  /** Nodes for which there is no room, and of which that was said. */
  private readonly withoutColumn = new Set<number>();

  constructor({ nodes, width, style = PLAIN }: ColumnsLook) {
    this.style = style;
    this.width = width;
    this.widenTo(nodes);
  }

  /** Takes the next events. Returns the lines that are finished. */
  take(events: readonly TraceEvent[]): string[] {
    const lines: string[] = [];
    for (const event of events) {
      if (event.tick !== this.tick) {
        lines.push(...this.flush());
        this.tick = event.tick;
      }
      if (this.isNew(event.node)) lines.push(...this.join(event.node));
      const cell = this.cells[event.node];
      if (cell === undefined) lines.push(...this.flush(), ...this.across(event));
      else cell.push(event);
    }
    return lines;
  }

  /** The lines of what is left. */
  flush(): string[] {
    if (this.cells.every((events) => events.length === 0)) return [];
    const cells = this.cells.map((events, id) => this.cellLines(events, this.facts[id]));
    this.cells = this.facts.map(() => []);
    const height = Math.max(...cells.map((lines) => lines.length));
    const rows: string[] = [];
    for (let row = 0; row < height; row += 1) {
      const parts = cells.map((lines) => {
        const { text, mark } = lines[row] ?? { text: '', mark: (same: string) => same };
        return mark(this.padded(text));
      });
      rows.push(`${this.tickText()}${this.gap}${parts.join(this.gap)}`.trimEnd());
    }
    return this.withHead(rows);
  }

  /** Whether an event is of a node that has no column so far. */
  private isNew(node: number): boolean {
    return node >= this.facts.length && !isClient(node) && !this.withoutColumn.has(node);
  }

  /** Gives a node a column, and those before it; or says that there is no room for one. */
  private join(node: number): string[] {
    const nodes = node + 1;
    const lines = this.flush();
    if (columnsWidth(nodes) <= this.width) {
      this.widenTo(nodes);
      return lines;
    }
    this.withoutColumn.add(node);
    const need = `${nodes} nodes need ${columnsWidth(nodes)} letters a line`;
    const sentence = `(no column for ${endpointName(node)}: ${need}, here are ${this.width})`;
    return [...lines, ...hanging(sentence, this.width).map(this.style.remark)];
  }

  /** Sets so many columns side by side, as wide as there is room; their names are told again. */
  private widenTo(nodes: number): void {
    const width = this.width === Infinity ? nodes * UNLIMITED : this.width;
    const room = Math.floor((width - TICK_WIDTH) / nodes) - GAP.length;
    this.columnWidth = Math.max(COLUMN_MIN, room);
    this.lineWidth = TICK_WIDTH + nodes * (this.columnWidth + GAP.length);
    while (this.facts.length < nodes) this.facts.push(new NodeFacts());
    this.cells = this.facts.map(() => []);
    this.sinceHead = HEAD_EVERY;
  }

  private padded(text: string): string {
    return text + ' '.repeat(Math.max(0, this.columnWidth - cellsOf(text)));
  }

  private get gap(): string {
    return this.style.faint(GAP);
  }

  /** The tick, once. */
  private tickText(): string {
    const text = this.toldTick === this.tick ? '' : String(this.tick);
    this.toldTick = this.tick;
    return this.style.strong(text.padStart(TICK_WIDTH));
  }

  private withHead(rows: string[]): string[] {
    this.sinceHead += rows.length;
    if (this.sinceHead < HEAD_EVERY) return rows;
    this.sinceHead = 0;
    const names = this.facts.map((_, id) => this.padded(endpointName(id)));
    const head = `${'tick'.padStart(TICK_WIDTH)}${GAP}${names.join(GAP)}`.trimEnd();
    return [this.style.faint(head), ...rows];
  }

  /** An event of a client or of the network, or one that concerns everybody. */
  private across(event: TraceEvent): string[] {
    const { node } = event;
    const what = isClient(node) ? clientText(event) : eventText(event);
    const text = printable(node < 0 ? what : `${endpointName(node)} ${what}`);
    const mark = markOf(event, this.style);
    const room = this.lineWidth - TICK_WIDTH - GAP.length;
    const lines = brokenAt(text, room, room - 2);
    const rows = lines.map((line, at) => {
      const shown = mark(at === 0 ? line : `  ${line}`);
      return `${this.tickText()}${this.style.faint(' ─ ')}${shown}`;
    });
    return this.withHead(rows);
  }

  private cellLines(events: readonly TraceEvent[], facts: NodeFacts | undefined): CellLine[] {
    if (events.length === 0 || facts === undefined) return [];
    const lines: CellLine[] = [];
    for (const told of toldTogether(events)) {
      const mark = markOf(told.event, this.style);
      const texts = brokenAt(printable(told.text), this.columnWidth, this.columnWidth - 2);
      texts.forEach((text, at) => lines.push({ text: at === 0 ? text : `  ${text}`, mark }));
    }
    for (const event of events) facts.take(event);
    if (facts.hasChanged) lines.push(...this.stateLines(facts.show()));
    return lines;
  }

  /** `leader* t1* vote n0 log 1@1* commit 0`, as many lines as it needs. */
  private stateLines(fields: readonly ShownField[]): CellLine[] {
    const hasColours = this.style !== PLAIN;
    const lines: ShownField[][] = [[]];
    let left = this.columnWidth;
    for (const { text, changed } of fields) {
      const shown = changed && !hasColours ? `${text}*` : text;
      const cells = cellsOf(shown) + 1;
      if (cells > left + 1 && lines.at(-1)?.length !== 0) {
        lines.push([]);
        left = this.columnWidth;
      }
      lines.at(-1)?.push({ text: shown, changed });
      left -= cells;
    }
    return lines.map((line) => this.stateLine(line));
  }

  private stateLine(fields: readonly ShownField[]): CellLine {
    const { strong, faint } = this.style;
    const text = fields.map((field) => field.text).join(' ');
    const marked = fields.map((field) => (field.changed ? strong : faint)(field.text)).join(' ');
    return { text, mark: (wide) => marked + wide.slice(text.length) };
  }
}

/** An event in words, or several that are one thing: a message to several nodes. */
interface Told {
  readonly event: TraceEvent;
  readonly text: string;
}

/** Events whose words the state below them says. */
const SAID_BY_STATE: ReadonlySet<string> = new Set(['term', 'commit']);

function toldTogether(events: readonly TraceEvent[]): Told[] {
  const told: Told[] = [];
  let body = '';
  let receivers = '';
  for (const event of events) {
    const { message, kind } = event;
    if (SAID_BY_STATE.has(kind)) continue;
    if (kind !== 'send' || message === null) {
      body = '';
      told.push({ event, text: cellText(event) });
      continue;
    }
    const to = endpointName(message.to);
    const text = messageWords(message);
    const isSame = text === body && !receivers.split(' ').includes(to);
    receivers = isSame ? `${receivers} ${to}` : to;
    body = text;
    if (isSame) told.pop();
    told.push({ event, text: `→ ${receivers}: ${text}` });
  }
  return told;
}

/** What happened to a node, as short as a column needs it. */
function cellText(event: TraceEvent): string {
  const { kind, message, text, change } = event;
  if (message === null) {
    if (change?.kind === 'sync') return `durable: log to ${change.lastIndex}`;
    if (change?.kind === 'write') return `writes log to ${change.lastIndex} …`;
    return text;
  }
  const body = messageWords(message);
  if (kind === 'deliver') return `← ${endpointName(message.from)}: ${body}`;
  const ends = `${endpointName(message.from)} → ${endpointName(message.to)}`;
  return `✗ ${ends}: ${body} ${fate(event)}`;
}

/** What became of a message: ` is lost: the link is cut`. */
function fate({ text }: TraceEvent): string {
  const verb = /.* ((?:is|will|waits)\b.*)$/s.exec(text);
  return verb?.[1] ?? '';
}

function clientText(event: TraceEvent): string {
  const { kind, message } = event;
  if (message === null) return event.text;
  const body = messageWords(message);
  if (kind === 'send') return `→ ${endpointName(message.to)}: ${body}`;
  if (kind === 'deliver') return `← ${endpointName(message.from)}: ${body}`;
  return cellText(event);
}

function markOf({ kind }: TraceEvent, style: Style): Mark {
  switch (kind) {
    case 'violation':
      return style.bad;
    case 'fault':
    case 'lose':
    case 'hold':
    case 'refuse':
      return style.remark;
    case 'role':
    case 'phase':
      return style.strong;
    default:
      return (text) => text;
  }
}
