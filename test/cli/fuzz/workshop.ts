// A campaign without threads: all tasks are done here, a turn later, and now and then a later one first. So a
// bug is compiled once, and everything else is as it is in a real campaign.

import type { Crew, Workshop } from '../../../cli/fuzz/crew.ts';
import { fuzzCommand } from '../../../cli/fuzz/fuzz.ts';
import { type Asked, doTask, type Tasks } from '../../../cli/fuzz/tasks.ts';
import { loadModules, type Modules } from '../../../cli/engine.ts';
import { type Answered, Pulse } from '../../../cli/pool/index.ts';
import type { CapturedHost } from '../surroundings.ts';

/** Modules by the folder of their bug, for all tests of a file. */
const loaded = new Map<string | undefined, Promise<Modules>>();

/** What a test may do before a task is done, such as interrupt or fail. */
export type Before = (asked: Asked) => void;

/** A workshop of this thread. With `isFresh`, every crew has modules of its own, as threads do. */
export function localWorkshop(before: Before = () => undefined, isFresh = false): Workshop {
  const load = (bug: string | undefined): Promise<Modules> => {
    const known = loaded.get(bug) ?? loadModules(bug);
    loaded.set(bug, known);
    return known;
  };
  return {
    loadModules: load,
    openCrew: (_jobs, bug) => {
      const modules = isFresh ? loadModules(bug ?? undefined) : load(bug ?? undefined);
      return new LocalCrew(modules, bug, before);
    },
  };
}

class LocalCrew implements Crew {
  private readonly modules: Promise<Modules>;
  private readonly bug: string | null;
  private readonly before: Before;
  private readonly pulse = new Pulse();
  private turn = 0;

  constructor(modules: Promise<Modules>, bug: string | null, before: Before) {
    this.modules = modules;
    this.bug = bug;
    this.before = before;
  }

  async ask<Task extends keyof Tasks>(
    task: Task,
    order: Tasks[Task]['order'],
  ): Promise<Answered<Tasks[Task]['answer']>> {
    const asked = { task, bug: this.bug, order } as Asked;
    const modules = await this.modules;
    this.turn += 1;
    // Every other task lets three turns go by, so that those behind it come first.
    for (let turns = this.turn % 2 === 0 ? 1 : 4; turns > 0; turns -= 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    try {
      this.before(asked);
      const answer = doTask(modules, asked, this.pulse) as Tasks[Task]['answer'];
      return { kind: 'answer', answer: structuredClone(answer) };
    } catch (error) {
      return { kind: 'lost', error: error as Error };
    }
  }

  stop(): void {
    this.pulse.stop();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** How a campaign ended. */
export interface Done {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a campaign with some options; all others are those of the command line. */
export async function campaign(
  host: CapturedHost,
  options: Partial<Parameters<typeof fuzzCommand>[0]>,
  workshop: Workshop = localWorkshop(),
): Promise<Done> {
  const typed = { profile: 'everything', seed: '1', out: 'found', jobs: '2', ...options };
  const status = await fuzzCommand(typed, host, workshop);
  return { status, out: host.out.text(), err: host.err.text() };
}

/** The objects that a campaign printed with `--json`. */
export function objectsIn({ out }: Done): Record<string, unknown>[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
