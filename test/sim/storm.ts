// A rough storm for tests: everything at once, drawn from a seed without keeping a generator.

import {
  commandAsk,
  drawBetween,
  faults,
  saltOf,
  submit,
  World,
  type WorldSetup,
} from '../../sim/index.ts';

/** Moves a world through one tick of a storm; the same tick of the same seed always does the same. */
export function stormTick(world: World, seed: string): void {
  const salt = saltOf(seed, 'storm');
  const draw = (ordinal: number, min: number, max: number): number =>
    drawBetween(salt, world.now, ordinal, min, max);
  const node = draw(1, 0, world.nodes.length - 1);
  const other = draw(2, 0, world.nodes.length - 1);
  switch (draw(0, 0, 249)) {
    case 0:
      faults.crash(world, node);
      break;
    case 1:
      faults.crashBeforeSync(world, node);
      break;
    case 2:
    case 3:
    case 4:
      for (const { id } of world.nodes) faults.restart(world, id);
      break;
    case 5:
      faults.partition(world, [[node, other]]);
      break;
    case 6:
      if (node !== other) faults.cut(world, node, other, false);
      break;
    case 7:
    case 8:
      faults.heal(world);
      break;
    case 9:
      faults.pause(world, node);
      break;
    case 10:
    case 11:
      for (const { id } of world.nodes) faults.resume(world, id);
      break;
    case 12:
      faults.setChance(world, 'lose', draw(3, 0, 30));
      break;
    case 13:
      faults.setChance(world, 'duplicate', draw(3, 0, 20));
      break;
    case 14:
      faults.setChance(world, 'reorder', draw(3, 0, 30));
      break;
    case 15:
      faults.delay(world, { min: 1, max: draw(3, 1, 9) }, null);
      break;
    case 16:
      faults.slowDisk(world, node, { min: 0, max: draw(3, 0, 6) });
      break;
    case 17:
      faults.failNextSync(world, node);
      break;
    case 18:
      faults.startCampaign(world, node);
      break;
    case 19:
      faults.abdicate(world, node);
      break;
    case 20:
      faults.setClockRate(world, node, draw(3, 50, 200));
      break;
    case 21:
      faults.forget(world, node);
      break;
    case 22:
      faults.isolate(world, world.leader()?.id ?? node);
      break;
    case 23:
      faults.fillDisk(world, node);
      break;
    case 24:
      faults.mendDisk(world, node);
      break;
    case 25:
      faults.addRule(world, 'hold', { kind: 'append-request', to: [node] }, 3);
      break;
    case 26:
      faults.release(world);
      break;
    case 27:
      faults.addRule(world, 'drop', { kind: 'append-response', from: [node] }, 2);
      break;
    default:
      if (draw(4, 0, 3) === 0) {
        const ask = commandAsk({ kind: 'value', value: `v${world.now}` });
        submit(world, draw(5, 1, 3), { ask, to: node, redirects: true });
      }
  }
  world.tick();
}

/** A world whose size and options are drawn from the seed. */
export function stormWorld(seed: string, setup: Partial<WorldSetup> = {}): World {
  const salt = saltOf(seed, 'knobs');
  const pick = (ordinal: number, min: number, max: number): number =>
    drawBetween(salt, 0, ordinal, min, max);
  return new World({
    nodes: pick(0, 1, 7),
    seed,
    options: {
      preVote: pick(1, 0, 2) > 0,
      checkQuorum: pick(2, 0, 2) > 0,
      noOp: pick(3, 0, 3) > 0,
      batchEntriesMax: pick(4, 0, 2) === 0 ? 1 : 16,
      inflightMax: pick(5, 4, 8),
      heartbeatTicks: pick(6, 1, 4),
    },
    ...setup,
  });
}

/** Runs a storm for some ticks, or until something breaks. */
export function runStorm(seed: string, ticks: number, setup: Partial<WorldSetup> = {}): World {
  const world = stormWorld(seed, setup);
  for (let count = 0; count < ticks && !world.halted; count++) stormTick(world, seed);
  return world;
}
