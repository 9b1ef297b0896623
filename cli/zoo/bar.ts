// How far the hunts are: on a terminal only, on standard error.

import { counted, shortened } from '../../view/index.ts';
import type { Output } from '../host.ts';

/** Shows how many hunts are over. */
export interface HuntBar {
  update(done: number, total: number, name: string): void;
  /** Takes the bar away, because something else is about to be written, or because all is over. */
  hide(): void;
}

/** A bar on a terminal, nothing elsewhere. */
export async function createHuntBar(output: Output): Promise<HuntBar> {
  if (!output.terminal) return { update: () => undefined, hide: () => undefined };
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

/** What the bar says of hunts that go on at the same time. */
export function namesOf(ids: readonly string[]): string {
  return ids.length > 2 ? counted(ids.length, 'hunt') : ids.join(', ');
}
