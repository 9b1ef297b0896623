// How a run ends: by a statement that cannot be done, a property that breaks, a limit, or well.

import {
  answersTo,
  judgeHistory,
  OwnCodeFailure,
  type PropertyId,
  propertyOf,
  type World,
  WORLD,
  grouped,
} from '../sim/index.ts';
import type { AloneFinding } from './alone.ts';
import type { Place } from './machine.ts';
import type { Problem } from './problem.ts';
import type { Verdict } from './result.ts';
import { expectedProperty } from './run-options.ts';
import type { RunParts } from './run-parts.ts';

/** Decides what a run came to. Everything it is told ends the run, except for what a plan passes over. */
export class Judgement {
  /** Whether nothing more is carried out. */
  hasEnded = false;
  private readonly parts: RunParts;

  constructor(parts: RunParts) {
    this.parts = parts;
  }

  exceed(place: Place | null, what: string, unit: 'statements' | 'ticks'): void {
    const most = grouped(this.parts.test.limits[unit]);
    this.fail('broken', place, {
      message: `the test ${what}`,
      expected: `at most ${most} ${unit}`,
      observed: `${most} ${unit} at tick ${this.parts.world.now}, and no end`,
    });
  }

  /** An action could not be done: that fails the test, or is noted when it is a plan. */
  failOrSkip(place: Place, problem: Problem): void {
    if (!this.parts.isPlan && place.isGenerated !== true)
      return this.fail('failed', place, problem);
    const { trace, now } = this.parts.world;
    trace?.record(now, { kind: 'note', node: WORLD, text: `skipped: ${problem.message}` });
  }

  checkAlone(finding: AloneFinding, place: Place): void {
    if (finding.kind === 'nobody') return this.failOrSkip(place, finding.problem);
    if (finding.kind === 'none') return;
    const { verdict, property, problem, world } = finding;
    // A broken property weighs more than golden lines that differ.
    this.parts.outcome.failure = null;
    this.breakProperty(verdict, property, problem, { place, world });
  }

  /** The last judgement: whether what clients were told fits together. */
  judgeClients(): void {
    judgeHistory(this.parts.world);
    if (this.parts.world.halted) this.judgeViolation();
    else this.endQuietly();
  }

  /** Nothing broke and nothing is left to do. */
  endQuietly(): void {
    this.hasEnded = true;
    const expected = expectedProperty(this.parts.test, this.parts.options);
    const { expectedViolation, file, variables } = this.parts.test;
    if (expected === null || expectedViolation === null || this.parts.outcome.failure !== null)
      return;
    const statement = { span: expectedViolation.span, action: { kind: 'no-convergence' } } as const;
    this.fail(
      'failed',
      { statement, file, variables },
      {
        message: `${propertyOf(expected).name} was expected to break, and nothing did`,
        expected: `a violation of ${propertyOf(expected).name}`,
        observed: 'every property held',
      },
    );
  }

  judgeViolation(): void {
    const { violation } = this.parts.world;
    if (violation === undefined) return;
    // A broken property weighs more than golden lines that differ.
    this.parts.outcome.failure = null;
    const verdict = violation.property === 'assertion' ? 'broken' : 'violated';
    const place = this.parts.askedPlaces.of(violation) ?? this.parts.frames.current();
    this.breakProperty(verdict, violation.property, violation, { place, world: this.parts.world });
  }

  /** `at`: where it broke, when that is not the statement that was begun last or not the run's own world. */
  breakProperty(
    verdict: Verdict,
    id: PropertyId,
    problem: Problem,
    at: { readonly place: Place | null; readonly world: World } = {
      place: this.parts.frames.current(),
      world: this.parts.world,
    },
  ): void {
    const expected = expectedProperty(this.parts.test, this.parts.options);
    const { name, statement, source } = propertyOf(id);
    if (expected === null || !answersTo(id, expected)) {
      this.parts.outcome.note(at.world, verdict, at.place, problem, { name, statement, source });
      this.hasEnded = true;
      return;
    }
    this.hasEnded = true;
    this.parts.outcome.verdict = 'passed';
    this.parts.world.notes.push(`${name} broke, as expected: ${problem.message}`);
  }

  breakInvariant(name: string, message: string): void {
    const problem: Problem = { message, expected: name, observed: message, isOfCluster: true };
    const property = { name, statement: 'a property of the test’s own', source: 'the test' };
    this.parts.outcome.note(
      this.parts.world,
      'violated',
      this.parts.frames.current(),
      problem,
      property,
    );
    this.hasEnded = true;
  }

  /** Ends the test with a failure. */
  fail(verdict: Verdict, place: Place | null, problem: Problem): void {
    this.parts.outcome.note(this.parts.world, verdict, place, problem);
    this.hasEnded = true;
  }

  breakDown(error: unknown): void {
    const observed = error instanceof Error ? error.message : String(error);
    const isTheirs = error instanceof OwnCodeFailure;
    this.parts.outcome.failure = null;
    this.fail('broken', this.parts.frames.current(), {
      message: isTheirs ? observed : `the simulator failed: ${observed}`,
      expected: `no failure inside ${isTheirs ? 'the state machine' : 'Whitewater'}`,
      observed,
    });
  }
}
