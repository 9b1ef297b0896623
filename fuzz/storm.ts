// The generator: a stream of statements, each decided in view of the world. It knows the knobs and the
// truth about the cluster; it does not know what is under test.

import type { Action, RandomFault, RandomOrder, RandomPort } from '../dsl/index.ts';
import type { RandomStream, Statement } from '../dsl/index.ts';
import { drawMajority, saltOf, SITUATIONS, type World } from '../sim/index.ts';
import { mendNetwork } from './acts-network.ts';
import { mendNodes } from './acts-nodes.ts';
import { NOWHERE, num, set } from './build.ts';
import { Dice, gapAround } from './dice.ts';
import { drawKnobs, type KnobOverrides, type Knobs } from './knobs.ts';
import { type Act, present, type View } from './view.ts';

/** Tries to find an act that can do something now, before time passes instead. */
const TRIES = 4;

/** Statements of a script for each tick it may take: a script that settles takes no ticks. */
const STATEMENTS_PER_TICK = 1;

/** Ticks after which `run random until covered` ends in any case. */
const COVERED_TICKS_MAX = 20_000;
/** Ticks without a new situation after which it ends: what has not come up by then hardly will. */
const NOTHING_NEW_TICKS = 2_000;

/** Told of every fault or operation that a storm carries out. */
export type NoteKind = (kind: RandomFault) => void;

/** A generator for `run random`. `overrides` go before what the seed says. */
export function createRandomPort(
  overrides: KnobOverrides = {},
  note: NoteKind = () => undefined,
): RandomPort {
  return {
    begin(order, world) {
      const seed = order.ordinal === 0 ? order.seed : `${order.seed}/${order.ordinal}`;
      // Scripts take few ticks, and so would hardly ever come to the end of those.
      const pace = order.until === null ? { pace: 'storm' as const } : {};
      const knobs = drawKnobs(seed, order.words, world.nodes.length, { ...overrides, ...pace });
      return new Storm(order, seed, knobs, note);
    },
  };
}

/** One random run. Plain data besides the dice, which hold no state between two decisions. */
export class Storm implements RandomStream {
  readonly knobs: Knobs;
  private readonly order: RandomOrder;
  private readonly seed: string;
  private readonly time: Dice;
  private readonly choice: Dice;
  private readonly acts: Dice;
  private readonly late: Dice;
  private readonly note: NoteKind;
  /** Decisions so far. */
  private step = 0;
  /** Statements so far. */
  private count = 0;
  /** Parts of plays so far that were decided in their turn. */
  private delayed = 0;
  private queue: Act[] = [];
  private hasEnded = false;
  /** Situations that have come up, and when the last one did. */
  private reached = 0;
  private reachedAt: number;

  constructor(order: RandomOrder, seed: string, knobs: Knobs, note: NoteKind) {
    this.order = order;
    this.reachedAt = order.from;
    this.note = note;
    this.seed = seed;
    this.knobs = knobs;
    this.time = new Dice(seed, 'time');
    this.choice = new Dice(seed, 'choice');
    this.acts = new Dice(seed, 'acts');
    this.late = new Dice(seed, 'late');
  }

  next(world: World): Statement | null {
    for (;;) {
      const action = this.queue.shift();
      if (action === undefined) {
        if (this.hasEnded) return null;
        this.decide(world);
      } else if (action.kind === 'later') {
        this.delayed += 1;
        this.queue.unshift(...action.decide(this.view(world, this.late.at(this.delayed))));
      } else {
        this.count += 1;
        return { span: NOWHERE, action };
      }
    }
  }

  copy(): Storm {
    const copy = new Storm(this.order, this.seed, this.knobs, this.note);
    copy.step = this.step;
    copy.count = this.count;
    copy.delayed = this.delayed;
    copy.queue = this.queue.slice();
    copy.hasEnded = this.hasEnded;
    copy.reached = this.reached;
    copy.reachedAt = this.reachedAt;
    return copy;
  }

