// Those who carry orders out, as a port: the real ones are threads, and tests bring their own.

import { type Answered, WorkerPool, workerFile } from '../pool/index.ts';
import type { Answer, Order } from './orders.ts';

/** Carries orders out, as many at a time as it has threads. */
export interface Crew {
  /** Never rejects. */
  run(order: Order, patienceMs?: number): Promise<Answered<Answer>>;
  /** Asks for an answer soon. */
  stop(): void;
  close(): Promise<void>;
}

/** Threads of this process. */
export function createCrew(jobs: number): Crew {
  const worker = workerFile('zoo-worker', import.meta.url);
  return new WorkerPool<Order, Answer>({ worker, jobs });
}
