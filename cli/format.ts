// `whitewater fmt`: lays files out, in place.

import type { Diagnostic } from '../dsl/index.ts';
import { counted, fitDiagnostic } from '../view/index.ts';
import type { Engine } from './engine.ts';
import { EXIT, type ExitStatus } from './exit.ts';
import type { FoundFile } from './files/collect.ts';
import { FILE_BYTES_MAX, readText } from './files/read.ts';
import { breathe, type Host, lineWidth } from './host.ts';
import { replaceFile } from './run/golden.ts';

/** Formats files in place, or lists those that are not formatted. */
export async function formatFiles(
  files: readonly FoundFile[],
  onlyCheck: boolean,
  engine: Engine,
  host: Host,
): Promise<ExitStatus> {
  let differing = 0;
  let bad = 0;
  for (const file of files) {
    await breathe();
    if (host.interrupted.aborted) return EXIT.interrupted;
    const outcome = formatFile(file, onlyCheck, engine, host);
    if (outcome === 'bad') bad += 1;
    if (outcome === 'differs') differing += 1;
  }
  const all = counted(files.length, 'file');
  if (bad > 0) host.err.write(`${counted(bad, 'file')} with errors of ${all}\n`);
  else if (onlyCheck && differing > 0) host.err.write(formatAdvice(differing, files.length));
  else if (differing > 0) host.err.write(`formatted ${differing} of ${all}\n`);
  if (bad > 0) return EXIT.usage;
  return onlyCheck && differing > 0 ? EXIT.failed : EXIT.ok;
}

function formatAdvice(differing: number, all: number): string {
  return `${differing} of ${counted(all, 'file')} not formatted; to format: npx whitewater fmt PATH\n`;
}

/** Paths of files that differ go to standard output, a line each. */
function formatFile(
  file: FoundFile,
  onlyCheck: boolean,
  engine: Engine,
  host: Host,
): 'same' | 'differs' | 'bad' {
  const read = readText(file.path, file.shown);
  if (!read.ok) {
    host.err.write(`error: ${read.problem}\n`);
    return 'bad';
  }
  const formatted = engine.formatSource(file.shown, read.text);
  if (!formatted.ok) {
    tellDiagnostics(formatted.diagnostics, read.text, engine, host);
    return 'bad';
  }
  if (formatted.text === read.text) return 'same';
  if (!onlyCheck) replaceFile(file.path, formatted.text, file.shown);
  host.out.write(`${file.shown}\n`);
  return 'differs';
}

/** Formats standard input to standard output. */
export async function formatInput(
  onlyCheck: boolean,
  engine: Engine,
  host: Host,
): Promise<ExitStatus> {
  const read = await host.readInput(FILE_BYTES_MAX);
  if (!read.ok) {
    host.err.write(`error: ${read.problem}\n`);
    return EXIT.usage;
  }
  const formatted = engine.formatSource('<stdin>', read.text);
  if (!formatted.ok) {
    tellDiagnostics(formatted.diagnostics, read.text, engine, host);
    return EXIT.usage;
  }
  if (!onlyCheck) host.out.write(formatted.text);
  else if (formatted.text !== read.text) host.err.write('<stdin> is not formatted\n');
  return onlyCheck && formatted.text !== read.text ? EXIT.failed : EXIT.ok;
}

function tellDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: string,
  engine: Engine,
  host: Host,
): void {
  for (const diagnostic of diagnostics) {
    const text = engine.renderDiagnostic(diagnostic, source);
    const { place, rest } = fitDiagnostic(text, lineWidth(host.err));
    host.err.write(`${[...place, ...rest].join('\n')}\n\n`);
  }
}
