// `whitewater history`: judges whether histories of clients are linearizable, and shows why one is not.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  checkHistory,
  HISTORY_STEPS_MAX,
  type HistoryJudgement,
  readHistory,
  type ViolationWindow,
  windowLines,
  windowSentence,
} from '../sim/index.ts';
import { counted, grouped, type Style, visible } from '../view/index.ts';
import { EXIT, type ExitStatus, UsageError } from './exit.ts';
import { collectFiles, type FoundFile } from './files/collect.ts';
import { FILE_BYTES_MAX, readText } from './files/read.ts';
import { breathe, type Host } from './host.ts';
import { paintFor } from './paint.ts';

/** Options as they were typed. */
export interface TypedHistoryOptions {
  readonly budget?: string;
  readonly keyed?: true;
  readonly json?: true;
}

/** What became of a file: it was judged, or it could not be read. */
type Outcome =
  | { readonly kind: 'judged'; readonly judgement: HistoryJudgement; readonly unit: string }
  | { readonly kind: 'unreadable'; readonly message: string; readonly place: object };

/** Files by what became of them. */
interface Tally {
  linearizable: number;
  violated: number;
  unknown: number;
  unreadable: number;
}

/** What histories in a folder are called. */
const ENDINGS = ['edn', 'json', 'jsonl', 'log', 'txt'];

/** Judges files and prints a verdict for each. */
export async function historyCommand(
  paths: readonly string[],
  typed: TypedHistoryOptions,
  host: Host,
): Promise<ExitStatus> {
  const budget = budgetOf(typed.budget);
  const files = await collectHistories(paths, host.folder);
  const tally: Tally = { linearizable: 0, violated: 0, unknown: 0, unreadable: 0 };
  const style = paintFor(host.out);
  for (const file of files) {
    await breathe();
    if (host.interrupted.aborted) return EXIT.interrupted;
    const outcome = judgeFile(file, budget, typed.keyed ?? false);
    tally[outcome.kind === 'judged' ? outcome.judgement.verdict : 'unreadable'] += 1;
    if (typed.json) tellProgram(file, outcome, host);
    else tellPerson(file, outcome, budget, style, host);
  }
  const status = statusOf(tally);
  if (typed.json) writeObject(host, { type: 'summary', files: files.length, ...tally, status });
  else host.out.write(`${summaryLine(tally, files.length, style)}\n`);
  return status;
}

function budgetOf(typed: string | undefined): number {
  if (typed === undefined) return HISTORY_STEPS_MAX;
  if (!/^[1-9]\d{0,11}$/.test(typed)) {
    throw new UsageError(
      `"${typed}" is no budget`,
      'a budget is a number of steps, from 1 to 999999999999',
    );
  }
  return Number(typed);
}

/** Folders are searched for the endings of histories; files and globs are taken as they are. */
async function collectHistories(paths: readonly string[], folder: string): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const typed of paths) {
    const isFolder =
      typed !== '' &&
      statSync(resolve(folder, typed), { throwIfNoEntry: false })?.isDirectory() === true;
    const files = isFolder
      ? await collectFolder(typed, folder)
      : await collectFiles([typed], folder);
    for (const file of files) if (!found.has(file.path)) found.set(file.path, file);
  }
  return [...found.values()];
}

async function collectFolder(typed: string, folder: string): Promise<FoundFile[]> {
  const { escapePath } = await import('tinyglobby');
  const path = escapePath(resolve(folder, typed).replaceAll('\\', '/'));
  try {
    return await collectFiles([`${path}/**/*.{${ENDINGS.join(',')}}`], folder);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `no histories in ${typed} or below it`,
      `a folder is searched for files that end in ${ENDINGS.map((each) => `.${each}`).join(', ')}`,
    );
  }
}

function judgeFile(file: FoundFile, budget: number, keyed: boolean): Outcome {
  const size = statSync(file.path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > FILE_BYTES_MAX) {
    const millions = FILE_BYTES_MAX / 1_000_000;
    return unreadable(`${file.shown}: a history has at most ${millions} MB`);
  }
  const text = readText(file.path, file.shown);
  if (!text.ok) return unreadable(text.problem);
  const read = readHistory(text.text, { keyed });
  if (!read.ok) {
    const { line, column, message } = read;
    return unreadable(`${file.shown}:${line}:${column}: ${message}`, { line, column });
  }
  return { kind: 'judged', judgement: checkHistory(read.operations, budget), unit: read.unit };
}

function unreadable(message: string, place: object = {}): Outcome {
  return { kind: 'unreadable', message, place };
}

/** Bad input first, then a violation; a verdict that is not known is no success either. */
function statusOf({ unreadable, violated, unknown }: Tally): ExitStatus {
  if (unreadable > 0) return EXIT.usage;
  return violated > 0 || unknown > 0 ? EXIT.failed : EXIT.ok;
}

function tellPerson(
  file: FoundFile,
  outcome: Outcome,
  budget: number,
  style: Style,
  host: Host,
): void {
  if (outcome.kind === 'unreadable') {
    host.out.write(`${style.bad('error:')} ${visible(outcome.message)}\n`);
    return;
  }
  const { judgement, unit } = outcome;
  const { verdict, operations, keys, steps, window } = judgement;
  const facts = [counted(operations, 'operation'), counted(keys, 'key'), counted(steps, 'step')];
  const [mark, said] = {
    linearizable: [style.good('✓'), 'linearizable'],
    violated: [style.bad('✗'), style.bad('not linearizable')],
    unknown: [
      style.remark('?'),
      style.remark(`unknown: the budget of ${counted(budget, 'step')} ended`),
    ],
  }[verdict];
  host.out.write(
    `${mark} ${visible(file.shown)}: ${said}  ${style.faint(`(${facts.join(', ')})`)}\n`,
  );
  if (window === undefined) return;
  const lines = [`${windowSentence(window, unit)}.`, '', ...windowLines(window, unit)];
  const shown = lines.map((line) => (line === '' ? '' : `    ${visible(line)}`));
  host.out.write(`\n${shown.join('\n')}\n\n`);
}

function summaryLine(tally: Tally, files: number, style: Style): string {
  const parts = [style.good(`${grouped(tally.linearizable)} linearizable`)];
  if (tally.violated > 0) parts.push(style.bad(`${grouped(tally.violated)} not linearizable`));
  if (tally.unknown > 0) parts.push(style.remark(`${grouped(tally.unknown)} unknown`));
  if (tally.unreadable > 0)
    parts.push(style.bad(`${counted(tally.unreadable, 'file')} with errors`));
  return `${parts.join(', ')}  ${style.faint(`(${counted(files, 'file')})`)}`;
}

function tellProgram(file: FoundFile, outcome: Outcome, host: Host): void {
  if (outcome.kind === 'unreadable') {
    const { message, place } = outcome;
    writeObject(host, { type: 'unreadable', file: file.shown, ...place, message });
    return;
  }
  const { window, ...rest } = outcome.judgement;
  const shown = window === undefined ? {} : { window: windowObject(window, outcome.unit) };
  writeObject(host, { type: 'history', file: file.shown, ...rest, ...shown });
}

/** The culprit as its position; times that never come are null in JSON. */
function windowObject(window: ViolationWindow, unit: string): object {
  const { culprit, sources: _sources, ...rest } = window;
  return {
    ...rest,
    ...{
      unit,
      culprit: window.operations.indexOf(culprit),
      sentence: windowSentence(window, unit),
    },
  };
}

function writeObject(host: Host, object: object): void {
  host.out.write(`${JSON.stringify(object)}\n`);
}
