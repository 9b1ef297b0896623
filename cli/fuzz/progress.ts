// How far a campaign is: a bar on a terminal, a line now and then elsewhere; on standard error in both cases.

import type { SingleBar } from 'cli-progress';
import { counted, grouped, shortened } from '../../view/index.ts';
import type { Output } from '../host.ts';
import type { Totals } from './totals.ts';

/** Milliseconds between two drawings of the bar. */
const DRAWING_MS = 200;
/** Milliseconds between two lines where nobody sees a bar. */
const LINE_MS = 30_000;
/** Bugs that are named. */
const BUGS_MAX = 4;

/** What the budget is, to know how much of it is used up. */
export interface Budget {
  readonly runs: number;
  readonly timeMs: number;
}

/** Shows how far a campaign is. */
export interface CampaignProgress {
  /** `runsHere` were made by this command in `hereMs`; `elapsedMs` are those of all commands together. */
  update(totals: Totals, runsHere: number, hereMs: number, elapsedMs: number): void;
  /** Takes the bar away, because something else is about to be written. */
  hide(): void;
}

/** A bar on a terminal; elsewhere a line every half minute. */
export async function createCampaignProgress(
  output: Output,
  budget: Budget,
): Promise<CampaignProgress> {
  if (!output.terminal) return new LineProgress(output, budget);
  const { SingleBar, Presets } = await import('cli-progress');
  const options = {
    format: ' {bar} {facts}',
    ...{ barsize: 20, clearOnComplete: true, hideCursor: true, noTTYOutput: false },
  };
  return new BarProgress(new SingleBar(options, Presets.shades_classic), output, budget);
}

class LineProgress implements CampaignProgress {
  private readonly output: Output;
  private readonly budget: Budget;
  private written = performance.now();

  constructor(output: Output, budget: Budget) {
    this.output = output;
    this.budget = budget;
  }

  update(totals: Totals, runsHere: number, hereMs: number): void {
    if (performance.now() - this.written < LINE_MS) return;
    this.written = performance.now();
    this.output.write(`${factsOf(totals, this.budget, runsHere, hereMs)}\n`);
  }

  hide(): void {
    // There is no bar.
  }
}

class BarProgress implements CampaignProgress {
  private readonly bar: SingleBar;
  private readonly output: Output;
  private readonly budget: Budget;
  private drawn = 0;
  private isShown = false;

  constructor(bar: SingleBar, output: Output, budget: Budget) {
    this.bar = bar;
    this.output = output;
    this.budget = budget;
  }

  update(totals: Totals, runsHere: number, hereMs: number, elapsedMs: number): void {
    const now = performance.now();
    if (now - this.drawn < DRAWING_MS) return;
    this.drawn = now;
    const { runs, timeMs } = this.budget;
    const used = Math.max(totals.runs / runs, elapsedMs / timeMs);
    const facts = factsOf(totals, this.budget, runsHere, hereMs);
    const payload = { facts: shortened(facts, Math.max(20, this.output.columns - 24)) };
    const value = Math.min(1_000, Math.round(used * 1_000));
    if (!this.isShown) this.bar.start(1_000, value, payload);
    else this.bar.update(value, payload);
    this.isShown = true;
  }

  hide(): void {
    if (!this.isShown) return;
    this.bar.stop();
    this.isShown = false;
  }
}

function factsOf(totals: Totals, budget: Budget, runsHere: number, hereMs: number): string {
  const of = budget.runs === Infinity ? '' : ` of ${grouped(budget.runs)}`;
  const facts = [
    `${grouped(totals.runs)}${of} runs`,
    `${grouped(runsPerMinute(runsHere, hereMs))} runs/min`,
  ];
  const { bugs } = totals;
  if (bugs.length > 0) {
    const named = bugs
      .slice(0, BUGS_MAX)
      .map(({ smallest, runs }) => `${smallest.property} ${runs}`);
    const more = bugs.length > BUGS_MAX ? ', …' : '';
    facts.push(`${counted(bugs.length, 'bug')} (${named.join(', ')}${more})`);
  }
  return facts.join(', ');
}

/** Runs a minute, rounded down. */
export function runsPerMinute(runs: number, milliseconds: number): number {
  return milliseconds <= 0 ? 0 : Math.trunc((runs * 60_000) / milliseconds);
}
