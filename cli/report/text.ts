// The report for people: a line per test as it ends, what went wrong below it, and a summary.

import type { ParsedFile, TestResult, Verdict } from '../../dsl/index.ts';
import { requestName, type RequestPath, type TraceEvent } from '../../sim/index.ts';
import {
  counted,
  grouped,
  renderPath,
  shortened,
  type Style,
  type TraceStart,
  visible,
  wrapped,
} from '../../view/index.ts';
import type { Engine } from '../engine.ts';
import type { Output } from '../host.ts';
import { replayLine } from '../run/replay-line.ts';
import type { TraceForm } from '../run/trace-options.ts';
import { type DrawFrame, type FailureLook, indented, renderFailure } from './failure.ts';
import {
  isFailure,
  type Reporter,
  type RunHeader,
  type RunSummary,
  type TestOutcome,
} from './reporter.ts';
import { traceDrawing, type TraceDrawing } from './trace-text.ts';

/** Tests after which the summary names the failed ones again. */
const SCREENFUL = 20;

/** Width of what goes into a file or a pipe. */
const PIPE_COLUMNS = 100;

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '✓',
  failed: '✗',
  violated: '✗',
  stalled: '✗',
  broken: '!',
  interrupted: '-',
};

/** What `createTextReporter` needs. */
export interface TextReporterOptions {
  readonly out: Output;
  readonly style: Style;
  readonly engine: Engine;
  readonly drawFrame: DrawFrame;
  /** How traces are drawn; what fits best without it. */
  readonly traceForm?: TraceForm | undefined;
}

/** The report for people. */
export function createTextReporter(options: TextReporterOptions): Reporter {
  return new TextReporter(options);
}

class TextReporter implements Reporter {
  private readonly options: TextReporterOptions;
  private readonly failed: TestOutcome[] = [];
  private tests = 0;
  /** Whether the last line is empty. */
  private spaced = false;
  private seed = '';
  /** The test whose trace is being drawn, and how. */
  private drawn: TraceStart | undefined;
  private drawing: TraceDrawing | undefined;

  constructor(options: TextReporterOptions) {
    this.options = options;
  }

  begin(header: RunHeader): void {
    this.seed = header.seed;
    if (header.drawn) this.print([`seed ${header.seed}, drawn for this run`]);
  }

  unreadable(_file: string, problem: string): void {
    this.print([`${this.options.style.bad('error:')} ${visible(problem)}`]);
  }

  diagnosed(parsed: ParsedFile, refusals: readonly string[]): void {
    this.print(diagnosticLines(parsed, refusals, this.options));
  }

  traced(start: TraceStart, events: readonly TraceEvent[]): void {
    const { style, out, traceForm } = this.options;
    if (start !== this.drawn) {
      this.drawn = start;
      this.drawing = traceDrawing(start.nodes, traceForm, out, style);
      this.print([`trace of ${visible(start.file)}  ${visible(start.test)}`]);
    }
    this.print(this.drawing?.take(events) ?? []);
  }

  tested(outcome: TestOutcome): void {
    const { style, out, drawFrame } = this.options;
    this.tests += 1;
    this.print(this.drawing?.flush() ?? []);
    this.drawing = undefined;
    this.print([this.lineOf(outcome)]);
    const details = outputLines(outcome.result);
    const room = (out.terminal ? out.columns : PIPE_COLUMNS) - 6;
    for (const note of outcome.result.notes) {
      const lines = wrapped(`note: ${visible(note)}`, Math.max(30, room));
      details.push(...lines.map((line, at) => style.remark(at === 0 ? line : `  ${line}`)));
    }
    if (outcome.path !== undefined) details.push(...pathLines(outcome.path, room, style));
    this.print(indented(details, '    '));
    if (!isFailure(outcome)) return;
    this.failed.push(outcome);
    const look: FailureLook = {
      style,
      columns: out.terminal ? out.columns : PIPE_COLUMNS,
      ...(out.terminal ? { placeColumns: out.columns - 2 } : {}),
      drawFrame,
    };
    const lines = renderFailure(outcome, look);
    if (lines.length > 0) this.print(['', ...indented(lines), '']);
  }

