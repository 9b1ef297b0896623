// What one random run of a campaign is: a version, a seed, a profile, and what somebody decided instead of
// the seed. From it follows a scenario of a few lines that ends in `run random`, and with it everything.

import { RANDOM_PROFILES, type RandomProfile } from '../dsl/index.ts';
import { Dice } from './dice.ts';
import { drawPace, type KnobOverrides } from './knobs.ts';
import { drawInitialLogs } from './initial-logs.ts';

/** What may be decided instead of drawn. Whatever is decided moves nothing else. */
export interface Overrides extends KnobOverrides {
  /** Voters at the beginning, from 1 to 9. */
  readonly nodes?: number | undefined;
  /** Learners behind them, from 0 to 4. */
  readonly learners?: number | undefined;
  /** Ticks of the random part, from 1. */
  readonly ticks?: number | undefined;
  /** Seeds that the draws follow from some ticks on: other futures of the same beginning. */
  readonly branches?: readonly Branch[] | undefined;
}

/** From `tick` on, draws follow `seed`. */
export interface Branch {
  readonly tick: number;
  readonly seed: string;
}

/** One random run. */
export interface RunSpec {
  readonly seed: string;
  readonly profile: RandomProfile;
  readonly overrides: Overrides;
}

/** Whether a word is the name of a profile. */
export function isProfile(word: string): word is RandomProfile {
  return (RANDOM_PROFILES as readonly string[]).includes(word);
}

type Draw = readonly (readonly [number, number])[];

const SIZES: Draw = [
  [3, 50],
  [5, 22],
  [4, 10],
  [2, 8],
  [1, 3],
  [7, 4],
  [6, 3],
];
const SCRIPT_TICKS: Draw = [
  [8, 4],
  [15, 5],
  [25, 5],
  [40, 4],
  [70, 3],
  [120, 1],
];
const STORM_TICKS: Draw = [
  [150, 3],
  [400, 4],
  [1000, 3],
  [2000, 2],
];

/** The scenario of a run. Everything in it is drawn from the seed, each knob by a stream of its own. */
export function specText(spec: RunSpec): string {
  const { seed, profile, overrides } = spec;
  const dice = (name: string): Dice => new Dice(seed, `cluster/${name}`).at(0);
  const pace = overrides.pace ?? drawPace(seed);
  const size = overrides.nodes ?? dice('nodes').weighted(SIZES);
  const learners =
    overrides.learners ?? (dice('learners').chance(12) ? dice('count').between(1, 2) : 0);
  const ticks =
    overrides.ticks ?? dice('ticks').weighted(pace === 'script' ? SCRIPT_TICKS : STORM_TICKS);
  const world = drawTiming(dice);
  const options = clusterOptions(dice, size, learners, profile);
  if (world.isOwn) {
    options.push(`electionTimeout ${world.least}..${world.most}`, `heartbeat ${world.heartbeat}`);
  }
  const lines = [
    `seed ${JSON.stringify(seed)}`,
    `cluster of ${size}${options.length === 0 ? '' : ` with ${options.join(', ')}`}`,
    ...settings(dice, world, size),
    ...randomLines(profile, ticks, overrides.branches ?? []),
  ];
  return `${lines.join('\n')}\n`;
}

function randomLines(profile: RandomProfile, ticks: number, branches: readonly Branch[]): string[] {
  const lines: string[] = [];
  let from = 0;
  for (const { tick, seed } of [...branches].sort((a, b) => a.tick - b.tick)) {
    if (tick >= ticks) break;
    if (tick > from) lines.push(`run random ${tick - from} ticks with ${profile}`);
    lines.push(`reseed ${JSON.stringify(seed)}`);
    from = tick;
  }
  return [...lines, `run random ${ticks - from} ticks with ${profile}`];
}

type DiceOf = (name: string) => Dice;

