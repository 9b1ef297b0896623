// `whitewater check`: parses and validates, runs nothing.

import { counted, hanging, visible } from '../view/index.ts';
import type { Engine } from './engine.ts';
import { EXIT, type ExitStatus, noTests } from './exit.ts';
import type { FoundFile } from './files/collect.ts';
import { breathe, type Host, lineWidth } from './host.ts';
import { paintFor } from './paint.ts';
import { diagnosticObjects } from './report/json.ts';
import { diagnosticLines } from './report/text.ts';
import { hasErrors, type Loaded, loadFile } from './run/load.ts';

/** Checks files and prints everything that is wrong with them. */
export async function checkFiles(
  files: readonly FoundFile[],
  json: boolean,
  engine: Engine,
  host: Host,
): Promise<ExitStatus> {
  let tests = 0;
  let bad = 0;
  let defining = 0;
  for (const file of files) {
    await breathe();
    if (host.interrupted.aborted) return EXIT.interrupted;
    const loaded = loadFile(engine, file, host.folder);
    const good = loaded.ok && !hasErrors(loaded.loaded.parsed);
    if (!good) bad += 1;
    if (loaded.ok) {
      tests += loaded.loaded.parsed.tests.length;
      if (/^\s*define\b/im.test(loaded.loaded.parsed.text)) defining += 1;
    }
    if (json) tellProgram(file, loaded, host);
    else tellPerson(loaded, engine, host);
  }
  const status = bad > 0 || tests + defining === 0 ? EXIT.usage : EXIT.ok;
  if (json) {
    writeObject(host, { type: 'summary', files: files.length, tests, badFiles: bad, status });
  } else {
    if (bad === 0 && status !== EXIT.ok) throw noTests(files.map(({ shown }) => shown));
    const verdict = bad > 0 ? `${counted(bad, 'file')} with errors of ` : '';
    const what = `${verdict}${counted(files.length, 'file')}, ${counted(tests, 'test')}`;
    const sentence = bad > 0 ? what : `${what}, no errors`;
    host.out.write(`${hanging(sentence, lineWidth(host.out)).join('\n')}\n`);
  }
  return status;
}

function tellPerson(loaded: Loaded, engine: Engine, host: Host): void {
  const style = paintFor(host.out);
  const width = lineWidth(host.out);
  if (!loaded.ok) {
    const lines = hanging(`error: ${visible(loaded.problem)}`, width);
    host.out.write(`${lines.join('\n').replace(/^error:/, style.bad)}\n\n`);
    return;
  }
  const { parsed, refusals } = loaded.loaded;
  const lines = diagnosticLines(parsed, refusals, { engine, style, width });
  if (lines.length > 0) host.out.write(`${lines.join('\n')}\n`);
}

function tellProgram(file: FoundFile, loaded: Loaded, host: Host): void {
  if (!loaded.ok) {
    writeObject(host, { type: 'unreadable', file: file.shown, message: loaded.problem });
    return;
  }
  const { parsed, refusals } = loaded.loaded;
  for (const object of diagnosticObjects(parsed, refusals)) writeObject(host, object);
}

function writeObject(host: Host, object: object): void {
  host.out.write(`${JSON.stringify(object)}\n`);
}
