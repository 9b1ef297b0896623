// `always`, `never` and `when`, looked at after every event; `at event`, looked at before every event.

import type { World } from '../sim/index.ts';
import type { Problem } from './problem.ts';
import { observe } from './conditions.ts';
import type { Appointment, Place, Watch } from './machine.ts';
import type { Invariant } from './run-options.ts';
import type { TextOf } from './outcome.ts';
import { type Question, questionOf } from './questions.ts';
import type { Scope } from './scope.ts';
import { whyNot } from './why.ts';

/** What a watcher needs of the run it belongs to. */
export interface Watched {
  readonly textOf: TextOf;
  /** Whether nothing more is to be judged. */
  hasFailed(): boolean;
  /** Carries out a statement in the middle of a tick. */
  execute(place: Place): void;
  fail(place: Place, problem: Problem): void;
  /** A property of somebody's own does not hold. */
  breakInvariant(name: string, message: string): void;
}

/** A watch with the question that it asks of the watcher's world. */
interface Watching {
  readonly watch: Watch;
  readonly holds: Question;
}

/** The watches and appointments of one run. */
export class Watcher {
  private readonly world: World;
  private readonly run: Watched;
  /** Whether appointments that cannot be kept are passed over. */
  private readonly isPlan: boolean;
  private watches: Watching[] = [];
  private appointments: Appointment[] = [];
  private invariants: readonly Invariant[] = [];
  /** Statements carried out inside an event must not be looked at from within. */
  private isInside = false;

  constructor(world: World, run: Watched, isPlan: boolean) {
    this.world = world;
    this.run = run;
    this.isPlan = isPlan;
  }

  watch(watch: Watch): void {
    this.watches.push({ watch, holds: questionOf(watch, this.world) });
    this.attach();
  }

  /** From here on, the invariants are looked at too. */
  uphold(invariants: readonly Invariant[]): void {
    this.invariants = [...this.invariants, ...invariants];
    this.attach();
  }

  appoint(appointment: Appointment): void {
    this.appointments.push(appointment);
    this.attach();
  }

  /** Ends all watches and appointments; one that was not kept fails the test. */
  end(): void {
    const [missed] = this.appointments;
    this.watches = [];
    this.appointments = [];
    this.attach();
    if (missed === undefined) return;
    this.miss(missed, `the test's statements end in tick ${this.world.now}`);
  }

  /** The same watches over another world and run. */
  copyFor(world: World, run: Watched): Watcher {
    const copy = new Watcher(world, run, this.isPlan);
    copy.watches = this.watches.map(({ watch }) => ({ watch, holds: questionOf(watch, world) }));
    copy.appointments = [...this.appointments];
    copy.invariants = this.invariants;
    copy.attach();
    return copy;
  }

  /** Looks at all watches. Called after every event and after every statement. */
  look(): void {
    if (this.isInside || this.world.halted) return;
    for (const invariant of this.invariants) {
      if (this.run.hasFailed()) return;
      const wrong = wordsOf(invariant, this.world);
      if (wrong !== undefined) return this.run.breakInvariant(invariant.name, wrong);
    }
    for (const watching of this.watches) {
      if (this.run.hasFailed()) return;
      if (watching.watch.kind === 'when') this.lookForMoment(watching);
      else this.judge(watching, watching.watch.kind);
    }
  }

  /** After a tick: an event that did not come in its tick never comes, which nobody would notice. */
  endOfTick(): void {
    if (this.appointments.length === 0) return;
    const { now, eventOrdinal } = this.world;
    const missed = this.appointments.find(({ tick }) => tick <= now);
    if (missed === undefined) return;
    this.appointments = this.appointments.filter((appointment) => appointment !== missed);
    this.attach();
    const seen = `tick ${now} had ${eventOrdinal} events`;
    this.miss(missed, missed.tick === now ? seen : `it is tick ${now} already`);
  }

  private miss(appointment: Appointment, observed: string): void {
    if (this.isPlan) return;
    const event = `event ${appointment.event} of tick ${appointment.tick}`;
    const message = `${event} never happened`;
    this.run.fail(appointment.place, { message, expected: event, observed });
  }

  /** Hands the world the hooks that it needs now, and no others: hooks cost time. */
  private attach(): void {
    const { world } = this;
    const isIdle = this.watches.length === 0 && this.invariants.length === 0;
    world.afterEvent = isIdle ? null : () => this.look();
    world.beforeEvent =
      this.appointments.length === 0
        ? null
        : (ordinal, packet) => this.keep(ordinal, packet !== null);
  }

  private lookForMoment(watching: Watching): void {
    if (!watching.holds()) return;
    this.watches = this.watches.filter((each) => each !== watching);
    this.attach();
    const { place } = watching.watch;
    const { action } = place.statement;
    if (action.kind === 'when') this.executeInside({ ...place, statement: action.statement });
  }

  private judge({ watch, holds }: Watching, kind: 'always' | 'never'): void {
    if (holds() === (kind === 'always')) return;
    const { condition, place, marks } = watch;
    const scope = this.scopeOf(place);
    const { now } = this.world;
    const isAlways = kind === 'always';
    const text = this.run.textOf(condition.span, place);
    this.run.fail(place, {
      message: isAlways
        ? `this did not hold any more in tick ${now}`
        : `this came true in tick ${now}`,
      expected: isAlways ? text : `never ${text}`,
      observed: observe(condition, scope, marks).join('; '),
      why: whyNot(condition, scope, isAlways, marks),
    });
  }

  /** Before event `ordinal` of the present tick. False takes the message away. */
  private keep(ordinal: number, isDelivery: boolean): boolean {
    const isDue = ({ tick, event }: Appointment): boolean =>
      tick === this.world.now && event === ordinal;
    const due = this.appointments.filter(isDue);
    if (due.length === 0) return true;
    this.appointments = this.appointments.filter((appointment) => !due.includes(appointment));
    let passes = true;
    for (const { statement, place } of due) {
      if (statement.action.kind !== 'drop-it') this.executeInside({ ...place, statement });
      else if (isDelivery) passes = false;
      else this.refuseDrop(ordinal, place);
    }
    this.attach();
    return passes;
  }

  private refuseDrop(ordinal: number, place: Place): void {
    if (this.isPlan) return;
    const event = `event ${ordinal} of tick ${this.world.now}`;
    this.run.fail(place, {
      message: `${event} is no delivery, so nothing can be dropped`,
      expected: 'a message that arrives',
      observed: 'a timer or a disk',
    });
  }

  private executeInside(place: Place): void {
    const { trace } = this.world;
    const cause = trace?.cause ?? -1;
    const line = trace?.line ?? 0;
    this.isInside = true;
    this.run.execute(place);
    this.isInside = false;
    if (trace === null) return;
    trace.cause = cause;
    trace.line = line;
  }

  private scopeOf(place: Place): Scope {
    return { world: this.world, variables: place.variables };
  }
}

/** What an invariant says; what it throws is what is wrong. */
function wordsOf(invariant: Invariant, world: World): string | undefined {
  try {
    return invariant.check(world);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
