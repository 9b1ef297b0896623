// Elements of a picture as text. All that comes from a scenario goes through `xmlText`.

import { printable } from './printable.ts';

/** A text that means nothing to XML, as content or in an attribute. */
export function xmlText(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A number of pixels, to a tenth. */
export function px(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

/** A rectangle. */
export function rect(
  kind: string,
  x: number,
  y: number,
  width: number,
  height: number,
  radius = 0,
): string {
  const round = radius === 0 ? '' : ` rx="${radius}"`;
  return `<rect class="${kind}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"${round}/>`;
}

/** A straight line. */
export function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<path class="${kind}" d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}"/>`;
}

/** A line of text. */
export function label(kind: string, x: number, y: number, text: string): string {
  return `<text class="${kind}" x="${px(x)}" y="${px(y)}">${xmlText(text)}</text>`;
}

/** Lines of text, the last one at `y`. */
export function labels(kind: string, x: number, y: number, texts: readonly string[]): string {
  return texts.map((text, at) => label(kind, x, y - (texts.length - 1 - at) * 12, text)).join('');
}

/** The tip of an arrow that comes to a point from a direction of length 1. */
export function tip(kind: string, x: number, y: number, dx: number, dy: number): string {
  const [length, half] = [8, 3.6];
  const [backX, backY] = [x - dx * length, y - dy * length];
  const left = `${px(backX - dy * half)} ${px(backY + dx * half)}`;
  const right = `${px(backX + dy * half)} ${px(backY - dx * half)}`;
  return `<path class="${kind}" d="M${px(x)} ${px(y)}L${left}L${right}Z"/>`;
}

/** A dot. */
export function dot(family: string, x: number, y: number): string {
  return `<circle class="${family}-tip" cx="${px(x)}" cy="${px(y)}" r="2.5"/>`;
}

/** A cross. */
export function cross(x: number, y: number): string {
  const [a, b] = [4.5, 4.5];
  return (
    `<path class="cross" d="M${px(x - a)} ${px(y - b)}L${px(x + a)} ${px(y + b)}` +
    `M${px(x + a)} ${px(y - b)}L${px(x - a)} ${px(y + b)}"/>`
  );
}

/** What is told when the pointer rests on it, around some elements. */
export function told(text: string, elements: string): string {
  return `<g><title>${xmlText(text)}</title>${elements}</g>`;
}
