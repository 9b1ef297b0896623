// The round through the zoo: every bug, every seed, on as many threads as there are.

import type { Menagerie, Misfit, Quarry } from './bugs.ts';
import type { Crew } from './crew.ts';
import { type Row, rowOf } from './rows.ts';
import { type Trial, type TrialOptions, tryBug } from './trial.ts';

/** How the round is made. */
export interface VisitOptions extends TrialOptions {
  /** Hunts for each bug. */
  readonly seeds: number;
  readonly seed: string;
  /** Hunts at a time. */
  readonly jobs: number;
}

/** Hears how it goes. */
export interface Visitor {
  /** `hunted`: ids of the bugs that are being hunted. */
  progress(done: number, total: number, hunted: readonly string[]): void;
  row(row: Row): void;
  misfit(misfit: Misfit): void;
}

/** Everything that was seen, by id. */
export interface Visit {
  readonly rows: readonly Row[];
  readonly misfits: readonly Misfit[];
}

/** One bug during the round. */
interface Pen {
  readonly quarry: Quarry;
  /** By number of the hunt, from 0. */
  readonly trials: (Trial | undefined)[];
  open: number;
  problem: string | null;
}

/** Visits all bugs. When `interrupted`, what is there of a bug makes its row, and hunts under way are dropped. */
export async function visitAll(
  menagerie: Menagerie,
  crew: Crew,
  options: VisitOptions,
  visitor: Visitor,
  interrupted: AbortSignal,
): Promise<Visit> {
  const round = new Round(menagerie, crew, options, visitor, interrupted);
  await Promise.all(Array.from({ length: options.jobs }, () => round.walk()));
  return round.end();
}

class Round {
  private readonly pens: readonly Pen[];
  private readonly tasks: (readonly [Pen, number])[];
  private readonly total: number;
  private readonly rows: Row[] = [];
  private readonly misfits: Misfit[];
  private readonly hunted: Pen[] = [];
  private readonly crew: Crew;
  private readonly options: VisitOptions;
  private readonly visitor: Visitor;
  private readonly interrupted: AbortSignal;
  private done = 0;

  constructor(
    { quarries, misfits }: Menagerie,
    crew: Crew,
    options: VisitOptions,
    visitor: Visitor,
    interrupted: AbortSignal,
  ) {
    const { seeds } = options;
    this.pens = quarries.map((quarry) => ({ quarry, trials: [], open: seeds, problem: null }));
    this.tasks = this.pens.flatMap((pen) =>
      Array.from({ length: seeds }, (_, hunt) => [pen, hunt] as const),
    );
    this.total = this.tasks.length;
    this.misfits = [...misfits];
    this.crew = crew;
    this.options = options;
    this.visitor = visitor;
    this.interrupted = interrupted;
  }

  /** Takes one hunt after another until none is left. Several may walk at a time. */
  async walk(): Promise<void> {
    for (let task = this.tasks.shift(); task !== undefined; task = this.tasks.shift()) {
      if (this.interrupted.aborted) return;
      const [pen, hunt] = task;
      if (pen.problem === null) await this.visit(pen, hunt);
      this.done += 1;
    }
  }

  end(): Visit {
    for (const pen of this.pens) if (pen.open > 0 && pen.problem === null) this.judge(pen);
    const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
      a.id < b.id ? -1 : 1;
    return { rows: this.rows.sort(byId), misfits: this.misfits.sort(byId) };
  }

  private async visit(pen: Pen, hunt: number): Promise<void> {
    const { options, crew, interrupted, hunted } = this;
    hunted.push(pen);
    const ids = new Set(hunted.map(({ quarry }) => quarry.bug.id));
    this.visitor.progress(this.done, this.total, [...ids]);
    const seed = `${options.seed}.${hunt + 1}`;
    const tried = await tryBug(pen.quarry, seed, crew, options, interrupted);
    hunted.splice(hunted.indexOf(pen), 1);
    if (tried === undefined || pen.problem !== null) return;
    if ('unplantable' in tried) return this.turnAway(pen, tried.unplantable);
    pen.trials[hunt] = tried;
    pen.open -= 1;
    if (pen.open === 0) this.judge(pen);
  }

  private turnAway(pen: Pen, problem: string): void {
    pen.problem = problem;
    const misfit = { id: pen.quarry.bug.id, problem };
    this.misfits.push(misfit);
    this.visitor.misfit(misfit);
  }

  private judge({ quarry, trials }: Pen): void {
    const known = trials.flatMap((trial) => trial ?? []);
    if (known.length === 0) return;
    const row = rowOf(quarry, known);
    this.rows.push(row);
    this.visitor.row(row);
  }
}