  end(summary: RunSummary): void {
    const { style } = this.options;
    const lines: string[] = this.spaced ? [] : [''];
    if (this.failed.length > 0 && this.tests > SCREENFUL) {
      lines.push('did not pass:');
      for (const { replay } of this.failed) lines.push(`  ${replayLine(replay)}`);
      lines.push('');
    }
    for (const file of summary.updated) lines.push(`rewrote the golden lines of ${visible(file)}`);
    lines.push(summaryLine(summary, this.seed, style));
    this.print(lines);
  }

  /** Fixed columns first, so that lines stand in columns before all names are known. */
  private lineOf(outcome: TestOutcome): string {
    const { style, out } = this.options;
    const { result } = outcome;
    const bad = isFailure(outcome);
    const paint = result.verdict === 'interrupted' ? style.remark : bad ? style.bad : style.good;
    const mark = outcome.difference === undefined ? MARKS[result.verdict] : '!';
    const ticks = `${grouped(result.ticks).padStart(6)} ticks`;
    const facts = `${ticks}  seed ${result.seed.padEnd(2)}  ${result.hash}`;
    const verdict = bad ? `${result.verdict}: ` : '';
    const room = out.terminal ? out.columns - facts.length - 6 : Infinity;
    const [file, name] = fitted(visible(result.file), visible(verdict + result.test), room);
    return `${paint(mark)} ${style.faint(facts)}  ${file}  ${bad ? style.bad(name) : name}`;
  }

  private print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.options.out.write(`${lines.join('\n')}\n`);
    this.spaced = lines.at(-1) === '';
  }
}

/** A file and a test's name in the room that a terminal's line leaves: the folders go first. */
function fitted(file: string, name: string, room: number): [string, string] {
  if (file.length + 2 + name.length <= room) return [file, name];
  const base = file.slice(file.lastIndexOf('/') + 1);
  const left = Math.max(base.length, room - 2 - name.length);
  const shortFile = left > base.length + 2 ? shortened(file, left) : base;
  return [shortFile, shortened(name, Math.max(16, room - 2 - shortFile.length))];
}

/** The path of the request that was to be followed. */
function pathLines(path: RequestPath, room: number, style: Style): string[] {
  const lines = renderPath(path, room, style);
  return lines.length > 0 ? lines : [`${requestName(path.request)} was never made`];
}

function outputLines(result: TestResult): string[] {
  return result.output.flatMap(({ text }) => text.map((line) => `> ${visible(line)}`));
}

/** All diagnostics of a file, with an empty line after each. */
export function diagnosticLines(
  parsed: ParsedFile,
  refusals: readonly string[],
  options: Pick<TextReporterOptions, 'engine' | 'style'>,
): string[] {
  const { engine, style } = options;
  const lines = parsed.diagnostics.flatMap((diagnostic) => {
    const source = parsed.sources.get(diagnostic.file) ?? '';
    const [place = '', ...frame] = engine.renderDiagnostic(diagnostic, source).split('\n');
    const paint = diagnostic.severity === 'error' ? style.bad : style.remark;
    return [paint(place), ...frame, ''];
  });
  return [...lines, ...refusals.map((refusal) => `${style.remark('note:')} ${visible(refusal)}`)];
}

function summaryLine(summary: RunSummary, seed: string, style: Style): string {
  const { verdicts, badFiles, different, notRun } = summary;
  const parts = [style.good(`${grouped(verdicts.passed)} passed`)];
  for (const verdict of ['failed', 'violated', 'stalled', 'broken'] as const) {
    if (verdicts[verdict] > 0) parts.push(style.bad(`${grouped(verdicts[verdict])} ${verdict}`));
  }
  if (different > 0) parts.push(style.bad(`${counted(different, 'test')} not deterministic`));
  if (badFiles > 0) parts.push(style.bad(`${counted(badFiles, 'file')} with errors`));
  if (notRun > 0) parts.push(style.remark(`${grouped(notRun)} not run`));
  if (summary.filesNotReached > 0) {
    parts.push(style.remark(`${counted(summary.filesNotReached, 'file')} not reached`));
  }
  if (summary.interrupted) parts.push(style.remark('interrupted'));
  const isSame = different === 0 && verdicts.broken === 0 && !summary.interrupted;
  if (summary.runTwice && isSame) {
    parts.push('each run twice with the same hash');
  }
  const seconds = (summary.milliseconds / 1000).toFixed(summary.milliseconds < 10_000 ? 2 : 0);
  return `${parts.join(', ')}  ${style.faint(`(${counted(summary.files, 'file')}, default seed ${seed}, ${seconds} s)`)}`;
}
