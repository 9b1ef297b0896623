// The programming interface: `createCluster` for tests written in TypeScript, `runScenario` for those written in the
// scenario language. Synchronous, deterministic, and as pure as what it stands on: it runs in a browser as well. Nobody
// imports it but the package's entry and what stands on top. See docs/api.md.

export { ClientHandle, type Destination, RequestHandle } from './clients.ts';
export { Cluster, createCluster } from './cluster.ts';
export { RaftFailure, ScenarioError } from './failure.ts';
export {
  expectScenario,
  runScenario,
  type ScenarioOptions,
  type ScenarioResult,
} from './run-scenario.ts';
export type { ClusterOptions, RaftOptions } from './setup.ts';
export type { MessageChoice } from './verbs.ts';
export {
  ClusterView,
  type LogEntry,
  type Members,
  NodeView,
  type OwnInvariant,
  type TraceChoice,
} from './views.ts';
export type { LinkChoice, NodeSelector, Span as TickSpan } from './words.ts';