  /** Fills the queue with an act and the time behind it, or ends. */
  private decide(world: World): void {
    this.step += 1;
    const until = this.order.until ?? this.order.from + COVERED_TICKS_MAX;
    if (world.now >= until || this.isLongEnough(until) || this.isCovered(world)) {
      this.end(world, until);
      return;
    }
    const act = this.act(world);
    if (act !== null) this.queue.push(...act);
    this.passTime(world, until);
  }

  /** The last statements: the rest of the time, and whether a majority would recover with the others as they are. */
  private end(world: World, until: number): void {
    if (this.order.until !== null && world.now < until) return this.push(tickTo(until));
    this.hasEnded = true;
    if (this.order.until === null) noteCoverage(world);
    const majority = drawMajority(world, saltOf(this.seed, 'storm/majority'), 0);
    if (majority !== null) this.push({ kind: 'check-alone', nodes: set(majority) });
  }

  /** Of `run random until covered`: whether everything came up, or nothing new for long. */
  private isCovered(world: World): boolean {
    if (this.order.until !== null || world.coverage === null) return false;
    const reached = SITUATIONS.length - world.coverage.coverage.missing().length;
    if (reached > this.reached) {
      this.reached = reached;
      this.reachedAt = world.now;
    }
    return reached === SITUATIONS.length || world.now - this.reachedAt >= NOTHING_NEW_TICKS;
  }

  private isLongEnough(until: number): boolean {
    if (this.knobs.pace === 'storm') return false;
    const ticks = until - this.order.from;
    return this.count >= Math.max(4, ticks * STATEMENTS_PER_TICK);
  }

  private view(world: World, dice: Dice): View {
    return { world, dice, knobs: this.knobs, serial: this.step };
  }

  private act(world: World): readonly Act[] | null {
    const { knobs, choice } = this;
    const view = this.view(world, this.acts.at(this.step));
    if (present(view).length === 0) return null;
    choice.at(this.step);
    if (choice.chance(knobs.mending)) {
      const mend = choice.chance(50) ? mendNetwork : mendNodes;
      const mended = mend(view) ?? mendNodes(view) ?? mendNetwork(view);
      if (mended !== null) return mended;
    }
    if (knobs.kinds.length === 0) return null;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const kind = choice.weighted(knobs.kinds);
      const act = kind.act(view);
      if (act === null) continue;
      this.note(kind.name);
      return act;
    }
    return null;
  }

  private passTime(world: World, until: number): void {
    const { knobs, time } = this;
    time.at(this.step);
    if (knobs.pace === 'script') return this.passScriptTime(until);
    let to = world.now + gapAround(time, knobs.gap);
    if (knobs.quiet > 0) {
      const since = (to - this.order.from) % (knobs.quietEvery + knobs.quiet);
      if (since >= knobs.quietEvery) to += knobs.quietEvery + knobs.quiet - since;
    }
    this.push(tickTo(Math.min(to, until)));
  }

  private passScriptTime(until: number): void {
    const { knobs, time } = this;
    if (time.chance(knobs.haste)) return;
    if (time.chance(knobs.settling)) return this.push({ kind: 'settle', nodes: [] });
    const most = Math.max(1, until - this.order.from);
    const ticks = time.pick([1, 1, 1, 2, 2, 3, 5, 10, 25, 45]);
    this.push({ kind: 'tick', count: num(Math.min(ticks, most)) });
  }

  private push(action: Action): void {
    this.queue.push(action);
  }
}

/** Says in the report what `run random until covered` came across. */
function noteCoverage(world: World): void {
  if (world.coverage === null) return;
  const { length } = world.coverage.coverage.missing();
  world.notes.push(`${SITUATIONS.length - length} of ${SITUATIONS.length} situations came up`);
}

function tickTo(time: number): Action {
  return { kind: 'tick-to', time: num(time) };
}
