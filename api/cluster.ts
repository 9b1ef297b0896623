// A cluster for tests in TypeScript: synchronous, deterministic, moved by the verbs of the scenario language. What
// breaks is thrown by the call that broke it.

import { createRandomPort } from '../fuzz/index.ts';
import {
  type Failure,
  recordingText,
  type Statement,
  type TestCase,
  TestRun,
} from '../dsl/index.ts';
import { clientReasons, diagnose, stateRows, type World } from '../sim/index.ts';
import { mustBeText } from './arguments.ts';
import { ClientHandle, type RequestHandle, requestMadeBy } from './clients.ts';
import { RaftFailure } from './failure.ts';
import { hasHalfVerb, planOf, type Survival } from './recorded.ts';
import { type ClusterOptions, clusterLine, seedOf } from './setup.ts';
import { Statements } from './statements.ts';
import { Verbs } from './verbs.ts';
import { asInvariant, isPromise, type OwnInvariant } from './views.ts';

/** Ticks that `tickUntil` waits when nothing else is said. */
const WITHIN_TICKS = 1000;
/** Ticks between two looks at whether a statement is done. */
const STRIDE = 10_000;

/** What a cluster is made of. */
interface ClusterParts {
  readonly test: TestCase;
  readonly run: TestRun;
  readonly statements: Statements;
  readonly collects: boolean;
  readonly stopped?: RaftFailure | null;
}

/**
 * Makes a cluster; its nodes have started, and no tick has passed. Errors: throws a `RangeError` that lists what is wrong
 * with the options, and a `TypeError` for what is none.
 */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const statements = new Statements();
  const test = statements.begin(clusterLine(options));
  const run = new TestRun(test, {
    ...{ open: true, record: true, random: createRandomPort() },
    ...{ seed: seedOf(options), trace: options.trace ?? true },
    ...(options.invariants === undefined
      ? {}
      : { invariants: options.invariants.map(asInvariant) }),
    ...(options.stateMachine === undefined ? {} : { machine: options.stateMachine }),
  });
  return new Cluster({ test, run, statements, collects: options.collect ?? false });
}

/**
 * A cluster. Time passes in `tick`, `tickTo`, `tickUntil`, `settle`, and where a request is waited for; everything else
 * takes effect at once. After a failed check or verb it can go on; a broken property stops it for good: then it can only
 * be looked at.
 */
export class Cluster extends Verbs {
  /** What failed, in order; empty unless it collects. */
  readonly failures: RaftFailure[] = [];
  private readonly test: TestCase;
  private readonly run: TestRun;
  private readonly statements: Statements;
  private readonly collects: boolean;
  /** What stopped it for good. */
  private stopped: RaftFailure | null;
  /** Whether something is being carried out; invariants are judged then. */
  private isBusy = false;
  /** Whether storms were let loose, whose statements are in the recording. */
  private hasStormed = false;
  /** By place in the recording: what statements did that failed and were survived. */
  private readonly survived = new Map<number, Survival>();

  /** Use `createCluster`. */
  constructor({ test, run, statements, collects, stopped = null }: ClusterParts) {
    super();
    this.test = test;
    this.run = run;
    this.statements = statements;
    this.collects = collects;
    this.stopped = stopped;
    // What does not hold from the beginning is told at once.
    if (stopped === null && run.hasEnded) this.settleAccounts();
  }

  // ——— doing ———

  /**
   * Carries out statements of the scenario language, one a line, by the interpreter that runs files. What they define is
   * known from then on. Answers what `show` printed. Errors: throws a `ScenarioError` when the text is wrong, and a
   * `RaftFailure` when something does not hold, cannot be done, or breaks.
   */
  do(statements: string): readonly string[] {
    mustBeText(statements, 'statements', "'crash leader'");
    const before = this.run.shown.length;
    this.perform(statements, () => this.statements.read(statements, this.world.nodes.length));
    return this.run.shown.slice(before).flatMap(({ text }) => text);
  }

  /** Carries out what `read` makes of a text. */
  private perform(text: string, read: () => TestCase): void {
    if (this.isBusy) {
      throw new Error(
        'an invariant looks at a cluster and changes nothing; this one would do something',
      );
    }
    if (this.stopped !== null) {
      if (this.collects) return;
      throw this.stopped;
    }
    const test = read();
    this.hasStormed ||= /\brun\s+random\b/i.test(text);
    this.isBusy = true;
    try {
      this.carryOut(test);
    } finally {
      this.isBusy = false;
    }
  }

