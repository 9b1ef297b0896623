// A running test: an explicit machine that can stop after any number of ticks, be looked at, be copied, and
// go on. Statements are carried out one after another; those that wait say what for and are asked again.

import {
  Convergence,
  propertyOf,
  PROPERTIES,
  type TraceEvent,
  World,
  grouped,
} from '../sim/index.ts';
import { AskedPlaces } from './asked-places.ts';
import type { Action, Statement } from './ast.ts';
import { FrameStack } from './frame-stack.ts';
import { Interpreter } from './interpreter.ts';
import { Judgement } from './judgement.ts';
import { type Frame, frameOf, placeOf, type Place, type Wait } from './machine.ts';
import { resolved, valueText } from './operands.ts';
import { Outcome } from './outcome.ts';
import { type Recording, withValues } from './recording.ts';
import type { TestResult } from './result.ts';
import type { Invariant, RunOptions } from './run-options.ts';
import { copyParts, type RunParts } from './run-parts.ts';
import type { Scope } from './scope.ts';
import { clusterSetup } from './setup.ts';
import { showsTrace, waitsForCoverage } from './shows.ts';
import type { TestCase } from './test-case.ts';
import { lookAt } from './waits.ts';
import { type Watched, Watcher } from './watcher.ts';

/** Steps that one call of `advance` takes at most. */
const STEPS_PER_ADVANCE = 10_000;

/** One run of one test. Call `advance` until it answers true, then ask for the `result`. */
export class TestRun {
  /** The seed that its draws follow. */
  readonly seed: string;
  private parts: RunParts;
  private judgement: Judgement;
  private watcher: Watcher;
  private interpreter: Interpreter;
  /** Null until all statements are carried out. */
  private convergence: Convergence | null = null;
  /** Statements carried out so far. */
  private executed = 0;
  /** Events taken so far. */
  private taken = 0;
  private readonly showsTrace: boolean;
  private recorded: Statement[] = [];
  /** Whether more statements may follow the last one. */
  private isOpen: boolean;

  constructor(test: TestCase, options: RunOptions = {}) {
    const { seed, variables, file } = test;
    this.seed = seed === null ? (options.seed ?? '1') : valueText(resolved(seed, variables));
    this.isOpen = options.open === true;
    this.showsTrace = showsTrace(test);
    const world = new World({
      ...clusterSetup(test),
      seed: this.seed,
      trace: options.trace === true || this.showsTrace,
      coverage: options.coverage === true || waitsForCoverage(test),
      lenient: options.lenient ?? false,
      eventsPerTick: test.limits.eventsPerTick,
      off: PROPERTIES.map(({ id }) => id).filter((id) => options.disabled?.includes(id) ?? false),
      ...(options.machine === undefined ? {} : { machine: options.machine }),
    });
    this.parts = {
      test,
      frames: new FrameStack([frameOf(test.statements, file, variables)]),
      options,
      isPlan: options.plan === true || test.plan,
      world,
      outcome: new Outcome(test, options.trace === true),
      askedPlaces: new AskedPlaces(),
    };
    this.judgement = new Judgement(this.parts);
    this.watcher = new Watcher(world, this.watched(), this.parts.isPlan);
    this.interpreter = new Interpreter(this.parts, this.judgement, this.watcher);
    this.watcher.uphold(options.invariants ?? []);
    if (options.invariants !== undefined) this.watcher.look();
  }

  /** Ticks of simulated time so far. */
  get ticks(): number {
    return this.parts.world.now;
  }

  /** Nodes of the cluster, those included that nobody has started. */
  get nodes(): number {
    return this.parts.world.nodes.length;
  }

  /**
   * Runs at most about `ticks` ticks and a bounded number of statements. Answers whether the test has ended, or,
   * of an open run, whether it has come to the end of its statements.
   */
  advance(ticks: number): boolean {
    const until = this.parts.world.now + ticks;
    try {
      for (let steps = 0; steps < STEPS_PER_ADVANCE; steps += 1) {
        if (this.rests() || this.parts.world.now >= until) break;
        this.step(until);
      }
    } catch (error) {
      this.judgement.breakDown(error);
    }
    return this.rests();
  }

  /** Whether it ended, by a failure for instance: an open run that waits for statements did not. */
  get hasEnded(): boolean {
    return this.judgement.hasEnded;
  }

