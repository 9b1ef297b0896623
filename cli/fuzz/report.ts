// What a campaign tells whoever writes it down, in this order: how it begins, what was saved before, the runs
// that do not hold, in their order, as soon as all before them are made; then the bugs, the coverage, the end.

import type { Engine } from '../engine.ts';
import type { ExitStatus } from '../exit.ts';
import type { Host } from '../host.ts';
import type { TestOutcome } from '../report/reporter.ts';
import type { Campaign, FailedRun } from './campaign.ts';
import type { DifferentRun } from './drive.ts';
import { createJsonCampaignReporter } from './json-report.ts';
import type { CoverageJudgement } from './judge-coverage.ts';
import type { SavedRun } from './saved.ts';
import { createTextCampaignReporter } from './text-report.ts';
import type { Bug, Totals } from './totals.ts';

/** How a campaign begins. */
export interface CampaignHead {
  readonly campaign: Campaign;
  /** Folder of the planted bug, as it was typed; null without one. */
  readonly shownBug: string | null;
  /** Whether the seed was drawn by us, so that it must be told. */
  readonly drawn: boolean;
  readonly jobs: number;
  /** Infinity when only time ends it. */
  readonly runs: number;
  /** Infinity when only the number of runs ends it. */
  readonly timeMs: number;
  readonly out: string;
  /** Runs that an earlier command made of it. */
  readonly resumed: number;
}

/** A bug, with where to find it. */
export interface BugReport {
  readonly bug: Readonly<Bug>;
  /** The file with the plan of its smallest run; null when it has none. */
  readonly plan: string | null;
  /** The file it shrank to; null when it was not shrunk. */
  readonly shrunk: string | null;
  /** A file of an earlier campaign that fails the same way; null when it is new. */
  readonly known: string | null;
  /** What the smallest file of it came to; null when there is none. */
  readonly outcome: TestOutcome | null;
}

/** How a campaign ended. */
export interface CampaignSummary {
  readonly campaign: Campaign;
  /** The line that goes on with it. */
  readonly command: string;
  readonly totals: Totals;
  readonly bugs: number;
  /** Saved files that still fail. */
  readonly savedFailing: number;
  readonly different: number;
  /** Runs that were not made again, to compare, though they are to be. */
  readonly unaudited: number;
  readonly interrupted: boolean;
  /** Milliseconds that the runs took, and how many runs were made in them, by this command. */
  readonly milliseconds: number;
  readonly runsHere: number;
  readonly status: ExitStatus;
}

/** Writes a campaign down. */
export interface CampaignReporter {
  begin(head: CampaignHead): void;
  saved(file: string, run: SavedRun): void;
  failed(run: FailedRun): void;
  differed(ticket: string, run: DifferentRun): void;
  /** Plans are about to be shrunk. */
  shrinking(count: number): void;
  bug(report: BugReport): void;
  coverage(totals: Totals, judgement: CoverageJudgement): void;
  end(summary: CampaignSummary): void;
}

/** The reporter that was asked for. */
export function createCampaignReporter(
  json: boolean,
  engine: Engine,
  host: Host,
): CampaignReporter {
  return json ? createJsonCampaignReporter(engine, host) : createTextCampaignReporter(engine, host);
}
