// The bar on long runs: on a terminal only, on standard error, and only after a while.

import type { SingleBar } from 'cli-progress';
import { grouped, shortened } from '../../view/index.ts';
import type { Output } from '../host.ts';

/** Milliseconds before the bar appears. */
const PATIENCE_MS = 1_000;
/** Milliseconds between two drawings. */
const PAUSE_MS = 100;

/** Shows how far a run is. */
export interface Progress {
  /** Files done and all files, the test that runs, and its ticks. */
  update(done: number, total: number, name: string, ticks: number): void;
  /** Takes the bar away, because something else is about to be written. */
  hide(): void;
}

/** A bar on a terminal, nothing elsewhere. */
export async function createProgress(output: Output): Promise<Progress> {
  if (!output.terminal) return { update: () => undefined, hide: () => undefined };
  const { SingleBar, Presets } = await import('cli-progress');
  const format = ' {bar} {value}/{total} files | {name} | {ticks} ticks';
  const options = {
    format,
    barsize: 20,
    clearOnComplete: true,
    hideCursor: true,
    noTTYOutput: false,
  };
  return new TerminalProgress(new SingleBar(options, Presets.shades_classic), output);
}

class TerminalProgress implements Progress {
  private readonly bar: SingleBar;
  private readonly output: Output;
  private readonly started = performance.now();
  private drawn = 0;
  private shown = false;

  constructor(bar: SingleBar, output: Output) {
    this.bar = bar;
    this.output = output;
  }

  update(done: number, total: number, name: string, ticks: number): void {
    const now = performance.now();
    if (now - this.started < PATIENCE_MS || now - this.drawn < PAUSE_MS) return;
    this.drawn = now;
    const room = Math.max(8, this.output.columns - 60);
    const payload = { name: shortened(name, room), ticks: grouped(ticks) };
    if (!this.shown) this.bar.start(total, done, payload);
    else this.bar.update(done, payload);
    this.shown = true;
  }

  hide(): void {
    if (!this.shown) return;
    this.bar.stop();
    this.shown = false;
  }
}
