// A diagram as a picture that stands for itself: no scripts, no fonts or images from elsewhere.

import { type Endpoint, endpointName, isClient } from '../../sim/index.ts';
import type { FactSort } from './facts.ts';
import type { LaneState, LaneStates } from './lane-states.ts';
import type { Diagram, NoteItem } from './model.ts';
import { arrowElement } from './svg-arrow.ts';
import { isOwnNote, laneX, layOut, type Placed, SIZE, type SvgLayout } from './svg-layout.ts';
import { legendElements } from './svg-legend.ts';
import { label, line, px, rect, told, xmlText } from './svg-shapes.ts';
import { svgStyle } from './svg-style.ts';
import { leftOutText, noteLines } from './words.ts';
import { brokenAt, cellsOf } from './printable.ts';

const HEAD = 24;

/** The whole text of a picture. */
export function renderSvg(diagram: Diagram): string {
  return new Picture(diagram).render();
}

class Picture {
  private readonly diagram: Diagram;
  private readonly layout: SvgLayout;
  private readonly titles: readonly string[];
  private readonly remarks: readonly string[];
  private readonly headTop: number;

  constructor(diagram: Diagram) {
    this.diagram = diagram;
    const wide = 210 * Math.max(2, Math.min(4, diagram.lanes.length));
    this.titles = diagram.title === '' ? [] : brokenAt(diagram.title, Math.floor(wide / 8.5));
    const left = leftOutText(diagram.leftOut, diagram.window);
    this.remarks = left === '' ? [] : brokenAt(left, Math.floor(wide / SIZE.letter));
    this.headTop = 12 + this.titles.length * 18 + this.remarks.length * 14;
    this.layout = layOut(diagram, this.headTop + HEAD + (diagram.window.from > 0 ? 18 : 4));
  }

  render(): string {
    const { diagram, layout } = this;
    const { bottom, width } = layout;
    const foot = bottom + 14;
    const legend = legendElements(diagram, width, foot + HEAD + 18);
    const height = legend.bottom + 8;
    const parts = [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img">`,
      `<title>${xmlText(diagram.title === '' ? 'diagram' : diagram.title)}</title>`,
      svgStyle(),
      rect('page', 0, 0, width, height),
      ...this.headline(),
      ...this.sides(foot),
      ...this.ruler(),
      ...this.lives(foot),
      ...this.arrows(),
      ...layout.placed.map((placed) => this.noteElement(placed)),
      ...this.heads(this.headTop, diagram.start),
      ...this.heads(foot, null),
      ...legend.elements,
      '</svg>',
    ];
    return `${parts.filter((part) => part !== '').join('\n')}\n`;
  }

  private headline(): string[] {
    const titles = this.titles.map((text, at) => label('title', 14, 22 + at * 18, text));
    const below = 20 + this.titles.length * 18;
    return [
      ...titles,
      ...this.remarks.map((text, at) => label('faint', 14, below + at * 14, text)),
    ];
  }

  private x(lane: Endpoint): number {
    return laneX(this.diagram.lanes.indexOf(lane), this.layout.gap);
  }

  /** Names above and below the lanes; above them also how things stand when the window opens. */
  private heads(top: number, start: LaneStates | null): string[] {
    const isLater = start !== null && this.diagram.window.from > 0;
    return this.diagram.lanes.map((lane) => {
      const x = this.x(lane);
      const { role, term, mode } = start?.of(lane) ?? { role: '', term: -1, mode: 'up' };
      const stands = mode === 'up' ? role : mode;
      const more = isLater && !isClient(lane) ? `${stands}${term < 0 ? '' : ` t${term}`}` : '';
      const name = endpointName(lane);
      const half = more === '' ? 34 : 62;
      const box = rect('head', x - half, top, half * 2, HEAD, isClient(lane) ? 12 : 4);
      if (more === '') return box + label('name', x, top + 16, name);
      return (
        box + label('name', x - 36, top + 16, name) + label('faint mid', x + 16, top + 16, more)
      );
    });
  }

  private ruler(): string[] {
    const { ticks, width } = this.layout;
    return ticks.flatMap(({ tick, top }) => [
      line('rule', SIZE.left - 12, top, width - SIZE.right, top),
      label('faint end', SIZE.left - 16, top + 4, String(tick)),
    ]);
  }

  /** The sides of a partition, as tinted columns with walls between them. */
  private sides(foot: number): string[] {
    const { diagram, layout } = this;
    const { lanes } = diagram;
    const states = diagram.start.copy();
    let since = this.headTop + HEAD;
    let groups = lanes.map((lane) => sideOf(lane, states));
    const elements: string[] = [];
    const close = (until: number): void => {
      if (new Set(groups.filter((side) => side >= 0)).size < 2 || until <= since) return;
      elements.push(...sideElements(groups, since, until, layout.gap));
    };
    for (const { item, top, foot: below } of layout.placed) {
      states.take(item);
      if (item.kind !== 'note') continue;
      const next = lanes.map((lane) => sideOf(lane, states));
      if (next.every((side, at) => side === groups[at])) continue;
      const at = (top + below) / 2;
      close(at);
      since = at;
      groups = next;
    }
    close(foot);
    return elements;
  }

