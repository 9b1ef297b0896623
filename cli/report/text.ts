// The report for people: a line per test as it ends, what went wrong below it, and a summary.

import type { ParsedFile, TestResult } from '../../dsl/index.ts';
import { requestName, type RequestPath, type TraceEvent } from '../../sim/index.ts';
import {
  fitDiagnostic,
  hanging,
  renderPath,
  type Style,
  type TraceStart,
  visible,
} from '../../view/index.ts';
import type { Engine } from '../engine.ts';
import { lineWidth, type Output } from '../host.ts';
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
import { summaryLines } from './summary-line.ts';
import { testLines } from './test-line.ts';
import { traceDrawing, type TraceDrawing } from './trace-text.ts';

/** Tests after which the summary names the failed ones again. */
const SCREENFUL = 20;

/** Width of what goes into a file or a pipe. */
const PIPE_COLUMNS = 100;

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
    if (header.drawn) this.print(hanging(`seed ${header.seed}, drawn for this run`, this.width));
  }

  unreadable(_file: string, problem: string): void {
    const { bad } = this.options.style;
    const lines = hanging(`error: ${visible(problem)}`, this.width);
    this.print(lines.map((line) => line.replace(/^error:/, bad)));
  }

  diagnosed(parsed: ParsedFile, refusals: readonly string[]): void {
    this.print(diagnosticLines(parsed, refusals, { ...this.options, width: this.width }));
  }

  traced(start: TraceStart, events: readonly TraceEvent[]): void {
    const { style, out, traceForm } = this.options;
    if (start !== this.drawn) {
      this.drawn = start;
      this.drawing = traceDrawing(start.nodes, traceForm, out, style);
      this.print(hanging(`trace of ${visible(start.file)}  ${visible(start.test)}`, this.width));
    }
    this.print(this.drawing?.take(events) ?? []);
  }

  tested(outcome: TestOutcome): void {
    const { style, out, drawFrame } = this.options;
    this.tests += 1;
    this.print(this.drawing?.flush() ?? []);
    this.drawing = undefined;
    this.print(testLines(outcome, style, this.width));
    const columns = out.terminal ? out.columns : PIPE_COLUMNS;
    const details = outputLines(outcome.result, this.width - 4);
    for (const note of outcome.result.notes) {
      details.push(...hanging(`note: ${visible(note)}`, columns - 4).map(style.remark));
    }
    if (outcome.path !== undefined) details.push(...requestLines(outcome.path, columns - 6, style));
    this.print(indented(details, '    '));
    if (!isFailure(outcome)) return;
    this.failed.push(outcome);
    const look: FailureLook = {
      style,
      columns,
      ...(out.terminal ? { width: columns - 2 } : {}),
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
    for (const file of summary.updated) {
      lines.push(...hanging(`rewrote the golden lines of ${visible(file)}`, this.width));
    }
    lines.push(...summaryLines(summary, this.seed, style, this.width));
    this.print(lines);
  }

  /** Letters that a line may have. */
  private get width(): number {
    return lineWidth(this.options.out);
  }

  private print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.options.out.write(`${lines.join('\n')}\n`);
    this.spaced = lines.at(-1) === '';
  }
}

/** The path of the request that was to be followed. */
function requestLines(path: RequestPath, room: number, style: Style): string[] {
  const lines = renderPath(path, room, style);
  return lines.length > 0 ? lines : hanging(`${requestName(path.request)} was never made`, room);
}

function outputLines(result: TestResult, width: number): string[] {
  return result.output.flatMap(({ text }) =>
    text.flatMap((line) => hanging(`> ${visible(line)}`, width)),
  );
}

/** All diagnostics of a file, with an empty line after each. */
export function diagnosticLines(
  parsed: ParsedFile,
  refusals: readonly string[],
  options: Pick<TextReporterOptions, 'engine' | 'style'> & { readonly width: number },
): string[] {
  const { engine, style, width } = options;
  const lines = parsed.diagnostics.flatMap((diagnostic) => {
    const source = parsed.sources.get(diagnostic.file) ?? '';
    const { place, rest } = fitDiagnostic(engine.renderDiagnostic(diagnostic, source), width);
    const paint = diagnostic.severity === 'error' ? style.bad : style.remark;
    return [...place.map(paint), ...rest, ''];
  });
  const notes = refusals.flatMap((refusal) => hanging(`note: ${visible(refusal)}`, width));
  return [...lines, ...notes.map((line) => line.replace(/^note:/, style.remark))];
}
