// Seeded random runs: from a seed to knobs, from knobs to a stream of statements, from the statements to a
// plan that anybody can read and run. `RandomRun` is one run, `createRandomPort` generates for `run random`,
// tickets name runs in one word. Nothing here knows what is under test.

export { type Breach, type Caught, Hunt, isBreachOf } from './hunt.ts';
export { createRandomPort } from './storm.ts';
export { KINDS, type Kind } from './kinds.ts';
export type { KnobOverrides, Pace } from './knobs.ts';
export { RandomRun } from './random-run.ts';
export {
  BUDGET_RUNS,
  type Engine as ShrinkEngine,
  Shrinker,
  type ShrinkOptions,
  type ShrinkProgress,
  type Shrunk,
} from './shrink/index.ts';
export { isProfile, type Overrides, type RunSpec, specText } from './spec.ts';
export {
  isTicketSeed,
  NUMBER_OVERRIDES,
  type NumberOverride,
  type ReadTicket,
  readTicket,
  ticketOf,
} from './ticket.ts';
