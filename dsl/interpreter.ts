// One statement carried out: the world is changed, looked at or waited for, or a block is opened.

import { perform } from './actions.ts';
import { judgeAlone } from './alone.ts';
import type { Action, Condition } from './ast.ts';
import { holds, markEvents, observe } from './conditions.ts';
import type { Judgement } from './judgement.ts';
import { grouped } from '../sim/index.ts';
import { DEFAULT_WAIT_TICKS } from './limits.ts';
import { bound, frameOf, type Place, randomFrame, type Wait } from './machine.ts';
import { askForMembers, isMemberAction } from './members.ts';
import { resolved } from './operands.ts';
import type { RunParts } from './run-parts.ts';
import { nodesOf, numberOf, type Scope } from './scope.ts';
import { answerWait, operatorWait, readingWait } from './waits.ts';
import type { Watcher } from './watcher.ts';
import { whyNot } from './why.ts';

/** Deliveries after which `settle` gives up. */
const SETTLE_MAX = 10_000;

/** Carries out statements, one at a time. One that waits leaves in `wait` what for; nothing follows it before that. */
export class Interpreter {
  wait: Wait | null = null;
  /** Random runs begun so far: each draws differently. */
  private randomRuns = 0;
  private readonly parts: RunParts;
  private readonly judgement: Judgement;
  private readonly watcher: Watcher;

  constructor(parts: RunParts, judgement: Judgement, watcher: Watcher) {
    this.parts = parts;
    this.judgement = judgement;
    this.watcher = watcher;
  }

  /** An interpreter of other parts, which goes on the same way. */
  copyFor(parts: RunParts, judgement: Judgement, watcher: Watcher): Interpreter {
    const copy = new Interpreter(parts, judgement, watcher);
    copy.wait = this.wait;
    copy.randomRuns = this.randomRuns;
    return copy;
  }

  carryOut(place: Place): void {
    const { world } = this.parts;
    const { statement, file, variables } = place;
    const { action } = statement;
    const scope: Scope = { world, variables };
    switch (action.kind) {
      case 'tick': {
        const count = action.count === null ? 1 : numberOf(action.count, scope);
        this.wait = { kind: 'ticks', until: world.now + count };
        return;
      }
      case 'tick-to':
        return this.tickTo(numberOf(action.time, scope), place);
      case 'tick-until':
      case 'eventually': {
        const { condition, within } = action;
        const ticks = within === null ? DEFAULT_WAIT_TICKS : numberOf(within, scope);
        const marks = markEvents(condition, world);
        const since = world.now;
        this.wait = { kind: 'condition', place, condition, marks, since, bound: ticks };
        return;
      }
      case 'settle':
        return this.settle(
          place,
          action.nodes.flatMap((node) => nodesOf(node, scope)),
        );
      case 'check':
        return this.check(action.condition, place);
      case 'check-alone':
        return this.judgement.checkAlone(judgeAlone(action.nodes, scope), place);
      case 'always':
      case 'never':
      case 'when': {
        const { kind, condition } = action;
        return this.watcher.watch({ kind, place, condition, marks: markEvents(condition, world) });
      }
      case 'at-event': {
        const event = numberOf(action.event, scope);
        const tick = numberOf(action.tick, scope);
        return this.watcher.appoint({ place, statement: action.statement, event, tick });
      }
      case 'repeat': {
        const rounds = numberOf(action.count, scope);
        if (rounds > 0) this.parts.frames.push(frameOf(action.body, file, variables, rounds - 1));
        return;
      }
      case 'call':
        return this.call(place);
      case 'run-random':
        return this.runRandom(action, place);
      case 'expect-error':
        return this.expectError(place);
      case 'show': {
        // The run goes on, so that all golden lines can be updated at once; the first difference is reported.
        const problem = this.parts.outcome.show(world, place);
        if (problem !== undefined) this.parts.outcome.note(world, 'failed', place, problem);
        return;
      }
      default: {
        const reading = readingWait(place, scope);
        const problem = perform(action, scope);
        if (problem !== undefined) return this.judgement.failOrSkip(place, problem);
        this.parts.askedPlaces.note(place, world);
        if (reading !== null) this.wait = reading;
      }
    }
  }

