// `whitewater repl`, and `run --repl-on-failure`: a session, a prompt in front of it, and a terminal or a pipe.

import { resolve } from 'node:path';
import { loadModules } from '../engine.ts';
import { EXIT, type ExitStatus, UsageError } from '../exit.ts';
import { collectFiles, type FoundFile } from '../files/collect.ts';
import { portFor } from '../files/port.ts';
import { readText } from '../files/read.ts';
import type { Host } from '../host.ts';
import { paintFor } from '../paint.ts';
import { pickTests } from '../run/load.ts';
import { judgeSeed } from '../run/seed.ts';
import { type HistoryFile, historyPath, openHistory } from './history-file.ts';
import { Prompt } from './prompt.ts';
import { converse, type Streams } from './terminal.ts';

/** Options as they come from the command line. */
export interface TypedReplOptions {
  readonly seed: string;
  /** A path; false for `--no-history`. */
  readonly history?: string | boolean | undefined;
  readonly bug?: string | undefined;
}

/** What a prompt is opened on. */
export interface Opening {
  readonly file: FoundFile;
  readonly text: string;
  /** The place of the test among those of the file; the last one when null. */
  readonly test: number | null;
  /** Whether the user has just seen how the test fails. */
  readonly isKnown?: boolean;
}

/** Opens a prompt. Returns 0 from a terminal; from a pipe what was typed decides, as that of `run`. */
export async function replCommand(
  typedFile: string | undefined,
  typed: TypedReplOptions,
  host: Host,
  streams: Streams = standardStreams(),
): Promise<ExitStatus> {
  const opening = typedFile === undefined ? null : await openingOf(typedFile, host);
  return openPrompt(opening, typed, host, streams);
}

/** Opens a prompt on a file, or on nothing. */
export async function openPrompt(
  opening: Opening | null,
  typed: TypedReplOptions,
  host: Host,
  streams: Streams = standardStreams(),
): Promise<ExitStatus> {
  const { seed } = judgeSeed(typed.seed);
  const modules = await loadModules(
    typed.bug === undefined ? undefined : resolve(host.folder, typed.bug),
  );
  const file = opening?.file ?? { path: resolve(host.folder, 'prompt'), shown: 'prompt' };
  const session = new modules.Session({
    ...{ name: file.shown, seed, random: modules.createRandomPort() },
    files: portFor(file, host.folder),
  });
  const prompt = new Prompt({
    ...{ session, host, style: paintFor(host.out), shownBug: typed.bug },
    renderDiagnostic: modules.renderDiagnostic,
  });
  const history = historyFor(typed.history, host, streams);
  greet(history, seed, opening === null, host, streams);
  if (opening !== null) {
    const { text, test, isKnown } = opening;
    if (!(await prompt.open(text, test, isKnown))) return EXIT.usage;
  }
  if (!host.interrupted.aborted) await converse(prompt, streams, history, host);
  if (host.interrupted.aborted) return EXIT.interrupted;
  return streams.isTerminal ? EXIT.ok : prompt.status;
}

/** The file that was named, perhaps with a line of one of its tests. */
async function openingOf(typedFile: string, host: Host): Promise<Opening> {
  const [file, ...others] = await collectFiles([typedFile], host.folder, true);
  if (file === undefined || others.length > 0) {
    throw new UsageError(
      `${typedFile} is not one file`,
      'name one, or one of its tests: FILE:LINE',
    );
  }
  const read = readText(file.path, file.shown);
  if (!read.ok) throw new UsageError(read.problem);
  if (file.lines === undefined) return { file, text: read.text, test: null };
  const { parseFile } = await import('../../dsl/index.ts');
  const { tests } = parseFile(file.shown, read.text, portFor(file, host.folder));
  const [picked] = pickTests(tests, file.lines, undefined);
  if (picked !== undefined) return { file, text: read.text, test: tests.indexOf(picked) };
  // What is wrong with a file without tests is told when it is played.
  if (tests.length === 0) return { file, text: read.text, test: null };
  throw new UsageError(
    `no test of ${file.shown} stands in line ${file.lines.join(' or ')}`,
    'a test begins with its `test` line, or else with its `cluster of`',
  );
}

function historyFor(
  wanted: string | boolean | undefined,
  host: Host,
  { isTerminal }: Streams,
): HistoryFile {
  if (!isTerminal || wanted === false) {
    return { lines: [], remarks: [], add: () => undefined };
  }
  const path = typeof wanted === 'string' ? resolve(host.folder, wanted) : historyPath(process.env);
  if (path !== null) return openHistory(path);
  const remark = 'no history: there is no home folder to keep it in; --history FILE gives a file';
  return { lines: [], remarks: [remark], add: () => undefined };
}

function greet(
  history: HistoryFile,
  seed: string,
  isEmpty: boolean,
  host: Host,
  { isTerminal }: Streams,
): void {
  for (const remark of history.remarks) host.out.write(`${remark}\n`);
  if (!isTerminal) return;
  const begin = isEmpty ? ' Begin with `cluster of 3`;' : '';
  const more = host.out.columns < 50 ? '' : `${begin} \`help\` lists what there is.`;
  host.out.write(`Whitewater, seed ${seed}.${more}\n`);
}

function standardStreams(): Streams {
  // isTTY is undefined on a pipe, whatever its type says.
  const isTerminal = Boolean(process.stdin.isTTY) && Boolean(process.stdout.isTTY);
  return { input: process.stdin, output: process.stdout, isTerminal };
}
