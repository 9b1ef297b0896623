// `whitewater shrink`: makes any failing test small.

import { resolve } from 'node:path';
import type { TestCase } from '../../dsl/index.ts';
import { BUDGET_RUNS, type Shrinker } from '../../fuzz/index.ts';
import { counted, grouped, visible } from '../../view/index.ts';
import { engineOf, loadModules, type Modules } from '../engine.ts';
import { EXIT, type ExitStatus, noTests, UsageError } from '../exit.ts';
import { collectFiles, type FoundFile } from '../files/collect.ts';
import { judgeTarget } from '../files/target.ts';
import { breathe, type Host } from '../host.ts';
import { reporterOn } from '../report/create.ts';
import { replaceFile } from '../run/golden.ts';
import { hasErrors, type LoadedFile, loadFile, pickTests } from '../run/load.ts';
import { bugOption, quoted } from '../run/replay-line.ts';
import { judgeSeed } from '../run/seed.ts';
import { statementsIn } from './campaign.ts';
import { judgeNumber } from './options.ts';
import { createProgress } from './progress.ts';

/** Options as they come from the command line. */
export interface TypedShrinkOptions {
  readonly out?: string | undefined;
  readonly runs?: string | undefined;
  readonly seed: string;
  readonly bug?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Candidates between two looks at signals. */
const PORTION_RUNS = 5;
/** Ticks between two looks at signals while the test itself runs. */
const PORTION_TICKS = 2_000;
const RUNS_MAX = 1_000_000_000;
/** Lines of the result that are printed at most. */
const SHOWN_LINES = 30;

/** Shrinks the test of a file that the path names. What is interrupted keeps the best so far. */
export async function shrinkCommand(
  path: string,
  typed: TypedShrinkOptions,
  host: Host,
): Promise<ExitStatus> {
  const budgetRuns = judgeNumber('runs', typed.runs, 1, RUNS_MAX) ?? BUDGET_RUNS;
  const { seed } = judgeSeed(typed.seed);
  const bug = typed.bug === undefined ? undefined : resolve(host.folder, typed.bug);
  const modules = await loadModules(bug);
  const file = await theFile(path, host);
  const out = typed.out ?? `${file.shown.replace(/(\.plan)?\.raft$/, '')}.shrunk.raft`;
  const target = judgeTarget(out, { option: '--out', folder: host.folder, ownOnly: false });
  if (target === resolve(host.folder, file.path)) {
    throw new UsageError(
      `--out ${out} is the file that is to be shrunk`,
      'give another file, so that what it says is not lost',
    );
  }
  const loaded = load(file, modules, host);
  if (loaded === undefined) return EXIT.usage;
  const test = theTest(loaded);
  const subject = await subjectOf(test, loaded, { modules, seed, host });
  if (subject === undefined) return EXIT.interrupted;
  const shrinker = new modules.Shrinker(modules, subject.text, {
    ...{ budgetRuns, seed, test: subject.place },
  });
  if (!shrinker.fails) throw nothingToShrink(file.shown);
  await shrink(shrinker, budgetRuns, host);
  const { text } = shrinker.best;
  replaceFile(target, text, out);
  tell(
    { file: file.shown, out, before: subject.statements, text, shrinker, budgetRuns },
    typed,
    host,
  );
  return host.interrupted.aborted ? EXIT.interrupted : EXIT.ok;
}

async function theFile(path: string, host: Host): Promise<FoundFile> {
  const files = await collectFiles([path], host.folder, true);
  const [file] = files;
  if (file !== undefined && files.length === 1) return file;
  throw new UsageError(`${path} names ${files.length} files`, 'name the one to shrink');
}

/** The file, parsed; undefined when it has mistakes, which are told. */
function load(file: FoundFile, modules: Modules, host: Host): LoadedFile | undefined {
  const engine = engineOf(modules);
  const read = loadFile(engine, file, host.folder);
  if (!read.ok) throw new UsageError(read.problem);
  const { parsed, refusals } = read.loaded;
  if (!hasErrors(parsed)) return read.loaded;
  reporterOn(host.err, 'text', engine).diagnosed(parsed, refusals);
  return undefined;
}

function theTest({ file, parsed }: LoadedFile): TestCase {
  const tests = pickTests(parsed.tests, file.lines, undefined);
  const [test] = tests;
  if (test === undefined) throw noTests([file.shown]);
  if (tests.length === 1) return test;
  const lines = [...new Set(tests.map(({ line }) => line))];
  const hint =
    lines.length > 1
      ? `say which by its line: ${lines.map((line) => `${file.shown}:${line}`).join(', ')}`
      : 'take its `for` line out, and write one of the values in its place';
  throw new UsageError(`${file.shown} has ${tests.length} tests there`, hint);
}

/** What the shrinker is given. */
interface Subject {
  readonly text: string;
  /** Place of the test in the text. */
  readonly place: number;
  readonly statements: number;
}

/** A run that is about to be shrunk. */
interface Circumstances {
  readonly modules: Modules;
  readonly seed: string;
  readonly host: Host;
}

/**
 * The test as a text that needs no other file and no generator: its own, or what it did, written down. Undefined
 * when it was interrupted. Errors: a `UsageError` when the test does not fail.
 */
async function subjectOf(
  test: TestCase,
  { file, parsed }: LoadedFile,
  { modules, seed, host }: Circumstances,
): Promise<Subject | undefined> {
  const random = modules.createRandomPort();
  const options = { seed, random, record: true, ignoreExpectedViolation: true };
  const run = new modules.TestRun(test, options);
  while (!run.advance(PORTION_TICKS)) {
    await breathe();
    if (host.interrupted.aborted) return undefined;
  }
  if (run.result().failure === undefined) throw nothingToShrink(file.shown);
  const recorded = modules.recordingText(test, run.recording, { withoutExpectation: true });
  // Counted as `replay --save` counts what it saves; a seed that was not written is no line of the test.
  const hasSeed = test.seed !== null || !/^seed /m.test(recorded);
  const statements = statementsIn(recorded) - (hasSeed ? 0 : 1);
  const text = parsed.sources.get(test.file) ?? '';
  const isWhole = parsed.sources.size === 1 && !/\brun\s+random\b/i.test(text);
  return isWhole
    ? { text, place: parsed.tests.indexOf(test), statements }
    : { text: recorded, place: 0, statements };
}

function nothingToShrink(file: string): UsageError {
  return new UsageError(
    `${file} does not fail: there is nothing to shrink`,
    `see what it does: npx whitewater run ${quoted(file)} --trace`,
  );
}

async function shrink(shrinker: Shrinker, budgetRuns: number, host: Host): Promise<void> {
  const progress = await createProgress(host.err);
  while (!host.interrupted.aborted && !shrinker.advance(PORTION_RUNS)) {
    const { phase, runs, statements } = shrinker.progress;
    progress.update(runs / budgetRuns, () => {
      return `${phase}: ${counted(statements, 'statement')} after ${counted(runs, 'run')}`;
    });
    await breathe();
  }
  progress.hide();
}

/** What came of it. */
interface Shrunk {
  readonly file: string;
  readonly out: string;
  /** Statements that the test carried out. */
  readonly before: number;
  readonly text: string;
  readonly shrinker: Shrinker;
  readonly budgetRuns: number;
}

function tell(
  { file, out, before, text, shrinker, budgetRuns }: Shrunk,
  typed: TypedShrinkOptions,
  host: Host,
): void {
  const { isCut } = shrinker;
  const { runs } = shrinker.progress;
  const after = statementsIn(text);
  const interrupted = host.interrupted.aborted;
  if (typed.json === true) {
    const object = { type: 'shrunk', file, out, before, after, runs, interrupted, isCut, text };
    host.out.write(`${JSON.stringify(object)}\n`);
    return;
  }
  const spent = `in ${counted(runs, 'run')}`;
  const change =
    after < before
      ? `${counted(before, 'statement')} became ${grouped(after)}, ${spent}`
      : `nothing smaller than ${counted(before, 'statement')} found yet, ${spent}`;
  host.out.write(
    [
      `${file}: ${change}`,
      ...(isCut ? [budgetLine(file, budgetRuns, typed)] : []),
      '',
      ...shown(text),
      '',
      `${interrupted ? 'interrupted; the best so far, in' : 'saved as'} ${out}:`,
      `  npx whitewater run ${quoted(out)}${seedOption(typed)}${bugOption(typed.bug)}`,
      '',
    ].join('\n'),
  );
}

/** What says that more may be found. */
function budgetLine(file: string, budgetRuns: number, typed: TypedShrinkOptions): string {
  const runs = Math.min(RUNS_MAX, Math.max(BUDGET_RUNS, 4 * budgetRuns));
  const out = typed.out === undefined ? '' : ` --out ${quoted(typed.out)}`;
  const others = `${seedOption(typed)}${out}${bugOption(typed.bug)}`;
  const more = `npx whitewater shrink ${quoted(file)} --runs ${runs}${others}`;
  return `the runs ended before it was known that every line is needed; for more: ${more}`;
}

/** The option that gives a test without a `seed` line its seed again. */
function seedOption({ seed }: TypedShrinkOptions): string {
  return seed === '1' ? '' : ` --seed ${quoted(seed)}`;
}

/** The text as it is shown: a long one only begins. */
function shown(text: string): readonly string[] {
  const lines = visible(text).trimEnd().split('\n');
  const first = lines.slice(0, lines.length > SHOWN_LINES ? SHOWN_LINES : undefined);
  const more = lines.length - first.length;
  return [
    ...first.map((line) => `  ${line}`.trimEnd()),
    ...(more === 0 ? [] : [`  … ${counted(more, 'more line')}`]),
  ];
}
