// The threads of a campaign, as a port: tests bring their own, which are none.

import { loadModules, type Modules } from '../engine.ts';
import { type Answered, WorkerPool, workerFile } from '../pool/index.ts';
import type { Asked, Tasks } from './tasks.ts';

/** Who makes, compares and shrinks runs. */
export interface Crew {
  /** Has one task done by whoever is free next. Never rejects. */
  ask<Task extends keyof Tasks>(
    task: Task,
    order: Tasks[Task]['order'],
  ): Promise<Answered<Tasks[Task]['answer']>>;
  /** Asks all to answer soon with what they have. */
  stop(): void;
  /** Ends all, whatever they do. */
  close(): Promise<void>;
}

/** Where a campaign gets what runs worlds. `bug`: the folder of a planted bug. */
export interface Workshop {
  loadModules(bug: string | undefined): Promise<Modules>;
  openCrew(jobs: number, bug: string | null): Crew;
}

/** The real modules on real threads. */
export const WORKSHOP: Workshop = {
  loadModules,
  openCrew: (jobs, bug) => new ThreadCrew(jobs, bug),
};

class ThreadCrew implements Crew {
  private readonly pool: WorkerPool<Asked, unknown>;
  private readonly bug: string | null;

  constructor(jobs: number, bug: string | null) {
    this.bug = bug;
    this.pool = new WorkerPool({ worker: workerFile('fuzz-worker', import.meta.url), jobs });
  }

  async ask<Task extends keyof Tasks>(
    task: Task,
    order: Tasks[Task]['order'],
  ): Promise<Answered<Tasks[Task]['answer']>> {
    // The compiler cannot see that task and order belong together; the signature above makes sure of it.
    const asked = { task, bug: this.bug, order } as Asked;
    return (await this.pool.run(asked)) as Answered<Tasks[Task]['answer']>;
  }

  stop(): void {
    this.pool.stop();
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
