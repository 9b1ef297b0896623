// Where things stand in a picture. Lanes are columns; time goes down. What happens in one tick stands as high as
// it can: in the order of the trace within a lane, side by side in lanes that have nothing to do with each other. Where
// messages take no time, a tick holds many statements, and what one does stands below what the one before it did.

import { type Endpoint, endpointName, WORLD } from '../../sim/index.ts';
import type { Diagram, DiagramItem, MessageItem, NoteItem } from './model.ts';
import { brokenAt, cellsOf } from './printable.ts';
import { fateText, foldText, shortMessage, shortNoteLines, ticksText } from './words.ts';

/** Sizes, in pixels. */
export const SIZE = {
  left: 58,
  right: 16,
  line: 13,
  letter: 6.05,
  bar: 9,
} as const;

/** Lines of a label or a note that are drawn; the rest is told when the pointer rests on it. */
const LINES_MAX = 8;

/** A placed item: its top, and its foot, where arrows of it end. */
export interface Placed {
  readonly item: DiagramItem;
  /** More messages that share its fate and its words: sent at once to others, and lost at once. */
  readonly alike: readonly MessageItem[];
  readonly lines: readonly string[];
  readonly top: number;
  readonly foot: number;
  /** Where a message begins; its foot otherwise. */
  readonly begin: number;
}

/** A placed diagram. */
export interface SvgLayout {
  /** Between two lanes. */
  readonly gap: number;
  readonly width: number;
  /** The first free line. */
  readonly bottom: number;
  readonly placed: readonly Placed[];
  /** Ticks and where they begin, in order. */
  readonly ticks: readonly { readonly tick: number; readonly top: number }[];
}

/** The middle of a lane. */
export function laneX(place: number, gap: number): number {
  return SIZE.left + gap * (place + 0.5);
}

/** Lays a diagram out, from a line on. */
export function layOut(diagram: Diagram, top: number): SvgLayout {
  return new Layouter(diagram, top).layOut();
}

/** Steeper than this, words do not stand on their arrow, but lie flat before its tip. */
export const STEEP = 0.42;

/** Strips between two lanes. */
const STRIPS = 4;

/** Pixels between a note and the arrows that leave below it. */
const LEAVE = 17;

/** Pixels that an arrow falls at least. */
const FALL = 20;

/** Where the foot of a lane was when something stood there. */
interface Foot {
  readonly id: number;
  readonly foot: number;
  /** How far below it arrows may begin. */
  readonly leave: number;
}

/** What is taken of a strip: each space between two lanes has four. */
interface Taken {
  readonly slot: number;
  readonly top: number;
  readonly foot: number;
}

/** A tick in which something is drawn. */
interface TickLines {
  readonly tick: number;
  readonly top: number;
  bottom: number;
}

/** Where a statement begins in the middle of a tick. */
interface Wall {
  /** `id` of the last item above it. */
  readonly after: number;
  readonly top: number;
}

/** A run of items that are drawn as one. */
interface Group {
  readonly item: DiagramItem;
  readonly alike: MessageItem[];
}

class Layouter {
  private readonly diagram: Diagram;
  private readonly gap: number;
  private readonly lanes: readonly Endpoint[];
  /** The first free line of each lane: what happens in it stands in order. */
  private readonly free: number[];
  private readonly feet: Foot[][];
  private readonly ticks: TickLines[] = [];
  /** What stands left and right of the lanes: a label may stand above what came before it. */
  private taken: Taken[] = [];
  private deepest: number;
  private readonly top: number;
  private readonly walls: Wall[] = [];
  /** The statement that was drawn last, and whether a message arrived in it as soon as it was sent. */
  private statement = { line: 0, lastId: -1, isInstant: false };

  constructor(diagram: Diagram, top: number) {
    this.diagram = diagram;
    this.lanes = diagram.lanes;
    this.gap = gapFor(this.lanes.length);
    this.free = this.lanes.map(() => top);
    this.feet = this.lanes.map(() => []);
    this.top = top;
    this.deepest = top;
  }

