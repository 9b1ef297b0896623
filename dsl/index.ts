// The scenario language. `parseFile` turns a text into tests and says everything that is wrong with it;
// `runTest` and `TestRun` run a test against the simulator; `formatSource` lays a text out; `commands` is
// the list that help, completion and the language's pages come from.

export type {
  Action,
  ClientAction,
  ClusterAction,
  Condition,
  Link,
  MessageFilter,
  Operand,
  Path,
  Request,
  Statement,
} from './ast.ts';
export type { CommandHelp, Family } from './command.ts';
export { commands } from './commands.ts';
export { type Diagnostic, renderDiagnostic, type Span, suggestion } from './diagnostics.ts';
export { type Formatted, formatSource } from './format.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export { quoted } from './operands.ts';
export { type ParsedFile, parseFile } from './parse-file.ts';
export { printStatements } from './printer.ts';
export {
  RANDOM_FAULTS,
  RANDOM_PROFILES,
  type RandomFault,
  type RandomOrder,
  type RandomPort,
  type RandomProfile,
  type RandomStream,
} from './random-port.ts';
export { type Recording, recordingText } from './recording.ts';
export type { Failure, GoldenUpdate, TestResult, Verdict } from './result.ts';
export type { FilePort } from './source.ts';
export type { TestCase } from './test-case.ts';
export { runTest } from './run-test.ts';
export { seedText } from './session-text.ts';
export type { Invariant, RunOptions } from './run-options.ts';
export { chunksOf } from './chunks.ts';
export { complete, type Completion, type Surroundings } from './completion.ts';
export { Session } from './session.ts';
export type { Offer, SessionEvent, SessionSettings, SessionStatus } from './session-types.ts';
export { TestRun } from './test-run.ts';
