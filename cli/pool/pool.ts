// The command's side of the pool: threads by a library, and a watch over each order.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { Pulse } from './pulse.ts';
import type { Envelope } from './serve.ts';

/** What a pool is made of. */
export interface PoolOptions {
  /** The file of the threads: its default export is what `serve` made. See `workerFile`. */
  readonly worker: URL;
  /** Threads, from 1. */
  readonly jobs: number;
  /** Milliseconds without a beat after which an order is given up, and its thread ended. */
  readonly patienceMs?: number;
  /** Bytes that the process may grow by while an order gives no beat; see `GROWTH_MAX`, the default. */
  readonly growthMax?: number;
}

/** What became of an order. */
export type Answered<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The work threw, or its thread ended under it. */
  | { readonly kind: 'lost'; readonly error: Error }
  /** No beat for too long, or while so many megabytes were taken. */
  | { readonly kind: 'stuck'; readonly megabytes: number | null };

const PATIENCE_MS = 120_000;
/** How often beats are looked at, for each patience. */
const LOOKS = 10;
/**
 * Bytes. A list that grows in a loop without an end is at the most that a list can be a second or two later, and then
 * the JavaScript engine ends the process, not only the thread.
 */
const GROWTH_MAX = 400 * 2 ** 20;
/** Milliseconds between two looks at the memory: a list grows by less than half of `GROWTH_MAX` in as many. */
const MEMORY_MS = 100;

/** Threads that answer orders. Orders and answers are plain data. */
export class WorkerPool<Order, Answer> {
  private readonly threads: Piscina<Envelope<Order>, Answer>;
  private readonly patienceMs: number;
  private readonly growthMax: number;
  private readonly working = new Set<Pulse>();

  constructor({ worker, jobs, patienceMs = PATIENCE_MS, growthMax = GROWTH_MAX }: PoolOptions) {
    this.patienceMs = patienceMs;
    this.growthMax = growthMax;
    this.threads = new Piscina({
      filename: worker.href,
      minThreads: 1,
      maxThreads: jobs,
      idleTimeout: Infinity,
      ...(worker.href.endsWith('.ts') ? { execArgv: ['--import', loaderOfSources()] } : {}),
    });
  }

  /** Has an order carried out by the next thread that is free. Never rejects. */
  async run(order: Order, patienceMs = this.patienceMs): Promise<Answered<Answer>> {
    const pulse = new Pulse();
    const first = await this.attempt(order, patienceMs, pulse);
    if (first !== 'grown') return first;
    // Memory is the process's: it may have been another thread that took it.
    const again = new Pulse();
    if (pulse.isStopped) again.stop();
    const second = await this.attempt(order, patienceMs, again);
    if (second !== 'grown') return second;
    return { kind: 'stuck', megabytes: Math.round(this.growthMax / 2 ** 20) };
  }

  private async attempt(
    order: Order,
    patienceMs: number,
    pulse: Pulse,
  ): Promise<Answered<Answer> | 'grown'> {
    const ending = new AbortController();
    let why: 'stuck' | 'grown' | null = null;
    const giveUp = (reason: 'stuck' | 'grown'): void => {
      why ??= reason;
      ending.abort();
    };
    const watches = [
      watchBeats(pulse, patienceMs, () => giveUp('stuck')),
      watchMemory(pulse, this.growthMax, () => giveUp('grown')),
    ];
    this.working.add(pulse);
    try {
      const envelope = { order, cells: pulse.cells };
      const answer = await this.threads.run(envelope, { signal: ending.signal });
      return { kind: 'answer', answer };
    } catch (error) {
      if (why !== null) return why === 'grown' ? 'grown' : { kind: 'stuck', megabytes: null };
      return { kind: 'lost', error: error instanceof Error ? error : new Error(String(error)) };
    } finally {
      for (const watch of watches) clearInterval(watch);
      this.working.delete(pulse);
    }
  }

  /** Asks all threads to answer soon with what they have. */
  stop(): void {
    for (const pulse of this.working) pulse.stop();
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    await this.threads.destroy();
  }
}

/** Gives up on a thread that gives no beat for so long. */
function watchBeats(pulse: Pulse, patienceMs: number, giveUp: () => void): NodeJS.Timeout {
  let beats = 0;
  let silent = 0;
  const look = (): void => {
    // Without a beat it still waits for a thread.
    const isSilent = pulse.beats > 0 && pulse.beats === beats;
    silent = isSilent ? silent + 1 : 0;
    beats = pulse.beats;
    if (silent >= LOOKS) giveUp();
  };
  return setInterval(look, patienceMs / LOOKS);
}

/** Gives up on a thread that gives no beat while the process grows by more than so many bytes. */
function watchMemory(pulse: Pulse, growthMax: number, giveUp: () => void): NodeJS.Timeout {
  let beats = 0;
  let least = 0;
  const look = (): void => {
    const bytes = process.memoryUsage.rss();
    const isSilent = pulse.beats > 0 && pulse.beats === beats;
    least = isSilent ? Math.min(least, bytes) : bytes;
    beats = pulse.beats;
    if (bytes - least > growthMax) giveUp();
  };
  return setInterval(look, MEMORY_MS);
}

/** The file of a thread: in the compiled command all files lie in one folder; sources end in `.ts`. */
export function workerFile(name: string, from: string): URL {
  return new URL(`./${name}.${from.endsWith('.ts') ? 'ts' : 'js'}`, from);
}

/**
 * Runs .ts files in threads: a tool of the repository, not of the installed package. It has to be told inside of
 * each thread; imported there, it waits for the main thread.
 */
function loaderOfSources(): string {
  const { resolve } = createRequire(import.meta.url);
  // Beside its file for `require`, which is what is found from here, lies the one for `import`.
  const tool = new URL('index.mjs', pathToFileURL(resolve('tsx/esm/api')));
  const code = `import { register } from ${JSON.stringify(tool.href)}; register();`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
