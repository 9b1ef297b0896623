// The report of a campaign for people.

import { basename } from 'node:path';
import { type Column, counted, grouped, renderCoverage, renderTable } from '../../view/index.ts';
import { rateText, type Style, visible, wrapped } from '../../view/index.ts';
import type { Engine } from '../engine.ts';
import type { Host, Output } from '../host.ts';
import { paintFor } from '../paint.ts';
import { reporterOn } from '../report/create.ts';
import type { Reporter, TestOutcome } from '../report/reporter.ts';
import { bugOption, quoted } from '../run/replay-line.ts';
import type { Campaign, FailedRun } from './campaign.ts';
import { ticketLine } from './command-lines.ts';
import type { DifferentRun } from './drive.ts';
import { type CoverageJudgement, isMissing } from './judge-coverage.ts';
import { rateOf, runsPerMinute } from './progress.ts';
import type { BugReport, CampaignHead, CampaignReporter, CampaignSummary } from './report.ts';
import type { SavedRun } from './saved.ts';
import type { Totals } from './totals.ts';

/** Runs of one bug that are told one by one; further ones are only counted. */
const TOLD_MAX = 3;

/** Width of what goes into a file or a pipe. */
const PIPE_COLUMNS = 100;

/** The report for people. */
export function createTextCampaignReporter(engine: Engine, host: Host): CampaignReporter {
  return new TextCampaignReporter(engine, host.out);
}

class TextCampaignReporter implements CampaignReporter {
  private readonly out: Output;
  private readonly style: Style;
  private readonly tests: Reporter;
  private readonly told = new Map<string, number>();
  private bugFolder: string | null = null;

  constructor(engine: Engine, out: Output) {
    this.out = out;
    this.style = paintFor(out);
    this.tests = reporterOn(out, 'text', engine);
  }

  begin(head: CampaignHead): void {
    const { campaign, shownBug, drawn, jobs, out, resumed } = head;
    this.bugFolder = shownBug;
    const seed = `seed ${campaign.seed}${drawn ? ', drawn for this campaign' : ''}`;
    const facts = [`profile ${campaign.profile}`, seed, `${counted(jobs, 'job')}`];
    const what = `${budgetText(head)}${withBug(campaign)}`;
    const line = `${what}: ${facts.join(', ')}; what fails is saved in ${out}`;
    this.print(wrapped(visible(line), this.width));
    if (resumed > 0) this.print([`goes on: ${counted(resumed, 'run')} of it were made before`]);
  }

  saved(file: string, run: SavedRun): void {
    const { style } = this;
    if (run.kind === 'unreadable') {
      this.print([`${style.bad('!')} saved before: ${visible(file)} cannot run: ${run.problem}`]);
      return;
    }
    const failing = run.outcomes.filter(({ result }) => result.verdict !== 'passed');
    if (failing.length === 0) {
      this.print([`${style.good('✓')} saved before: ${visible(file)} holds now`]);
    }
    for (const { result } of failing) {
      const why = result.failure?.message ?? '';
      this.print([
        `${style.bad('✗')} saved before: ${visible(file)} still fails: ${visible(broken(result))}${visible(why)}`,
      ]);
    }
  }

  failed(run: FailedRun): void {
    const told = this.told.get(run.signature) ?? 0;
    this.told.set(run.signature, told + 1);
    if (told > TOLD_MAX) return;
    if (told === TOLD_MAX) {
      this.print([`  further runs that break ${run.property} this way are only counted`]);
      return;
    }
    const { style } = this;
    const what = `${style.strong(run.property)}: ${visible(run.message)}`;
    this.print([`${style.bad('✗')} ${run.ticket}  ${what}`]);
  }

  differed(ticket: string, { difference }: DifferentRun): void {
    const { message, first, second } = difference;
    this.print([
      `${this.style.bad('!')} ${ticket}  ${visible(message)}`,
      `  first run   ${visible(first)}`,
      `  second run  ${visible(second)}`,
    ]);
  }

  shrinking(count: number): void {
    this.print([`shrinking ${counted(count, 'plan')}`]);
  }

