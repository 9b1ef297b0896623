// What stands around everything that a world does: failed assertions of the core become a violation, and so does
// a tick that does not end.

import { AssertionFailure, setReporter } from '../core/index.ts';
import { WORLD } from './endpoint.ts';
import { grouped } from './grouped.ts';
import { OwnCodeFailure } from './own-machine.ts';
import type { World } from './world.ts';

/** Leaves a tick in the middle, from wherever it goes in circles. */
export class EndlessTick extends Error {}

/** See `World.guarded`. */
export function guarded(world: World, run: () => void): void {
  const previous = setReporter(
    world.lenient ? (sentence, observed) => passOver(world, sentence, observed) : null,
  );
  try {
    run();
  } catch (error) {
    if (error instanceof EndlessTick) return accuseOfEndlessTick(world);
    // A lenient world goes on behind a failed assertion, where anything may happen.
    const isOurs = error instanceof AssertionFailure || world.lenient;
    if (!isOurs || error instanceof OwnCodeFailure) throw error;
    const message = error instanceof Error ? error.message : String(error);
    world.out.clear();
    world.accuse({
      property: 'assertion',
      node: WORLD,
      message: `an assertion of the core fails: ${message}`,
      expected: error instanceof AssertionFailure ? error.sentence : 'no failure inside the core',
      observed: error instanceof AssertionFailure ? String(error.observed) : message,
    });
  } finally {
    setReporter(previous);
  }
}

function accuseOfEndlessTick(world: World): void {
  const most = grouped(world.eventsPerTick);
  const { count } = world.network.wheel;
  world.out.clear();
  world.accuse({
    property: 'assertion',
    node: WORLD,
    message: `a tick does not end: tick ${world.now} has more than ${most} events`,
    expected: `at most ${most} events in one tick`,
    observed: `${most} events; messages still in flight: ${grouped(count)}`,
  });
}

/** More messages are in flight than any cluster has a use for. */
export function accuseOfFlood(world: World): void {
  const count = grouped(world.network.wheel.count);
  world.accuse({
    property: 'assertion',
    node: WORLD,
    message: `messages multiply without end: ${count} are in flight after tick ${world.now}`,
    expected: 'no message that causes more than one other again and again',
    observed: `${count} messages in flight`,
  });
}

/** See `World.passOver`. */
export function passOver(world: World, sentence: string, observed: unknown): boolean {
  const text = `${sentence} (got ${String(observed)})`;
  if (world.passedOver.length < 100) world.passedOver.push(text);
  if (world.trace !== null) world.record(WORLD, 'note', `passed over: ${text}`);
  return !world.nodes.some(({ disk }) => disk.hasSeenDamage || disk.isSpoilt);
}
