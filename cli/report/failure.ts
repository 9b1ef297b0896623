// Why a test did not pass, for people: the line, what was expected and observed, why, all nodes, the events
// that led there, and the line to type to see it again.

import type { Failure } from '../../dsl/index.ts';
import {
  eventsThatLedHere,
  fitDiagnostic,
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
  /** Where sentences are broken. */
  readonly columns: number;
  /**
   * Letters that no line may have more of, but for commands, which are copied. Absent, places, source lines and tables
   * stay whole: programs look for them.
   */
  readonly width?: number;
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
    const { style, width = Infinity } = look;
    sections.push([
      ...hanging(difference.message, width).map(style.bad),
      ...hanging(`first run   ${difference.first}`, width),
      ...hanging(`second run  ${difference.second}`, width),
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
  const { style, columns, width = Infinity } = look;
  const source = outcome.sources.get(failure.file) ?? '';
  const sections = [frameLines(failure, source, look)];
  // How the cluster came here says nothing about a line that is out of date.
  if (failure.difference !== undefined) {
    return [...sections, ...goldenSections(outcome, failure.difference, style, width)];
  }
  const facts = renderFacts(failure, columns, style, width);
  if (facts.length > 0) sections.push(facts);
  if (failure.state.length > 0) {
    sections.push([
      `state at tick ${outcome.result.ticks}:`,
      ...indented(renderState(failure.state, style, width - 2)),
    ]);
  }
  const events = ledHere(failure, look);
  if (events.length > 0) sections.push(['what led here:', ...indented(events)]);
  return sections;
}

function goldenSections(
  { replay }: Reported,
  difference: readonly string[],
  style: Style,
  width: number,
): string[][] {
  const marked = difference.flatMap((line) => {
    const broken = hanging(visible(line), width - 2);
    if (line.startsWith('-')) return broken.map(style.bad);
    return line.startsWith('+') ? broken.map(style.good) : broken;
  });
  const update = replay === null ? [] : [`  ${style.strong(updateLine(replay))}`];
  return [
    [...hanging('- golden lines, + what `show` prints now:', width), ...indented(marked)],
    ...(replay === null ? [] : [[...hanging('if the new output is right:', width), ...update]]),
  ];
}

function frameLines(failure: Failure, source: string, look: FailureLook): string[] {
  const { place, rest } = fitDiagnostic(look.drawFrame(failure, source), look.width ?? Infinity);
  return [...place.map((line) => look.style.strong(line)), ...rest];
}

function ledHere(failure: Failure, { style, columns, width }: FailureLook): string[] {
  const lines = foldHeartbeats(eventsThatLedHere(failure.events));
  const layout = {
    width: Math.min(columns - 2, width ?? Infinity) - 2,
    breaksWords: width !== undefined,
  };
  return renderEvents(lines, { style, limit: EVENT_LINES, ...layout });
}

/** Lines moved to the right; empty ones stay empty. */
export function indented(lines: readonly string[], by = '  '): string[] {
  return lines.map((line) => (line === '' ? '' : by + line));
}
