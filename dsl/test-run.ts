// A running test: an explicit machine that can stop after any number of ticks, be looked at, be copied, and
// go on. Statements are carried out one after another; those that wait say what for and are asked again.

import {
  answersTo,
  Convergence,
  judgeHistory,
  OwnCodeFailure,
  propertyOf,
  PROPERTIES,
  type PropertyId,
  type TraceEvent,
  World,
  WORLD,
} from '../sim/index.ts';
import { perform } from './actions.ts';
import { type AloneFinding, judgeAlone } from './alone.ts';
import { AskedPlaces } from './asked-places.ts';
import type { Problem } from './problem.ts';
import type { Action, Condition, Statement } from './ast.ts';
import { holds, markEvents, observe } from './conditions.ts';
import { DEFAULT_WAIT_TICKS, grouped } from './limits.ts';
import { askForMembers, isMemberAction } from './members.ts';
import { bound, copyFrame, type Frame, frameOf, placeOf, type Place } from './machine.ts';
import { randomFrame, type Wait } from './machine.ts';
import { resolved, valueText } from './operands.ts';
import { Outcome } from './outcome.ts';
import { type Recording, withValues } from './recording.ts';
import type { TestResult, Verdict } from './result.ts';
import { expectedProperty, type Invariant, type RunOptions } from './run-options.ts';
import { nodesOf, numberOf, type Scope } from './scope.ts';
import { clusterSetup } from './setup.ts';
import type { TestCase } from './test-case.ts';
import { showsTrace, waitsForCoverage } from './shows.ts';
import { answerWait, lookAt, operatorWait, readingWait } from './waits.ts';
import { type Watched, Watcher } from './watcher.ts';
import { whyNot } from './why.ts';

/** Steps that one call of `advance` takes at most. */
const STEPS_PER_ADVANCE = 10_000;
/** Deliveries after which `settle` gives up. */
const SETTLE_MAX = 10_000;

/** One run of one test. Call `advance` until it answers true, then ask for the `result`. */
export class TestRun {
  private test: TestCase;
  private readonly options: RunOptions;
  /** The seed that its draws follow. */
  readonly seed: string;
  /** Whether an action that finds nobody, or comes too late, is skipped. */
  private readonly isPlan: boolean;
  private world: World;
  private outcome: Outcome;
  private watcher: Watcher;
  private stage: 'statements' | 'convergence' | 'ended' = 'statements';
  private frames: Frame[];
  private wait: Wait | null = null;
  private convergence: Convergence | null = null;
  /** Statements carried out so far. */
  private executed = 0;
  /** Events taken so far. */
  private taken = 0;
  private readonly showsTrace: boolean;
  private recorded: Statement[] = [];
  private askedPlaces = new AskedPlaces();
  /** Random runs begun so far: each draws differently. */
  private randomRuns = 0;
  /** Whether more statements may follow the last one. */
  private isOpen: boolean;

  constructor(test: TestCase, options: RunOptions = {}) {
    this.test = test;
    this.options = options;
    this.isPlan = options.plan === true || test.plan;
    this.isOpen = options.open === true;
    const { seed, variables, file } = test;
    this.seed = seed === null ? (options.seed ?? '1') : valueText(resolved(seed, variables));
    this.showsTrace = showsTrace(test);
    this.world = new World({
      ...clusterSetup(test),
      seed: this.seed,
      trace: options.trace === true || this.showsTrace,
      coverage: options.coverage === true || waitsForCoverage(test),
      lenient: options.lenient ?? false,
      eventsPerTick: test.limits.eventsPerTick,
      off: PROPERTIES.map(({ id }) => id).filter((id) => options.disabled?.includes(id) ?? false),
      ...(options.machine === undefined ? {} : { machine: options.machine }),
    });
    this.outcome = new Outcome(test, options.trace === true);
    this.watcher = new Watcher(this.world, this.watched(), this.isPlan);
    this.watcher.uphold(options.invariants ?? []);
    this.frames = [frameOf(test.statements, file, variables)];
    if (options.invariants !== undefined) this.watcher.look();
  }

