// Reads a trace, event by event, and says what a diagram of it shows. Keeps what is under way, and nothing of
// what is over: a trace may be as long as it likes.

import { type Endpoint, isHeartbeat, type TraceEvent, WORLD } from '../../sim/index.ts';
import { type Fact, factOf } from './facts.ts';
import { dropFirst, HeartbeatFilter } from './heartbeats.ts';
import { LaneStates } from './lane-states.ts';
import type {
  DiagramItem,
  DiagramWindow,
  Fate,
  FoldItem,
  LeftOut,
  MessageItem,
  NoteItem,
} from './model.ts';
import { RepeatedLosses } from './repeated-losses.ts';

/** Messages under way that are remembered; a message that a fault takes away is never heard of again. */
const UNDER_WAY_MAX = 50_000;

/** What is shown. */
export interface ReaderOptions {
  readonly window: DiagramWindow;
  /** Whether each heartbeat is drawn for itself. */
  readonly heartbeats: boolean;
  /** Endpoints that are not there when the trace begins. */
  readonly latecomers: readonly Endpoint[];
}

/** A message that was sent. */
interface UnderWay {
  readonly sent: TraceEvent;
  readonly sentAfter: number;
  /** Times it will still arrive. */
  copies: number;
  copy: number;
  heldAt: number;
}

/** What a message that is folded counts as. */
type Folded = 'count' | 'answers' | 'again';

/** Messages that are being folded. */
interface Fold {
  readonly id: number;
  readonly firstTick: number;
  lastTick: number;
  count: number;
  answers: number;
  again: number;
  lost: number;
  /** The last of them, as it would be drawn for itself. */
  last: {
    readonly i: number;
    readonly folded: Folded;
    readonly item: MessageItem;
    /** The last tick of those before it. */
    readonly before: number;
  };
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** Turns events into items. `sink` gets them in order, each when it is complete. */
export class DiagramReader {
  /** How things stand when the window opens; of use from the first item on. */
  start = new LaneStates();
  private readonly options: ReaderOptions;
  private readonly sink: (item: DiagramItem) => void;
  private readonly states = new LaneStates();
  private readonly underWay = new Map<number, UnderWay>();
  private readonly filter: HeartbeatFilter;
  private readonly losses = new RepeatedLosses();
  private pending: Mutable<NoteItem> | Fold | null = null;
  private lastId = -1;
  private delivered: { readonly i: number; readonly kind: string } = { i: -1, kind: '' };
  private before = 0;
  private after = 0;
  private isOpen = false;
  private isClosed = false;
  private lastTick = 0;

  constructor(options: ReaderOptions, sink: (item: DiagramItem) => void) {
    this.options = options;
    this.sink = sink;
    this.filter = new HeartbeatFilter(options.heartbeats);
    for (const id of options.latecomers) this.states.change(id, { kind: 'mode', mode: 'down' });
  }

  /** Takes in the next event. */
  add(event: TraceEvent): void {
    this.lastTick = event.tick;
    const { window } = this.options;
    if (!this.isOpen && event.tick >= window.from) this.open();
    if (!this.isClosed && event.tick > window.to) this.close(window.to);
    if (event.message !== null) this.addMessage(event);
    else this.addOther(event);
  }

  /** Says that the trace ends, in this tick. Answers what was left out. */
  finish(tick: number): LeftOut {
    this.lastTick = tick;
    if (!this.isOpen) this.open();
    if (!this.isClosed) this.close(Math.min(tick, this.options.window.to));
    return { before: this.before, after: this.after, lastTick: tick };
  }

  private open(): void {
    this.flush();
    this.losses.clear();
    this.isOpen = true;
    this.start = this.states.copy();
  }

  /** The window closes: what is under way stays so. */
  private close(tick: number): void {
    this.flush();
    for (const travelling of this.underWay.values()) {
      const { sent } = travelling;
      const isShown = sent.tick >= this.options.window.from && !this.filter.isFolded(sent);
      if (isShown && travelling.copy === 0) this.emit(this.message(travelling, sent, 'open', tick));
    }
    this.isClosed = true;
  }

  private addMessage(event: TraceEvent): void {
    switch (event.kind) {
      case 'send':
        this.remember(event);
        return;
      case 'duplicate': {
        const travelling = this.underWay.get(event.cause);
        if (travelling !== undefined) travelling.copies += 1;
        return;
      }
      case 'deliver':
        this.delivered = { i: event.i, kind: event.message?.kind ?? '' };
        this.conclude(event, 'arrives');
        return;
      case 'lose':
        this.conclude(event, 'lost');
        return;
      case 'hold':
        this.conclude(event, 'held');
        return;
      default:
        this.addOther(event);
    }
  }

  private remember(event: TraceEvent): void {
    if (event.message !== null) this.states.hear(event.message);
    const travelling = { sent: event, sentAfter: this.lastId, copies: 1, copy: 0, heldAt: -1 };
    this.underWay.set(event.i, travelling);
    if (this.underWay.size > UNDER_WAY_MAX) dropFirst(this.underWay);
    this.filter.noteSent(event);
  }

