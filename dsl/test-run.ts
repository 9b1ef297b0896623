// A running test: an explicit machine that can stop after any number of ticks, be looked at, be copied, and
// go on. Statements are carried out one after another; those that wait say what for and are asked again.

import {
  answersTo,
  clientOf,
  Convergence,
  diagnose,
  findProperty,
  propertyOf,
  type PropertyId,
  PROPERTIES,
  stateRows,
  type Violation,
  World,
} from '../sim/index.ts';
import { perform, type Problem } from './actions.ts';
import type { Condition, Statement } from './ast.ts';
import { holds, markEvents, observe } from './conditions.ts';
import type { Span } from './diagnostics.ts';
import { firstDifference, goldenUpdate } from './golden.ts';
import { ANSWER_WAIT_TICKS, DEFAULT_WAIT_TICKS, grouped } from './limits.ts';
import { type Appointment, bound, type Frame, frameOf, type Place, type Wait } from './machine.ts';
import type { Watch } from './machine.ts';
import { resolved, valueText } from './operands.ts';
import type { Failure, GoldenUpdate, TestResult, Verdict } from './result.ts';
import { nodesOf, numberOf, type Scope } from './scope.ts';
import { clusterSetup } from './setup.ts';
import { shownLines } from './show.ts';
import { textAt } from './source-text.ts';
import type { TestCase } from './test-case.ts';
import { showsTrace } from './uses-trace.ts';

/** How a test is run. */
export interface RunOptions {
  /** The seed of tests without a `seed` line. Default '1'. */
  readonly seed?: string;
  /** Keep the trace, so that a failure comes with the events that led to it. */
  readonly trace?: boolean;
  /** Ids of properties that are not judged, to test the judges. */
  readonly disabled?: readonly string[];
  /** The core's assertions are noted and do not stop the run. */
  readonly lenient?: boolean;
  /** Judge the test as if it had no `expect violation` line. */
  readonly ignoreExpectedViolation?: boolean;
  /** The test is a generated plan: an action that finds nobody is skipped. */
  readonly plan?: boolean;
}

/** Statements that one call of `advance` carries out at most. */
const STATEMENTS_PER_ADVANCE = 10_000;
/** Deliveries after which `settle` gives up. */
const SETTLE_MAX = 10_000;

type Stage = 'statements' | 'convergence' | 'ended';

/** One run of one test. Call `advance` until it answers true, then ask for the `result`. */
export class TestRun {
  private readonly test: TestCase;
  private readonly options: RunOptions;
  private readonly seed: string;
  private world: World;
  private stage: Stage = 'statements';
  private frames: Frame[];
  private wait: Wait | null = null;
  private watches: Watch[] = [];
  private appointments: Appointment[] = [];
  private convergence: Convergence | null = null;
  private executed = 0;
  private verdict: Verdict = 'passed';
  private failure: Failure | null = null;
  private output: { line: number; text: readonly string[] }[] = [];
  private golden: GoldenUpdate[] = [];
  /** Statements of watches and appointments run inside an event and must not be looked at from within. */
  private isInside = false;

  constructor(test: TestCase, options: RunOptions = {}) {
    this.test = test;
    this.options = options;
    this.seed =
      test.seed === null ? (options.seed ?? '1') : valueText(resolved(test.seed, test.variables));
    this.world = new World({
      ...clusterSetup(test),
      seed: this.seed,
      trace: options.trace === true || showsTrace(test),
      lenient: options.lenient ?? false,
      off: PROPERTIES.map(({ id }) => id).filter((id) => options.disabled?.includes(id) ?? false),
    });
    this.frames = [frameOf(test.statements, test.file, test.variables)];
  }

  /** Ticks of simulated time so far. */
  get ticks(): number {
    return this.world.now;
  }

