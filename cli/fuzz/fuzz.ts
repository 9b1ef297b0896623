// `whitewater fuzz`: random runs by the thousand; what fails is saved, shrunk and shown.

import { basename } from 'node:path';
import { counted, grouped, visible } from '../../view/index.ts';
import type { TestOutcome } from '../report/reporter.ts';
import { engineOf, type Modules } from '../engine.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import type { Host } from '../host.ts';
import { packageVersion } from '../version.ts';
import { type BatchAnswer, type Campaign, nameOf, specOf } from './campaign.ts';
import { fuzzLine } from './command-lines.ts';
import { type Crew, WORKSHOP, type Workshop } from './crew.ts';
import { type DifferentRun, driveCampaign } from './drive.ts';
import { Finds } from './finds.ts';
import type { Noted } from './journal.ts';
import { isMissing, judgeCoverage } from './judge-coverage.ts';
import { lockFolder } from './lock.ts';
import { mergeBugs } from './merge.ts';
import { type FuzzOptions, judgeFuzzOptions, type TypedFuzzOptions } from './options.ts';
import { OutFolder } from './out-folder.ts';
import { campaignFacts, createProgress, type Progress } from './progress.ts';
import { type BugReport, type CampaignReporter, createCampaignReporter } from './report.ts';
import { resumeFrom } from './resume.ts';
import { runSaved, type SavedRun } from './saved.ts';
import { brokenBy, signatureOf } from './signature.ts';
import { type Bug, Totals } from './totals.ts';

/** Milliseconds between two words on how far shrinking is. */
const TELL_MS = 1_000;

/** Runs a campaign. */
export async function fuzzCommand(
  typed: TypedFuzzOptions,
  host: Host,
  workshop: Workshop = WORKSHOP,
): Promise<ExitStatus> {
  const options = judgeFuzzOptions(typed, host.folder);
  const { seed, profile, overrides, coverage, checkDeterminism: audit, bug } = options;
  const version = packageVersion();
  const campaign: Campaign = { version, seed, profile, overrides, coverage, audit, bug };
  if (bug !== null) host.err.write(`planting ${visible(basename(bug))} …\n`);
  const modules = await workshop.loadModules(bug ?? undefined);
  const out = new OutFolder(options.out, host.folder);
  const unlock = lockFolder(out.path, options.out);
  try {
    const command = fuzzLine(typed, seed);
    const noted = resumeFrom(campaign, command, out, options);
    const reporter = createCampaignReporter(options.json, engineOf(modules), host);
    const progress = await createProgress(host.err);
    const tools = { host, workshop, modules, out, reporter, progress, command };
    return await new Fuzz(campaign, options, noted, tools).go();
  } finally {
    unlock();
  }
}

/** What a campaign works with. */
interface FuzzTools {
  readonly host: Host;
  readonly workshop: Workshop;
  readonly modules: Modules;
  readonly out: OutFolder;
  readonly reporter: CampaignReporter;
  readonly progress: Progress;
  /** The line that goes on with the campaign. */
  readonly command: string;
}

class Fuzz {
  private readonly campaign: Campaign;
  private readonly options: FuzzOptions;
  private readonly noted: Noted | null;
  private readonly tools: FuzzTools;
  private readonly totals = new Totals();
  private readonly finds: Finds;
  private readonly different: DifferentRun[] = [];
  /** Runs that are still to be made again, by the first one of their batch. */
  private readonly unaudited = new Map<number, number>();
  private savedFailing = 0;
  private savedUnreadable = 0;
  private runsHere = 0;
  private startedAt = 0;
  private milliseconds = 0;

  constructor(campaign: Campaign, options: FuzzOptions, noted: Noted | null, tools: FuzzTools) {
    this.campaign = campaign;
    this.options = options;
    this.noted = noted;
    this.tools = tools;
    this.finds = new Finds(campaign, tools.out, options.bail);
    for (const batch of noted?.batches ?? []) {
      this.finds.save(batch);
      this.noteUnaudited({ hashes: [], ...batch });
    }
  }

  async go(): Promise<ExitStatus> {
    const { tools, options, campaign } = this;
    const { bug } = campaign;
    this.begin();
    const { jobs, checkDeterminism } = options;
    const crew = tools.workshop.openCrew(jobs, bug);
    const secondCrew = checkDeterminism ? tools.workshop.openCrew(jobs, bug) : null;
    try {
      await this.runSavedFiles(crew);
      await this.drive(crew, secondCrew);
      await secondCrew?.close();
      this.finds.keepOnly(this.totals.bugs.map(({ smallest }) => smallest));
      if (options.shrink) await this.shrinkAll(crew);
      tools.progress.hide();
      return await this.end(crew);
    } finally {
      tools.progress.hide();
      await crew.close();
      await secondCrew?.close();
    }
  }

