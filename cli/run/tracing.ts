// Where the events of one running test go: to the reporter, into a file, and past whoever follows a request.

import type { TestCase, TestResult } from '../../dsl/index.ts';
import { RequestPath, requestNamed, type TraceEvent } from '../../sim/index.ts';
import type { TraceStart } from '../../view/index.ts';
import type { RunningTest } from '../engine.ts';
import type { Reporter } from '../report/reporter.ts';
import { packageVersion } from '../version.ts';
import type { TraceFile } from './trace-file.ts';

/** What is wanted of the events. */
export interface TracingWishes {
  /** Whether the reporter prints them. */
  readonly trace: boolean;
  /** The name of a request to follow. */
  readonly request?: string | undefined;
}

/** Who takes them. */
export interface TracingTools {
  readonly reporter: Reporter;
  readonly traceFile?: TraceFile | undefined;
}

/** The events of one test. */
export class Tracing {
  /** The request that is followed; undefined when none is. */
  readonly path: RequestPath | undefined;
  private readonly test: TestCase;
  private readonly wishes: TracingWishes;
  private readonly tools: TracingTools;
  private start: TraceStart | undefined;

  constructor(test: TestCase, wishes: TracingWishes, tools: TracingTools) {
    this.test = test;
    this.wishes = wishes;
    this.tools = tools;
    const request = wishes.request === undefined ? undefined : requestNamed(wishes.request);
    this.path = request === undefined ? undefined : new RequestPath(request);
  }

  /** Takes the next events of the test; there may be none. */
  take(events: readonly TraceEvent[], { seed, nodes }: RunningTest): void {
    const { reporter, traceFile } = this.tools;
    if (this.start === undefined) {
      const { file, name: test } = this.test;
      this.start = { version: packageVersion(), file, test, seed, nodes };
      traceFile?.begin(this.start);
    }
    traceFile?.add(events);
    if (this.wishes.trace) reporter.traced(this.start, events);
    for (const event of events) this.path?.take(event);
  }

  end(result: TestResult): void {
    this.tools.traceFile?.end(result);
  }
}
