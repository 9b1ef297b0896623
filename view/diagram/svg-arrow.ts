// A message in a picture: it slopes with the time it takes, and its words stand on it.

import { endpointName, type PacketKind } from '../../sim/index.ts';
import type { MessageItem } from './model.ts';
import { isLostAtOnce, labelCentre, type Placed, SIZE, STEEP } from './svg-layout.ts';
import { cross, dot, labels, line, px, tip, told, xmlText } from './svg-shapes.ts';
import { fateText, messageText, ticksText } from './words.ts';

/** Where an arrow goes. */
interface Way {
  readonly fromX: number;
  readonly toX: number;
  readonly gap: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far before its lane an arrow ends that does not reach it. */
const SHORT = 17;

/** An arrow from one lane to another. */
export function arrowElement(placed: Placed, item: MessageItem, way: Way): string {
  const { foot, lines, begin, alike } = placed;
  const { fromX, toX, gap } = way;
  const side = toX > fromX ? 1 : -1;
  const start: Point = { x: startOf(item, way, side), y: begin };
  const end: Point = { x: endOf(item, way, side), y: foot };
  const isStub = isLostAtOnce(item);
  const family = familyOf(item.packet.kind);
  const kinds = [`arrow ${family}`];
  if (item.packet.kind.endsWith('-response')) kinds.push('answer');
  if (item.fate === 'lost') kinds.push('lost');
  const shaft = line(kinds.join(' '), start.x, start.y, end.x, end.y);
  const slope = (end.y - start.y) / (end.x - start.x || 1);
  const before = labelCentre(lines, gap, slope) + (item.fate === 'arrives' ? 0 : 0.05);
  const at = isStub ? fromX + side * gap * 0.5 : toX - side * gap * before;
  const kind = `mid label${item.fate === 'lost' ? ' lost-label' : ''}`;
  const words = wordsOn(kind, lines, { x: at, y: foot + (at - end.x) * slope }, slope, foot);
  const full = [item, ...alike].map(fullText).join('\n');
  return told(full, shaft + headOf(item, family, start, end) + words);
}

/** A message that was held back goes on from where it was held. */
function startOf({ heldAt }: MessageItem, { fromX, toX }: Way, side: number): number {
  return heldAt >= 0 ? toX - side * SHORT : fromX + (side * SIZE.bar) / 2;
}

function endOf(item: MessageItem, { fromX, toX, gap }: Way, side: number): number {
  if (isLostAtOnce(item)) return fromX + side * gap * 0.62;
  return item.fate === 'arrives' ? toX - (side * SIZE.bar) / 2 : toX - side * SHORT;
}

function headOf({ fate }: MessageItem, family: string, start: Point, { x, y }: Point): string {
  if (fate === 'lost') return cross(x, y);
  if (fate === 'held') {
    const bar = (at: number): string => line(`arrow ${family}`, at, y - 6, at, y + 6);
    return bar(x) + bar(x + 4);
  }
  if (fate === 'open') return dot(family, x, y);
  const [dx, dy] = [x - start.x, y - start.y];
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  return tip(`${family}-tip`, x, y, dx / length, dy / length);
}

/** Words on a sloping line, or flat before its tip when it is too steep to read. */
function wordsOn(
  kind: string,
  lines: readonly string[],
  { x, y }: Point,
  slope: number,
  foot: number,
): string {
  if (Math.abs(slope) > STEEP) return labels(kind, x, foot - 4, lines);
  const length = Math.sqrt(1 + slope * slope);
  const [cos, sin] = [1 / length, slope / length];
  const turned = lines.map((text, at) => {
    const up = -4 - (lines.length - 1 - at) * 11;
    return `<text class="${kind}" y="${up}">${xmlText(text)}</text>`;
  });
  const matrix = [cos, sin, -sin, cos].map((each) => Math.round(each * 1000) / 1000);
  return `<g transform="matrix(${matrix.join(' ')} ${px(x)} ${px(y)})">${turned.join('')}</g>`;
}

/** Kinds of messages that have a colour. */
export type Family = 'vote' | 'append' | 'client' | 'other';

/** The colour of a kind of message. */
export function familyOf(kind: PacketKind): Family {
  if (kind.includes('vote')) return 'vote';
  if (kind.startsWith('append')) return 'append';
  return kind.startsWith('client') ? 'client' : 'other';
}

/** All that is known of a message. */
function fullText(item: MessageItem): string {
  const { packet, sentTick, tick } = item;
  const fared = fateText(item);
  return [
    `${endpointName(packet.from)} → ${endpointName(packet.to)}, ${ticksText(sentTick, tick)}`,
    messageText(packet),
    ...(fared === '' ? [] : [fared]),
  ].join('\n');
}
