// `whitewater zoo`: plants bugs one by one, hunts each with random runs, shrinks what it finds, and says how that
// went. Nothing that generates runs knows which bug is planted.

import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, type ExitStatus, systemReason, UsageError } from '../exit.ts';
import type { Host } from '../host.ts';
import { createHuntBar, namesOf } from './bar.ts';
import { collectBugs, type Menagerie } from './bugs.ts';
import { askCanary } from './canary.ts';
import { type Crew, createCrew } from './crew.ts';
import { readKnown } from './known.ts';
import { judgeZooOptions, type TypedZooOptions, type ZooOptions } from './options.ts';
import { jsonReporter, textReporter } from './report.ts';
import { accusationsIn, type Row } from './rows.ts';
import { pageOf } from './table.ts';
import { type Visit, visitAll, type Visitor } from './visit.ts';

/** What the command uses; tests bring their own. */
export interface ZooTools {
  readonly createCrew: (jobs: number) => Crew;
  /** See `TrialOptions`. */
  readonly patienceMs: number;
}

/** An engine is loaded in a second or a few, a slice of a run takes milliseconds. */
const TOOLS: ZooTools = { createCrew, patienceMs: 120_000 };
/** Said at once: threads and bugs take seconds to load. */
const OPENING = 'first a bug that cannot be missed, and the engine without any …';
/** Milliseconds that threads have for an answer after Ctrl-C. */
const GRACE_MS = 3_000;

/** Visits the bugs that were asked for. */
export async function zooCommand(
  typed: TypedZooOptions,
  host: Host,
  tools: ZooTools = TOOLS,
): Promise<ExitStatus> {
  const options = judgeZooOptions(typed, host.folder);
  const menagerie = collectBugs(options.bugs, options.shownBugs, options.only);
  if (options.out !== null) refuseUnwritable(options.out);
  const reporter = options.json ? jsonReporter(host, menagerie) : textReporter(host, menagerie);
  for (const misfit of menagerie.misfits) reporter.misfit(misfit);
  const known = readKnown(options.known, host.folder, menagerie, options.seeds);
  for (const row of known) reporter.row(row);
  const crew = tools.createCrew(options.jobs);
  const stopListening = stopOnInterrupt(crew, host.interrupted);
  const bar = await createHuntBar(host.err);
  try {
    host.err.write(`${OPENING}\n`);
    const broken = await askCanary(crew, options.seed, options.shrinks, host.interrupted);
    if (broken === undefined) return EXIT.interrupted;
    if (broken.length > 0) {
      reporter.end([], broken, EXIT.internal);
      return EXIT.internal;
    }
    const visitor: Visitor = {
      progress: (done, total, hunted) => bar.update(done, total, namesOf(hunted)),
      row: (row) => withoutBar(() => reporter.row(row)),
      misfit: (misfit) => withoutBar(() => reporter.misfit(misfit)),
    };
    const round = { ...options, patienceMs: tools.patienceMs };
    const seen = await visitAll(without(menagerie, known), crew, round, visitor, host.interrupted);
    const visit = { ...seen, rows: joined(known, seen.rows) };
    bar.hide();
    const accusations = sentencesOf(visit.rows);
    const status = host.interrupted.aborted ? EXIT.interrupted : statusOf(visit, accusations);
    reporter.end(visit.rows, accusations, status);
    writePage(visit, options, host);
    return status;
  } finally {
    bar.hide();
    stopListening();
    await crew.close();
  }

  function withoutBar(write: () => void): void {
    bar.hide();
    write();
  }
}

/** The bugs of which nothing is known yet. */
function without({ quarries, misfits }: Menagerie, known: readonly Row[]): Menagerie {
  const unknown = quarries.filter(({ bug }) => known.every(({ id }) => id !== bug.id));
  return { quarries: unknown, misfits };
}

function joined(known: readonly Row[], seen: readonly Row[]): readonly Row[] {
  return [...known, ...seen].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Asks for answers when the signal comes, and ends whoever gives none. */
function stopOnInterrupt(crew: Crew, interrupted: AbortSignal): () => void {
  const stop = (): void => {
    crew.stop();
    setTimeout(() => void crew.close(), GRACE_MS).unref();
  };
  interrupted.addEventListener('abort', stop, { once: true });
  return () => interrupted.removeEventListener('abort', stop);
}

/** Runs that broke the engine in which nothing is planted. */
function sentencesOf(rows: readonly Row[]): string[] {
  return accusationsIn(rows).map(
    ({ spec, property, message }) =>
      `the clean engine is accused by seed ${spec.seed}: ${property ?? 'a halt of the simulator'}: ${message}`,
  );
}

function statusOf({ rows, misfits }: Visit, accusations: readonly string[]): ExitStatus {
  if (accusations.length > 0) return EXIT.internal;
  if (misfits.length > 0) return EXIT.usage;
  return rows.every(({ found }) => found) ? EXIT.ok : EXIT.failed;
}

/** Before hours of work, not after them. */
function refuseUnwritable({ path, shown }: NonNullable<ZooOptions['out']>): void {
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw cannotWrite(shown, error);
  }
}

/** Half a table is no page. */
function writePage({ rows, misfits }: Visit, options: ZooOptions, host: Host): void {
  if (options.out === null) return;
  const { path, shown } = options.out;
  if (host.interrupted.aborted) {
    host.err.write(`whitewater: ${shown} stays as it is, for not all bugs were visited\n`);
    return;
  }
  try {
    writeFileSync(path, pageOf(rows, misfits, options.command));
  } catch (error) {
    throw cannotWrite(shown, error);
  }
}

function cannotWrite(shown: string, error: unknown): UsageError {
  return new UsageError(
    `cannot write ${shown}: ${systemReason(error, 'write')}`,
    'type a file that can be written behind --out',
  );
}
