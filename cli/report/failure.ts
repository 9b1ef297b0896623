// Why a test did not pass, for people: the line, what was expected and observed, why, all nodes, the events
// that led there, and the line to type to see it again.

import type { Failure } from '../../dsl/index.ts';
import {
  eventsThatLedHere,
  foldHeartbeats,
  hanging,
  renderEvents,
  renderFacts,
  renderState,
  type Style,
  visible,
} from '../../view/index.ts';
import { type Replay, replayLine, stepLine, updateLine } from '../run/replay-line.ts';
import type { TestOutcome } from './reporter.ts';

/** Lines of the list of events. */
const EVENT_LINES = 24;

/** Draws the frame of the failing line: `renderDiagnostic` of the language. */
export type DrawFrame = (failure: Failure, source: string) => string;

/** How a failure is drawn. */
export interface FailureLook {
  readonly style: Style;
  readonly columns: number;
  /** Where the line of the place and the message is broken. Absent, it stays whole: programs look for places. */
  readonly placeColumns?: number;
  readonly drawFrame: DrawFrame;
}

/** What is reported. Without a `replay` there is no command that shows it again. */
export type Reported = Omit<TestOutcome, 'replay'> & { readonly replay: Replay | null };

/** The whole report of a failed test, as lines without indentation; empty for a passed one. */
export function renderFailure(outcome: Reported, look: FailureLook): string[] {
  const { result, difference, replay } = outcome;
  const sections: string[][] = [];
  if (result.failure !== undefined)
    sections.push(...failureSections(outcome, result.failure, look));
  if (difference !== undefined) {
    sections.push([
      look.style.bad(difference.message),
      `first run   ${difference.first}`,
      `second run  ${difference.second}`,
    ]);
  }
  if (sections.length === 0) return [];
  if (replay !== null) {
    sections.push(['see it again:', `  ${look.style.strong(replayLine(replay))}`]);
    const step = stepLine(replay);
    if (step !== null) sections.push(['step through it:', `  ${look.style.strong(step)}`]);
  }
  return sections.flatMap((section, place) => (place === 0 ? section : ['', ...section]));
}

function failureSections(outcome: Reported, failure: Failure, look: FailureLook): string[][] {
  const { style, columns } = look;
  const source = outcome.sources.get(failure.file) ?? '';
  const sections = [frameLines(failure, source, look)];
  // How the cluster came here says nothing about a line that is out of date.
  if (failure.difference !== undefined) {
    return [...sections, ...goldenSections(outcome, failure.difference, style)];
  }
  const facts = renderFacts(failure, columns, style);
  if (facts.length > 0) sections.push(facts);
  if (failure.state.length > 0) {
    sections.push([
      `state at tick ${outcome.result.ticks}:`,
      ...indented(renderState(failure.state, style)),
    ]);
  }
  const events = ledHere(failure, style, columns - 4);
  if (events.length > 0) sections.push(['what led here:', ...indented(events)]);
  return sections;
}

function goldenSections(
  { replay }: Reported,
  difference: readonly string[],
  style: Style,
): string[][] {
  const marked = difference.map((line) => {
    if (line.startsWith('-')) return style.bad(visible(line));
    return line.startsWith('+') ? style.good(visible(line)) : visible(line);
  });
  const update = replay === null ? [] : [`  ${style.strong(updateLine(replay))}`];
  return [
    ['- golden lines, + what `show` prints now:', ...indented(marked)],
    ...(replay === null ? [] : [['if the new output is right:', ...update]]),
  ];
}

function frameLines(failure: Failure, source: string, look: FailureLook): string[] {
  const [place = '', ...frame] = look.drawFrame(failure, source).split('\n');
  const broken = hanging(place, look.placeColumns ?? Infinity);
  return [...broken.map((line) => look.style.strong(line)), ...frame];
}

function ledHere(failure: Failure, style: Style, width: number): string[] {
  const lines = foldHeartbeats(eventsThatLedHere(failure.events));
  return renderEvents(lines, { style, limit: EVENT_LINES, width });
}

/** Lines moved to the right; empty ones stay empty. */
export function indented(lines: readonly string[], by = '  '): string[] {
  return lines.map((line) => (line === '' ? '' : by + line));
}
