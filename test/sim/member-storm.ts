// A storm over everything that changes: members, snapshots, leadership, read-only peers; with clients that
// read and write, so that their histories can be judged.

import {
  commandAsk,
  Convergence,
  drawBetween,
  faults,
  judgeHistory,
  operators,
  saltOf,
  submit,
  World,
  type WorldSetup,
} from '../../sim/index.ts';
import { stormTick } from './storm.ts';

const NODES_MAX = 7;

/** One tick: now and then a change, a request of a client more often, and the rough storm around them. */
export function memberTick(world: World, seed: string): void {
  const salt = saltOf(seed, 'members');
  const draw = (ordinal: number, min: number, max: number): number =>
    drawBetween(salt, world.now, ordinal, min, max);
  const node = draw(1, 0, NODES_MAX - 1);
  const other = draw(2, 0, NODES_MAX - 1);
  const route = { through: null };
  switch (draw(0, 0, 119)) {
    case 0:
      operators.changeMembers(world, { kind: 'add', node }, route);
      break;
    case 1:
      operators.changeMembers(world, { kind: 'add-then-promote', node }, route);
      break;
    case 2:
      operators.changeMembers(world, { kind: 'add-learner', node }, route);
      break;
    case 3:
    case 4:
      operators.changeMembers(world, { kind: 'remove', node }, route);
      break;
    case 5:
      if (node !== other)
        operators.changeMembers(world, { kind: 'replace', node, by: other }, route);
      break;
    case 6:
      operators.changeMembers(
        world,
        { kind: draw(3, 0, 1) === 0 ? 'promote' : 'demote', node },
        route,
      );
      break;
    case 7: {
      const voters = [0, 1, 2, 3, 4, 5, 6].filter((id) => draw(10 + id, 0, 1) === 0);
      if (voters.length > 0) operators.changeMembers(world, { kind: 'set', voters }, route);
      break;
    }
    case 8:
    case 9:
      operators.transferLeadership(world, Math.min(node, world.nodes.length - 1), route);
      break;
    case 10:
    case 11:
      if (node < world.nodes.length) faults.snapshot(world, node);
      break;
    case 12: {
      const core = world.nodes.at(node)?.core;
      if (core) faults.compact(world, node, Math.max(1, core.lastApplied - draw(3, 0, 5)));
      break;
    }
    case 13:
      if (other < world.nodes.length && node !== other) operators.attach(world, node, other);
      break;
    case 14:
      if (node < world.nodes.length) faults.crashTorn(world, node);
      break;
    default:
      if (draw(4, 0, 2) === 0) ask(world, draw);
  }
  stormTick(world, seed);
}

function ask(world: World, draw: (ordinal: number, min: number, max: number) => number): void {
  const client = draw(5, 11, 14);
  const key = 'xyz'[draw(6, 0, 2)];
  const to = draw(7, 0, world.nodes.length - 1);
  const value = `${world.now}`;
  switch (draw(8, 0, 3)) {
    case 0:
      submit(world, client, {
        ask: commandAsk({ kind: 'write', key, value }),
        to,
        redirects: true,
      });
      return;
    case 1: {
      const from = world.leader()?.machine.valueOf(key) ?? '';
      const command = { kind: 'cas', key, from, to: value } as const;
      submit(world, client, { ask: commandAsk(command), to, redirects: true });
      return;
    }
    default: {
      const manner = (['index', 'index', 'lease', 'stale'] as const)[draw(9, 0, 3)];
      submit(world, client, { ask: { kind: 'read', query: key, manner }, to, redirects: true });
    }
  }
}

/** What a member storm came to. */
export interface Landing {
  readonly world: World;
  /** How it ended; `stalled` and violations are false accusations, or bugs. */
  readonly end: string;
}

/** A world whose size, options and policy are drawn from the seed. */
export function memberWorld(seed: string, setup: Partial<WorldSetup> = {}): World {
  const salt = saltOf(seed, 'member knobs');
  const pick = (ordinal: number, min: number, max: number): number =>
    drawBetween(salt, 0, ordinal, min, max);
  const checkQuorum = pick(2, 0, 3) > 0;
  const world = new World({
    nodes: pick(0, 1, 5),
    learners: pick(9, 0, 3) === 0 ? 1 : 0,
    sessionsMax: pick(8, 0, 3) === 0 ? 3 : 100,
    seed,
    options: {
      preVote: pick(1, 0, 3) > 0,
      checkQuorum,
      leaseReads: checkQuorum && pick(3, 0, 1) === 0,
      batchEntriesMax: pick(4, 0, 2) === 0 ? 1 : 16,
      snapshotChunkSize: pick(5, 0, 1) === 0 ? 40 : 4096,
      maxLeaderTicks: pick(6, 0, 3) === 0 ? 150 : 0,
      jointConsensus: pick(10, 0, 4) > 0,
    },
    ...setup,
  });
  if (pick(7, 0, 1) === 0) {
    world.settings.snapshotEvery = 8;
    world.settings.snapshotKeep = pick(11, 0, 3);
  }
  // Clocks that drift apart by more than leases allow void what they promise.
  if (world.nodes[0].options.leaseReads) world.suspend('linearizability', 'clocks drift in storms');
  return world;
}

/** A world in the middle of a storm, or where something broke. */
export function stormOfMembers(seed: string, ticks: number): World {
  const world = memberWorld(seed);
  for (let count = 0; count < ticks && !world.halted; count++) memberTick(world, seed);
  return world;
}

/** Runs a storm for some ticks, ends all faults, and judges what remains. */
export function runMemberStorm(seed: string, ticks: number): Landing {
  const world = stormOfMembers(seed, ticks);
  if (world.halted) return { world, end: endOf(world) };
  const convergence = new Convergence(world);
  let state = convergence.advance();
  while (state === 'running') state = convergence.advance();
  if (!world.halted) judgeHistory(world);
  if (world.halted) return { world, end: endOf(world) };
  const end =
    state === 'stalled'
      ? `stalled: ${convergence.missing()}; ${convergence.why().join('; ')}`
      : state;
  return { world, end };
}

function endOf(world: World): string {
  const { violation } = world;
  return violation === undefined
    ? ''
    : `${violation.property} in tick ${violation.tick}: ${violation.message}`;
}
