// Whitewater as a library: parse scenarios, run them, look at what happened. The Raft itself is at
// `whitewater/core`, the simulated world at `whitewater/sim`, the whole language at
// `whitewater/dsl`, random runs at `whitewater/fuzz`.

export * from './dsl/index.ts';
export * from './fuzz/index.ts';
export type { StateRow, TraceEvent, TraceKind } from './sim/index.ts';