  /** The world and the values of variables outside blocks, to be looked at. */
  get scope(): Scope {
    return { world: this.parts.world, variables: this.parts.test.variables };
  }

  /**
   * Gives an open run that rests a later form of its test. The first `done` statements count as carried out; those up
   * to number `upTo` come next.
   */
  continueWith(test: TestCase, done: number, upTo: number): void {
    this.parts.test = test;
    this.parts.outcome.follow(test);
    const frame = frameOf(test.statements.slice(0, upTo), test.file, test.variables);
    frame.next = done;
    this.parts.frames = new FrameStack([frame]);
  }

  /** From here on a property of one's own is judged as well. */
  judge(invariant: Invariant): void {
    this.watcher.uphold([invariant]);
    this.watcher.look();
  }

  /** Lets an open run that a failed statement ended go on behind it. False when the world itself has stopped. */
  reopen(): boolean {
    if (this.parts.world.halted || !this.isOpen) return false;
    this.parts.outcome.forgive();
    this.interpreter.wait = null;
    this.parts.frames = new FrameStack([]);
    this.judgement.hasEnded = false;
    return true;
  }

  /** What `show` printed so far, in order. */
  get shown(): TestResult['output'] {
    return this.parts.outcome.shown;
  }

  /** Forgets that golden lines differed, which ends no run. */
  forgive(): void {
    if (!this.judgement.hasEnded) this.parts.outcome.forgive();
  }

  /** No statements follow any more: from the last one on, an open run goes on as every other. */
  close(): void {
    this.isOpen = false;
  }

  /** Forgets the older events of the trace once there are twice as many as `most`, so that it costs little. */
  keepEvents(most: number): void {
    const { trace } = this.parts.world;
    if (trace !== null && trace.events.length > 2 * most) trace.events = trace.events.slice(-most);
  }

  /** Ends the run where it stands. */
  interrupt(): void {
    if (this.judgement.hasEnded) return;
    this.parts.outcome.verdict = 'interrupted';
    this.judgement.hasEnded = true;
  }

  /**
   * The events since this was asked last, of a run that keeps its trace. The run forgets them, so that a trace
   * that is written down as it comes does not fill the memory, unless the test shows events of its own.
   */
  takeEvents(): readonly TraceEvent[] {
    const { trace } = this.parts.world;
    if (trace === null) return [];
    const events = trace.since(this.taken);
    this.taken = trace.count;
    if (!this.showsTrace) trace.forget();
    return events;
  }

  /** What was carried out so far, of a run that records. */
  get recording(): Recording {
    return { seed: this.seed, statements: this.recorded };
  }

  /** What the test came to. Only after it has ended. */
  result(): TestResult {
    return this.parts.outcome.result(this.parts.world, this.seed);
  }

  /** A run of its own that stands at the same place and goes on the same way. Not while it converges. */
  copy(): TestRun {
    if (this.convergence !== null && !this.hasEnded) {
      throw new Error('a run that converges is not copied');
    }
    const copy = new TestRun(this.parts.test, this.parts.options);
    copy.parts = copyParts(this.parts);
    copy.judgement = new Judgement(copy.parts);
    copy.judgement.hasEnded = this.hasEnded;
    copy.watcher = this.watcher.copyFor(copy.parts.world, copy.watched());
    copy.interpreter = this.interpreter.copyFor(copy.parts, copy.judgement, copy.watcher);
    copy.recorded = this.recorded.slice();
    copy.isOpen = this.isOpen;
    copy.executed = this.executed;
    copy.taken = this.taken;
    return copy;
  }

  /** This run as its watcher sees it. */
  private watched(): Watched {
    return {
      textOf: (span, place) => this.parts.outcome.textOf(span, place),
      hasFailed: () => this.parts.outcome.failure !== null,
      execute: (place) => this.execute(place, true),
      fail: (place, problem) => this.judgement.fail('failed', place, problem),
      breakInvariant: (name, message) => this.judgement.breakInvariant(name, message),
    };
  }

  /** Whether there is nothing to do now. What broke in the world is still to be told. */
  private rests(): boolean {
    if (this.hasEnded) return true;
    if (!this.isOpen || this.parts.world.halted || this.interpreter.wait !== null) return false;
    return this.convergence === null && this.parts.frames.isThrough;
  }

