// Options of whoever traces a run, judged.

import { UsageError } from '../exit.ts';

/** Forms in which people are shown a trace. */
export const TRACE_FORMS = ['columns', 'lines'] as const;
export type TraceForm = (typeof TRACE_FORMS)[number];

/** Options as they come from the command line. */
export interface TypedTraceOptions {
  readonly trace?: boolean | undefined;
  readonly traceForm?: TraceForm | undefined;
  readonly traceOut?: string | undefined;
  readonly request?: string | undefined;
}

/** Errors: a `UsageError` when what is wanted cannot be, or not beside `--update`. */
export function judgeTracing(typed: TypedTraceOptions, updates = false): void {
  const { trace, traceForm, traceOut, request } = typed;
  const wanted = [
    trace === true ? '--trace' : '',
    traceForm === undefined ? '' : '--trace-form',
    traceOut === undefined ? '' : '--trace-out',
    request === undefined ? '' : '--request',
  ].find((option) => option !== '');
  if (updates && wanted !== undefined) {
    throw new UsageError(`--update and ${wanted} exclude each other`, 'update first');
  }
  if (request !== undefined && !REQUEST_NAME.test(request)) {
    throw new UsageError(
      `${JSON.stringify(request)} names no request`,
      'c1.3 is the third request of client 1; c0 is the client without a number',
    );
  }
  if (traceOut === '' || traceOut?.endsWith('.raft') === true) {
    throw new UsageError(
      traceOut === '' ? '--trace-out needs the name of a file' : `${traceOut} is a scenario`,
      'such as --trace-out trace.jsonl',
    );
  }
}

/** `c1.3`; the judge and the operators, who change the members, make requests too. */
const REQUEST_NAME = /^(c(0|[1-9]\d{0,2})|judge|operator\d*)\.[1-9]\d{0,8}$/;
