// The thread of the zoo: plants a bug, hunts it, shrinks what was caught.

import { Hunt, Shrinker } from '../../fuzz/index.ts';
import {
  type Bug,
  BugError,
  loadCleanEngine,
  plantBug,
  type PlantedEngine,
} from '../planting/index.ts';
import { type Pulse, serve } from '../pool/index.ts';
import type { Answer, HuntOrder, Order, ShrinkOrder } from './orders.ts';

/** Ticks between two looks at the clock. */
const SLICE_TICKS = 200;
/** Runs of the shrinker between two looks at the clock. */
const SLICE_RUNS = 5;

let twin: Promise<PlantedEngine> | null = null;
/** The last bug that was planted: what it is shrunk with is mostly what it was hunted with. */
let planted: { readonly words: string; readonly engine: Promise<PlantedEngine> } | null = null;

export default serve(carryOut);

async function carryOut(order: Order, pulse: Pulse): Promise<Answer> {
  twin ??= loadCleanEngine();
  const clean = await twin;
  pulse.beat();
  try {
    const engine = await engineWith(order.bug);
    pulse.beat();
    return order.kind === 'hunt'
      ? hunt(engine, clean, order, pulse)
      : shrink(engine, clean, order, pulse);
  } catch (error) {
    // Sources that were edited may throw anything, even while they are loaded.
    if (!(error instanceof BugError)) throw error;
    return { kind: 'unplantable', problem: error.message };
  }
}

function engineWith(bug: Bug | null): Promise<PlantedEngine> {
  // Built anew: the clean engine is to be judged by a way of building, too.
  if (bug === null) return loadCleanEngine();
  const words = JSON.stringify(bug);
  if (planted?.words !== words) planted = { words, engine: plant(bug) };
  return planted.engine;
}

async function plant(bug: Bug): Promise<PlantedEngine> {
  try {
    return await plantBug(bug);
  } catch (error) {
    if (error instanceof BugError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BugError(bug.id, [`the engine does not load with it: ${reason}`]);
  }
}

function hunt(engine: PlantedEngine, clean: PlantedEngine, order: HuntOrder, pulse: Pulse): Answer {
  const { bug, seed, first, seconds, runsMax } = order;
  const started = performance.now();
  const hunting = new Hunt(engine, bug === null ? { seed, first } : { seed, first, twin: clean });
  const passed = (): number => (performance.now() - started) / 1000;
  while (!hunting.advance(SLICE_TICKS)) {
    pulse.beat();
    // A run more was begun already.
    if (pulse.isStopped || hunting.runs > runsMax || passed() >= seconds) break;
  }
  const { runs, ticks, caught, accusations, breakdowns, breakdown } = hunting;
  const seen = { caught, accusations, breakdowns, breakdown };
  return { kind: 'hunted', runs, ticks, ...seen, seconds: passed() };
}

function shrink(
  engine: PlantedEngine,
  clean: PlantedEngine,
  order: ShrinkOrder,
  pulse: Pulse,
): Answer {
  const { plan, property, seconds } = order;
  const started = performance.now();
  const passed = (): number => (performance.now() - started) / 1000;
  const options = { clean, lenient: true, expect: true };
  try {
    const wanted = property === null ? options : { ...options, property };
    const shrinker = new Shrinker(engine, plan, wanted);
    if (!shrinker.fails) {
      return { kind: 'unshrinkable', problem: 'run as a scenario, it does not fail' };
    }
    let isCut = false;
    while (!isCut && !shrinker.advance(SLICE_RUNS)) {
      pulse.beat();
      isCut = pulse.isStopped || passed() >= seconds;
    }
    return { kind: 'shrunken', text: shrinker.best.text, seconds: passed(), isCut };
  } catch (error) {
    // An engine that was damaged may do anything, and so may a plan that it wrote.
    return {
      kind: 'unshrinkable',
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}
