// What is thrown: a `RaftFailure` when a cluster did what it must not or did not do what it should, with everything that
// a report has; a `ScenarioError` when a text is wrong.

import { type Diagnostic, type Failure, renderDiagnostic, type Verdict } from '../dsl/index.ts';
import {
  eventsThatLedHere,
  foldHeartbeats,
  renderEvents,
  renderFacts,
  renderState,
  visible,
} from '../view/index.ts';

/** Columns that texts are wrapped at. */
const COLUMNS = 100;
/** Lines of the list of events. */
const EVENT_LINES = 24;

/** Where and in which run something failed. */
export interface FailureContext {
  readonly verdict: Verdict;
  readonly failure: Failure;
  /** Tick in which it was seen. */
  readonly tick: number;
  readonly seed: string;
  readonly hash: string;
}

/** A cluster broke a property, or something did not hold, come true or could not be done. Its message is the report. */
export class RaftFailure extends Error {
  override readonly name = 'RaftFailure';
  /** `failed`: a check, a wait or a verb; `violated`: a property; `stalled`: it does not recover; `broken`: our fault or a state machine's. */
  readonly verdict: Verdict;
  /** Name of the property that broke; undefined when none did. */
  readonly property: string | undefined;
  readonly expected: string;
  readonly observed: string;
  /** Reasons in words, the most important first. */
  readonly why: readonly string[];
  readonly tick: number;
  readonly seed: string;
  readonly hash: string;
  /** Everything: the state of all nodes, the events that led there. */
  readonly failure: Failure;

  constructor({ verdict, failure, tick, seed, hash }: FailureContext) {
    super(failureText({ verdict, failure, tick, seed, hash }));
    this.verdict = verdict;
    this.failure = failure;
    this.property = failure.property?.name;
    this.expected = failure.expected;
    this.observed = failure.observed;
    this.why = failure.why;
    this.tick = tick;
    this.seed = seed;
    this.hash = hash;
  }
}

/** A failure as a report: what went wrong, expected and observed, why, the nodes, and what led there. */
export function failureText({ failure, tick, seed, hash }: FailureContext): string {
  const { message, statement, state, events } = failure;
  const place = statement === '' ? [] : [`  ${statement}`];
  const facts = renderFacts(failure, COLUMNS);
  const led = renderEvents(foldHeartbeats(eventsThatLedHere(events)), {
    limit: EVENT_LINES,
    width: COLUMNS,
  });
  return [
    visible(message),
    ...place,
    ...facts,
    ...(state.length === 0 ? [] : ['', `state at tick ${tick}:`, ...indented(renderState(state))]),
    ...(led.length === 0 ? [] : ['', 'what led here:', ...indented(led)]),
    '',
    `seed ${seed}, hash ${hash}`,
  ].join('\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

/** A text of the language is wrong: nothing of it was carried out. Its message shows each place. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>) {
    const texts = diagnostics.map((each) => renderDiagnostic(each, sources.get(each.file) ?? ''));
    super(texts.join('\n\n'));
    this.diagnostics = diagnostics;
  }
}
