// `whitewater replay`: the run of a ticket once more, with its trace, and written down if that is wanted.

import { resolve } from 'node:path';
import { grouped } from '../../view/index.ts';
import { type Engine, engineOf, loadModules } from '../engine.ts';
import { EXIT, type ExitStatus, UsageError } from '../exit.ts';
import { judgeTarget } from '../files/target.ts';
import type { Host } from '../host.ts';
import { openTraceFile, reporterOn } from '../report/create.ts';
import type { TestOutcome } from '../report/reporter.ts';
import { executeTest, type Told } from '../run/execute.ts';
import { replaceFile } from '../run/golden.ts';
import { judgeTracing, type TypedTraceOptions } from '../run/trace-options.ts';
import { Tracing } from '../run/tracing.ts';
import { bugOption, quoted } from '../run/replay-line.ts';
import { Tally } from '../run/tally.ts';
import { specOfTicket } from '../ticket.ts';
import { statementsIn } from './campaign.ts';

/** Options as they come from the command line. */
export interface TypedReplayOptions extends TypedTraceOptions {
  readonly save?: string | undefined;
  readonly anyway?: boolean | undefined;
  readonly replOnFailure?: boolean | undefined;
  readonly bug?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Makes the run of a ticket. */
export async function replayCommand(
  ticket: string,
  typed: TypedReplayOptions,
  host: Host,
): Promise<ExitStatus> {
  const bug = typed.bug === undefined ? undefined : resolve(host.folder, typed.bug);
  if (typed.json === true && typed.replOnFailure === true) {
    throw new UsageError('--repl-on-failure and --json exclude each other', 'use one');
  }
  const target = typed.save === undefined ? null : judgeSave(typed.save, host);
  judgeTracing(typed);
  const modules = await loadModules(bug);
  const hint = 'replay it with that version, or all the same with --anyway';
  const spec = specOfTicket(ticket, modules, { anyway: typed.anyway === true, hint });
  const run = new modules.RandomRun(spec, { trace: true });
  const { test } = run;
  const engine: Engine = { ...engineOf(modules), start: () => run };
  const reporterName = typed.json === true ? 'json' : 'text';
  const reporter = reporterOn(host.out, reporterName, engine, typed.traceForm);
  const traced = typed.traceOut === undefined ? undefined : openTraceFile(typed.traceOut, host);
  const wishes = {
    trace: typed.trace === true || typed.traceForm !== undefined,
    request: typed.request,
  };
  const tracing = new Tracing(test, wishes, { reporter, traceFile: traced?.file });
  const told: Told = {
    progress: () => undefined,
    events: (events, running) => {
      tracing.take(events, running);
      return host.out.ready();
    },
  };
  const settings = { seed: spec.seed, trace: true };
  const result = await executeTest(engine, test, settings, host.interrupted, told);
  tracing.end(result);
  traced?.close();
  const replay = { file: test.file, seed: null, line: null, name: null, ticket: ticket.trim() };
  const outcome: TestOutcome = {
    ...{ result, sources: test.sources },
    ...(tracing.path === undefined ? {} : { path: tracing.path }),
    replay: typed.bug === undefined ? replay : { ...replay, bug: typed.bug },
  };
  const tally = new Tally();
  tally.count(outcome);
  reporter.tested(outcome);
  const { interrupted } = host;
  if (typed.save !== undefined && target !== null && !interrupted.aborted) {
    const plan = run.planText([`ticket ${ticket.trim()}`]);
    replaceFile(target, plan, typed.save);
    if (typed.json === true) {
      const object = { type: 'saved', file: typed.save, statements: statementsIn(plan) };
      host.out.write(`${JSON.stringify(object)}\n`);
    } else host.out.write(`${savedLines(typed.save, plan, typed.bug)}\n`);
  }
  const { status } = tally.summary(1, interrupted.aborted);
  if (typed.replOnFailure !== true || status !== EXIT.failed) return status;
  const { openPrompt } = await import('../repl/repl.ts');
  const text = run.planText([`ticket ${ticket.trim()}`]);
  const file = { path: resolve(host.folder, 'ticket.raft'), shown: 'ticket.raft' };
  const opening = { file, text, test: 0, isKnown: true };
  const opened = await openPrompt(opening, { seed: spec.seed, bug: typed.bug }, host);
  return opened === EXIT.interrupted ? opened : status;
}

function judgeSave(save: string, { folder }: Host): string {
  return judgeTarget(save, { option: '--save', folder, ownOnly: true });
}

function savedLines(file: string, plan: string, bug: string | undefined): string {
  return [
    `saved ${file}: ${grouped(statementsIn(plan))} statements; to run it, and to make it small:`,
    `  npx whitewater run ${quoted(file)}${bugOption(bug)}`,
    `  npx whitewater shrink ${quoted(file)}${bugOption(bug)}`,
  ].join('\n');
}
