// Whole scenarios and plans, run from a program.

import { createRandomPort } from '../fuzz/index.ts';
import {
  type Diagnostic,
  type FilePort,
  type Limits,
  parseFile,
  renderDiagnostic,
  runTest,
  type TestResult,
} from '../dsl/index.ts';
import type { MachineDefinition } from '../sim/index.ts';
import { grouped } from '../view/index.ts';
import { mustBeKnown, mustBeObject, mustBeText } from './arguments.ts';
import { failureText } from './failure.ts';
import { asInvariant, type OwnInvariant } from './views.ts';

/** How a scenario is run. */
export interface ScenarioOptions {
  /** What reports call it: a path from the folder of the run. Default `scenario.raft`. */
  readonly name?: string;
  /** The seed of tests without a `seed` line. Default '1'. */
  readonly seed?: string | number;
  /** What `use` reads: texts by path, or a port. */
  readonly files?: ReadonlyMap<string, string> | Readonly<Record<string, string>> | FilePort;
  /** Keeps every event, for `trace` of the results. Default false; failures have theirs anyway. */
  readonly trace?: boolean;
  /** Takes every test for a recorded plan, in which what finds nobody is skipped. A `plan` line does the same. */
  readonly plan?: boolean;
  readonly invariants?: readonly OwnInvariant[];
  /** A state machine of one's own, by `defineStateMachine`. Linearizability is not judged then. */
  readonly stateMachine?: MachineDefinition;
  readonly limits?: Partial<Limits>;
}

/** The names of all options, also for programs without types. */
const OPTIONS = {
  ...{ name: 1, seed: 1, files: 1, trace: 1, plan: 1, invariants: 1, stateMachine: 1, limits: 1 },
} satisfies Record<keyof ScenarioOptions, 1>;

/** What a scenario came to. */
export interface ScenarioResult {
  /** Whether the text is right and every test passed. A text without tests has not passed. */
  readonly passed: boolean;
  /** One result per test, and per value of each `for`; empty when the text is wrong. */
  readonly tests: readonly TestResult[];
  /** What is wrong with the text, and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** All of it for people: a line per test, and below those that did not pass why. */
  readonly report: string;
}

/**
 * Runs the text of a scenario or of a plan. Never throws because of what is in it: see `passed` and `report`. Errors:
 * throws a `TypeError` when it is no text, or the options are none.
 */
export function runScenario(text: string, options: ScenarioOptions = {}): ScenarioResult {
  mustBeText(text, 'a scenario', "'cluster of 3'");
  mustBeObject(options, 'the options of a scenario', "{ seed: '7' }");
  mustBeKnown(options, Object.keys(OPTIONS), 'the options of a scenario');
  if (options.limits !== undefined) mustBeObject(options.limits, 'limits', '{ ticks: 1000 }');
  if (options.files !== undefined) {
    mustBeObject(options.files, 'files', "{ 'common.raft': 'define …' }");
  }
  const { name = 'scenario.raft', seed = '1', files, invariants, stateMachine } = options;
  const parsed = parseFile(name, text, portOf(files), options.limits);
  const results = parsed.tests.map((test) =>
    runTest(test, {
      ...{ seed: String(seed), trace: options.trace ?? false, plan: options.plan ?? false },
      random: createRandomPort(),
      ...(invariants === undefined ? {} : { invariants: invariants.map(asInvariant) }),
      ...(stateMachine === undefined ? {} : { machine: stateMachine }),
    }),
  );
  const { diagnostics } = parsed;
  const isWrong = diagnostics.some(({ severity }) => severity === 'error');
  const passed = !isWrong && results.length > 0 && results.every(hasPassed);
  const lines = [
    ...diagnostics.map((each) => renderDiagnostic(each, parsed.sources.get(each.file) ?? '')),
    ...results.flatMap(resultLines),
    ...(isWrong || results.length > 0
      ? []
      : [`${name} has no test: begin one with \`cluster of 3\``]),
  ];
  return { passed, tests: results, diagnostics, report: lines.join('\n') };
}

/** Runs the text of a scenario or of a plan. Errors: throws an `Error` with the report unless everything passed. */
export function expectScenario(text: string, options: ScenarioOptions = {}): ScenarioResult {
  const result = runScenario(text, options);
  if (!result.passed) throw new Error(result.report);
  return result;
}

function hasPassed({ verdict }: TestResult): boolean {
  return verdict === 'passed';
}

function resultLines(result: TestResult): string[] {
  const { file, line, test, verdict, ticks, seed, hash, failure, notes } = result;
  const head = `${verdict}  ${file}:${line}  ${test}  (${grouped(ticks)} ticks, seed ${seed}, hash ${hash})`;
  const remarks = notes.map((note) => `  note: ${note}`);
  if (failure === undefined) return [head, ...remarks];
  const place = `${failure.file}:${failure.span.line}:${failure.span.column}`;
  const text = failureText({ verdict, failure, tick: ticks, seed, hash });
  const why = [place, ...text.split('\n')].map((each) => (each === '' ? '' : `  ${each}`));
  return [head, ...remarks, ...why];
}

function portOf(files: ScenarioOptions['files']): FilePort | undefined {
  if (files === undefined) return undefined;
  if (files instanceof Map)
    return { read: (path) => (files as ReadonlyMap<string, string>).get(path) };
  if (isPort(files)) return files;
  const texts = new Map(Object.entries(files as Readonly<Record<string, string>>));
  return { read: (path) => texts.get(path) };
}

function isPort(files: object): files is FilePort {
  return 'read' in files && typeof files.read === 'function';
}