  layOut(): SvgLayout {
    const laid = this.groups().map(({ item, alike }) => {
      this.enterTick(item.kind === 'fold' ? item.firstTick : item.tick);
      if (item.kind !== 'fold') this.enterStatement(item);
      return this.place(item, alike);
    });
    this.leaveTick();
    // Only now it is known where ticks stand in which nothing is drawn.
    const placed = laid.map((each) =>
      each.item.kind === 'message' ? { ...each, begin: this.beginOf(each.item, each.foot) } : each,
    );
    const width = SIZE.left + this.gap * Math.max(1, this.lanes.length) + SIZE.right;
    return { gap: this.gap, width, bottom: this.deepest, placed, ticks: this.ticks };
  }

  private groups(): readonly Group[] {
    const groups: Group[] = [];
    for (const item of this.diagram.items) {
      const last = groups.at(-1);
      const joins = last?.item.kind === 'message' && item.kind === 'message';
      if (joins && this.areAlike(last.item, item)) last.alike.push(item);
      else groups.push({ item, alike: [] });
    }
    return groups;
  }

  private areAlike(one: MessageItem, other: MessageItem): boolean {
    if (!isLostAtOnce(one) || !isLostAtOnce(other)) return false;
    if (one.tick !== other.tick || one.packet.from !== other.packet.from) return false;
    const isSame = this.directionOf(one) === this.directionOf(other) && one.why === other.why;
    return isSame && String(shortMessage(one.packet)) === String(shortMessage(other.packet));
  }

  private directionOf({ packet }: MessageItem): number {
    return Math.sign(this.lanes.indexOf(packet.to) - this.lanes.indexOf(packet.from));
  }

  private enterTick(tick: number): void {
    const last = this.ticks.at(-1);
    if (last !== undefined && tick <= last.tick) return;
    this.leaveTick();
    const passed = last === undefined ? 0 : tick - last.tick;
    const top = (last?.bottom ?? this.top) + 8 + Math.min(passed, 8) * 2;
    this.ticks.push({ tick, top, bottom: top });
    this.free.fill(top);
    this.statement.isInstant = false;
    this.taken = this.taken.filter(({ foot }) => foot > top - 4 * this.gap);
  }

  private enterStatement(item: MessageItem | NoteItem): void {
    const { line, lastId, isInstant } = this.statement;
    const isNext = isInstant && item.line !== line;
    if (isNext) {
      this.walls.push({ after: lastId, top: this.deepest });
      this.free.fill(this.deepest);
    }
    const arrives =
      item.kind === 'message' && item.fate === 'arrives' && item.sentTick === item.tick;
    this.statement = {
      ...{ line: item.line, lastId: item.id },
      isInstant: arrives || (isInstant && !isNext),
    };
  }

  private leaveTick(): void {
    const last = this.ticks.at(-1);
    if (last !== undefined) last.bottom = Math.max(last.top, this.deepest);
  }

  private place(item: DiagramItem, alike: readonly MessageItem[]): Placed {
    if (item.kind === 'message') return this.placeMessage(item, alike);
    if (item.kind === 'fold') {
      const text = `… ${foldText(item)}, ${ticksText(item.firstTick, item.tick)} …`;
      return this.putBroad(item, [text], 18);
    }
    const { node } = item;
    const isBroad = !isOwnNote(item, this.lanes);
    const room = isBroad ? this.gap * this.lanes.length - 40 : this.gap - 24;
    const texts = shortNoteLines(item);
    // A violation is told to all, so it names its place.
    const isPlaced = isBroad && node !== WORLD;
    const told = isPlaced ? texts.map((text) => `${endpointName(node)}: ${text}`) : texts;
    const lines = cut(told.flatMap((text) => brokenAt(text, cellsIn(room))));
    const height = lines.length * SIZE.line + 8;
    return isBroad ? this.putBroad(item, lines, height) : this.putNote(item, lines, height);
  }

