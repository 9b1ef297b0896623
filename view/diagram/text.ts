// A diagram for terminals: a narrow column for each lane, time down, and what happens in words beside it. Drawn
// row by row, so that it may be as long as it likes.

import { type Endpoint, endpointName, isClient, WORLD } from '../../sim/index.ts';
import { PLAIN, type Style } from '../style.ts';
import type { FactSort } from './facts.ts';
import type { LaneStates } from './lane-states.ts';
import type { LaneState } from './lane-states.ts';
import type { DiagramItem, MessageItem, NoteItem } from './model.ts';
import { brokenAt, cellsOf } from './printable.ts';
import { fateText, foldText, messageText, noteLines, standingText, ticksText } from './words.ts';

/** How it is drawn. */
export interface TextLook {
  /** Letters a line may have. */
  readonly width: number;
  readonly style?: Style;
}

/** Letters of a tick's column, at least. */
const TICK_CELLS = 4;

/** Letters that words beside the lanes need to be readable. */
const WORDS_MIN = 24;

/** Distances between lanes that are tried, widest first. */
const GAPS = [9, 7, 6, 5, 4] as const;

/** Where things stand on a line. */
interface Layout {
  /** Between two lanes; 0 when the lanes do not fit. */
  readonly gap: number;
  /** Letters for words. */
  readonly words: number;
  /** Whether words stand below the lanes, since nothing is left beside them. */
  readonly isBelow: boolean;
}

/** Draws rows one after the other. */
export class TextDiagram {
  private readonly lanes: readonly Endpoint[];
  private readonly states: LaneStates;
  private readonly layout: Layout;
  private readonly style: Style;
  private lastTick = -1;

  constructor(lanes: readonly Endpoint[], start: LaneStates, look: TextLook) {
    this.lanes = lanes;
    this.states = start.copy();
    this.style = look.style ?? PLAIN;
    this.layout = layoutOf(lanes, look.width);
  }

  /** How the nodes stand when the window opens, as a sentence in lines. */
  standing(width: number): string[] {
    const nodes = this.lanes.filter((lane) => !isClient(lane));
    const all = nodes.map((lane) => `${endpointName(lane)} ${standingText(this.states.of(lane))}`);
    return brokenAt(`Before: ${all.join(', ')}.`, width);
  }

  /** The names of the lanes, and where they stand. */
  head(): string[] {
    const { gap } = this.layout;
    if (gap === 0) return [];
    const names = this.lanes.map((lane) => this.centred(endpointName(lane)));
    return [this.style.strong(`${'tick'.padStart(TICK_CELLS)} ${names.join('')}`.trimEnd())];
  }

  /** The lines of the next item. */
  row(item: DiagramItem): string[] {
    const tick = this.tickOf(item.kind === 'fold' ? item.firstTick : item.tick);
    if (item.kind === 'fold') {
      const text = `… ${foldText(item)}, ${ticksText(item.firstTick, item.tick)} …`;
      return this.lines(tick, this.lifelines(), [text], this.style.faint);
    }
    if (item.kind === 'message') {
      this.states.take(item);
      return this.messageRow(item, tick);
    }
    this.states.take(item);
    return this.noteRow(item, tick);
  }

  private messageRow(item: MessageItem, tick: string): string[] {
    const { packet, fate } = item;
    const { from, to } = packet;
    const fared = fateText(item);
    const behind = fared === '' ? '' : ` (${fared})`;
    const sent = fate === 'arrives' && item.tick - item.sentTick > 1 ? ` ⟵ ${item.sentTick}` : '';
    const text = `${endpointName(from)} → ${endpointName(to)}: ${messageText(packet)}${behind}${sent}`;
    const mark = fate === 'lost' || fate === 'held' ? this.style.remark : same;
    return this.lines(tick, this.arrow(item), [text], mark);
  }

  private noteRow(item: NoteItem, tick: string): string[] {
    const texts = noteLines(item);
    if (item.node === WORLD) {
      const bars = this.lanes.map(() => '─'.repeat(this.layout.gap)).join('');
      return this.lines(tick, bars, texts, this.markOf(item));
    }
    const bars = this.lanes.map((lane) =>
      lane === item.node ? this.centred(signOf(item)) : this.lifeline(lane),
    );
    const [first = '', ...rest] = texts;
    const own = `${endpointName(item.node)} ${first}`;
    const indent = ' '.repeat(endpointName(item.node).length + 1);
    const more = rest.map((text) => indent + text);
    return this.lines(tick, bars.join(''), [own, ...more], this.markOf(item));
  }

  private markOf({ facts }: NoteItem): (text: string) => string {
    const sorts = new Set<FactSort>(facts.map(({ sort }) => sort));
    const { style } = this;
    if (sorts.has('violation')) return style.bad;
    if (['down', 'cut', 'paused', 'fault', 'refuse'].some((sort) => sorts.has(sort as FactSort))) {
      return style.remark;
    }
    return sorts.has('role') || sorts.has('commit') || sorts.has('phase') ? style.strong : same;
  }

