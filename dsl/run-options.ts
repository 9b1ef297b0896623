// How a test is run, and what it expects to break.

import { findProperty, type MachineDefinition, type PropertyId, type World } from '../sim/index.ts';
import type { RandomPort } from './random-port.ts';
import type { TestCase } from './test-case.ts';

/**
 * A property of one's own, looked at after every event until the end of the test, convergence included. It looks and
 * changes nothing.
 */
export interface Invariant {
  readonly name: string;
  /** What is wrong, in a sentence; undefined when all is well. What it throws counts as what is wrong. */
  check(world: World): string | undefined;
}

/** How a test is run. */
export interface RunOptions {
  /** The seed of tests without a `seed` line. Default '1'. */
  readonly seed?: string;
  /** Keep the trace, so that a failure comes with the events that led to it. */
  readonly trace?: boolean;
  /** Note which situations of the catalogue come up, for `TestResult.coverage`. */
  readonly coverage?: boolean;
  /** Ids of properties that are not judged, to test the judges. */
  readonly disabled?: readonly string[];
  /** The core's assertions are noted and do not stop the run. */
  readonly lenient?: boolean;
  /** Judge the test as if it had no `expect violation` line. */
  readonly ignoreExpectedViolation?: boolean;
  /** Every test is taken for a recorded plan, also without a `plan` line: an action that finds nobody is skipped. */
  readonly plan?: boolean;
  /** Who generates the statements of `run random`; without it such a line ends the test. */
  readonly random?: RandomPort;
  /** Properties of one's own, which are violated as the built-in ones are. */
  readonly invariants?: readonly Invariant[];
  /** The state machine of all nodes, in the place of the built-in one. */
  readonly machine?: MachineDefinition;
  /** Keep every statement that is carried out, for `TestRun.recording`. */
  readonly record?: boolean;
  /** More statements may follow: the run rests behind its last one and judges nothing, until it is closed. */
  readonly open?: boolean;
}

/** The property that must break for the test to pass; null when all must hold. */
export function expectedProperty(test: TestCase, options: RunOptions): PropertyId | null {
  const { expectedViolation } = test;
  if (expectedViolation === null || options.ignoreExpectedViolation === true) return null;
  return findProperty(expectedViolation.name)?.id ?? null;
}