  /** Over all lanes, below all that is there. */
  private putBroad(item: DiagramItem, lines: readonly string[], height: number): Placed {
    const top = Math.max(this.deepest, ...this.free) + 4;
    const foot = top + height;
    for (const lane of this.lanes.keys()) this.standOn(lane, item.id, foot);
    for (let slot = 0; slot < STRIPS * (this.lanes.length + 1); slot += 1) {
      this.taken.push({ slot, top, foot });
    }
    return { item, alike: [], lines, top, foot, begin: foot };
  }

  private putNote(item: NoteItem, lines: readonly string[], height: number): Placed {
    const lane = this.lanes.indexOf(item.node);
    const right = STRIPS * (lane + 1);
    const sides = [right - 2, right - 1, right, right + 1];
    const foot = this.firstFit((this.free[lane] ?? 0) + 6 + height, (at) =>
      sides.map((slot) => ({ slot, top: at - height - 3, foot: at + 2 })),
    );
    this.standOn(lane, item.id, foot, LEAVE);
    return { item, alike: [], lines, top: foot - height, foot, begin: foot };
  }

  private placeMessage(item: MessageItem, alike: readonly MessageItem[]): Placed {
    const lines = cut(inPieces(piecesOf(item, alike), cellsIn(this.gap - 26)));
    const from = this.lanes.indexOf(item.packet.from);
    const to = this.lanes.indexOf(item.packet.to);
    const right = to > from;
    const height = lines.length * (SIZE.line - 2) + 4;
    const isStub = isLostAtOnce(item);
    const lane = isStub ? from : to;
    const span = Math.max(1, Math.abs(to - from)) * this.gap;
    const half = halfOf(lines) / this.gap;
    // Strips counted from the lane that the arrow ends at, or begins at if it is lost at once.
    const isLeft = isStub ? !right : right;
    const slotAt = (strip: number): number =>
      isLeft ? STRIPS * (lane + 1) - 1 - strip : STRIPS * (lane + 1) + strip;
    const lowest = (this.free[lane] ?? 0) + (isStub ? height : 9);
    const first = isStub ? lowest : Math.max(lowest, this.beginOf(item, Infinity) + FALL);
    const foot = this.firstFit(first, (at) => {
      const slope = isStub ? 0 : (at - this.beginOf(item, at)) / span;
      const rise = slope > STEEP ? 0 : slope * this.gap;
      const centre = labelCentre(lines, this.gap, slope);
      return [0, 1, 2, 3].flatMap((strip) => {
        const distance = (strip + 0.5) / STRIPS;
        if (Math.abs(distance - centre) - 0.5 / STRIPS > half) return [];
        const line = at - rise * distance;
        const more = (rise * 0.5) / STRIPS;
        return [{ slot: slotAt(strip), top: line - height - more, foot: line + more }];
      });
    });
    this.standOn(lane, item.id, foot, isStub ? 0 : LEAVE - 5);
    return { item, alike, lines, top: foot - height, foot, begin: foot };
  }

  /** The first line from one on at which nothing is in the way, which is taken then. */
  private firstFit(from: number, needed: (foot: number) => readonly Taken[]): number {
    let foot = from;
    for (let tries = 0; tries < 200; tries += 1) {
      const wanted = needed(foot);
      const clash = wanted
        .flatMap((want) => this.taken.map((is) => ({ want, is })))
        .find(({ want, is }) => want.slot === is.slot && want.top < is.foot && want.foot > is.top);
      if (clash === undefined) break;
      foot += Math.max(1, clash.is.foot - clash.want.top);
    }
    this.taken.push(...needed(foot));
    return foot;
  }

  private standOn(lane: number, id: number, foot: number, leave = 0): void {
    this.free[lane] = foot + 2;
    this.feet[lane]?.push({ id, foot, leave });
    this.deepest = Math.max(this.deepest, foot + Math.max(2, leave - 4));
  }

