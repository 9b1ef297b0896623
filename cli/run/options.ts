// Options of `run`, judged.

import { resolve } from 'node:path';
import { UsageError } from '../exit.ts';
import { judgeSeed } from './seed.ts';
import { judgeTracing, type TraceForm, type TypedTraceOptions } from './trace-options.ts';

/** Forms in which a run can be written down. */
export const REPORTERS = ['text', 'json', 'junit', 'tap'] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** What `run` was asked for. */
export interface RunOptions {
  readonly seed: string;
  /** Whether `seed` was drawn here. */
  readonly drawn: boolean;
  readonly grep: string | undefined;
  readonly bail: boolean;
  readonly update: boolean;
  readonly trace: boolean;
  /** How the trace is shown; what fits best when undefined. */
  readonly traceForm?: TraceForm | undefined;
  /** Where every event goes as JSON lines. */
  readonly traceOut?: string | undefined;
  /** The name of the request whose path is shown. */
  readonly request?: string | undefined;
  readonly reporter: ReporterName;
  /** Where the report goes; standard output when undefined. */
  readonly output: string | undefined;
  readonly checkDeterminism: boolean;
  /** Open the prompt at the first failure; nothing is run after it. */
  readonly replOnFailure?: boolean;
  /** Absolute path of the folder of a planted bug. */
  readonly bug?: string;
  /** The same as it was typed, for lines to type next. */
  readonly shownBug?: string;
}

/** Options as they come from the command line. */
export interface TypedRunOptions extends TypedTraceOptions {
  readonly seed: string;
  readonly grep?: string | undefined;
  readonly bail?: boolean | undefined;
  readonly update?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly reporter?: ReporterName | undefined;
  readonly output?: string | undefined;
  readonly checkDeterminism?: boolean | undefined;
  readonly watch?: boolean | undefined;
  readonly replOnFailure?: boolean | undefined;
  readonly bug?: string | undefined;
}

/** Judges what was typed in a folder, and draws the seed if that was asked for. Throws a `UsageError`. */
export function judgeRunOptions(typed: TypedRunOptions, folder = '.'): RunOptions {
  if (typed.json === true && typed.reporter !== undefined && typed.reporter !== 'json') {
    throw new UsageError(`--json and --reporter ${typed.reporter} exclude each other`, 'use one');
  }
  if (typed.update === true && typed.checkDeterminism === true) {
    throw new UsageError('--update and --check-determinism exclude each other', 'update first');
  }
  judgeTracing(typed, typed.update === true);
  if (typed.watch === true && typed.output !== undefined) {
    throw new UsageError('--watch and --output exclude each other', 'use one');
  }
  if (typed.replOnFailure === true) refuseBesidePrompt(typed);
  if (typed.grep === '')
    throw new UsageError('--grep needs a text', "type a part of a test's name");
  return {
    ...judgeSeed(typed.seed),
    grep: typed.grep,
    bail: typed.bail === true || typed.replOnFailure === true,
    replOnFailure: typed.replOnFailure ?? false,
    update: typed.update ?? false,
    trace: typed.trace === true || typed.traceForm !== undefined,
    traceForm: typed.traceForm,
    traceOut: typed.traceOut,
    request: typed.request,
    reporter: typed.json === true ? 'json' : (typed.reporter ?? 'text'),
    output: typed.output,
    checkDeterminism: typed.checkDeterminism ?? false,
    ...(typed.bug === undefined ? {} : { bug: resolve(folder, typed.bug), shownBug: typed.bug }),
  };
}

/** A prompt needs the terminal for itself, and a run that ends. */
function refuseBesidePrompt(typed: TypedRunOptions): void {
  const others = [
    typed.update === true ? '--update' : '',
    typed.watch === true ? '--watch' : '',
    typed.json === true ? '--json' : '',
    typed.reporter === undefined || typed.reporter === 'text' ? '' : `--reporter ${typed.reporter}`,
  ];
  const other = others.find((each) => each !== '');
  if (other === undefined) return;
  throw new UsageError(`--repl-on-failure and ${other} exclude each other`, 'use one');
}
