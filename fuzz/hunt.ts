// The hunt for one bug: random runs of an engine, one after another, until one breaks what its twin without the
// bug does not break. Nothing here, and nothing that generates the runs, knows which bug it is.

import type { TestResult } from '../dsl/index.ts';
import { answersTo, findProperty, type PropertyId } from '../sim/index.ts';
import type { RandomRun } from './random-run.ts';
import type { RunSpec } from './spec.ts';

/** What is needed of `fuzz/index.ts`, or of an engine that was built like it. */
export interface HuntEngine {
  readonly RandomRun: typeof RandomRun;
}

/** Where a hunt takes place. */
export interface HuntOptions {
  /** Its runs have the seeds `<seed>.0`, `<seed>.1`, …; letters, digits, `.`, `_` and `-`. */
  readonly seed: string;
  /**
   * The engine without the bug. With it, the core's assertions and refusals do not stop a run, so that the property
   * itself can be seen to break. Without it they do, and every run that does not pass is caught.
   */
  readonly twin?: HuntEngine;
  /** The number of its first run. Default 0. */
  readonly first?: number;
}

/** How a run broke. */
export interface Breach {
  readonly spec: RunSpec;
  /** The property that broke; null when the simulator itself came to a halt. */
  readonly property: PropertyId | null;
  /** One sentence: what went wrong. */
  readonly message: string;
}

/** A run that shows the bug. */
export interface Caught extends Breach {
  /** The run as a scenario. */
  readonly plan: string;
}

/** A run of the twin. */
interface Control {
  readonly run: RandomRun;
  readonly twin: HuntEngine;
  readonly isLenient: boolean;
}

/** Ticks after which a run is ended: a storm and its convergence take far less. */
const RUN_TICKS_MAX = 100_000;

/**
 * Looks for a run that shows the bug. Call `advance` until it answers true, or until you have enough. The same
 * engines and seed catch the same run, however the ticks are portioned.
 */
export class Hunt {
  /** Runs begun so far, not counting those of the twin. */
  runs = 0;
  /** Ticks of simulated time so far, not counting those of the twin. */
  ticks = 0;
  /** The run that shows the bug, once there is one. */
  caught: Caught | null = null;
  /**
   * Runs that broke the twin as well, with all its assertions and refusals: something is wrong elsewhere. A run that
   * breaks the twin only without those shows nothing of the bug either; they are what saves it.
   */
  readonly accusations: Breach[] = [];
  /** Runs in which the engine with the bug broke down, and the twin did not: no property was seen to break. */
  breakdowns = 0;
  /** The first of them. */
  breakdown: Breach | null = null;
  private readonly engine: HuntEngine;
  private readonly options: HuntOptions;
  private run: RandomRun;
  /** The run of the twin, while it is asked. */
  private control: Control | null = null;

  constructor(engine: HuntEngine, options: HuntOptions) {
    this.engine = engine;
    this.options = options;
    this.run = this.begin();
  }

  /** Goes on for about `ticks` ticks. Answers whether a run is caught. */
  advance(ticks: number): boolean {
    if (this.caught !== null) return true;
    if (this.control !== null) this.goOnWithTwin(this.control, ticks);
    else this.goOn(ticks);
    return this.caught !== null;
  }

  private goOn(ticks: number): void {
    const { run } = this;
    const before = run.ticks;
    const hasEnded = isOver(run, ticks);
    this.ticks += run.ticks - before;
    if (!hasEnded) return;
    if (!isBroken(run.result())) {
      this.run = this.begin();
      return;
    }
    const { twin } = this.options;
    if (twin === undefined) this.take();
    else this.control = { run: startRun(twin, run.spec, true), twin, isLenient: true };
  }

  /** What the twin breaks as well, the bug has no part in. */
  private goOnWithTwin({ run, twin, isLenient }: Control, ticks: number): void {
    if (!isOver(run, ticks)) return;
    const result = run.result();
    this.control = null;
    if (result.verdict === 'passed' && isLenient) return this.take();
    if (isLenient) {
      this.control = { run: startRun(twin, run.spec, false), twin, isLenient: false };
      return;
    }
    if (isBroken(result)) this.accusations.push(breachOf(run.spec, result));
    this.run = this.begin();
  }

  private take(): void {
    const { run } = this;
    const breach = breachOf(run.spec, run.result());
    if (this.options.twin === undefined || !isBreakdown(breach)) {
      this.caught = { ...breach, plan: run.planText() };
      return;
    }
    // An engine that cannot run shows nothing of what it does wrong; another run may.
    this.breakdowns += 1;
    this.breakdown ??= breach;
    this.run = this.begin();
  }

  private begin(): RandomRun {
    const seed = `${this.options.seed}.${(this.options.first ?? 0) + this.runs}`;
    this.runs += 1;
    const spec = { seed, profile: 'everything', overrides: {} } as const;
    return startRun(this.engine, spec, this.options.twin !== undefined);
  }
}

/** Whether a breach is of the property that a bug is known to break, or of one that answers to it. */
export function isBreachOf(property: PropertyId | null, wanted: PropertyId): boolean {
  return property !== null && answersTo(property, wanted);
}

/**
 * Whether a run of a lenient engine ended without a judgement. Assertions do not stop it, so what is told as one all
 * the same is an exception in the core or a tick without an end.
 */
function isBreakdown({ property }: Breach): boolean {
  return property === null || property === 'assertion';
}

function startRun(engine: HuntEngine, spec: RunSpec, lenient: boolean): RandomRun {
  return new engine.RandomRun(spec, { lenient });
}

function isOver(run: RandomRun, ticks: number): boolean {
  if (run.advance(ticks)) return true;
  if (run.ticks < RUN_TICKS_MAX) return false;
  run.interrupt();
  return true;
}

function isBroken({ verdict }: TestResult): boolean {
  return verdict !== 'passed' && verdict !== 'interrupted';
}

function breachOf(spec: RunSpec, { failure }: TestResult): Breach {
  const name = failure?.property?.name;
  return {
    spec,
    property: name === undefined ? null : (findProperty(name)?.id ?? null),
    message: failure?.message ?? '',
  };
}
