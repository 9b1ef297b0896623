// `--trace-out`: every event of every test as JSON lines, written as they come.

import type { TestResult } from '../../dsl/index.ts';
import type { TraceEvent } from '../../sim/index.ts';
import { eventObject, traceHeader, type TraceStart } from '../../view/index.ts';
import type { Output } from '../host.ts';

/** Writes traces down, one after the other. */
export class TraceFile {
  private readonly out: Output;
  private events = 0;

  constructor(out: Output) {
    this.out = out;
  }

  begin(start: TraceStart): void {
    this.events = 0;
    this.write([traceHeader(start)]);
  }

  add(events: readonly TraceEvent[]): void {
    this.events += events.length;
    this.write(events.map(eventObject));
  }

  /** The last line tells that nothing is missing. */
  end({ verdict, ticks, hash }: TestResult): void {
    this.write([{ type: 'end', events: this.events, verdict, ticks, hash }]);
  }

  private write(objects: readonly object[]): void {
    if (objects.length === 0) return;
    this.out.write(objects.map((object) => `${JSON.stringify(object)}\n`).join(''));
  }
}