  /** Where a message was sent: below what its sender had done before, in the tick of its sending. */
  private beginOf(item: MessageItem, foot: number): number {
    if (isLostAtOnce(item)) return foot - 8;
    const { sentAfter, sentTick, packet, heldAt } = item;
    if (heldAt >= 0) {
      const held = this.feet[this.lanes.indexOf(packet.to)]?.find(({ id }) => id === heldAt);
      if (held !== undefined) return Math.min(foot - 8, held.foot);
    }
    if (sentTick < this.diagram.window.from) return this.top;
    const feet = this.feet[this.lanes.indexOf(packet.from)] ?? [];
    const last = feet.findLast(({ id }) => id <= sentAfter);
    const own = last === undefined ? this.top : last.foot + last.leave;
    const wall = this.walls.findLast(({ after }) => after <= sentAfter)?.top ?? this.top;
    return Math.min(foot - 8, Math.max(own, wall, this.lineOf(sentTick)));
  }

  /** The line of a tick; of one in which nothing is drawn, in between its neighbours. */
  private lineOf(tick: number): number {
    const at = this.ticks.findLastIndex((each) => each.tick <= tick);
    const before = this.ticks[at];
    if (before === undefined) return this.top;
    if (before.tick === tick) return before.top;
    const after = this.ticks[at + 1];
    if (after === undefined) return before.bottom;
    const share = (tick - before.tick) / (after.tick - before.tick);
    return before.bottom + (after.top - before.bottom) * share;
  }
}

/** Half of the width of a label. */
function halfOf(lines: readonly string[]): number {
  return (Math.max(...lines.map(cellsOf)) * SIZE.letter) / 2;
}

/**
 * How far before its lane the middle of a label stands, as a share of the way from lane to lane: half way when it stands on
 * its arrow, near the tip when it lies flat.
 */
export function labelCentre(lines: readonly string[], gap: number, slope: number): number {
  return Math.abs(slope) > STEEP ? Math.min(0.5, (halfOf(lines) + 34) / gap) : 0.5;
}

function gapFor(lanes: number): number {
  if (lanes <= 4) return 210;
  return lanes <= 7 ? 196 : 180;
}

/** Whether a message does not even leave: then it is drawn at its sender. */
export function isLostAtOnce({ fate, sentTick, tick }: MessageItem): boolean {
  return fate === 'lost' && sentTick === tick;
}

/** What stands on an arrow. One that does not reach its lane says where it was to go. */
function piecesOf(item: MessageItem, alike: readonly MessageItem[]): readonly string[] {
  // What is still under way ends in a dot.
  const fared = item.fate === 'open' ? '' : fateText(item);
  const pieces = [...shortMessage(item.packet), ...(fared === '' ? [] : [fared])];
  if (!isLostAtOnce(item)) return pieces;
  const targets = [item, ...alike].map(({ packet }) => endpointName(packet.to));
  return [`to ${targets.join(', ')}: ${pieces[0] ?? ''}`, ...pieces.slice(1)];
}

/** Lines of pieces with dots in between; a piece is broken only when it is too long for a line. */
function inPieces(pieces: readonly string[], cells: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    const longer = `${line} · ${piece}`;
    if (line !== '' && cellsOf(longer) <= cells) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = brokenAt(piece, cells);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? '';
  }
  return [...lines, line];
}

function cellsIn(room: number): number {
  return Math.floor(room / SIZE.letter);
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES_MAX) return lines;
  return [...lines.slice(0, LINES_MAX - 1), `${lines[LINES_MAX - 1] ?? ''}…`];
}

/** Whether an item is a note over one lane, not over all. */
export function isOwnNote(item: DiagramItem, lanes: readonly Endpoint[]): item is NoteItem {
  if (item.kind !== 'note' || item.node === WORLD || !lanes.includes(item.node)) return false;
  return item.facts.every(({ sort }) => sort !== 'violation');
}