  /** Runs at most about `ticks` ticks and a bounded number of statements. Answers whether the test has ended. */
  advance(ticks: number): boolean {
    const until = this.world.now + ticks;
    try {
      for (let steps = 0; steps < STATEMENTS_PER_ADVANCE; steps += 1) {
        if (this.isEnded() || this.world.now >= until) break;
        this.step(until);
      }
    } catch (error) {
      this.breakDown(error instanceof Error ? error.message : String(error));
    }
    return this.isEnded();
  }

  /** Ends the run where it stands. */
  interrupt(): void {
    if (this.isEnded()) return;
    this.verdict = 'interrupted';
    this.stage = 'ended';
  }

  /** What the test came to. Only after it has ended. */
  result(): TestResult {
    const { test, world, seed, verdict, failure, output, golden } = this;
    const result = {
      ...{ file: test.file, test: test.name, line: test.line, seed, verdict },
      ...{ ticks: world.now, hash: world.hash.toString() },
      ...{ output, golden, notes: [...world.notes] },
      ...(this.options.trace === true && world.trace !== null ? { trace: world.trace.events } : {}),
    };
    return failure === null ? result : { ...result, failure };
  }

  /** A run of its own that stands at the same place and goes on the same way. Not while it converges. */
  copy(): TestRun {
    if (this.stage === 'convergence') throw new Error('a run that converges is not copied');
    const copy = new TestRun(this.test, this.options);
    copy.world = this.world.copy();
    copy.stage = this.stage;
    copy.frames = this.frames.map((frame) => ({ ...frame }));
    copy.wait = this.wait;
    copy.watches = [...this.watches];
    copy.appointments = [...this.appointments];
    copy.executed = this.executed;
    copy.verdict = this.verdict;
    copy.failure = this.failure;
    copy.output = [...this.output];
    copy.golden = [...this.golden];
    copy.attach();
    return copy;
  }

  private isEnded(): boolean {
    return this.stage === 'ended';
  }

  /** One statement, or one portion of a wait. */
  private step(until: number): void {
    if (this.world.halted) return this.judgeViolation();
    if (this.stage === 'convergence') return this.converge();
    if (this.wait !== null) return this.continueWait(this.wait, until);
    const frame = this.frames.at(-1);
    if (frame === undefined) return this.finishStatements();
    const statement = frame.statements[frame.next];
    if (statement === undefined) return this.endFrame(frame);
    frame.next += 1;
    this.execute({ statement, file: frame.file, variables: frame.variables });
    if (this.stage === 'statements') this.lookAtWatches();
  }

  private endFrame(frame: Frame): void {
    if (frame.rounds === 0) {
      this.frames.pop();
      return;
    }
    // An empty round costs a statement, so that empty loops end as well.
    if (!this.spend(this.currentPlace())) return;
    frame.rounds -= 1;
    frame.next = 0;
  }

  private currentPlace(): Place | null {
    for (const frame of [...this.frames].reverse()) {
      const statement = frame.statements[Math.max(0, frame.next - 1)];
      if (statement !== undefined) {
        return { statement, file: frame.file, variables: frame.variables };
      }
    }
    return null;
  }

  /** Counts a statement against the limit. False when the limit ends the test. */
  private spend(place: Place | null): boolean {
    this.executed += 1;
    if (this.executed <= this.test.limits.statements) return true;
    const most = grouped(this.test.limits.statements);
    this.fail('broken', place, {
      message: `the test executes more than ${most} statements`,
      expected: `at most ${most} statements`,
      observed: `${most} statements at tick ${this.world.now}, and no end`,
    });
    return false;
  }

