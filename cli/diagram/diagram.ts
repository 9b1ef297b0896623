// `whitewater diagram`: runs a test twice, once to see who is in it and where it ends, once to draw it. The
// second run is the first one again; neither is kept.

import type { TestResult } from '../../dsl/index.ts';
import { isClient, type TraceEvent } from '../../sim/index.ts';
import {
  type Diagram,
  DiagramCollector,
  DiagramReader,
  DiagramSurvey,
  type DiagramWindow,
  grouped,
  inLines,
  leftOutText,
  MERMAID_TEXT_MAX,
  printable,
  type ReaderOptions,
  renderMermaid,
  renderPlantuml,
  renderSvg,
  ShivizLog,
  TextDiagram,
  textLegend,
} from '../../view/index.ts';
import { EXIT, type ExitStatus, UsageError } from '../exit.ts';
import type { Host } from '../host.ts';
import { paintFor } from '../paint.ts';
import { quoted } from '../run/replay-line.ts';
import { type Canvas, fileCanvas, outputCanvas } from './canvas.ts';
import {
  type DiagramOptions,
  type DiagramFormat,
  judgeDiagramOptions,
  type TypedDiagramOptions,
} from './options.ts';
import { findSubject, type Subject } from './subject.ts';

/** Rows that a diagram may have that is drawn as a whole. */
const ROWS_MAX: Readonly<Record<Exclude<DiagramFormat, 'text' | 'shiviz'>, number>> = {
  svg: 3000,
  mermaid: 1000,
  plantuml: 1000,
};

/** Columns that such a diagram may have. */
const LANES_MAX = 40;

/** Letters of a line when no terminal says how many. */
const TEXT_WIDTH = 100;

/** Draws a test. */
export async function diagramCommand(
  file: string,
  typed: TypedDiagramOptions,
  host: Host,
): Promise<ExitStatus> {
  const options = judgeDiagramOptions(typed, host.folder);
  const subject = await findSubject(file, options, host);
  const survey = new DiagramSurvey();
  const result = await subject.run((events) => {
    for (const event of events) survey.add(event);
    return Promise.resolve();
  });
  if (result.verdict === 'interrupted') return EXIT.interrupted;
  const window = windowOf(options, result);
  const drawing = { subject, options, host, survey, window, result, file };
  const canvas =
    options.out === undefined ? outputCanvas(host) : fileCanvas(options.out, options.shownOut);
  try {
    const isComplete = await draw(drawing, canvas);
    if (!isComplete) {
      canvas.discard();
      return EXIT.interrupted;
    }
  } catch (error) {
    canvas.discard();
    throw error;
  }
  canvas.finish();
  tellFailure(result, options, host);
  return EXIT.ok;
}

/** All that a drawing needs. */
interface Drawing {
  readonly subject: Subject;
  readonly options: DiagramOptions;
  readonly host: Host;
  readonly survey: DiagramSurvey;
  readonly window: DiagramWindow;
  /** How the run ends. */
  readonly result: TestResult;
  /** What was typed for the file. */
  readonly file: string;
}

/** The ticks to show. Errors: a `UsageError` when there is no such place. */
function windowOf({ from = 0, to, around }: DiagramOptions, result: TestResult): DiagramWindow {
  const last = result.ticks;
  if (around === undefined) {
    if (from > last) throw nothingThere(`--from ${from}`, last);
    return { from, to: to ?? Infinity };
  }
  const { place, margin } = around;
  if (place !== 'failure') {
    if (place - margin > last) throw nothingThere(`--around ${place}`, last);
    return { from: Math.max(0, place - margin), to: place + margin };
  }
  if (result.verdict === 'passed') {
    throw new UsageError(
      `${result.test} holds, so there is nothing around a failure`,
      'another --seed may break it; without --around all of it is drawn',
    );
  }
  return { from: Math.max(0, last - margin), to: Infinity };
}

function nothingThere(option: string, last: number): UsageError {
  return new UsageError(
    `${option} is behind the end: the run has ${grouped(last)} ticks`,
    `type a tick from 0 to ${last}`,
  );
}

function draw(drawing: Drawing, canvas: Canvas): Promise<boolean> {
  switch (drawing.options.format) {
    case 'text':
      return drawText(drawing, canvas);
    case 'shiviz':
      return drawShiviz(drawing, canvas);
    case 'svg':
      return drawWhole(drawing, canvas, 'svg', renderSvg);
    case 'mermaid':
      return drawWhole(drawing, canvas, 'mermaid', (diagram) => mermaidOf(diagram, drawing));
    case 'plantuml':
      return drawWhole(drawing, canvas, 'plantuml', renderPlantuml);
  }
}

function readerOptions({ window, options, survey }: Drawing): ReaderOptions {
  return { window, heartbeats: options.heartbeats, latecomers: survey.latecomers };
}

/** Runs the test again. Answers whether it came to its end. */
async function again(
  { subject }: Drawing,
  canvas: Canvas,
  take: (event: TraceEvent) => void,
): Promise<boolean> {
  const { verdict } = await subject.run((events) => {
    for (const event of events) take(event);
    return canvas.ready();
  });
  return verdict !== 'interrupted';
}

