// A diagram as a sequence diagram of PlantUML.

import { endpointName, isClient } from '../../sim/index.ts';
import type { Diagram } from './model.ts';
import { printable } from './printable.ts';
import { type SequenceArrow, sequenceLines, type SequenceSyntax } from './sequence.ts';

/** Letters that may mean something to PlantUML: to its preprocessor, to its markup, or two of them together. */
const MEANING = /[^\p{L}\p{N} .,()@+·→=_/-]|([=_/-])(?=\1)|(?<=([=_/-]))\2|^[=_/-]/gu;

/** A text in which nothing means anything to PlantUML, by its codes: `%` is `<U+0025>`. */
export function plantumlText(text: string): string {
  return printable(text).replace(MEANING, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** The whole text of a PlantUML diagram. */
export function renderPlantuml(diagram: Diagram): string {
  return `${sequenceLines(diagram, PLANTUML).join('\n')}\n`;
}

const PLANTUML: SequenceSyntax = {
  head: (title, lanes) => [
    '@startuml',
    'hide footbox',
    'skinparam responseMessageBelowArrow true',
    ...(title === '' ? [] : [`title ${plantumlText(title)}`]),
    ...lanes.map((lane) => `${isClient(lane) ? 'actor' : 'participant'} ${endpointName(lane)}`),
  ],
  arrow: (arrow) =>
    `${endpointName(arrow.from)} ${lineOf(arrow)} ${endpointName(arrow.to)} : ${plantumlText(arrow.text)}`,
  note: (lane, texts, isBad) => {
    const colour = isBad ? ' #FFD5D5' : '';
    return [`note over ${endpointName(lane)}${colour}`, ...texts.map(line), 'end note'];
  },
  broad: (_, texts) => ['hnote across #EEEEEE', ...texts.map(line), 'end hnote'],
  leads: (lane, doesLead) =>
    doesLead ? `activate ${endpointName(lane)} #7BC47F` : `deactivate ${endpointName(lane)}`,
  foot: ['@enduml'],
};

/** A line of a note; `end note` does not end it. */
function line(text: string): string {
  return plantumlText(text).replace(/^(\s*)e(?=nd)/i, '$1<U+0065>');
}

function lineOf({ fate, isAnswer }: SequenceArrow): string {
  const dash = isAnswer ? '--' : '-';
  if (fate === 'arrives') return `${dash}>`;
  return fate === 'lost' ? `${dash}>x` : `${dash}>o`;
}