  private carryOut(test: TestCase): void {
    for (let done = 0; done < test.statements.length && !this.hasStopped; done += 1) {
      const { now: since, hash } = this;
      this.run.continueWith(test, done, done + 1);
      while (!this.run.advance(STRIDE)) continue;
      const { action, span } = test.statements[done] ?? {};
      const begun = { since, hash, file: test.file, line: span?.line, kind: action?.kind };
      if (!this.settleAccounts(begun)) break;
    }
  }

  /** Lets ticks pass. `count` is a whole number from 0. */
  tick(count = 1): void {
    this.statement(`tick ${count}`);
  }

  /** Lets ticks pass until the time is `time`. Errors: throws when that has passed. */
  tickTo(time: number): void {
    this.statement(`tick to ${time}`);
  }

  /**
   * Lets ticks pass until a condition holds, at most `within` of them (default 1,000); it looks before the first. The
   * condition is a function, or words of the language (`'one leader'`), whose failure says more. Answers the ticks that
   * passed. Errors: throws a `RaftFailure` when it gives up. `what` names the condition in it.
   */
  tickUntil(
    condition: string | ((cluster: this) => boolean),
    { within = WITHIN_TICKS, what }: { readonly within?: number; readonly what?: string } = {},
  ): number {
    const since = this.now;
    if (typeof condition === 'string') {
      this.statement(`tick until ${condition} within ${within}`);
      return this.now - since;
    }
    const name = what ?? String(condition);
    this.await(
      () => condition(this),
      within,
      name,
      () => diagnose(this.world),
    );
    return this.now - since;
  }

  /**
   * Carries out one statement. What a verb is given can so never become a second one. Errors: as `do`; throws a
   * `RangeError` when the text is not exactly one statement.
   */
  override statement(text: string): void {
    mustBeText(text, 'a statement', "'crash leader'");
    this.perform(text, () => this.statements.readOne(text, this.world.nodes.length));
  }

  protected override ask(statement: string): RequestHandle {
    return requestMadeBy(this, statement);
  }

  /** Lets ticks pass until a request has ended. `RequestHandle.wait` is the way to call it. */
  awaitAnswer(name: string, hasEnded: () => boolean, within: number): void {
    this.await(hasEnded, within, `an answer to ${name}`, () => [
      ...clientReasons(this.world),
      ...diagnose(this.world),
    ]);
  }

  private await(
    holds: () => boolean,
    within: number,
    expected: string,
    why: () => readonly string[],
  ): void {
    if (!Number.isSafeInteger(within) || within < 0) {
      throw new RangeError(`within must be a whole number of ticks from 0 (got ${within})`);
    }
    const since = this.now;
    while (!this.hasStopped && !atOnce(holds())) {
      if (this.now - since >= within) {
        const message = `this did not come true within ${within} ticks, from tick ${since} to tick ${this.now}`;
        this.take(this.failure(message, expected, 'it does not hold', why()));
        return;
      }
      this.tick();
    }
  }

  /** Checks a condition of the language now: `check('one leader')`. Errors: throws a `RaftFailure` that says why not. */
  check(condition: string): void {
    this.statement(`check ${condition}`);
  }

  /** Lets a storm loose for so many ticks: `storm(500, ['crashes', 'partitions'])`. What it does is recorded. */
  storm(ticks: number, faults: readonly string[] = []): void {
    const kinds = faults.length === 0 ? '' : ` with ${faults.join(', ')}`;
    this.statement(`run random ${ticks} ticks${kinds}`);
  }

  /** The client of a number, from 0: its session. */
  client(number: number): ClientHandle {
    return new ClientHandle(this, number);
  }

  /** From here on a property of one's own is judged, at once and after every event. */
  invariant(name: string, check: OwnInvariant['check']): void {
    this.run.judge(asInvariant({ name, check }));
    this.settleAccounts();
  }