  /** Ticks of simulated time so far. */
  get ticks(): number {
    return this.world.now;
  }

  /** Nodes of the cluster, those included that nobody has started. */
  get nodes(): number {
    return this.world.nodes.length;
  }

  /**
   * Runs at most about `ticks` ticks and a bounded number of statements. Answers whether the test has ended, or,
   * of an open run, whether it has come to the end of its statements.
   */
  advance(ticks: number): boolean {
    const until = this.world.now + ticks;
    try {
      for (let steps = 0; steps < STEPS_PER_ADVANCE; steps += 1) {
        if (this.rests() || this.world.now >= until) break;
        this.step(until);
      }
    } catch (error) {
      this.breakDown(error);
    }
    return this.rests();
  }

  /** Whether it ended, by a failure for instance: an open run that waits for statements did not. */
  get hasEnded(): boolean {
    return this.isEnded();
  }

  /** The world and the values of variables outside blocks, to be looked at. */
  get scope(): Scope {
    return { world: this.world, variables: this.test.variables };
  }

  /**
   * Gives an open run that rests a later form of its test. The first `done` statements count as carried out; those up
   * to number `upTo` come next.
   */
  continueWith(test: TestCase, done: number, upTo: number): void {
    this.test = test;
    this.outcome.follow(test);
    const frame = frameOf(test.statements.slice(0, upTo), test.file, test.variables);
    frame.next = done;
    this.frames = [frame];
  }

  /** From here on a property of one's own is judged as well. */
  judge(invariant: Invariant): void {
    this.watcher.uphold([invariant]);
    this.watcher.look();
  }

  /** Lets an open run that a failed statement ended go on behind it. False when the world itself has stopped. */
  reopen(): boolean {
    if (this.world.halted || !this.isOpen) return false;
    this.outcome.forgive();
    this.wait = null;
    this.frames = [];
    this.stage = 'statements';
    return true;
  }

  /** What `show` printed so far, in order. */
  get shown(): TestResult['output'] {
    return this.outcome.shown;
  }

  /** Forgets that golden lines differed, which ends no run. */
  forgive(): void {
    if (!this.isEnded()) this.outcome.forgive();
  }

  /** No statements follow any more: from the last one on, an open run goes on as every other. */
  close(): void {
    this.isOpen = false;
  }

  /** Forgets the older events of the trace once there are twice as many as `most`, so that it costs little. */
  keepEvents(most: number): void {
    const { trace } = this.world;
    if (trace !== null && trace.events.length > 2 * most) trace.events = trace.events.slice(-most);
  }

  /** Ends the run where it stands. */
  interrupt(): void {
    if (this.isEnded()) return;
    this.outcome.verdict = 'interrupted';
    this.stage = 'ended';
  }

  /**
   * The events since this was asked last, of a run that keeps its trace. The run forgets them, so that a trace
   * that is written down as it comes does not fill the memory, unless the test shows events of its own.
   */
  takeEvents(): readonly TraceEvent[] {
    const { trace } = this.world;
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
    return this.outcome.result(this.world, this.seed);
  }

  /** A run of its own that stands at the same place and goes on the same way. Not while it converges. */
  copy(): TestRun {
    if (this.stage === 'convergence') throw new Error('a run that converges is not copied');
    const copy = new TestRun(this.test, this.options);
    copy.world = this.world.copy();
    copy.outcome = this.outcome.copy();
    copy.watcher = this.watcher.copyFor(copy.world, copy.watched());
    copy.stage = this.stage;
    copy.frames = this.frames.map(copyFrame);
    copy.recorded = this.recorded.slice();
    copy.askedPlaces = this.askedPlaces.copy();
    copy.randomRuns = this.randomRuns;
    copy.isOpen = this.isOpen;
    copy.wait = this.wait;
    copy.executed = this.executed;
    copy.taken = this.taken;
    return copy;
  }