async function drawText(drawing: Drawing, canvas: Canvas): Promise<boolean> {
  const { host, options, survey, window, result } = drawing;
  const isForFile = options.out !== undefined;
  const width = options.width ?? (host.out.terminal && !isForFile ? host.out.columns : TEXT_WIDTH);
  const style = isForFile ? {} : { style: paintFor(host.out) };
  const write = (lines: readonly string[]): void => {
    for (const line of lines) canvas.write(`${line}\n`);
  };
  let text: TextDiagram | undefined;
  const open = (): TextDiagram => {
    if (text !== undefined) return text;
    text = new TextDiagram(survey.lanes(window), reader.start, { width, ...style });
    const standing = window.from === 0 ? [] : text.standing(width);
    const title = inLines(printable(titleOf(drawing)), width);
    const head = [...title, ...textLegend(width), ...standing];
    write([...head, '', ...text.head()]);
    return text;
  };
  const reader = new DiagramReader(readerOptions(drawing), (item) => write(open().row(item)));
  const isComplete = await again(drawing, canvas, (event) => reader.add(event));
  if (!isComplete) return false;
  const leftOut = leftOutText(reader.finish(result.ticks), window);
  open();
  if (leftOut !== '') write(['', ...inLines(leftOut, width)]);
  return true;
}

async function drawShiviz(drawing: Drawing, canvas: Canvas): Promise<boolean> {
  const { window, options, host } = drawing;
  const log = new ShivizLog({ window, heartbeats: options.heartbeats });
  const write = (lines: readonly string[]): void => {
    for (const line of lines) canvas.write(`${line}\n`);
  };
  write(log.head());
  const isComplete = await again(drawing, canvas, (event) => write(log.lines(event)));
  // The log has no room for remarks.
  if (isComplete && log.leftOut > 0) {
    host.err.write(`left out: ${grouped(log.leftOut)} events outside of the window\n`);
  }
  return isComplete;
}

async function drawWhole(
  drawing: Drawing,
  canvas: Canvas,
  format: keyof typeof ROWS_MAX,
  render: (diagram: Diagram) => string,
): Promise<boolean> {
  const { survey, window, result, file, options } = drawing;
  const lanes = survey.lanes(window);
  if (lanes.length > LANES_MAX) {
    const nodes = lanes.filter((lane) => !isClient(lane)).length;
    throw new UsageError(
      `the diagram has ${grouped(lanes.length)} columns; ${format} can show ${LANES_MAX}`,
      nodes > LANES_MAX
        ? 'text shows any number: --format text'
        : `the ${nodes} nodes fit: a window, such as --around failure, leaves out clients that do nothing in it; ` +
            'text shows any number: --format text',
    );
  }
  const collector = new DiagramCollector(readerOptions(drawing), ROWS_MAX[format]);
  const isComplete = await again(drawing, canvas, (event) => collector.add(event));
  if (!isComplete) return false;
  const diagram = collector.finish(titleOf(drawing), lanes, result.ticks);
  if ('rows' in diagram) {
    const { rows, fitsTo } = diagram;
    const most = `${format} can show ${grouped(ROWS_MAX[format])}`;
    throw tooLong(`${grouped(rows)} rows; ${most}`, window.from, fitsTo, { file, options });
  }
  canvas.write(render(diagram));
  return true;
}

/** A diagram in Mermaid. Errors: a `UsageError` when Mermaid would refuse it for its length. */
function mermaidOf(diagram: Diagram, { file, options }: Drawing): string {
  const text = renderMermaid(diagram);
  if (text.length <= MERMAID_TEXT_MAX) return text;
  const letters = `${grouped(text.length)} letters; Mermaid draws ${grouped(MERMAID_TEXT_MAX)}`;
  const { items, window } = diagram;
  const share = Math.trunc((items.length * MERMAID_TEXT_MAX * 9) / (text.length * 10));
  throw tooLong(letters, window.from, items[share]?.tick ?? window.from, { file, options });
}

function tooLong(
  what: string,
  from: number,
  to: number,
  { file, options }: Pick<Drawing, 'file' | 'options'>,
): UsageError {
  const window = `--from ${from} --to ${Math.max(from, to)}`;
  return new UsageError(
    `the diagram has ${what}`,
    `a part of it fits, and --format text shows all:\n` +
      `  npx whitewater diagram ${quoted(file)} ${window}${restOf(options)}`,
  );
}

/** What else was typed, but for the window: a line to type next keeps it. */
function restOf({ format, heartbeats, typed }: DiagramOptions): string {
  const words: string[] = [`--format ${format}`];
  for (const name of ['out', 'title', 'grep', 'bug'] as const) {
    const value = typed[name];
    if (value !== undefined) words.push(`--${name} ${quoted(value)}`);
  }
  if (typed.seed !== '1') words.push(`--seed ${quoted(typed.seed)}`);
  if (heartbeats) words.push('--heartbeats');
  return ` ${words.join(' ')}`;
}

function titleOf({ options, subject }: Drawing): string {
  return options.title ?? subject.test.name;
}

/** Says that what was drawn is a failure; the diagram shows only what happened. */
function tellFailure(
  { verdict, failure, test }: TestResult,
  { out, shownOut }: DiagramOptions,
  host: Host,
): void {
  if (out !== undefined) host.err.write(`wrote ${shownOut}\n`);
  if (verdict === 'passed' || failure === undefined) return;
  const { file, span, message } = failure;
  host.err.write(`${printable(test)} fails at ${file}:${span.line}: ${printable(message)}\n`);
}