function clusterOptions(
  dice: DiceOf,
  size: number,
  learners: number,
  profile: RandomProfile,
): string[] {
  const options: string[] = [];
  if (learners > 0) options.push(`${learners} learners`);
  const off = (name: string, percent: number): boolean => {
    if (dice(name).chance(percent)) options.push(`${name} off`);
    else return false;
    return true;
  };
  // Now and then the Raft of the paper, without what came later.
  const isBare = dice('bare').chance(15);
  off('prevote', isBare ? 90 : 27);
  const hasQuorumChecks = !off('checkquorum', isBare ? 90 : 18);
  off('noop', isBare ? 75 : 18);
  off('joint', 20);
  if (hasQuorumChecks && dice('leases').chance(45)) options.push('leases on');
  const isNarrow = dice('batch').chance(25);
  if (isNarrow) options.push(`batch ${dice('batch size').pick([1, 2, 3])}`);
  if (dice('bytes').chance(8))
    options.push(`batchSize ${dice('batch bytes').pick([3, 5, 10, 20])}`);
  // Where batches are small as well, whoever catches up is between two states of the log for some time.
  if (dice('window').chance(isNarrow ? 50 : 12))
    options.push(`window ${dice('window size').pick([1, 1, 2, 3])}`);
  if (dice('chunk').chance(35))
    options.push(`snapshotChunk ${dice('chunk size').pick([8, 20, 50])}`);
  if (dice('term').chance(6))
    options.push(`maxLeaderTicks ${dice('term length').pick([30, 80, 200])}`);
  if (dice('sessions').chance(12))
    options.push(`sessions ${dice('session count').pick([1, 2, 3])}`);
  if (profile !== 'calm' && dice('logs').chance(isBare ? 60 : 20)) {
    const logs = drawInitialLogs(dice('log shapes'), size);
    options.push(`logs ${logs.map((log) => `[${log.join(' ')}]`).join(' ')}`);
  }
  return options;
}

/** Timing ratios: how far apart heartbeats, patience and latencies are. */
interface Timing {
  readonly latency: readonly [number, number];
  readonly diskLatency: readonly [number, number];
  /** Whether the cluster's timeouts are not the ordinary ones. */
  readonly isOwn: boolean;
  readonly least: number;
  readonly most: number;
  readonly heartbeat: number;
}

/** Draws them so that elections can end: a round trip with its writes fits well into the shortest timeout (5.6). */
function drawTiming(dice: DiceOf): Timing {
  const span = (name: string, percent: number, spreads: readonly number[]): [number, number] => {
    if (!dice(name).chance(percent)) return [0, 0];
    const low = dice(`${name} low`).between(0, 2);
    return [low, low + dice(`${name} spread`).pick(spreads)];
  };
  const latency = span('latency', 20, [0, 1, 2, 4]);
  const diskLatency = span('disk', 30, [0, 1, 3, 6]);
  const roundTrip = 2 * Math.max(1, latency[1]) + 2 * diskLatency[1];
  const isAlike = dice('alike').chance(7);
  const isOrdinary = roundTrip <= 8 && !isAlike && !dice('timing').chance(25);
  if (isOrdinary) return { latency, diskLatency, isOwn: false, least: 10, most: 20, heartbeat: 2 };
  const least = roundTrip + dice('patience').pick([2, 4, 8, 15, 30]);
  // Timeouts that are much alike tie again and again, unless logs or leaders decide.
  const spread = isAlike
    ? dice('likeness').pick([0, 0, 1])
    : roundTrip + dice('spread').pick([3, 6, 10, 20]);
  const most = least + spread;
  const heartbeat = Math.min(least - 1, dice('heartbeat').pick([1, 2, 3, 5]));
  return { latency, diskLatency, isOwn: true, least, most, heartbeat };
}

function settings(
  dice: DiceOf,
  { latency, diskLatency, heartbeat }: Timing,
  size: number,
): string[] {
  const lines: string[] = [];
  if (latency[1] > 0) lines.push(`set network.latency to ${latency[0]}..${latency[1]}`);
  if (diskLatency[1] > 0) lines.push(`set disk.latency to ${diskLatency[0]}..${diskLatency[1]}`);
  // Nodes that are not all set the same way, as while a cluster is upgraded.
  if (dice('mixture').chance(16)) {
    const node = dice('odd node').between(0, size - 1);
    const option = dice('odd option').pick(['prevote', 'prevote', 'noop'] as const);
    lines.push(`set ${node}.${option} to ${dice('odd value').pick(['off', 'off', 'on'] as const)}`);
  }
  if (dice('impatience').chance(8)) {
    const node = dice('impatient node').between(0, size - 1);
    const least = heartbeat + dice('impatient least').between(2, 8);
    lines.push(
      `set ${node}.electionTimeout to ${least}..${least + dice('impatient spread').pick([0, 3, 9])}`,
    );
  }
  if (dice('snapshots').chance(30)) {
    lines.push(`set snapshot.every to ${dice('snapshot distance').pick([2, 4, 8, 15])}`);
    if (dice('keep').chance(50)) lines.push(`set snapshot.keep to ${dice('kept').between(1, 4)}`);
  }
  if (dice('patience of clients').chance(20)) {
    lines.push(`set client.timeout to ${dice('client timeout').pick([15, 40, 100])}`);
    lines.push(`set client.retry to ${dice('client retry').pick([3, 8, 15])}`);
  }
  return lines;
}
