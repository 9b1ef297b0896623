// What a diagram is drawn of: a test of a file, or the run of a ticket, as often as it is asked for.

import type { Diagnostic, TestCase, TestResult } from '../../dsl/index.ts';
import type { TraceEvent } from '../../sim/index.ts';
import { fitDiagnostic } from '../../view/index.ts';
import { type Engine, engineOf, loadModules, type Modules } from '../engine.ts';
import { noTests, UsageError } from '../exit.ts';
import { collectFiles, type FoundFile, inputFile } from '../files/collect.ts';
import { FILE_BYTES_MAX } from '../files/read.ts';
import { type Host, lineWidth } from '../host.ts';
import { executeTest } from '../run/execute.ts';
import { hasErrors, type LoadedFile, loadFile, pickTests } from '../run/load.ts';
import { quoted } from '../run/replay-line.ts';
import { looksLikeTicket, specOfTicket } from '../ticket.ts';
import type { DiagramOptions } from './options.ts';

/** Tests that a message lists. */
const LISTED_MAX = 12;

/** A run that can be repeated. */
export interface Subject {
  readonly test: TestCase;
  /** Runs it, and tells its events as they come. */
  readonly run: (events: (events: readonly TraceEvent[]) => Promise<void>) => Promise<TestResult>;
}

/** The run that was asked for. Errors: a `UsageError` when there is none, or more than one. */
export async function findSubject(
  typed: string,
  options: DiagramOptions,
  host: Host,
): Promise<Subject> {
  const modules = await loadModules(options.bug);
  const ticket = subjectOfTicket(typed, options, modules, host);
  if (ticket !== undefined) return ticket;
  const engine = engineOf(modules);
  const files =
    typed === '-'
      ? [inputFile(await host.readInput(FILE_BYTES_MAX), host.folder)]
      : await collectFiles([typed], host.folder, true);
  if (files.length !== 1 || files[0] === undefined) {
    throw new UsageError(
      `${typed} is ${files.length} files, and a diagram is of one test`,
      'name one of them',
    );
  }
  return subjectOfFile(files[0], options, engine, host);
}

/** The run of a ticket; undefined when the text is none. Errors: a `UsageError` when it is a damaged one. */
function subjectOfTicket(
  typed: string,
  { seed }: DiagramOptions,
  modules: Modules,
  host: Host,
): Subject | undefined {
  if (!looksLikeTicket(typed)) return undefined;
  const hint = 'draw it with that version';
  const spec = specOfTicket(typed, modules, { anyway: false, hint });
  const start = (): InstanceType<Modules['RandomRun']> =>
    new modules.RandomRun(spec, { trace: true });
  const { test } = start();
  const engine: Engine = { ...engineOf(modules), start };
  return subjectOf(engine, test, seed, host);
}

async function subjectOfFile(
  file: FoundFile,
  options: DiagramOptions,
  engine: Engine,
  host: Host,
): Promise<Subject> {
  const read = loadFile(engine, file, host.folder);
  if (!read.ok) throw new UsageError(read.problem);
  tellMistakes(read.loaded, engine, host);
  const { parsed } = read.loaded;
  if (parsed.tests.length === 0) throw noTests([file.shown]);
  const tests = pickTests(parsed.tests, file.lines, options.grep);
  const [test, ...others] = tests;
  if (test === undefined) {
    throw new UsageError(
      options.grep === undefined
        ? `no test of ${file.shown} stands in line ${file.lines?.join(' or ') ?? ''}`
        : `no test's name contains ${JSON.stringify(options.grep)}`,
      `the tests are:${listOf(parsed.tests)}`,
    );
  }
  if (others.length === 0) return subjectOf(engine, test, options.seed, host);
  if (options.around?.place === 'failure') return firstFailing(tests, options, engine, host);
  throw new UsageError(
    `${file.shown} has ${tests.length} tests, and a diagram is of one`,
    `name it by its line, or by --grep:${listOf(tests)}\nor the first that fails: --around failure`,
  );
}

/** Says what is wrong with a file. Throws a `UsageError` when none of it can run. */
function tellMistakes({ parsed, refusals, file }: LoadedFile, engine: Engine, host: Host): void {
  const drawn = (diagnostic: Diagnostic): string => {
    const source = parsed.sources.get(diagnostic.file) ?? '';
    const text = engine.renderDiagnostic(diagnostic, source);
    const { place, rest } = fitDiagnostic(text, lineWidth(host.err));
    return [...place, ...rest].join('\n');
  };
  for (const diagnostic of parsed.diagnostics) host.err.write(`${drawn(diagnostic)}\n\n`);
  for (const refusal of refusals) host.err.write(`${refusal}\n`);
  if (hasErrors(parsed)) throw new UsageError(`${file.shown} has mistakes, so nothing was drawn`);
}

async function firstFailing(
  tests: readonly TestCase[],
  { seed }: DiagramOptions,
  engine: Engine,
  host: Host,
): Promise<Subject> {
  for (const test of tests) {
    const subject = subjectOf(engine, test, seed, host);
    const { verdict } = await subject.run(() => Promise.resolve());
    if (verdict !== 'passed') return subject;
  }
  throw new UsageError(
    `none of the ${tests.length} tests fails, so there is nothing around a failure`,
    `name one by its line:${listOf(tests)}`,
  );
}

function subjectOf(engine: Engine, test: TestCase, seed: string, host: Host): Subject {
  const settings = { seed, trace: true };
  return {
    test,
    run: (events) => {
      const told = { progress: () => undefined, events };
      return executeTest(engine, test, settings, host.interrupted, told);
    },
  };
}

function listOf(tests: readonly TestCase[]): string {
  const lines = tests
    .slice(0, LISTED_MAX)
    .map(({ file, line, name }) => `\n  ${quoted(`${file}:${line}`)}  ${name}`);
  const more = tests.length - lines.length;
  return lines.join('') + (more > 0 ? `\n  … and ${more} more` : '');
}