  /** Lifelines, and bars for what each node is. */
  private lives(foot: number): string[] {
    const { diagram, layout } = this;
    const states = diagram.start.copy();
    const elements: string[] = [];
    for (const lane of diagram.lanes)
      elements.push(line('gone', this.x(lane), this.headTop + HEAD, this.x(lane), foot));
    const begun = new Map(
      diagram.lanes.map((lane) => [lane, { state: states.of(lane), since: this.headTop + HEAD }]),
    );
    const end = (lane: Endpoint, until: number): void => {
      const life = begun.get(lane);
      if (life === undefined) return;
      elements.push(lifeElement(lane, life.state, this.x(lane), life.since, until));
    };
    for (const { item, top, foot: below } of layout.placed) {
      states.take(item);
      if (!isOwnNote(item, diagram.lanes)) continue;
      const state = states.of(item.node);
      const life = begun.get(item.node);
      if (life === undefined || looksAs(life.state) === looksAs(state)) continue;
      const at = (top + below) / 2;
      end(item.node, at);
      begun.set(item.node, { state, since: at });
    }
    for (const lane of diagram.lanes) end(lane, foot);
    return elements.filter((element) => element !== '');
  }

  private arrows(): string[] {
    const { placed, gap } = this.layout;
    return placed.flatMap((each) => {
      const { item } = each;
      if (item.kind !== 'message') return [];
      const way = { fromX: this.x(item.packet.from), toX: this.x(item.packet.to), gap };
      return [arrowElement(each, item, way)];
    });
  }

  private noteElement(placed: Placed): string {
    const { item, lines, top, foot } = placed;
    const { gap, width } = this.layout;
    if (item.kind === 'message') return '';
    const middle = (SIZE.left + width - SIZE.right) / 2;
    if (item.kind === 'fold') return foldElement(middle, foot, lines.join(' '));
    const kind = noteKind(item);
    const isLoud = kind === 'is-violation';
    const text = isLoud ? 'on-bad mid' : 'mid';
    const isOwn = isOwnNote(item, this.diagram.lanes);
    const x = isOwn ? this.x(item.node) : middle;
    const half = isOwn ? (gap - 14) / 2 : (width - SIZE.left - SIZE.right) / 2 - 6;
    const box = rect(
      `${isOwn ? 'note' : 'broad'} ${kind}`.trim(),
      x - half,
      top,
      half * 2,
      foot - top,
      4,
    );
    const texts = lines.map((each, at) => label(text, x, top + 13 + at * SIZE.line, each));
    const badge = isOwn ? badgeElement(item, x - half, top) : '';
    const full = [`tick ${item.tick}`, ...noteLines(item)].join('\n');
    return told(full, box + texts.join('') + badge);
  }
}

/** Folded heartbeats: words on a plate, so that lines pass below them. */
function foldElement(x: number, foot: number, text: string): string {
  const width = cellsOf(text) * SIZE.letter + 12;
  const plate = rect('fold', x - width / 2, foot - 16, width, 15, 7);
  return plate + label('faint mid', x, foot - 5, text);
}

/** The term, where a note changes it. */
function badgeElement({ facts }: NoteItem, x: number, top: number): string {
  const terms = facts.flatMap(({ change }) => (change?.kind === 'term' ? [change.term] : []));
  const term = terms.at(-1);
  if (term === undefined) return '';
  const text = `t${term}`;
  const width = text.length * 6 + 8;
  return (
    rect('badge', x - 4, top - 6, width, 13, 6) +
    label('badge-text', x - 4 + width / 2, top + 3.5, text)
  );
}

/** Facts that colour a note, the strongest first. */
const KINDS: readonly (readonly [FactSort, string])[] = [
  ['violation', 'is-violation'],
  ['down', 'is-bad'],
  ['cut', 'is-cut'],
  ['heal', 'is-heal'],
  ['paused', 'is-bad'],
  ['truncate', 'is-bad'],
  ['commit', 'is-commit'],
];

function noteKind({ facts }: NoteItem): string {
  const sorts = new Set<FactSort>(facts.map(({ sort }) => sort));
  const strong = KINDS.find(([sort]) => sorts.has(sort));
  for (const { change } of facts) {
    if (strong?.[0] === 'violation' || strong?.[0] === 'down') break;
    if (change?.kind !== 'role') continue;
    if (change.role === 'leader') return 'is-leader';
    if (change.role.endsWith('candidate')) return 'is-candidate';
  }
  return strong?.[1] ?? '';
}

/** The side of a partition a lane is on; -1 for clients, which reach everybody. */
function sideOf(lane: Endpoint, states: LaneStates): number {
  return isClient(lane) ? -1 : (states.division.get(lane) ?? 0);
}

function sideElements(groups: readonly number[], top: number, foot: number, gap: number): string[] {
  const kinds = [...new Set(groups)].filter((side) => side >= 0);
  const columns = groups.map((side, place) => {
    if (side < 0) return '';
    const kind = `side-${kinds.indexOf(side) % 4}`;
    return rect(kind, SIZE.left + gap * place, top, gap, foot - top);
  });
  const walls = groups.map((side, place) => {
    const other = groups[place - 1] ?? -1;
    const x = SIZE.left + gap * place;
    return side < 0 || other < 0 || side === other ? '' : line('wall', x, top, x, foot);
  });
  return [...columns, ...walls].filter((element) => element !== '');
}

function looksAs({ role, mode }: LaneState): string {
  return mode === 'up' ? role : mode;
}

function lifeElement(
  lane: Endpoint,
  state: LaneState,
  x: number,
  since: number,
  until: number,
): string {
  if (state.mode === 'down') return '';
  if (isClient(lane)) return line('life', x, since, x, until);
  return rect(looksAs(state), x - SIZE.bar / 2, since, SIZE.bar, until - since, 2);
}