  /** The tick, where it is another than in the row above. */
  private tickOf(tick: number): string {
    const shown = tick === this.lastTick ? '' : String(tick);
    this.lastTick = tick;
    return shown.padStart(TICK_CELLS);
  }

  private lines(
    tick: string,
    bars: string,
    texts: readonly string[],
    mark: (text: string) => string,
  ): string[] {
    const { gap, words, isBelow } = this.layout;
    const broken = texts.flatMap((text) => hanging(text, words));
    const { faint } = this.style;
    const place = this.placed(tick);
    if (gap === 0) {
      return broken.map(
        (text, at) => `${at === 0 ? place : ' '.repeat(cellsOf(tick) + 1)}${mark(text)}`,
      );
    }
    if (isBelow) return [`${place}${bars}`.trimEnd(), ...broken.map((text) => `  ${mark(text)}`)];
    return broken.map((text, at) => {
      const left = at === 0 ? place : ' '.repeat(cellsOf(tick) + 1);
      return `${left}${at === 0 ? bars : faint(this.lifelines())} ${mark(text)}`;
    });
  }

  private placed(tick: string): string {
    return `${this.style.faint(tick)} `;
  }

  private lifelines(): string {
    return this.lanes.map((lane) => this.lifeline(lane)).join('');
  }

  private lifeline(lane: Endpoint): string {
    return this.centred(lifeSign(lane, this.states.of(lane)));
  }

  private centred(text: string): string {
    const { gap } = this.layout;
    const before = Math.max(0, (gap - cellsOf(text)) >> 1);
    return `${' '.repeat(before)}${text}`.padEnd(gap).slice(0, gap);
  }

  /** Lifelines with an arrow over them. */
  private arrow({ packet, fate }: MessageItem): string {
    const { gap } = this.layout;
    const letters = [...this.lifelines()];
    const from = this.lanes.indexOf(packet.from);
    const to = this.lanes.indexOf(packet.to);
    if (gap === 0 || from < 0 || to < 0) return letters.join('');
    const middle = (gap - 1) >> 1;
    const [begin, end] = [from * gap + middle, to * gap + middle];
    const [left, right] = [Math.min(begin, end), Math.max(begin, end)];
    const isAnswer = packet.kind.endsWith('-response');
    for (let at = left + 1; at < right; at += 1) {
      const isLane = at % gap === middle;
      letters[at] = isLane ? '┼' : isAnswer ? '╌' : '─';
    }
    letters[begin] = begin < end ? '├' : '┤';
    const head = begin < end ? end - 1 : end + 1;
    letters[head] = fate === 'arrives' ? (begin < end ? '▶' : '◀') : FATE_SIGNS[fate];
    return letters.join('');
  }
}

const FATE_SIGNS = { lost: '✗', held: '‖', open: '…' } as const;

const same = (text: string): string => text;

function layoutOf(lanes: readonly Endpoint[], width: number): Layout {
  const place = TICK_CELLS + 1;
  const longest = Math.max(0, ...lanes.map((lane) => endpointName(lane).length)) + 1;
  for (const gap of GAPS) {
    const words = width - place - gap * lanes.length - 1;
    if (gap >= Math.min(longest, 6) && words >= WORDS_MIN * 3 - 8)
      return { gap, words, isBelow: false };
  }
  for (const gap of GAPS) {
    const words = width - place - gap * lanes.length - 1;
    if (gap >= longest && words >= WORDS_MIN) return { gap, words, isBelow: false };
  }
  for (const gap of GAPS) {
    if (place + gap * lanes.length <= width) return { gap, words: width - 2, isBelow: true };
  }
  return { gap: 0, words: Math.max(8, width - place), isBelow: false };
}

/** A text in lines; those below the first are indented. */
function hanging(text: string, cells: number): string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const room = cells - indent.length;
  const lines = brokenAt(text.trimStart(), room, room - 2);
  return lines.map((line, at) => `${indent}${at === 0 ? '' : '  '}${line}`);
}

function lifeSign(lane: Endpoint, { role, mode }: LaneState): string {
  if (mode === 'down') return '·';
  if (mode === 'paused') return '╎';
  if (isClient(lane)) return '┆';
  if (role === 'leader') return '█';
  return role === 'follower' ? '│' : '┃';
}

function signOf({ facts }: NoteItem): string {
  const sorts = new Set<FactSort>(facts.map(({ sort }) => sort));
  if (sorts.has('violation')) return '!!';
  if (sorts.has('down')) return '✗';
  if (sorts.has('up')) return '○';
  return sorts.has('role') ? '◆' : '●';
}

/** What the signs of the lanes mean, in lines of at most so many letters. */
export function textLegend(width: number): string[] {
  const signs = '█ leader, ┃ candidate, │ follower, ╎ paused, · down, ┆ client; ✗ lost, ‖ held';
  return brokenAt(signs, width);
}
