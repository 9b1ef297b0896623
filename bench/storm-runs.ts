// Contender: random runs as a campaign makes them, with all invariants: five nodes, the profile `everything`,
// the pace of a storm, 2,000 ticks, then the judgement of a majority alone, the convergence, and the judgement
// of what the clients were told. Says where the processor time went, by stage.
// Usage: node storm-runs.js <runs> <warm-up runs>

import { parseFile, TestRun } from '../dsl/index.ts';
import { createRandomPort, RandomRun, type RunSpec, specText } from '../fuzz/index.ts';
import type { World } from '../sim/index.ts';
import { cpuSeconds, NODES, readArguments } from './measurement.ts';

/** Ticks of each run, before it is judged. */
const STORM_TICKS = 2_000;

/** Processor seconds of all runs, by stage. */
export interface StormStages {
  /** From a seed to a world: the text, its parsing, the plan's knobs, nodes and network. */
  readonly setUp: number;
  readonly ticks: number;
  /** The judgement of a majority alone on a copy of the world, and the first tick of the convergence. */
  readonly alone: number;
  readonly convergence: number;
  /** What the clients were told, and the last tick of the convergence. */
  readonly clients: number;
}

/** What one process measured. */
export interface StormMeasurement {
  readonly runs: number;
  /** Ticks of the storms; those of the judgements are not counted. */
  readonly ticks: number;
  readonly stages: StormStages;
  /** Deliveries, timers and completed writes per tick of a storm. */
  readonly eventsPerTick: number;
  /**
   * Bytes of live objects behind the runs that were timed, and behind as many more; none unless garbage can be
   * collected on demand.
   */
  readonly heap: readonly number[];
}

/** The seeds are fixed: random runs differ a lot, so only the same ones can be compared. */
function specOf(index: number): RunSpec {
  const overrides = { nodes: NODES, learners: 0, pace: 'storm', ticks: STORM_TICKS } as const;
  return { seed: `bench ${index}`, profile: 'everything', overrides };
}

class Stopwatch {
  private readonly sums = { setUp: 0, ticks: 0, alone: 0, convergence: 0, clients: 0 };
  private last = cpuSeconds();

  restart(): void {
    this.last = cpuSeconds();
  }

  /** Adds the time since the last call to a stage. */
  lap(stage: keyof StormStages): void {
    const now = cpuSeconds();
    this.sums[stage] += now - this.last;
    this.last = now;
  }

  get stages(): StormStages {
    return { ...this.sums };
  }
}

/** Makes one run. Returns the ticks of its storm. */
function runOne(index: number, watch: Stopwatch): number {
  watch.restart();
  const run = new RandomRun(specOf(index));
  watch.lap('setUp');
  while (run.ticks < STORM_TICKS && !run.advance(STORM_TICKS - run.ticks)) continue;
  const ticks = Math.min(run.ticks, STORM_TICKS);
  watch.lap('ticks');
  let hasEnded = run.advance(1);
  watch.lap('alone');
  while (!hasEnded) {
    hasEnded = run.advance(1);
    watch.lap(hasEnded ? 'clients' : 'convergence');
  }
  const { verdict, failure } = run.result();
  if (verdict !== 'passed') throw new Error(`run ${index}: ${verdict}: ${failure?.message ?? ''}`);
  return ticks;
}

/** Events of one run's storm, counted outside of any measurement. */
function eventsOf(index: number): number {
  const { tests } = parseFile('storm', specText(specOf(index)), { read: () => undefined });
  const [test] = tests;
  if (test === undefined) throw new Error(`run ${index} is no test`);
  const port = createRandomPort(specOf(index).overrides);
  let world: World | undefined;
  const random = {
    begin: (...[order, itsWorld]: Parameters<typeof port.begin>) => {
      world = itsWorld;
      return port.begin(order, itsWorld);
    },
  };
  const run = new TestRun(test, { random });
  let events = 0;
  while (run.ticks < STORM_TICKS && !run.advance(1)) events += world?.eventOrdinal ?? 0;
  return events;
}

function liveBytes(): number[] {
  if (globalThis.gc === undefined) return [];
  globalThis.gc();
  return [process.memoryUsage().heapUsed];
}

function measureRuns(runs: number, warmUpRuns: number): StormMeasurement {
  for (let index = 0; index < warmUpRuns; index++) runOne(runs + index, new Stopwatch());
  const watch = new Stopwatch();
  let ticks = 0;
  for (let index = 0; index < runs; index++) ticks += runOne(index, watch);
  // Not before: collecting throws compiled code away, and that would be timed.
  const heap = liveBytes();
  let events = 0;
  for (let index = 0; index < runs; index++) events += eventsOf(index);
  heap.push(...liveBytes());
  const { stages } = watch;
  return { runs, ticks, stages, eventsPerTick: events / ticks, heap };
}

const { ticks: runs, warmUpTicks: warmUpRuns } = readArguments();
console.log(JSON.stringify(measureRuns(runs, warmUpRuns)));