  /** One statement, or one portion of a wait. */
  private step(until: number): void {
    if (this.parts.world.halted) return this.judgement.judgeViolation();
    if (this.convergence !== null) return this.converge(this.convergence);
    if (this.interpreter.wait !== null) return this.continueWait(this.interpreter.wait, until);
    const frame = this.parts.frames.top;
    if (frame === undefined) return this.finishStatements();
    const place =
      frame.random === null ? this.parts.frames.next(frame) : this.generate(frame.random);
    if (place === null) return this.endFrame(frame);
    this.execute(place);
    if (!this.hasEnded) this.watcher.look();
  }

  private generate({ stream, place }: NonNullable<Frame['random']>): Place | null {
    const statement = stream.next(this.parts.world);
    if (statement === null) return null;
    // Reports name the line that asked for the random run.
    const { span } = place.statement;
    const { file, variables } = place;
    return { statement: { action: statement.action, span }, file, variables, isGenerated: true };
  }

  private endFrame(frame: Frame): void {
    if (frame.rounds === 0) {
      this.parts.frames.pop();
      return;
    }
    // A round costs a statement even when it is empty, so that empty loops end as well.
    if (!this.spend(this.parts.frames.current())) return;
    frame.rounds -= 1;
    frame.next = 0;
  }

  /** Counts a statement against the limit. False when the limit ends the test. */
  private spend(place: Place | null): boolean {
    this.executed += 1;
    const { statements } = this.parts.test.limits;
    if (this.executed <= statements) return true;
    this.judgement.exceed(
      place,
      `executes more than ${grouped(statements)} statements`,
      'statements',
    );
    return false;
  }

  /** Carries a statement out. What a `when` or `at event` holds is part of its line, and not recorded apart. */
  private execute(place: Place, isInner = false): void {
    // What a random run draws is bounded by its ticks.
    if (place.isGenerated !== true && !this.spend(place)) return;
    const { world, options, test, frames } = this.parts;
    if (world.trace !== null) {
      world.trace.line = frames.lineIn(test.file, place);
      world.trace.cause = -1;
    }
    const { statement, variables } = place;
    if (options.record === true && !isInner && !isBlock(statement.action)) {
      this.recorded.push(withValues(statement, variables));
    }
    this.interpreter.carryOut(place);
  }

  private continueWait(wait: Wait, until: number): void {
    while (!this.parts.world.halted && !this.judgement.hasEnded) {
      const look = lookAt(wait, this.parts.world, this.parts.outcome.textOf);
      if (look === 'over') {
        this.interpreter.wait = null;
        return;
      }
      if (look !== 'waiting') return this.judgement.fail('failed', placeOf(wait), look);
      if (this.parts.world.now >= until || !this.tick()) return;
    }
  }

  /** Whether another tick is allowed; otherwise the limit ends the test. */
  private hasTicksLeft(): boolean {
    const { ticks } = this.parts.test.limits;
    if (this.parts.world.now < ticks) return true;
    this.judgement.exceed(
      this.parts.frames.current(),
      `takes more than ${grouped(ticks)} ticks`,
      'ticks',
    );
    return false;
  }

  /** One tick of the world. False when nothing may follow it. */
  private tick(): boolean {
    if (!this.hasTicksLeft()) return false;
    this.parts.world.tick();
    this.watcher.endOfTick();
    return !this.parts.world.halted && !this.judgement.hasEnded;
  }

  private finishStatements(): void {
    this.watcher.end();
    if (this.judgement.hasEnded) return;
    if (this.parts.outcome.failure !== null || !this.parts.test.convergence)
      return this.judgement.judgeClients();
    if (this.parts.world.trace !== null) this.parts.world.trace.line = 0;
    this.convergence = new Convergence(this.parts.world);
  }

  private converge(convergence: Convergence): void {
    if (!this.hasTicksLeft()) return;
    const state = convergence.advance();
    if (this.parts.world.halted || state === 'running') return;
    const isJudged = this.parts.world.checker.judges('convergence');
    if (state !== 'stalled' || !isJudged) return this.judgement.judgeClients();
    const ticks = convergence.deadline - convergence.startedAt;
    this.judgement.breakProperty('stalled', 'convergence', {
      message: `the cluster does not recover within ${ticks} ticks after the last statement`,
      expected: propertyOf('convergence').statement,
      observed: convergence.missing(),
      why: convergence.why(),
    });
  }
}

/** Statements that only lead to others, which are recorded in their place. */
function isBlock({ kind }: Action): boolean {
  return kind === 'repeat' || kind === 'call' || kind === 'run-random';
}
