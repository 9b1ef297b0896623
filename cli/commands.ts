// What the commands do once their words are understood.

import { EXIT, type ExitStatus, UsageError } from './exit.ts';
import { loadEngine } from './engine.ts';
import { collectFiles, type FoundFile, inputFile } from './files/collect.ts';
import { FILE_BYTES_MAX } from './files/read.ts';
import type { Host } from './host.ts';
import { judgeRunOptions, type TypedRunOptions } from './run/options.ts';
import type { RunEnd } from './run/run.ts';
import { explain } from './mistakes.ts';

/** `whitewater run`. */
export async function runCommand(
  paths: readonly string[],
  typed: TypedRunOptions,
  host: Host,
): Promise<ExitStatus> {
  const options = judgeRunOptions(typed, host.folder);
  const { openReporter, openTraceFile } = await import('./report/create.ts');
  const { runFiles } = await import('./run/run.ts');
  const { createProgress } = await import('./run/progress.ts');
  const { runInFreshThread } = await import('./run/second-run.ts');
  const once = async (): Promise<RunEnd> => {
    const files = await filesToRun(paths, typed, host);
    const engine = await loadEngine(options.bug);
    const progress = await createProgress(host.err);
    const { reporter, close } = openReporter(options, engine, host);
    const { traceOut } = options;
    const traced = traceOut === undefined ? undefined : openTraceFile(traceOut, host);
    const traceFile = traced === undefined ? {} : { traceFile: traced.file };
    const tools = { host, engine, reporter, progress, secondRun: runInFreshThread, ...traceFile };
    try {
      const end = await runFiles(files, options, tools);
      if (end.mistake !== undefined) await explain(end.mistake, (text) => host.err.write(text));
      return end;
    } finally {
      traced?.close();
      close();
    }
  };
  if (typed.watch !== true) {
    const { status, failed } = await once();
    if (typed.replOnFailure !== true || failed === undefined) return status;
    const { openPrompt } = await import('./repl/repl.ts');
    const opened = await openPrompt(
      { ...failed, isKnown: true },
      { ...typed, seed: options.seed },
      host,
    );
    return opened === EXIT.interrupted ? opened : status;
  }
  const { watchFiles } = await import('./run/watch.ts');
  return watchFiles(paths, host, once);
}

async function filesToRun(
  paths: readonly string[],
  typed: TypedRunOptions,
  host: Host,
): Promise<readonly FoundFile[]> {
  if (!paths.includes('-')) return collectFiles(paths, host.folder, true);
  const option =
    typed.update === true
      ? '--update'
      : typed.watch === true
        ? '--watch'
        : typed.replOnFailure === true
          ? '--repl-on-failure'
          : undefined;
  if (option !== undefined) {
    throw new UsageError(`${option} needs a file, and standard input is none`, 'save it first');
  }
  return filesOrInput(paths, host);
}

/** The files that were named, or standard input for `-`. */
async function filesOrInput(paths: readonly string[], host: Host): Promise<readonly FoundFile[]> {
  if (!paths.includes('-')) return collectFiles(paths, host.folder);
  if (paths.length > 1) throw new UsageError('`-` stands alone', 'it means standard input');
  return [inputFile(await host.readInput(FILE_BYTES_MAX), host.folder)];
}

/** `whitewater check`. */
export async function checkCommand(
  paths: readonly string[],
  json: boolean,
  host: Host,
): Promise<ExitStatus> {
  const files = await filesOrInput(paths, host);
  const engine = await loadEngine();
  const { checkFiles } = await import('./check.ts');
  return checkFiles(files, json, engine, host);
}

/** `whitewater fmt`. */
export async function formatCommand(
  paths: readonly string[],
  onlyCheck: boolean,
  host: Host,
): Promise<ExitStatus> {
  const { formatFiles, formatInput } = await import('./format.ts');
  if (paths.includes('-')) {
    if (paths.length > 1) {
      throw new UsageError('`-` stands alone', 'npx whitewater fmt - < my-test.raft');
    }
    return formatInput(onlyCheck, await loadEngine(), host);
  }
  const files = await collectFiles(paths, host.folder);
  return formatFiles(files, onlyCheck, await loadEngine(), host);
}
