// What the colours and lines of a picture mean: those that are in it.

import { isClient } from '../../sim/index.ts';
import type { Diagram } from './model.ts';
import { SIZE } from './svg-layout.ts';
import { cross, dot, label, line, rect, tip } from './svg-shapes.ts';
import { type Family, familyOf } from './svg-arrow.ts';

interface Entry {
  readonly text: string;
  readonly draw: (x: number, y: number) => string;
}

/** The legend, and the first free line below it. */
export function legendElements(
  diagram: Diagram,
  width: number,
  top: number,
): { readonly elements: readonly string[]; readonly bottom: number } {
  const elements: string[] = [];
  let x = 14;
  let y = top;
  for (const { text, draw } of entriesOf(diagram)) {
    const needed = 34 + text.length * SIZE.letter + 16;
    if (x > 14 && x + needed > width) {
      x = 14;
      y += 18;
    }
    elements.push(draw(x, y) + label('faint', x + 30, y + 4, text));
    x += needed;
  }
  return { elements, bottom: y + 12 };
}

function entriesOf(diagram: Diagram): readonly Entry[] {
  const { items, lanes } = diagram;
  const states = diagram.start.copy();
  const looks = new Set<string>();
  const fates = new Set<string>();
  const families = new Set<Family>();
  let hasAnswers = false;
  let isDivided = false;
  const look = (): void => {
    for (const lane of lanes) {
      const { role, mode } = states.of(lane);
      if (!isClient(lane)) looks.add(mode === 'up' ? role : mode);
    }
    isDivided ||= states.division.size > 0;
  };
  look();
  for (const item of items) {
    states.take(item);
    if (item.kind === 'message') {
      fates.add(item.fate);
      families.add(familyOf(item.packet.kind));
      hasAnswers ||= item.packet.kind.endsWith('-response');
    }
    if (item.kind === 'note' && item.facts.some(({ change }) => change !== null)) look();
  }
  return [
    ...BARS.filter((name) => looks.has(name)).map(barEntry),
    ...(looks.has('down') ? [{ text: 'down', draw: gone }] : []),
    ...ARROWS.filter(([family]) => families.has(family)).map(arrowEntry),
    ...(hasAnswers ? [{ text: 'answers', draw: dashed }] : []),
    ...(fates.has('lost') ? [{ text: 'lost', draw: lost }] : []),
    ...(fates.has('held') ? [{ text: 'held back', draw: held }] : []),
    ...(fates.has('open') ? [{ text: 'still under way', draw: open }] : []),
    ...(isDivided ? [{ text: 'sides of a partition', draw: sides }] : []),
  ];
}

const BARS = ['leader', 'candidate', 'pre-candidate', 'follower', 'paused'] as const;

function barEntry(name: string): Entry {
  return { text: name, draw: (x, y) => rect(name, x + 10, y - 7, SIZE.bar, 14, 2) };
}

const ARROWS: readonly (readonly [Family, string])[] = [
  ['vote', 'votes'],
  ['append', 'entries'],
  ['client', 'clients'],
  ['other', 'other messages'],
];

function arrowEntry([family, text]: readonly [Family, string]): Entry {
  return {
    text,
    draw: (x, y) =>
      line(`arrow ${family}`, x, y, x + 20, y) + tip(`${family}-tip`, x + 24, y, 1, 0),
  };
}

function dashed(x: number, y: number): string {
  return line('arrow other answer', x, y, x + 24, y);
}

function open(x: number, y: number): string {
  return line('arrow other', x, y, x + 20, y) + dot('other', x + 22, y);
}

function gone(x: number, y: number): string {
  return line('gone', x + 14, y - 8, x + 14, y + 8);
}

function lost(x: number, y: number): string {
  return line('arrow other', x, y, x + 20, y) + cross(x + 20, y);
}

function held(x: number, y: number): string {
  const bar = (at: number): string => line('arrow other', at, y - 5, at, y + 5);
  return line('arrow other', x, y, x + 18, y) + bar(x + 18) + bar(x + 22);
}

function sides(x: number, y: number): string {
  const walls = line('wall', x + 12, y - 7, x + 12, y + 7);
  return rect('side-0', x, y - 7, 12, 14) + rect('side-1', x + 12, y - 7, 12, 14) + walls;
}