  private tickTo(time: number, place: Place): void {
    const { now } = this.parts.world;
    if (time >= now) {
      this.wait = { kind: 'ticks', until: time };
      return;
    }
    this.judgement.failOrSkip(place, {
      message: `tick ${time} has passed already: it is tick ${now}`,
      expected: `a time from ${now} on`,
      observed: `${time}`,
    });
  }

  private settle(place: Place, only: readonly number[]): void {
    const { world } = this.parts;
    const { action } = place.statement;
    const isForAll = action.kind === 'settle' && action.nodes.length === 0;
    if (world.settle(isForAll ? null : only, SETTLE_MAX)) return;
    const most = grouped(SETTLE_MAX);
    this.judgement.failOrSkip(place, {
      message: `the cluster does not settle: after ${most} deliveries there are still messages`,
      expected: `no messages in flight after at most ${most} deliveries`,
      observed: `${grouped(world.network.wheel.count)} messages in flight`,
    });
  }

  private call(place: Place): void {
    const { action } = place.statement;
    const definition =
      action.kind === 'call' ? this.parts.test.define(action.name.text) : undefined;
    if (action.kind !== 'call' || definition === undefined) return;
    const { nesting } = this.parts.test.limits;
    if (this.parts.frames.depth > nesting) {
      const levels = grouped(nesting);
      return this.judgement.fail('broken', place, {
        message: `blocks and definitions are nested deeper than ${levels} levels`,
        expected: `at most ${levels} levels`,
        observed: `${levels} levels, and one more`,
      });
    }
    const values = action.arguments.map((argument) => resolved(argument, place.variables));
    const variables = bound(definition.parameters, values);
    this.parts.frames.push(frameOf(definition.body, definition.file, variables));
  }

  private runRandom(action: Extract<Action, { kind: 'run-random' }>, place: Place): void {
    const { world, options } = this.parts;
    if (options.random === undefined) {
      return this.judgement.fail('broken', place, {
        message: 'nobody generates random runs here',
        expected: 'a generator in the option `random` of the run: `createRandomPort()`',
        observed: 'none',
      });
    }
    const ticks = action.ticks;
    const order = {
      seed: world.seed,
      ordinal: this.randomRuns,
      from: world.now,
      until:
        ticks === null ? null : world.now + numberOf(ticks, { world, variables: place.variables }),
      words: action.faults.map(({ text }) => text.toLowerCase()),
    };
    this.randomRuns += 1;
    this.parts.frames.push(randomFrame(options.random.begin(order, world), place));
  }

  private expectError(place: Place): void {
    const { action } = place.statement;
    if (action.kind !== 'expect-error') return;
    const { world } = this.parts;
    const scope: Scope = { world, variables: place.variables };
    const asked = action.statement.action;
    if (isMemberAction(asked)) {
      const operator = askForMembers(asked, scope);
      if (typeof operator !== 'number') return this.judgement.failOrSkip(place, operator);
      this.wait = operatorWait(place, world, operator, action.error.text.toLowerCase());
      return;
    }
    const wait = answerWait(place, scope);
    const problem = perform(action.statement.action, scope);
    if (problem !== undefined) return this.judgement.failOrSkip(place, problem);
    this.parts.askedPlaces.note(place, world);
    this.wait = wait;
  }

  private check(condition: Condition, place: Place): void {
    const scope: Scope = { world: this.parts.world, variables: place.variables };
    if (holds(condition, scope)) return;
    this.judgement.fail('failed', place, {
      message: 'this does not hold',
      expected: this.parts.outcome.textOf(condition.span, place),
      observed: observe(condition, scope).join('; '),
      why: whyNot(condition, scope),
    });
  }
}
