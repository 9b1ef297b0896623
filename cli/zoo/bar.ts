// How far the hunts are, on standard error: a bar on a terminal, a line now and then elsewhere.

import { counted, grouped, shortened } from '../../view/index.ts';
import type { Output } from '../host.ts';

/** Shows how many hunts are over. */
export interface HuntBar {
  update(done: number, total: number, name: string): void;
  /** Takes the bar away, because something else is about to be written, or because all is over. */
  hide(): void;
}

/** Milliseconds between two lines where nobody sees a bar. */
const LINE_MS = 30_000;

/** A bar on a terminal; elsewhere a line at once, and then every half minute. */
export async function createHuntBar(output: Output): Promise<HuntBar> {
  if (!output.terminal) return lineBar(output);
  const { SingleBar, Presets } = await import('cli-progress');
  const options = {
    format: ' {bar} {value}/{total} hunts | {name}',
    ...{ barsize: 20, clearOnComplete: true, hideCursor: true, noTTYOutput: false },
  };
  const bar = new SingleBar(options, Presets.shades_classic);
  let isShown = false;
  return {
    update: (done, total, name) => {
      const payload = { name: shortened(name, Math.max(8, output.columns - 50)) };
      if (isShown) bar.update(done, payload);
      else bar.start(total, done, payload);
      isShown = true;
    },
    hide: () => {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}

function lineBar(output: Output): HuntBar {
  let written = -Infinity;
  return {
    update: (done, total, name) => {
      if (performance.now() - written < LINE_MS) return;
      written = performance.now();
      output.write(`${grouped(done)} of ${counted(total, 'hunt')} done; now ${name}\n`);
    },
    hide: () => undefined,
  };
}

/** What the bar says of hunts that go on at the same time. */
export function namesOf(ids: readonly string[]): string {
  return ids.length > 2 ? counted(ids.length, 'hunt') : ids.join(', ');
}