  /** Runs of earlier commands. */
  private get resumed(): number {
    return (this.noted?.batches ?? []).reduce((sum, { count }) => sum + count, 0);
  }

  private get isInterrupted(): boolean {
    return this.tools.host.interrupted.aborted;
  }

  private begin(): void {
    const { campaign, resumed } = this;
    const { drawn, jobs, runs, timeMs, out, shownBug } = this.options;
    this.tools.reporter.begin({ campaign, shownBug, drawn, jobs, runs, timeMs, out, resumed });
    for (const run of this.noted?.different ?? []) this.differed(run);
  }

  /** What earlier campaigns saved, first: a bug that is still there needs no search. */
  private async runSavedFiles(crew: Crew): Promise<void> {
    const { out, reporter } = this.tools;
    const own = new Set(this.ownFiles());
    for (const file of out.scenarios().filter((each) => !own.has(each))) {
      out.protect(file);
      if (this.isInterrupted) continue;
      const run = await this.savedRun(file, crew);
      reporter.saved(file, run);
      if (run.kind === 'unreadable') this.savedUnreadable += 1;
      else this.noteSaved(file, run.outcomes);
    }
  }

  private savedRun(file: string, crew: Crew): Promise<SavedRun> {
    return runSaved(file, { ...this.tools, crew, bug: this.options.shownBug });
  }

  private noteSaved(file: string, outcomes: readonly TestOutcome[]): void {
    const failing = outcomes.filter(({ result }) => result.failure !== undefined);
    if (failing.length > 0) this.savedFailing += 1;
    for (const { result } of failing) {
      const { failure } = result;
      if (failure === undefined) continue;
      this.finds.noteKnown(signatureOf(brokenBy(result), failure.message), file);
    }
  }

  /** Files that an earlier command saved for this very campaign. */
  private ownFiles(): string[] {
    const { out } = this.tools;
    const failed = (this.noted?.batches ?? []).flatMap((batch) => batch.failed);
    return failed.flatMap((run) => {
      const name = nameOf(run, this.campaign);
      return [out.planOf(name), out.shrunkOf(name)];
    });
  }

  private async drive(crew: Crew, secondCrew: Crew | null): Promise<void> {
    const { campaign, options, noted, tools } = this;
    const { jobs, runs, timeMs, bail } = options;
    const elapsedBefore = noted?.elapsedMs ?? 0;
    this.startedAt = performance.now();
    await driveCampaign(
      {
        ...{ campaign, crew, secondCrew, jobs, runs, bail },
        timeMs: timeMs - elapsedBefore,
        done: (noted?.batches ?? []).map((batch) => ({ hashes: [], ...batch })),
        signal: tools.host.interrupted,
        ticketOf: (index) => this.ticketOf(index),
      },
      {
        arrived: (batch) => this.arrived(batch, elapsedBefore),
        audited: (batch) => this.audited(batch),
        counted: (batch) => this.counted(batch),
        differed: (run) => {
          tools.out.journal.noteDifferent(run);
          this.differed(run);
        },
      },
    );
    this.milliseconds = performance.now() - this.startedAt;
  }

  private arrived(batch: BatchAnswer, elapsedBefore: number): void {
    const here = performance.now() - this.startedAt;
    // The plan first: what the journal counts must be there.
    this.finds.save(batch);
    this.tools.out.journal.noteBatch(batch, elapsedBefore + here);
    this.noteUnaudited(batch);
    this.runsHere += batch.count;
    const { runs, timeMs } = this.options;
    const made = Math.min(runs, this.resumed + this.runsHere);
    const share = Math.max(made / runs, (elapsedBefore + here) / timeMs);
    this.tools.progress.update(share, () =>
      campaignFacts({ bugs: this.totals.bugs, runs, made, here: this.runsHere, hereMs: here }),
    );
  }

  private noteUnaudited({ from, count, hashes }: BatchAnswer): void {
    if (hashes.length > 0) this.unaudited.set(from, count);
  }

  private audited(batch: BatchAnswer): void {
    this.tools.out.journal.noteAudited(batch);
    this.unaudited.delete(batch.from);
  }

  /** Tells of a run once, however often it differs. */
  private differed(run: DifferentRun): void {
    if (this.different.some(({ index }) => index === run.index)) return;
    this.different.push(run);
    this.tools.progress.hide();
    this.tools.reporter.differed(this.ticketOf(run.index), run);
  }

  private counted(batch: BatchAnswer): void {
    this.totals.add(batch);
    if (batch.failed.length > 0) this.tools.progress.hide();
    for (const run of batch.failed) this.tools.reporter.failed(run);
  }

