// The second run of `--check-determinism`: in a fresh thread, with nothing in memory that the first one left.

import { Worker } from 'node:worker_threads';
import type { Verdict } from '../../dsl/index.ts';
import type { TraceEvent } from '../../sim/index.ts';
import type { RunSettings } from '../engine.ts';

/** What the thread is given. Plain data. */
export interface SecondRunOrder {
  readonly path: string;
  /** The file's text and that of everything it uses, by path. */
  readonly sources: ReadonlyMap<string, string>;
  /** Which of the file's tests. */
  readonly index: number;
  readonly settings: RunSettings;
}

/** What it answers. */
export interface SecondRunAnswer {
  readonly hash: string;
  readonly verdict: Verdict;
  readonly ticks: number;
  /** Empty unless the run was traced. */
  readonly trace: readonly TraceEvent[];
}

/** Runs a test elsewhere; undefined when the signal came first. */
export type SecondRun = (
  order: SecondRunOrder,
  signal: AbortSignal,
) => Promise<SecondRunAnswer | undefined>;

/** In a thread of its own. Rejects when the thread fails. */
export const runInFreshThread: SecondRun = (order, signal) =>
  new Promise((resolve, reject) => {
    // The compiled command has .js files only; from the sources, a loader for .ts files is at work.
    const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const file = new URL(`./second-run-worker.${ending}`, import.meta.url);
    const worker = new Worker(file, { workerData: order });
    const stop = (): void => {
      resolve(undefined);
      void worker.terminate();
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', (answer: SecondRunAnswer) => resolve(answer));
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('the second run ended without an answer'));
    });
  });
