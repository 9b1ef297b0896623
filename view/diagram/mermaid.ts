// A diagram as a sequence diagram of Mermaid, which GitHub and many wikis draw.

import { type Endpoint, endpointName, isClient } from '../../sim/index.ts';
import type { Diagram } from './model.ts';
import { type SequenceArrow, sequenceLines, type SequenceSyntax } from './sequence.ts';
import { printable } from './printable.ts';

/** Letters that Mermaid draws unless it is told otherwise. Source: `maxTextSize` of its configuration. */
export const MERMAID_TEXT_MAX = 50_000;

/** Letters that mean nothing to Mermaid, wherever they stand. */
const HARMLESS = /[^\p{L}\p{N} .,()@=+_/·→-]/gu;

/** A text in which nothing means anything to Mermaid, by its codes: `;` is `#59;`. */
export function mermaidText(text: string): string {
  return printable(text).replace(HARMLESS, (letter) => `#${letter.codePointAt(0) ?? 0};`);
}

/** The whole text of a Mermaid diagram. */
export function renderMermaid(diagram: Diagram): string {
  return `${sequenceLines(diagram, MERMAID).join('\n')}\n`;
}

const MERMAID: SequenceSyntax = {
  head: (title, lanes) => [
    'sequenceDiagram',
    ...(title === '' ? [] : [`  title ${mermaidText(title)}`]),
    ...lanes.map((lane) => `  ${isClient(lane) ? 'actor' : 'participant'} ${endpointName(lane)}`),
  ],
  arrow: (arrow) =>
    `  ${endpointName(arrow.from)}${lineOf(arrow)}${endpointName(arrow.to)}: ${mermaidText(arrow.text)}`,
  note: (lane, texts) => [`  Note over ${endpointName(lane)}: ${joined(texts)}`],
  broad: (lanes, texts) => [`  Note over ${span(lanes)}: ${joined(texts)}`],
  leads: (lane, doesLead) => `  ${doesLead ? 'activate' : 'deactivate'} ${endpointName(lane)}`,
  foot: [],
};

function lineOf({ fate, isAnswer }: SequenceArrow): string {
  const line = isAnswer ? '--' : '-';
  if (fate === 'arrives') return `${line}>>`;
  return fate === 'lost' ? `${line}x` : `${line})`;
}

function joined(texts: readonly string[]): string {
  return texts.map(mermaidText).join('<br/>');
}

function span(lanes: readonly Endpoint[]): string {
  const ends = [lanes[0], lanes.at(-1)].map((lane) => endpointName(lane ?? -1));
  return [...new Set(ends)].join(',');
}
