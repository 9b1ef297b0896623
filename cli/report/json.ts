// The report for programs: one JSON object a line, written as things happen.

import type { Failure, ParsedFile } from '../../dsl/index.ts';
import {
  endpointName,
  findProperty,
  requestName,
  type RequestPath,
  type StateRow,
} from '../../sim/index.ts';
import { eventObject, eventsThatLedHere, traceHeader, type TraceStart } from '../../view/index.ts';
import type { Output } from '../host.ts';
import { replayLine } from '../run/replay-line.ts';
import type { Reporter, TestOutcome } from './reporter.ts';

/**
 * JSON lines. `type` tells them apart: `test`, `diagnostic`, `unreadable`, `summary`, and with a trace, before its
 * test, `trace` and `event`.
 */
export function createJsonReporter(out: Output): Reporter {
  let traced: TraceStart | undefined;
  const line = (value: object): void => out.write(`${JSON.stringify(value)}\n`);
  return {
    begin: () => undefined,
    unreadable: (file, message) => line({ type: 'unreadable', file, message }),
    diagnosed: (parsed, refusals) => diagnosticObjects(parsed, refusals).forEach(line),
    traced: (start, events) => {
      if (start !== traced) line(traceHeader(start));
      traced = start;
      const lines = events.map((event) => `${JSON.stringify(eventObject(event))}\n`);
      if (lines.length > 0) out.write(lines.join(''));
    },
    tested: (outcome) => line(testObject(outcome)),
    end: ({ verdicts, ...rest }) => line({ type: 'summary', ...verdicts, ...rest }),
  };
}

/** A file's diagnostics as objects. Lines and columns are from 1, ends exclusive. */
export function diagnosticObjects(parsed: ParsedFile, refusals: readonly string[]): object[] {
  const found = parsed.diagnostics.map(({ span, ...rest }) => ({
    type: 'diagnostic',
    ...rest,
    ...span,
  }));
  const notes = refusals.map((message) => ({ type: 'note', file: parsed.path, message }));
  return [...found, ...notes];
}

function testObject({ result, replay, difference, path }: TestOutcome): object {
  const { file, test, line, seed, verdict, ticks, hash, failure } = result;
  const property = failure?.property && (findProperty(failure.property.name)?.id ?? 'assertion');
  return {
    type: 'test',
    ...{ file, test, line, seed, verdict },
    ...(property === undefined ? {} : { property }),
    ...{ ticks, hash, ticket: replay.ticket ?? replayLine(replay) },
    ...(failure === undefined ? {} : { failure: failureObject(failure) }),
    ...(difference === undefined ? {} : { difference }),
    ...(path === undefined ? {} : { request: pathObject(path) }),
    ...(result.output.length === 0 ? {} : { output: result.output }),
    ...(result.unshown.length === 0 ? {} : { unshown: result.unshown }),
    ...(result.golden.length === 0 ? {} : { golden: result.golden }),
    ...(result.notes.length === 0 ? {} : { notes: result.notes }),
  };
}

/** The steps of a request; none when it was never made. */
function pathObject(path: RequestPath): object {
  const steps = path.steps.map(({ tick, node, text }) => ({
    tick,
    node: endpointName(node),
    text,
  }));
  const { attempts, outcome } = path;
  return { name: requestName(path.request), attempts, outcome: outcome || null, steps };
}

function failureObject({ span, events, state, ...failure }: Failure): object {
  const led = eventsThatLedHere(events).map(eventObject);
  return { ...failure, ...span, state: state.map(stateObject), events: led };
}

/** A node's row with its numbers as numbers, and null where there is nothing. */
function stateObject(row: StateRow): object {
  const numbers = { term: row.term, commit: row.commit, applied: row.applied };
  const entries = Object.entries(row).map(([name, text]: [string, string]) => {
    const value = text === '-' ? null : name in numbers ? Number(text) : text;
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}
