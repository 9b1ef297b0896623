// The shrinker: makes a failing test as small as a person would write it. `Shrinker` is a machine without clock and
// promises: the caller moves it on, may stop at any time, and has the best so far. Everything that runs a world goes
// through the engine that is handed in, so that tests of planted bugs are shrunk by the same code.

export type { Engine, ShrinkOptions } from './engine.ts';
export { BUDGET_RUNS } from './engine.ts';
export { Shrinker, type ShrinkProgress, type Shrunk } from './shrinker.ts';