  /**
   * Judges as at the end of every test, in a copy, so that this cluster stays as it is: all faults end, the dead restart,
   * and within 20 maximum election timeouts there is one leader, the logs are equal and a fresh write goes through; then
   * the clients' answers are judged. Errors: throws a `RaftFailure` that says what blocks it.
   */
  expectConverges(): void {
    if (this.stopped !== null) throw this.stopped;
    const copy = this.run.copy();
    copy.close();
    while (!copy.advance(STRIDE)) continue;
    const { failure, verdict, ticks, hash, seed } = copy.result();
    if (failure !== undefined)
      this.take(new RaftFailure({ verdict, failure, tick: ticks, seed, hash }));
  }

  /** A cluster of its own that stands at the same place and goes on the same way. Invariants look at the copy. */
  fork(): Cluster {
    const { test, statements, collects, stopped } = this;
    const fork = new Cluster({ test, run: this.run.copy(), statements, collects, stopped });
    fork.hasStormed = this.hasStormed;
    for (const [place, survival] of this.survived) fork.survived.set(place, survival);
    return fork;
  }

  // ——— looking ———

  /** What all draws follow from. */
  get seed(): string {
    return this.run.recording.seed;
  }

  /** Whether something broke, so that it can only be looked at. */
  get hasStopped(): boolean {
    return this.stopped !== null;
  }

  /**
   * What was done so far as a scenario that comes to the same hash: to be kept as a `.raft` file, run and shrunk. A
   * statement that failed is in it only when nothing was done after it. State machines and invariants of one's own are
   * not in it.
   */
  scenario(): string {
    const { seed, statements } = this.run.recording;
    const test = { ...this.test, convergence: false };
    const recording = { seed, statements: planOf(statements, this.survived) };
    // What a `when` does in the middle of a tick and cannot do ends a test, but not a plan. A storm is a plan.
    const isFatal = this.stopped?.verdict === 'failed';
    const needsPlan = this.hasStormed || hasHalfVerb(statements, this.survived);
    return recordingText(test, recording, { withoutPlan: isFatal && !needsPlan });
  }

  /** The simulated world underneath, for what no method offers. Changing it by hand is not recorded. */
  get world(): World {
    return this.run.scope.world;
  }

  /** Fails with a sentence of the caller's own, and all that a report has. */
  refuse(message: string, expected: string, observed: string): never {
    throw this.failure(message, expected, observed, diagnose(this.world));
  }

  private failure(
    message: string,
    expected: string,
    observed: string,
    why: readonly string[],
  ): RaftFailure {
    const { world } = this;
    const failure: Failure = {
      ...{ file: '', statement: '', message, expected, observed, why },
      span: { line: 1, column: 1, endLine: 1, endColumn: 1 },
      ...{ state: stateRows(world), events: world.trace?.events ?? [] },
    };
    return new RaftFailure({
      ...{ verdict: 'failed', failure, tick: world.now, seed: this.seed, hash: this.hash },
    });
  }

  /**
   * After every statement: what failed is thrown or kept. The run goes on when it was the statement itself: inside a
   * block the rest is in the air, and an `always` that broke stays broken. Answers whether all went well.
   */
  private settleAccounts(begun?: Begun): boolean {
    const { failure, verdict, ticks, hash, seed } = this.run.result();
    if (failure === undefined) return true;
    const thrown = new RaftFailure({ verdict, failure, tick: ticks, seed, hash });
    const isWatch = begun?.kind === 'always' || begun?.kind === 'never';
    const isItself = failure.file === begun?.file && failure.span.line === begun.line && !isWatch;
    if (verdict === 'failed' && isItself && this.run.reopen()) {
      const ticks = this.now - begun.since;
      const survival = { ticks, isVain: ticks === 0 && this.hash === begun.hash };
      this.survived.set(this.run.recording.statements.length - 1, survival);
    } else {
      this.stopped = thrown;
    }
    this.take(thrown);
    return false;
  }

  private take(failure: RaftFailure): void {
    if (!this.collects) throw failure;
    this.failures.push(failure);
  }
}

/** A statement that was begun: when, and where it stands. */
interface Begun {
  readonly since: number;
  readonly hash: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly kind: Statement['action']['kind'] | undefined;
}

/** Whether a condition holds. One that answers later would be taken for one that holds. */
function atOnce(answer: unknown): boolean {
  if (!isPromise(answer)) return Boolean(answer);
  throw new TypeError('a condition must answer at once, and this one answered with a promise');
}