  /** This run as its watcher sees it. */
  private watched(): Watched {
    return {
      textOf: (span, place) => this.outcome.textOf(span, place),
      hasFailed: () => this.outcome.failure !== null,
      execute: (place) => this.execute(place, true),
      fail: (place, problem) => this.fail('failed', place, problem),
      breakInvariant: (name, message) => this.breakInvariant(name, message),
    };
  }

  private isEnded(): boolean {
    return this.stage === 'ended';
  }

  /** Whether there is nothing to do now. What broke in the world is still to be told. */
  private rests(): boolean {
    if (this.stage === 'ended') return true;
    if (!this.isOpen || this.world.halted || this.wait !== null) return false;
    const [frame] = this.frames;
    if (frame === undefined) return this.stage === 'statements';
    return this.frames.length === 1 && frame.next >= frame.statements.length;
  }

  /** One statement, or one portion of a wait. */
  private step(until: number): void {
    if (this.world.halted) return this.judgeViolation();
    if (this.stage === 'convergence') return this.converge();
    if (this.wait !== null) return this.continueWait(this.wait, until);
    const frame = this.frames.at(-1);
    if (frame === undefined) return this.finishStatements();
    const place = frame.random === null ? this.nextPlace(frame) : this.generate(frame.random);
    if (place === null) return this.endFrame(frame);
    this.execute(place);
    if (this.stage === 'statements') this.watcher.look();
  }

  private nextPlace(frame: Frame): Place | null {
    const statement = frame.statements[frame.next] as Statement | undefined;
    if (statement === undefined) return null;
    frame.next += 1;
    return { statement, file: frame.file, variables: frame.variables };
  }

  private generate({ stream, place }: NonNullable<Frame['random']>): Place | null {
    const statement = stream.next(this.world);
    if (statement === null) return null;
    // Reports name the line that asked for the random run.
    const { span } = place.statement;
    const { file, variables } = place;
    return { statement: { action: statement.action, span }, file, variables, isGenerated: true };
  }

  private endFrame(frame: Frame): void {
    if (frame.rounds === 0) {
      this.frames.pop();
      return;
    }
    // A round costs a statement even when it is empty, so that empty loops end as well.
    if (!this.spend(this.currentPlace())) return;
    frame.rounds -= 1;
    frame.next = 0;
  }

  /** The innermost statement that was begun last. */
  private currentPlace(): Place | null {
    for (const frame of [...this.frames].reverse()) {
      const statement = frame.statements.at(Math.max(0, frame.next - 1));
      if (statement !== undefined) {
        return { statement, file: frame.file, variables: frame.variables };
      }
    }
    return null;
  }

  /** Counts a statement against the limit. False when the limit ends the test. */
  private spend(place: Place | null): boolean {
    this.executed += 1;
    const { statements } = this.test.limits;
    if (this.executed <= statements) return true;
    this.exceed(place, `executes more than ${grouped(statements)} statements`, 'statements');
    return false;
  }

  private exceed(place: Place | null, what: string, unit: 'statements' | 'ticks'): void {
    const most = grouped(this.test.limits[unit]);
    this.fail('broken', place, {
      message: `the test ${what}`,
      expected: `at most ${most} ${unit}`,
      observed: `${most} ${unit} at tick ${this.world.now}, and no end`,
    });
  }

