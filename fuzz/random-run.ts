// One random run from its spec: a test that ends in `run random`, recorded, so that it can be written down
// as a plan that comes to the same hash.

import { parseFile, recordingText, type RunOptions, type TestCase, TestRun } from '../dsl/index.ts';
import type { RandomFault, TestResult } from '../dsl/index.ts';
import type { TraceEvent } from '../sim/index.ts';
import { drawKnobs, knobLines } from './knobs.ts';
import { type RunSpec, specText } from './spec.ts';
import { createRandomPort } from './storm.ts';

/** A random run, and what is to be known of it. */
export class RandomRun {
  readonly spec: RunSpec;
  readonly test: TestCase;
  /** The faults and operations that were carried out so far. */
  readonly kinds = new Set<RandomFault>();
  private readonly run: TestRun;

  /** `options.record` is always on; tracing changes nothing about the run. */
  constructor(spec: RunSpec, options: RunOptions = {}) {
    this.spec = spec;
    this.test = testOf(specText(spec));
    const random = createRandomPort(spec.overrides, (kind) => this.kinds.add(kind));
    this.run = new TestRun(this.test, { ...options, random, record: true });
  }

  get ticks(): number {
    return this.run.ticks;
  }

  get seed(): string {
    return this.run.seed;
  }

  get nodes(): number {
    return this.run.nodes;
  }

  /** Runs about `ticks` ticks. Answers whether the run has ended. */
  advance(ticks: number): boolean {
    return this.run.advance(ticks);
  }

  /** The events since this was asked last, of a run that keeps its trace; the run forgets them. */
  takeEvents(): readonly TraceEvent[] {
    return this.run.takeEvents();
  }

  /** Ends the run where it stands. */
  interrupt(): void {
    this.run.interrupt();
  }

  /** What it came to. Only after it has ended. */
  result(): TestResult {
    return this.run.result();
  }

  /** Everything it did, as a scenario that comes to the same hash. `comments` stand on top of it. */
  planText(comments: readonly string[] = []): string {
    const { seed, profile, overrides } = this.spec;
    const knobs = knobLines(drawKnobs(seed, [profile], 1, overrides));
    return recordingText(this.test, this.run.recording, { comments: [...comments, ...knobs] });
  }
}

/** The test of a text that we made ourselves. */
function testOf(text: string): TestCase {
  const { tests, diagnostics } = parseFile('random run', text, { read: () => undefined });
  const [test] = tests;
  if (test === undefined || diagnostics.length > 0) {
    throw new Error(`a random run begins with a mistake: ${diagnostics[0]?.message ?? text}`);
  }
  return test;
}