  private ticketOf(index: number): string {
    return this.tools.modules.ticketOf(this.campaign.version, specOf(this.campaign, index));
  }

  /** Makes the plans small that are new, all at once. What is interrupted keeps the best so far. */
  private async shrinkAll(crew: Crew): Promise<void> {
    const { out, reporter, host } = this.tools;
    const shrunk = new Set(this.noted?.shrunk);
    const open = this.totals.bugs.filter(({ smallest, signature }) => {
      const name = nameOf(smallest, this.campaign);
      if (this.finds.knownFile(signature) !== null) return false;
      return out.hasPlan(name) && !(shrunk.has(name) && out.hasShrunk(name));
    });
    if (open.length === 0 || this.isInterrupted) return;
    this.tools.progress.hide();
    reporter.shrinking(open.length);
    const stop = (): void => crew.stop();
    host.interrupted.addEventListener('abort', stop, { once: true });
    let done = 0;
    const facts = (): string => `${grouped(done)} of ${counted(open.length, 'plan')} shrunk`;
    // Threads say nothing until a plan is small.
    const told = setInterval(() => this.tools.progress.update(done / open.length, facts), TELL_MS);
    try {
      await Promise.all(open.map((bug) => this.shrink(bug, crew).then(() => (done += 1))));
    } finally {
      clearInterval(told);
      host.interrupted.removeEventListener('abort', stop);
    }
    this.tools.progress.hide();
  }

  private async shrink({ smallest }: Bug, crew: Crew): Promise<void> {
    const { out } = this.tools;
    const name = nameOf(smallest, this.campaign);
    if (this.isInterrupted) return;
    const order = { text: out.readPlan(name), runs: this.options.shrinkRuns };
    const answered = await crew.ask('shrink', order);
    if (answered.kind !== 'answer') return;
    out.saveShrunk(name, answered.answer);
    if (!this.isInterrupted) out.journal.noteShrunk(name);
  }

  private async end(crew: Crew): Promise<ExitStatus> {
    const { reporter, out, command } = this.tools;
    const { totals, campaign, isInterrupted: interrupted } = this;
    const bugs = await this.bugReports(crew);
    for (const bug of bugs) reporter.bug(bug);
    const judgement = judgeCoverage(campaign, totals);
    const isUncovered = campaign.coverage && judgement.excuse === null && isMissing(judgement);
    if (campaign.coverage) reporter.coverage(totals, judgement);
    const status = this.statusOf(interrupted, isUncovered);
    if (!interrupted) out.journal.noteEnd();
    reporter.end({
      ...{ campaign, command, totals, interrupted, status },
      ...{ bugs: bugs.length, savedFailing: this.savedFailing },
      ...{ different: this.different.length, runsHere: this.runsHere },
      unaudited: [...this.unaudited.values()].reduce((sum, count) => sum + count, 0),
      milliseconds: Math.round(this.milliseconds),
    });
    return status;
  }

  /** Each bug once, as far as that shows in what was shrunk; files that show the same as others go. */
  private async bugReports(crew: Crew): Promise<readonly BugReport[]> {
    const { out } = this.tools;
    const reports: BugReport[] = [];
    for (const bug of this.totals.bugs) reports.push(await this.reportOf(bug, crew));
    const { kept, dropped } = mergeBugs(reports, (signature) => this.finds.knownFile(signature));
    for (const { bug } of dropped) {
      const name = nameOf(bug.smallest, this.campaign);
      out.dropShrunk(name);
      out.dropPlan(name);
    }
    return kept;
  }

  private async reportOf(bug: Readonly<Bug>, crew: Crew): Promise<BugReport> {
    const { out } = this.tools;
    const name = nameOf(bug.smallest, this.campaign);
    const known = this.finds.knownFile(bug.signature);
    const plan = known === null && out.hasPlan(name) ? out.planOf(name) : null;
    const shrunk = plan !== null && out.hasShrunk(name) ? out.shrunkOf(name) : null;
    const file = shrunk ?? plan;
    const isShown = file !== null && !this.isInterrupted;
    const run = isShown ? await this.savedRun(file, crew) : null;
    const outcome = run?.kind === 'ran' ? (run.outcomes[0] ?? null) : null;
    return { bug, plan, shrunk, known, outcome };
  }

  private statusOf(interrupted: boolean, isUncovered: boolean): ExitStatus {
    if (interrupted) return EXIT.interrupted;
    if (this.different.length > 0) return EXIT.internal;
    if (this.totals.failed > 0 || this.savedFailing > 0 || isUncovered) return EXIT.failed;
    return this.savedUnreadable > 0 ? EXIT.usage : EXIT.ok;
  }
}