  /** Carries a statement out. What a `when` or `at event` holds is part of its line, and not recorded apart. */
  private execute(place: Place, isInner = false): void {
    // What a random run draws is bounded by its ticks.
    if (place.isGenerated !== true && !this.spend(place)) return;
    const { world, watcher } = this;
    if (world.trace !== null) {
      world.trace.line = this.lineOf(place);
      world.trace.cause = -1;
    }
    const { statement, file, variables } = place;
    const { action } = statement;
    if (this.options.record === true && !isInner && !isBlock(action)) {
      this.recorded.push(withValues(statement, variables));
    }
    const scope: Scope = { world, variables };
    switch (action.kind) {
      case 'tick': {
        const count = action.count === null ? 1 : numberOf(action.count, scope);
        this.wait = { kind: 'ticks', until: world.now + count };
        return;
      }
      case 'tick-to':
        return this.tickTo(numberOf(action.time, scope), place);
      case 'tick-until':
      case 'eventually': {
        const { condition, within } = action;
        const ticks = within === null ? DEFAULT_WAIT_TICKS : numberOf(within, scope);
        const marks = markEvents(condition, world);
        const since = world.now;
        this.wait = { kind: 'condition', place, condition, marks, since, bound: ticks };
        return;
      }
      case 'settle':
        return this.settle(
          place,
          action.nodes.flatMap((node) => nodesOf(node, scope)),
        );
      case 'check':
        return this.check(action.condition, place);
      case 'check-alone':
        return this.checkAlone(judgeAlone(action.nodes, scope), place);
      case 'always':
      case 'never':
      case 'when': {
        const { kind, condition } = action;
        return watcher.watch({ kind, place, condition, marks: markEvents(condition, world) });
      }
      case 'at-event': {
        const event = numberOf(action.event, scope);
        const tick = numberOf(action.tick, scope);
        return watcher.appoint({ place, statement: action.statement, event, tick });
      }
      case 'repeat': {
        const rounds = numberOf(action.count, scope);
        if (rounds > 0) this.frames.push(frameOf(action.body, file, variables, rounds - 1));
        return;
      }
      case 'call':
        return this.call(place);
      case 'run-random':
        return this.runRandom(action, place);
      case 'expect-error':
        return this.expectError(place);
      case 'show': {
        // The run goes on, so that all golden lines can be updated at once; the first difference is reported.
        const problem = this.outcome.show(world, place);
        if (problem !== undefined) this.outcome.note(world, 'failed', place, problem);
        return;
      }
      default: {
        const reading = readingWait(place, scope);
        const problem = perform(action, scope);
        if (problem !== undefined) return this.failOrSkip(place, problem);
        this.askedPlaces.note(place, world);
        if (reading !== null) this.wait = reading;
      }
    }
  }

  /** An action could not be done: that fails the test, or is noted when it is a plan. */
  private failOrSkip(place: Place, problem: Problem): void {
    if (!this.isPlan && place.isGenerated !== true) return this.fail('failed', place, problem);
    const { trace, now } = this.world;
    trace?.record(now, { kind: 'note', node: WORLD, text: `skipped: ${problem.message}` });
  }

  private tickTo(time: number, place: Place): void {
    const { now } = this.world;
    if (time >= now) {
      this.wait = { kind: 'ticks', until: time };
      return;
    }
    this.failOrSkip(place, {
      message: `tick ${time} has passed already: it is tick ${now}`,
      expected: `a time from ${now} on`,
      observed: `${time}`,
    });
  }

  private settle(place: Place, only: readonly number[]): void {
    const { world } = this;
    const { action } = place.statement;
    const isForAll = action.kind === 'settle' && action.nodes.length === 0;
    if (world.settle(isForAll ? null : only, SETTLE_MAX)) return;
    const most = grouped(SETTLE_MAX);
    this.failOrSkip(place, {
      message: `the cluster does not settle: after ${most} deliveries there are still messages`,
      expected: `no messages in flight after at most ${most} deliveries`,
      observed: `${grouped(world.network.wheel.count)} messages in flight`,
    });
  }