  /** A message arrives, is lost or is held. */
  private conclude(event: TraceEvent, fate: Fate): void {
    const unheard = { sent: event, sentAfter: -1, copies: 1, copy: 0, heldAt: -1 };
    const travelling = this.underWay.get(event.cause) ?? unheard;
    if (fate !== 'held') {
      travelling.copies -= 1;
      travelling.copy += 1;
      if (travelling.copies <= 0) this.underWay.delete(event.cause);
    }
    const folded = this.foldedAs(event);
    // A heartbeat that waits is one that comes late: what follows from that is drawn.
    if (fate === 'held' && folded !== null) return;
    const item = this.message(travelling, event, fate, event.tick);
    if (fate === 'held') travelling.heldAt = item.id;
    if (folded !== null) this.fold(event, folded, item);
    else if (this.isRepeated(item)) this.fold(event, 'again', item);
    else this.show(item);
  }

  private foldedAs(event: TraceEvent): 'count' | 'answers' | null {
    if (event.message === null || !this.filter.isFolded(event)) return null;
    return isHeartbeat(event.message) ? 'count' : 'answers';
  }

  private isRepeated({ packet, fate, why }: MessageItem): boolean {
    return this.losses.note(packet, fate === 'lost', why) && !this.options.heartbeats;
  }

  private message(
    { sent, sentAfter, copy, heldAt }: UnderWay,
    event: TraceEvent,
    fate: Fate,
    tick: number,
  ): MessageItem {
    const packet = event.message;
    if (packet === null) throw new Error('only messages have a fate');
    this.lastId += 1;
    const isWithin = sent.tick >= this.options.window.from;
    return {
      ...{ kind: 'message', id: this.lastId, tick, sentTick: sent.tick, line: event.line },
      sentAfter: isWithin ? sentAfter : -1,
      ...{ heldAt, fate, why: fate === 'arrives' ? '' : reasonOf(event, fate), copy, packet },
    };
  }

  private fold(event: TraceEvent, folded: Folded, item: MessageItem): void {
    const last = { i: event.i, folded, item, before: event.tick };
    const begun = this.pending !== null && 'count' in this.pending ? this.pending : null;
    if (begun === null) this.flush();
    const fold = begun ?? {
      ...{ id: item.id, firstTick: event.tick, lastTick: event.tick, last },
      ...{ count: 0, answers: 0, again: 0, lost: 0 },
    };
    this.pending = fold;
    fold.last = { ...last, before: fold.lastTick };
    fold.lastTick = event.tick;
    fold[folded] += 1;
    if (event.kind === 'lose' && folded !== 'again') fold.lost += 1;
  }

  private addOther(event: TraceEvent): void {
    const fact = this.factOf(event);
    if (fact === null) return;
    this.unfold(event);
    const note = this.pending;
    const isNote = note !== null && 'facts' in note && note.node === event.node;
    if (isNote && note.tick === event.tick && areOne(note.facts, fact, event.node)) {
      note.facts = [...note.facts, fact];
      if (fact.change !== null) this.states.change(event.node, fact.change);
      return;
    }
    this.flush();
    this.lastId += 1;
    const { node, tick, line } = event;
    this.pending = { kind: 'note', id: this.lastId, tick, line, node, facts: [fact] };
    if (fact.change !== null) this.states.change(node, fact.change);
  }

  /** The fact of an event, unless the message before it says the same. */
  private factOf(event: TraceEvent): Fact | null {
    const { kind, cause, text } = event;
    const tells = cause === this.delivered.i ? this.delivered.kind : '';
    const carries = tells === 'append-request' || tells === 'fetch-response';
    if (kind === 'append' && carries) return null;
    if (kind === 'client' && tells === 'client-response' && text.endsWith(' done')) return null;
    return factOf(event);
  }

  /** A message that something follows from is drawn for itself after all. */
  private unfold(event: TraceEvent): void {
    const fold = this.pending;
    if (fold === null || !('count' in fold) || fold.last.i !== event.cause) return;
    const { item, folded } = fold.last;
    this.pending = null;
    fold.lastTick = fold.last.before;
    fold[folded] -= 1;
    if (fold.count + fold.answers + fold.again > 0) this.emit(foldItem(fold));
    this.emit({ ...item, id: this.lastId + 1 });
    this.lastId += 1;
  }

  private show(item: DiagramItem): void {
    this.flush();
    this.emit(item);
  }

  private flush(): void {
    const { pending } = this;
    this.pending = null;
    if (pending === null) return;
    this.emit('facts' in pending ? pending : foldItem(pending));
  }

  private emit(item: DiagramItem): void {
    if (!this.isOpen) this.before += 1;
    else if (this.isClosed) this.after += 1;
    else this.sink(item);
  }
}

/** Whether a fact joins those before it. What ends or breaks something stands for itself. */
function areOne(facts: readonly Fact[], { sort }: Fact, node: Endpoint): boolean {
  if (node === WORLD || sort === 'violation' || sort === 'down') return false;
  return facts.every((other) => other.sort !== 'violation' && other.sort !== 'down');
}

function foldItem({ id, firstTick, lastTick: tick, count, answers, again, lost }: Fold): FoldItem {
  return { kind: 'fold', id, tick, firstTick, count, answers, again, lost };
}

/** Why a message is lost or held: the end of the event's text, behind what the message says. */
function reasonOf({ text, kind }: TraceEvent, fate: Fate): string {
  if (fate === 'open') return 'has not arrived';
  const words = kind === 'lose' ? ' is lost' : kind === 'hold' ? ' waits: ' : '';
  const at = words === '' ? -1 : text.lastIndexOf(words);
  if (at < 0) return fate === 'held' ? 'is held back' : 'is lost';
  return text.slice(at + words.length).replace(/^:? /, '');
}
