// The threads of a campaign, with the kinds of work they do.

import { type Answered, WorkerPool, workerFile } from '../pool/index.ts';
import type { Asked, Tasks } from './fuzz-worker.ts';

/** Threads that make, compare and shrink runs. */
export class Crew {
  private readonly pool: WorkerPool<Asked, unknown>;
  private readonly bug: string | null;

  /** `bug`: the folder of a planted bug, or null. */
  constructor(jobs: number, bug: string | null) {
    this.bug = bug;
    this.pool = new WorkerPool({ worker: workerFile('fuzz-worker', import.meta.url), jobs });
  }

  /** Has one task done by the next thread that is free. Never rejects. */
  async ask<Task extends keyof Tasks>(
    task: Task,
    order: Tasks[Task]['order'],
  ): Promise<Answered<Tasks[Task]['answer']>> {
    // The compiler cannot see that task and order belong together; the signature above makes sure of it.
    const asked = { task, bug: this.bug, order } as Asked;
    return (await this.pool.run(asked)) as Answered<Tasks[Task]['answer']>;
  }

  /** Asks all threads to answer soon with what they have. */
  stop(): void {
    this.pool.stop();
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