  private call(place: Place): void {
    const { action } = place.statement;
    const definition = action.kind === 'call' ? this.test.define(action.name.text) : undefined;
    if (action.kind !== 'call' || definition === undefined) return;
    const { nesting } = this.test.limits;
    if (this.frames.length > nesting) {
      const levels = grouped(nesting);
      return this.fail('broken', place, {
        message: `blocks and definitions are nested deeper than ${levels} levels`,
        expected: `at most ${levels} levels`,
        observed: `${levels} levels, and one more`,
      });
    }
    const values = action.arguments.map((argument) => resolved(argument, place.variables));
    const variables = bound(definition.parameters, values);
    this.frames.push(frameOf(definition.body, definition.file, variables));
  }

  private runRandom(action: Extract<Action, { kind: 'run-random' }>, place: Place): void {
    const { world, options } = this;
    if (options.random === undefined) {
      return this.fail('broken', place, {
        message: 'nobody generates random runs here',
        expected: 'a generator in the option `random` of the run: `createRandomPort()`',
        observed: 'none',
      });
    }
    const ticks = action.ticks;
    const order = {
      seed: world.seed,
      ordinal: this.randomRuns,
      from: world.now,
      until:
        ticks === null ? null : world.now + numberOf(ticks, { world, variables: place.variables }),
      words: action.faults.map(({ text }) => text.toLowerCase()),
    };
    this.randomRuns += 1;
    this.frames.push(randomFrame(options.random.begin(order, world), place));
  }

  private expectError(place: Place): void {
    const { action } = place.statement;
    if (action.kind !== 'expect-error') return;
    const { world } = this;
    const scope: Scope = { world, variables: place.variables };
    const asked = action.statement.action;
    if (isMemberAction(asked)) {
      const operator = askForMembers(asked, scope);
      if (typeof operator !== 'number') return this.fail('failed', place, operator);
      this.wait = operatorWait(place, world, operator, action.error.text.toLowerCase());
      return;
    }
    const wait = answerWait(place, scope);
    const problem = perform(action.statement.action, scope);
    if (problem !== undefined) return this.fail('failed', place, problem);
    this.askedPlaces.note(place, world);
    this.wait = wait;
  }

  private check(condition: Condition, place: Place): void {
    const scope: Scope = { world: this.world, variables: place.variables };
    if (holds(condition, scope)) return;
    this.fail('failed', place, {
      message: 'this does not hold',
      expected: this.outcome.textOf(condition.span, place),
      observed: observe(condition, scope).join('; '),
      why: whyNot(condition, scope),
    });
  }

  private checkAlone(finding: AloneFinding, place: Place): void {
    if (finding.kind === 'nobody') return this.failOrSkip(place, finding.problem);
    if (finding.kind === 'none') return;
    const { verdict, property, problem, world } = finding;
    // A broken property weighs more than golden lines that differ.
    this.outcome.failure = null;
    this.breakProperty(verdict, property, problem, { place, world });
  }

  private continueWait(wait: Wait, until: number): void {
    while (!this.world.halted && !this.isEnded()) {
      const look = lookAt(wait, this.world, this.outcome.textOf);
      if (look === 'over') {
        this.wait = null;
        return;
      }
      if (look !== 'waiting') return this.fail('failed', placeOf(wait), look);
      if (this.world.now >= until || !this.tick()) return;
    }
  }

  /** Whether another tick is allowed; otherwise the limit ends the test. */
  private hasTicksLeft(): boolean {
    const { ticks } = this.test.limits;
    if (this.world.now < ticks) return true;
    this.exceed(this.currentPlace(), `takes more than ${grouped(ticks)} ticks`, 'ticks');
    return false;
  }

  /** One tick of the world. False when nothing may follow it. */
  private tick(): boolean {
    if (!this.hasTicksLeft()) return false;
    this.world.tick();
    this.watcher.endOfTick();
    return !this.world.halted && !this.isEnded();
  }

  private finishStatements(): void {
    this.watcher.end();
    if (this.isEnded()) return;
    if (this.outcome.failure !== null || !this.test.convergence) return this.judgeClients();
    if (this.world.trace !== null) this.world.trace.line = 0;
    this.convergence = new Convergence(this.world);
    this.stage = 'convergence';
  }

