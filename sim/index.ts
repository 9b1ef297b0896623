// The deterministic world: ticks, network, disks, clocks, clients, faults, trace and checkers. Build a
// `World`, move it by `tick` and `settle`, do things to it with the verbs of faults.ts and `submit`, and
// look at `violations`; `Convergence` judges whether it recovers, `judgeMajority` whether some nodes do alone,
// `diagnose` says what blocks it.

export type { Before } from './before.ts';
export { cellsOf } from './cells.ts';
export { SafetyChecker } from './checker.ts';
export type { Violation } from './violation.ts';
export { beginChaos } from './chaos.ts';
export { historyOf, judgeHistory } from './client-history.ts';
export { clientOf, retryLast, submit } from './client-service.ts';
export { type Command, commandAsk, commandText, decodeCommand, encodeCommand } from './command.ts';
export { Convergence, type ConvergenceState } from './convergence.ts';
export {
  Coverage,
  type CoverageData,
  FAMILIES,
  type Family,
  type Receiver,
  RECEIVERS,
  type Situation,
  type SituationId,
  SITUATIONS,
} from './coverage/index.ts';
export { answerText, askText, configurationText } from './describe-requests.ts';
export { entryText, isHeartbeat, packetText, requestName, requestNamed } from './describe.ts';
export { diagnose, electionReasons, newestConfiguration } from './diagnose.ts';
export { clientReasons } from './diagnose-clients.ts';
export { commandFacts, keyFacts } from './diagnose-data.ts';
export { memberFacts } from './diagnose-members.ts';
export { nodeFacts, type Topic, victoryFact } from './diagnose-facts.ts';
export type { Disk, PendingWrite } from './disk.ts';
export {
  clientEndpoint,
  clientName,
  clientNumber,
  type Endpoint,
  endpointName,
  endpointNames,
  isClient,
  NODES_MAX,
  positionName,
  WORLD,
} from './endpoint.ts';
export {
  eventLines,
  eventNumber,
  eventPlace,
  eventText,
  type EventWidths,
  eventWidths,
} from './event-line.ts';
export * as faults from './faults.ts';
export { drawMajority, judgeMajority } from './frozen-majority.ts';
export { chainAfter } from './ghost.ts';
export { grouped } from './grouped.ts';
export { foldText, RollingHash } from './hash.ts';
export {
  checkHistory,
  exactlyOnceProblem,
  HISTORY_STEPS_MAX,
  type HistoryCall,
  type HistoryJudgement,
  type HistoryOperation,
  type HistoryOutcome,
  type HistoryRead,
  type HistoryReadOptions,
  type HistoryValue,
  readHistory,
  type RequestEffect,
  type ViolationWindow,
  windowLines,
  windowSentence,
} from './history/index.ts';
export { type LogShape, logsProblem } from './initial-logs.ts';
export { SimulatedMessageBus } from './message-bus.ts';
export type { LatencyShape, Range } from './latency.ts';
export * as operators from './operators.ts';
export {
  defineStateMachine,
  type MachineDefinition,
  OwnCodeFailure,
  type OwnStateMachine,
} from './own-machine.ts';
export { type LossReason, matches, type Network, type PacketFilter, type Rule } from './network.ts';
export {
  type ClientRequest,
  type ClientResponse,
  type Packet,
  PACKET_KINDS,
  type PacketKind,
  type Travelling,
} from './packet.ts';
export {
  answersTo,
  findProperty,
  PROPERTIES,
  type Property,
  type PropertyId,
  propertyOf,
} from './properties.ts';
export { draw, drawBetween, drawChance, type Salt, saltOf } from './random.ts';
export { pathColumns, type PathLine, pathLines, pathSummary } from './path-lines.ts';
export { type PathStep, RequestPath } from './request-path.ts';
export type { Condition, SimulatedNode } from './simulated-node.ts';
export type { ApplyResult, StateMachine } from './state-machine.ts';
export { type StateRow, stateRows } from './state-rows.ts';
export type { TraceEvent, TraceKind } from './trace.ts';
export type { LogEnd, TraceChange } from './trace-change.ts';
export { TraceLog } from './trace-log.ts';
export { setupProblems, type WorldSetup } from './world-setup.ts';
export type { Settings } from './world-state.ts';
export { type BeforeEvent, World } from './world.ts';
