// How far long work is: a bar on a terminal, a line now and then elsewhere; on standard error in both cases.

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
/** Steps of the bar. */
const STEPS = 1_000;

/** Shows how far something is. */
export interface Progress {
  /** `share`: how much is done, up to 1; the facts are asked for only when they are shown. */
  update(share: number, facts: () => string): void;
  /** Takes the bar away, because something else is about to be written. */
  hide(): void;
}

/** A bar on a terminal; elsewhere a line every half minute. */
export async function createProgress(output: Output): Promise<Progress> {
  if (!output.terminal) return new LineProgress(output);
  const { SingleBar, Presets } = await import('cli-progress');
  const options = {
    format: ' {bar} {facts}',
    ...{ barsize: 20, clearOnComplete: true, hideCursor: true, noTTYOutput: false },
  };
  return new BarProgress(new SingleBar(options, Presets.shades_classic), output);
}

class LineProgress implements Progress {
  private readonly output: Output;
  private written = performance.now();

  constructor(output: Output) {
    this.output = output;
  }

  update(_share: number, facts: () => string): void {
    if (performance.now() - this.written < LINE_MS) return;
    this.written = performance.now();
    this.output.write(`${facts()}\n`);
  }

  hide(): void {
    // There is no bar.
  }
}

class BarProgress implements Progress {
  private readonly bar: SingleBar;
  private readonly output: Output;
  private drawn = 0;
  private isShown = false;

  constructor(bar: SingleBar, output: Output) {
    this.bar = bar;
    this.output = output;
  }

  update(share: number, facts: () => string): void {
    const now = performance.now();
    if (now - this.drawn < DRAWING_MS) return;
    this.drawn = now;
    const payload = { facts: shortened(facts(), Math.max(20, this.output.columns - 24)) };
    const value = Math.min(STEPS, Math.round(share * STEPS));
    if (this.isShown) this.bar.update(value, payload);
    else this.bar.start(STEPS, value, payload);
    this.isShown = true;
  }

  hide(): void {
    if (!this.isShown) return;
    this.bar.stop();
    this.isShown = false;
  }
}

/** How far a campaign is. */
export interface CampaignStand {
  readonly bugs: Totals['bugs'];
  /** Infinity when only time ends it. */
  readonly runs: number;
  /** Runs that were made, those of earlier commands among them. */
  readonly made: number;
  /** Runs that this command made, in so many milliseconds. */
  readonly here: number;
  readonly hereMs: number;
}

/** The same in words. */
export function campaignFacts({ bugs, runs, made, here, hereMs }: CampaignStand): string {
  const facts = [
    runs === Infinity ? counted(made, 'run') : `${grouped(made)} of ${counted(runs, 'run')}`,
  ];
  const rate = runsPerMinute(here, hereMs);
  // A rate of nothing says nothing.
  if (rate > 0) facts.push(rateOf(rate));
  if (bugs.length > 0) {
    const named = bugs.slice(0, BUGS_MAX).map((bug) => `${bug.smallest.property} ${bug.runs}`);
    const more = bugs.length > BUGS_MAX ? ', …' : '';
    facts.push(`${counted(bugs.length, 'bug')} (${named.join(', ')}${more})`);
  }
  return facts.join(', ');
}

/** A number of runs a minute, in words. */
export function rateOf(runs: number): string {
  return `${counted(runs, 'run')}/min`;
}

/** Runs a minute, rounded down. */
export function runsPerMinute(runs: number, milliseconds: number): number {
  return milliseconds <= 0 ? 0 : Math.trunc((runs * 60_000) / milliseconds);
}