  private execute(place: Place): void {
    if (!this.spend(place)) return;
    const { world } = this;
    if (world.trace !== null) {
      world.trace.line = this.lineOf(place);
      world.trace.cause = -1;
    }
    const { statement, file, variables } = place;
    const { action } = statement;
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
        const bounded =
          action.within === null ? DEFAULT_WAIT_TICKS : numberOf(action.within, scope);
        const { condition } = action;
        const marks = markEvents(condition, world);
        this.wait = {
          kind: 'condition',
          place,
          condition,
          marks,
          since: world.now,
          bound: bounded,
        };
        return;
      }
      case 'settle':
        return this.settle(place);
      case 'check':
        return this.check(action.condition, place);
      case 'always':
      case 'never':
      case 'when': {
        const { kind, condition } = action;
        this.watches.push({ kind, place, condition, marks: markEvents(condition, world) });
        return this.attach();
      }
      case 'at-event':
        this.appointments.push({
          ...{ place, statement: action.statement },
          ...{ event: numberOf(action.event, scope), tick: numberOf(action.tick, scope) },
        });
        return this.attach();
      case 'repeat': {
        const rounds = numberOf(action.count, scope);
        if (rounds > 0) this.frames.push(frameOf(action.body, file, variables, rounds - 1));
        return;
      }
      case 'call':
        return this.call(place);
      case 'expect-error':
        return this.expectError(place);
      case 'show':
        return this.show(place);
      default: {
        const problem = perform(action, scope);
        if (problem !== undefined && this.options.plan !== true)
          this.fail('failed', place, problem);
      }
    }
  }

  private tickTo(time: number, place: Place): void {
    const { now } = this.world;
    if (time >= now) {
      this.wait = { kind: 'ticks', until: time };
      return;
    }
    this.fail('failed', place, {
      message: `tick ${time} has passed already: it is tick ${now}`,
      expected: `a time from ${now} on`,
      observed: `${time}`,
    });
  }

  private settle(place: Place): void {
    const { world } = this;
    const { action } = place.statement;
    if (action.kind !== 'settle') return;
    const scope: Scope = { world, variables: place.variables };
    const ids = action.nodes.flatMap((node) => nodesOf(node, scope));
    if (world.settle(action.nodes.length === 0 ? null : ids, SETTLE_MAX)) return;
    const most = grouped(SETTLE_MAX);
    this.fail('failed', place, {
      message: `the cluster does not settle: after ${most} deliveries there are still messages`,
      expected: `no messages in flight after at most ${most} deliveries`,
      observed: `${grouped(world.network.inFlight)} messages in flight`,
    });
  }

  private call(place: Place): void {
    const { action } = place.statement;
    if (action.kind !== 'call') return;
    const definition = this.test.define(action.name.text);
    if (definition === undefined) return;
    if (this.frames.length > this.test.limits.nesting) {
      const most = grouped(this.test.limits.nesting);
      this.fail('broken', place, {
        message: `blocks and definitions are nested deeper than ${most} levels`,
        expected: `at most ${most} levels`,
        observed: `${most} levels, and one more`,
      });
      return;
    }
    const values = action.arguments.map((argument) => resolved(argument, place.variables));
    const variables = bound(definition.parameters, values);
    this.frames.push(frameOf(definition.body, definition.file, variables));
  }

  private expectError(place: Place): void {
    const { action } = place.statement;
    if (action.kind !== 'expect-error') return;
    const { world } = this;
    const scope: Scope = { world, variables: place.variables };
    const asked = action.statement.action;
    const number = asked.kind === 'client' ? numberOf(asked.client, scope) : 0;
    const client = clientOf(world, number);
    const ended = client.ended.length;
    // Everything queued before ends first; a retried request goes ahead of the queue.
    const running = client.outstanding === null ? 0 : 1;
    const isRetry = asked.kind === 'client' && asked.request.verb === 'retries';
    const position = running + (isRetry ? 0 : client.queue.length);
    const problem = perform(asked, scope);
    if (problem !== undefined) return this.fail('failed', place, problem);
    const error = action.error.text.toLowerCase();
    const since = world.now;
    this.wait = { kind: 'answer', place, client: number, error, ended, position, since };
  }

  private show(place: Place): void {
    const { action, span } = place.statement;
    if (action.kind !== 'show') return;
    const text = shownLines(action.shown, { world: this.world, variables: place.variables });
    this.output.push({ line: span.line, text });
    const update = goldenUpdate(place.file, span, action.golden, text);
    if (update === undefined) return;
    const isKnown = this.golden.some(
      ({ file, from }) => file === update.file && from === update.from,
    );
    if (!isKnown && this.test.seed !== null) this.golden.push(update);
    if (action.golden.length === 0) return;
    // The run goes on, so that all golden lines can be updated at once; the first difference is reported.
    this.note('failed', place, {
      message: 'the golden lines differ from what `show` prints now',
      ...firstDifference(action.golden, text),
    });
  }

  private check(condition: Condition, place: Place): void {
    const scope: Scope = { world: this.world, variables: place.variables };
    if (holds(condition, scope)) return;
    this.fail('failed', place, {
      message: 'this does not hold',
      isOfCluster: true,
      expected: this.textOf(condition, place),
      observed: observe(condition, scope).join('; '),
    });
  }

  private continueWait(wait: Wait, until: number): void {
    switch (wait.kind) {
      case 'ticks':
        while (this.world.now < wait.until && this.world.now < until && this.tick()) continue;
        if (this.world.now >= wait.until) this.wait = null;
        return;
      case 'condition':
        return this.continueCondition(wait, until);
      case 'answer':
        return this.continueAnswer(wait, until);
    }
  }

  private continueCondition(wait: Extract<Wait, { kind: 'condition' }>, until: number): void {
    const { condition, place, marks } = wait;
    const scope: Scope = { world: this.world, variables: place.variables };
    for (;;) {
      if (this.world.halted || this.isEnded()) return;
      if (holds(condition, scope, 'check', marks)) {
        this.wait = null;
        return;
      }
      if (this.world.now - wait.since >= wait.bound) return this.giveUp(wait, scope);
      if (this.world.now >= until || !this.tick()) return;
    }
  }

  private giveUp(wait: Extract<Wait, { kind: 'condition' }>, scope: Scope): void {
    const { condition, place, marks, since } = wait;
    const text = this.textOf(condition, place);
    const span = `from tick ${since} to tick ${this.world.now}`;
    this.fail('failed', place, {
      message: `this did not come true within ${grouped(wait.bound)} ticks, ${span}`,
      isOfCluster: true,
      expected: text,
      observed: observe(condition, scope, marks).join('; '),
    });
  }

  private continueAnswer(wait: Extract<Wait, { kind: 'answer' }>, until: number): void {
    const { place, error } = wait;
    for (;;) {
      if (this.world.halted || this.isEnded()) return;
      const answered = clientOf(this.world, wait.client).ended[wait.ended + wait.position];
      if (answered !== undefined) {
        this.wait = null;
        const { outcome } = answered;
        if (outcome.status !== 'ok' && outcome.reason === error) return;
        const observed = outcome.status === 'ok' ? 'it was done' : outcome.reason;
        const message = `the request was expected to fail with ${error}, and did not`;
        return this.fail('failed', place, { message, expected: error, observed });
      }
      if (this.world.now - wait.since >= ANSWER_WAIT_TICKS) {
        const message = `no answer came within ${grouped(ANSWER_WAIT_TICKS)} ticks`;
        const problem = { message, expected: error, observed: 'no answer', isOfCluster: true };
        return this.fail('failed', place, problem);
      }
      if (this.world.now >= until || !this.tick()) return;
    }
  }

  /** Whether another tick is allowed; otherwise the limit ends the test. */
  private hasTicksLeft(): boolean {
    if (this.world.now < this.test.limits.ticks) return true;
    const most = grouped(this.test.limits.ticks);
    this.fail('broken', this.currentPlace(), {
      message: `the test takes more than ${most} ticks`,
      expected: `at most ${most} ticks`,
      observed: `${most} ticks, and no end`,
    });
    return false;
  }

  /** One tick of the world. False when nothing may follow it. */
  private tick(): boolean {
    if (!this.hasTicksLeft()) return false;
    this.world.tick();
    this.missAppointments();
    return !this.world.halted && this.stage !== 'ended';
  }

  /** An `at event` whose tick is over without that event was never carried out, which nobody would notice. */
  private missAppointments(): void {
    if (this.appointments.length === 0) return;
    const { now, eventOrdinal } = this.world;
    const missed = this.appointments.find(({ tick }) => tick <= now);
    if (missed === undefined) return;
    this.appointments = this.appointments.filter((appointment) => appointment !== missed);
    this.attach();
    if (this.options.plan === true) return;
    this.fail('failed', missed.place, {
      message: `event ${missed.event} of tick ${missed.tick} never happened`,
      expected: `event ${missed.event} of tick ${missed.tick}`,
      observed:
        missed.tick === now
          ? `tick ${now} had ${eventOrdinal} events`
          : `it is tick ${now} already`,
    });
  }

  /** Hands the world the hooks that it needs now, and no others: hooks cost time. */
  private attach(): void {
    const { world } = this;
    world.afterEvent = this.watches.length === 0 ? null : () => this.lookAtWatches();
    world.beforeEvent =
      this.appointments.length === 0
        ? null
        : (ordinal, packet) => this.keep(ordinal, packet !== null);
  }

  private lookAtWatches(): void {
    if (this.isInside || this.watches.length === 0 || this.failure !== null || this.world.halted) {
      return;
    }
    for (const watch of this.watches) {
      const { kind, condition, place, marks } = watch;
      const scope: Scope = { world: this.world, variables: place.variables };
      if (kind === 'when') {
        if (holds(condition, scope, 'check', marks)) this.fire(watch);
      } else if (holds(condition, scope, kind, marks) !== (kind === 'always')) {
        const never = kind === 'never' ? 'never ' : '';
        this.fail('failed', place, {
          message:
            kind === 'always'
              ? `this did not hold any more in tick ${this.world.now}`
              : `this came true in tick ${this.world.now}`,
          expected: `${never}${this.textOf(condition, place)}`,
          observed: observe(condition, scope, marks).join('; '),
        });
        return;
      }
    }
  }

  private fire(watch: Watch): void {
    this.watches = this.watches.filter((each) => each !== watch);
    this.attach();
    const { action } = watch.place.statement;
    if (action.kind === 'when') this.executeInside(action.statement, watch.place);
  }

  /** Before event `ordinal` of the present tick. False takes the packet away. */
  private keep(ordinal: number, isDelivery: boolean): boolean {
    const due = this.appointments.filter(
      ({ tick, event }) => tick === this.world.now && event === ordinal,
    );
    if (due.length === 0) return true;
    this.appointments = this.appointments.filter((appointment) => !due.includes(appointment));
    let passes = true;
    for (const { statement, place } of due) {
      if (statement.action.kind !== 'drop-it') this.executeInside(statement, place);
      else if (isDelivery) passes = false;
      else if (this.options.plan !== true) {
        this.fail('failed', place, {
          message: `event ${ordinal} of tick ${this.world.now} is no delivery, so nothing can be dropped`,
          expected: 'a message that arrives',
          observed: 'a timer or a disk',
        });
      }
    }
    this.attach();
    return passes;
  }

  private executeInside(statement: Statement, place: Place): void {
    this.isInside = true;
    const trace = this.world.trace;
    const cause = trace?.cause ?? -1;
    this.execute({ ...place, statement });
    if (trace !== null) trace.cause = cause;
    this.isInside = false;
  }

  private finishStatements(): void {
    this.watches = [];
    const [missed] = this.appointments;
    this.appointments = [];
    this.attach();
    if (missed !== undefined && this.options.plan !== true) {
      this.fail('failed', missed.place, {
        message: `event ${missed.event} of tick ${missed.tick} never happened`,
        expected: `event ${missed.event} of tick ${missed.tick}`,
        observed: `the test's statements end in tick ${this.world.now}`,
      });
      return;
    }
    if (this.failure !== null || !this.test.convergence) return this.endQuietly();
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
    if (state !== 'stalled') return this.endQuietly();
    const since = convergence.startedAt;
    this.breakProperty('stalled', 'convergence', {
      message: `the cluster does not recover within ${convergence.deadline - since} ticks after the last statement`,
      expected: propertyOf('convergence').statement,
      observed: convergence.missing(),
      isOfCluster: true,
    });
  }

  /** Nothing broke and nothing is left to do. */
  private endQuietly(): void {
    this.stage = 'ended';
    const expected = this.expected();
    if (expected === null || this.failure !== null) return;
    const line = this.test.expectedViolation;
    const place = line === null ? null : this.placeOf(line.span);
    this.fail('failed', place, {
      message: `${propertyOf(expected).name} was expected to break, and nothing did`,
      expected: `a violation of ${propertyOf(expected).name}`,
      observed: 'every property held',
    });
  }

  /** A place in the test's own file that is no statement of its body. */
  private placeOf(span: Span): Place {
    const statement: Statement = { span, action: { kind: 'no-convergence' } };
    return { statement, file: this.test.file, variables: this.test.variables };
  }

  private expected(): PropertyId | null {
    const { expectedViolation } = this.test;
    if (expectedViolation === null || this.options.ignoreExpectedViolation === true) return null;
    return findProperty(expectedViolation.name)?.id ?? null;
  }

  private judgeViolation(): void {
    const { violation } = this.world;
    if (violation === undefined) return;
    // An event that breaks a property may have made a check fail as well; the property weighs more.
    this.failure = null;
    this.breakProperty(verdictOf(violation), violation.property, violation);
  }

  private breakProperty(verdict: Verdict, id: PropertyId, problem: Problem): void {
    const expected = this.expected();
    this.stage = 'ended';
    if (expected !== null && answersTo(id, expected)) {
      this.verdict = 'passed';
      this.failure = null;
      this.world.notes.push(`${propertyOf(id).name} broke, as expected: ${problem.message}`);
      return;
    }
    const { name, statement, source } = propertyOf(id);
    this.fail(verdict, this.currentPlace(), problem, { name, statement, source });
  }

  /** Ends the test with a failure. */
  private fail(
    verdict: Verdict,
    place: Place | null,
    problem: Problem,
    property?: Failure['property'],
  ): void {
    this.note(verdict, place, problem, property);
    this.stage = 'ended';
  }

  /** Remembers the first failure and lets the test go on. */
  private note(
    verdict: Verdict,
    place: Place | null,
    problem: Problem,
    property?: Failure['property'],
  ): void {
    if (this.failure !== null) return;
    this.verdict = verdict;
    const { test, world } = this;
    const file = place?.file ?? test.file;
    const span = place?.statement.span ?? test.clusterSpan;
    const { message, expected, observed } = problem;
    this.failure = {
      ...{ file, span, statement: textAt(test.sources.get(file) ?? '', span) },
      ...{
        message,
        expected,
        observed,
        why: problem.isOfCluster === true ? diagnose(world) : [],
        state: stateRows(world),
      },
      ...(property === undefined ? {} : { property }),
      events: this.options.trace === true ? [...(world.trace?.events ?? [])] : [],
    };
  }

  private breakDown(message: string): void {
    this.failure = null;
    const problem = {
      message: `the simulator failed: ${message}`,
      expected: 'no failure inside Whitewater',
      observed: message,
    };
    const { name, statement, source } = propertyOf('assertion');
    this.fail('broken', this.currentPlace(), problem, { name, statement, source });
  }

  private textOf(condition: Condition, place: Place): string {
    return textAt(this.test.sources.get(place.file) ?? '', condition.span);
  }

  /** The line of the test's own file that is running: inside a used definition, the line that called it. */
  private lineOf(place: Place): number {
    if (place.file === this.test.file) return place.statement.span.line;
    const caller = this.frames.findLast(({ file }) => file === this.test.file);
    return caller?.statements[Math.max(0, caller.next - 1)]?.span.line ?? 0;
  }
}

function verdictOf(violation: Violation): Verdict {
  return violation.property === 'assertion' ? 'broken' : 'violated';
}