  private converge(): void {
    const { convergence } = this;
    if (convergence === null) return this.endQuietly();
    if (!this.hasTicksLeft()) return;
    const state = convergence.advance();
    if (this.world.halted || state === 'running') return;
    const isJudged = this.world.checker.judges('convergence');
    if (state !== 'stalled' || !isJudged) return this.judgeClients();
    const ticks = convergence.deadline - convergence.startedAt;
    this.breakProperty('stalled', 'convergence', {
      message: `the cluster does not recover within ${ticks} ticks after the last statement`,
      expected: propertyOf('convergence').statement,
      observed: convergence.missing(),
      isOfCluster: true,
    });
  }

  /** The last judgement: whether what clients were told fits together. */
  private judgeClients(): void {
    judgeHistory(this.world);
    if (this.world.halted) this.judgeViolation();
    else this.endQuietly();
  }

  /** Nothing broke and nothing is left to do. */
  private endQuietly(): void {
    this.stage = 'ended';
    const expected = expectedProperty(this.test, this.options);
    const { expectedViolation, file, variables } = this.test;
    if (expected === null || expectedViolation === null || this.outcome.failure !== null) return;
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

  private judgeViolation(): void {
    const { violation } = this.world;
    if (violation === undefined) return;
    // A broken property weighs more than golden lines that differ.
    this.outcome.failure = null;
    const verdict = violation.property === 'assertion' ? 'broken' : 'violated';
    const place = this.askedPlaces.of(violation) ?? this.currentPlace();
    this.breakProperty(verdict, violation.property, violation, { place, world: this.world });
  }

  /** `at`: where it broke, when that is not the statement that was begun last or not the run's own world. */
  private breakProperty(
    verdict: Verdict,
    id: PropertyId,
    problem: Problem,
    at: { readonly place: Place | null; readonly world: World } = {
      place: this.currentPlace(),
      world: this.world,
    },
  ): void {
    const expected = expectedProperty(this.test, this.options);
    const { name, statement, source } = propertyOf(id);
    if (expected === null || !answersTo(id, expected)) {
      this.outcome.note(at.world, verdict, at.place, problem, { name, statement, source });
      this.stage = 'ended';
      return;
    }
    this.stage = 'ended';
    this.outcome.verdict = 'passed';
    this.world.notes.push(`${name} broke, as expected: ${problem.message}`);
  }

  private breakInvariant(name: string, message: string): void {
    const problem: Problem = { message, expected: name, observed: message, isOfCluster: true };
    const property = { name, statement: 'a property of the test’s own', source: 'the test' };
    this.outcome.note(this.world, 'violated', this.currentPlace(), problem, property);
    this.stage = 'ended';
  }

  /** Ends the test with a failure. */
  private fail(verdict: Verdict, place: Place | null, problem: Problem): void {
    this.outcome.note(this.world, verdict, place, problem);
    this.stage = 'ended';
  }

  private breakDown(error: unknown): void {
    const observed = error instanceof Error ? error.message : String(error);
    const isTheirs = error instanceof OwnCodeFailure;
    this.outcome.failure = null;
    this.fail('broken', this.currentPlace(), {
      message: isTheirs ? observed : `the simulator failed: ${observed}`,
      expected: `no failure inside ${isTheirs ? 'the state machine' : 'Whitewater'}`,
      observed,
    });
  }

  /** The line of the test's own file that is running: inside a used definition, the line that called it. */
  private lineOf(place: Place): number {
    if (place.file === this.test.file) return place.statement.span.line;
    const caller = this.frames.findLast(({ file }) => file === this.test.file);
    return caller?.statements.at(Math.max(0, caller.next - 1))?.span.line ?? 0;
  }
}

/** Statements that only lead to others, which are recorded in their place. */
function isBlock({ kind }: Action): boolean {
  return kind === 'repeat' || kind === 'call' || kind === 'run-random';
}
