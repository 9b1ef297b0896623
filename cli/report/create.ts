// The reporter that was asked for, on the output that was asked for.

import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Engine } from '../engine.ts';
import { systemReason, UsageError } from '../exit.ts';
import type { Host, Output } from '../host.ts';
import { paintFor } from '../paint.ts';
import type { ReporterName, RunOptions } from '../run/options.ts';
import { TraceFile } from '../run/trace-file.ts';
import type { TraceForm } from '../run/trace-options.ts';
import type { DrawFrame } from './failure.ts';
import { fanOut } from './fan.ts';
import { createJsonReporter } from './json.ts';
import { createJunitReporter } from './junit.ts';
import type { Reporter } from './reporter.ts';
import { createTapReporter } from './tap.ts';
import { createTextReporter } from './text.ts';

/** A reporter, and how to let go of what it writes to. */
export interface OpenReporter {
  readonly reporter: Reporter;
  readonly close: () => void;
}

/** With `--output` the report goes to the file, and people still see theirs. Throws a `UsageError`. */
export function openReporter(options: RunOptions, engine: Engine, host: Host): OpenReporter {
  if (options.output === undefined) {
    return {
      reporter: reporterOn(host.out, options.reporter, engine, options.traceForm),
      close: () => undefined,
    };
  }
  const file = openFile(resolve(host.folder, options.output), options.output);
  const toFile = reporterOn(file.output, options.reporter, engine, options.traceForm);
  const toPeople = reporterOn(host.out, 'text', engine, options.traceForm);
  return { reporter: fanOut([toFile, toPeople]), close: file.close };
}

/** A reporter on an output. */
export function reporterOn(
  out: Output,
  name: ReporterName,
  engine: Engine,
  traceForm?: TraceForm,
): Reporter {
  const drawFrame: DrawFrame = ({ file, span, message }, source) =>
    engine.renderDiagnostic({ code: 'failure', severity: 'error', file, span, message }, source);
  switch (name) {
    case 'text':
      return createTextReporter({ out, style: paintFor(out), engine, drawFrame, traceForm });
    case 'json':
      return createJsonReporter(out);
    case 'junit':
      return createJunitReporter(out, drawFrame);
    case 'tap':
      return createTapReporter(out);
  }
}

/** The file of `--trace-out`. Errors: a `UsageError` when it cannot be written. */
export function openTraceFile(typed: string, host: Host): { file: TraceFile; close: () => void } {
  const { output, close } = openFile(resolve(host.folder, typed), typed);
  return { file: new TraceFile(output), close };
}

function openFile(path: string, shown: string): { output: Output; close: () => void } {
  const tried = <T>(attempt: () => T): T => {
    try {
      return attempt();
    } catch (error) {
      throw new UsageError(`cannot write ${shown}: ${systemReason(error, 'write')}`);
    }
  };
  const descriptor = tried(() => openSync(path, 'w'));
  const ready = (): Promise<void> => Promise.resolve();
  const write = (text: string): void => tried(() => writeAll(descriptor, Buffer.from(text)));
  return {
    output: { write, ready, terminal: false, columns: 100, colours: 0 },
    close: () => tried(() => closeSync(descriptor)),
  };
}

/** One call of the system may write a part only. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}