  bug({ bug, plan, shrunk, known, outcome }: BugReport): void {
    const { style, bugFolder } = this;
    const { smallest } = bug;
    this.print(['', style.strong(`${counted(bug.runs, 'run')} broke ${smallest.property}`)]);
    if (outcome !== null) this.tests.tested(outcome);
    else this.print([`${style.bad('✗')} ${visible(smallest.message)}`]);
    const lines = [
      ...(shrunk === null ? [] : [`  shrunk     ${shrunk}`]),
      ...(plan === null ? [] : [`  whole run  ${plan}`]),
      ...(known === null ? [] : [`  known      ${known} fails the same way`]),
      '  made by',
      `    ${style.strong(ticketLine(smallest.ticket, bugFolder))}`,
    ];
    if (shrunk === null && plan !== null) {
      const line = `npx whitewater shrink ${quoted(plan)}${bugOption(bugFolder)}`;
      lines.push('  to make it small', `    ${style.strong(line)}`);
    }
    this.print(lines);
  }

  coverage(totals: Totals, judgement: CoverageJudgement): void {
    const { style } = this;
    const width = this.out.terminal ? this.out.columns : PIPE_COLUMNS;
    const lines = renderCoverage(totals.coverage.toJSON(), { width, style });
    this.print(['', ...lines, '', ...kindLines(totals, style)]);
    if (!isMissing(judgement)) return;
    const { missing, missingKinds, excuse } = judgement;
    const never = `never came up: ${[...missing, ...missingKinds].join(', ')}`;
    const rule =
      excuse === null
        ? 'a campaign as large as this one must see them all'
        : `that is not a failure ${excuse}`;
    this.print(
      ['', ...wrapped(never, width), ...wrapped(rule, width)].map(
        excuse === null ? style.bad : same,
      ),
    );
  }

  end(summary: CampaignSummary): void {
    const { style } = this;
    const { totals, bugs, savedFailing, different, interrupted, campaign, command } = summary;
    const held = totals.runs - totals.failed;
    const ran = `${grouped(held)} of ${counted(totals.runs, 'run')}${withBug(campaign)} held`;
    const parts = [style.good(ran)];
    if (totals.failed > 0) {
      parts.push(style.bad(`${grouped(totals.failed)} failed by ${counted(bugs, 'bug')}`));
    }
    if (savedFailing > 0)
      parts.push(style.bad(`${counted(savedFailing, 'saved file')} still failing`));
    if (different > 0) parts.push(style.bad(`${counted(different, 'run')} not deterministic`));
    const again = totals.runs - summary.unaudited;
    const which = summary.unaudited === 0 ? 'each' : `${grouped(again)} of them`;
    if (campaign.audit && different === 0) parts.push(`${which} made twice with the same hash`);
    if (interrupted) parts.push(style.remark('interrupted'));
    const seconds = (summary.milliseconds / 1_000).toFixed(summary.milliseconds < 10_000 ? 1 : 0);
    const pace = rateOf(runsPerMinute(summary.runsHere, summary.milliseconds));
    const facts = `${grouped(totals.ticks)} ticks, hash ${totals.hash}, ${seconds} s, ${pace}`;
    this.print(['', `${parts.join(', ')}  ${style.faint(`(${facts})`)}`]);
    if (!interrupted) return;
    this.print(['to go on:', `  ${style.strong(command)}`]);
  }

  /** Lines in a file or a pipe are whatever wraps them. */
  private get width(): number {
    return this.out.terminal ? this.out.columns : Infinity;
  }

  private print(lines: readonly string[]): void {
    if (lines.length > 0) this.out.write(`${lines.join('\n')}\n`);
  }
}

/** That runs are expected to break something. */
function withBug({ bug }: Campaign): string {
  return bug === null ? '' : ` with the bug ${visible(basename(bug))}`;
}

function broken({ failure, verdict }: TestOutcome['result']): string {
  return `${failure?.property?.name ?? verdict}: `;
}

function same(text: string): string {
  return text;
}

function budgetText({ runs, timeMs }: CampaignHead): string {
  const time = timeMs === Infinity ? null : counted(timeMs / 1_000, 'second');
  if (runs === Infinity) return `random runs for ${time ?? 'ever'}`;
  return `${counted(runs, 'random run')}${time === null ? '' : ` in at most ${time}`}`;
}

/** In how many runs each fault and operation was carried out. */
function kindLines(totals: Totals, style: Style): string[] {
  type Row = (typeof totals.kindCounts)[number];
  const isRare = ([, count]: Row): boolean => count * 100 < totals.runs;
  const columns: readonly Column<Row>[] = [
    { title: 'fault or operation', cell: ([kind]) => kind },
    { title: 'runs', cell: ([, count]) => grouped(count), align: 'right' },
    {
      title: 'rate',
      cell: ([, count]) => rateText(count, totals.runs),
      align: 'right',
      mark: (row, marks) => (isRare(row) ? marks.bad : same),
    },
  ];
  return renderTable(columns, totals.kindCounts, style);
}
