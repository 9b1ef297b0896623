// Whitewater as a library: build clusters and drive them, run scenarios, look at what happened. The Raft itself is at
// `whitewater/core`, the simulated world at `whitewater/sim`, the whole language at `whitewater/dsl`, random runs at
// `whitewater/fuzz`; what needs Node's own modules is at `whitewater/node` and `whitewater/vitest`.

export * from './api/index.ts';
export type { Outcome } from './client/index.ts';
export * from './dsl/index.ts';
export * from './fuzz/index.ts';
export {
  defineStateMachine,
  type MachineDefinition,
  type OwnStateMachine,
  type StateRow,
  type TraceEvent,
  type TraceKind,
} from './sim/index.ts';
