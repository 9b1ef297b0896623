// Two runs of one test, compared; when they differ, the first event that does.

import type { TestCase, TestResult } from '../../dsl/index.ts';
import { endpointName, type TraceEvent } from '../../sim/index.ts';
import type { Engine, RunSettings } from '../engine.ts';
import type { Difference } from '../report/reporter.ts';
import { executeTest, TOLD_NOTHING } from './execute.ts';
import type { SecondRun, SecondRunAnswer } from './second-run.ts';

/** What a comparison needs. */
export interface DeterminismCheck {
  readonly engine: Engine;
  readonly secondRun: SecondRun;
  readonly settings: RunSettings;
  readonly signal: AbortSignal;
}

/** Runs the test a second time; what differs from `first`, or undefined. */
export async function checkDeterminism(
  test: TestCase,
  first: TestResult,
  check: DeterminismCheck,
): Promise<Difference | undefined> {
  const { secondRun, settings, signal } = check;
  const order = { path: test.file, sources: test.sources, index: test.index, settings };
  const second = await secondRun({ ...order, settings: { ...settings, trace: false } }, signal);
  if (second === undefined || isSame(first, second)) return undefined;
  const traced = { ...settings, trace: true };
  const firstTraced = await executeTest(check.engine, test, traced, signal, TOLD_NOTHING);
  const secondTraced = await secondRun({ ...order, settings: traced }, signal);
  const events = firstTraced.trace ?? firstTraced.failure?.events ?? [];
  return describeDifference(first, second, firstDifference(events, secondTraced?.trace ?? []));
}

function isSame(first: TestResult, second: SecondRunAnswer): boolean {
  return (
    first.hash === second.hash && first.verdict === second.verdict && first.ticks === second.ticks
  );
}

/** What runs are compared by. */
type ComparedRun = Pick<TestResult, 'verdict' | 'ticks' | 'hash'>;

/** The first pair of events that differ; either may be missing when one trace is shorter. */
export interface EventPair {
  readonly first: TraceEvent | undefined;
  readonly second: TraceEvent | undefined;
}

/** Finds the first place where two traces differ; undefined when they are alike. */
export function firstDifference(
  first: readonly TraceEvent[],
  second: readonly TraceEvent[],
): EventPair | undefined {
  const length = Math.max(first.length, second.length);
  for (let i = 0; i < length; i += 1) {
    if (!isSameEvent(first[i], second[i])) return { first: first[i], second: second[i] };
  }
  return undefined;
}

function isSameEvent(a: TraceEvent | undefined, b: TraceEvent | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.tick === b.tick && a.node === b.node && a.kind === b.kind && a.text === b.text;
}

/** Two runs that should be one, in words: where they part, or what they come to when their traces are alike. */
export function describeDifference(
  first: ComparedRun,
  second: ComparedRun,
  pair: EventPair | undefined,
): Difference {
  const event = pair?.first ?? pair?.second;
  if (event === undefined) {
    const summary = (run: ComparedRun): string =>
      `${run.verdict} after ${run.ticks} ticks, hash ${run.hash}`;
    return {
      message: 'two runs with one seed differ, though their traces are alike',
      first: summary(first),
      second: summary(second),
    };
  }
  const place = `tick ${event.tick}, ${endpointName(event.node)}, event #${event.i}`;
  return {
    message: `two runs with one seed differ, first at ${place}`,
    first: eventText(pair?.first),
    second: eventText(pair?.second),
  };
}

function eventText(event: TraceEvent | undefined): string {
  if (event === undefined) return 'has ended';
  return `tick ${event.tick}, ${endpointName(event.node)}: ${event.kind}: ${event.text}`;
}
