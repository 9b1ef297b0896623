// `npm run bench:storm`: random runs as a campaign makes them, beside the bare sketch of Raft under a storm of
// its own, in turns. Processor time is counted, not time on the wall; only ratios of one round mean anything.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measurement } from './measurement.ts';
import { built, compile, node, progress, runBench, wholeNumber } from './processes.ts';
import { spreadOf } from './report.ts';
import type { StormMeasurement, StormStages } from './storm-runs.ts';

/** Ticks that the sketch is timed for. */
const SKETCH_TICKS = 100_000;
const SKETCH_WARM_UP = 3_000;
/** Timers of the sketch per tick, which are events too. */
const SKETCH_TIMERS = 5;

const HELP = `npm run bench:storm -- [options]
  --rounds N    how often both are measured (default 5)
  --runs N      random runs of 2,000 ticks per measurement (default 150)
  --warm-up N   random runs before them, which are not timed (default 150)
  --json        one JSON object a round instead of the report`;

interface Round {
  readonly storm: StormMeasurement;
  readonly sketch: Measurement;
}

const perSecond = ({ storm }: Round): number => storm.ticks / storm.stages.ticks;
const sketchPerSecond = ({ sketch }: Round): number => sketch.ticks / sketch.cpuSeconds;
const ratio = (round: Round): number => perSecond(round) / sketchPerSecond(round);

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      runs: { type: 'string', default: '150' },
      'warm-up': { type: 'string', default: '150' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const count = wholeNumber('--rounds', values.rounds);
  const runs = wholeNumber('--runs', values.runs);
  const warmUp = wholeNumber('--warm-up', values['warm-up']);
  compile();
  const rounds: Round[] = [];
  for (let number = 1; number <= count; number++) {
    progress(`bench: round ${number} of ${count}`);
    const round = measureRound(runs, warmUp);
    rounds.push(round);
    if (values.json) console.log(JSON.stringify({ ...round, ratio: ratio(round) }));
  }
  if (!values.json) console.log(report(rounds));
}

function measureRound(runs: number, warmUp: number): Round {
  const storm = node(
    ['--expose-gc', join(built, 'bench/storm-runs.js'), String(runs), String(warmUp)],
    'pipe',
  );
  const sketch = node(
    [
      ...[join(built, 'bench/sketch.js'), String(SKETCH_TICKS), String(SKETCH_WARM_UP)],
      ...['storm', 'checked'],
    ],
    'pipe',
  );
  return {
    storm: JSON.parse(storm) as StormMeasurement,
    sketch: JSON.parse(sketch) as Measurement,
  };
}

function report(rounds: readonly Round[]): string {
  const median = (of: (round: Round) => number): number => spreadOf(rounds.map(of)).median;
  const thousands = (of: (round: Round) => number): string => `${(median(of) / 1000).toFixed(1)}k`;
  const { min, max } = spreadOf(rounds.map(ratio));
  const stage = (name: keyof StormStages): number =>
    median(({ storm }) => (1000 * storm.stages[name]) / storm.runs);
  const milliseconds = (name: keyof StormStages): string => `${stage(name).toFixed(2)} ms`;
  const around = stage('setUp') + stage('alone') + stage('convergence') + stage('clients');
  const microseconds = (of: (round: Round) => number): string => (median(of) * 1e6).toFixed(2);
  const perEvent = ({ storm }: Round): number =>
    storm.stages.ticks / (storm.ticks * storm.eventsPerTick);
  const sketchEvents = ({ sketch }: Round): number =>
    SKETCH_TIMERS + sketch.messages / sketch.ticks;
  const sketchPerEvent = (round: Round): number =>
    round.sketch.cpuSeconds / (round.sketch.ticks * sketchEvents(round));
  const heap = (at: 0 | 1): string =>
    `${(median(({ storm }) => storm.heap[at] ?? Number.NaN) / 2 ** 20).toFixed(1)} MB`;
  return [
    `medians of ${rounds.length} rounds; processor time; node ${process.version}`,
    `storm:  ${thousands(perSecond)} ticks/s, ${median(({ storm }) => storm.eventsPerTick).toFixed(1)} events a tick, ${microseconds(perEvent)} µs an event, statements of the storm included`,
    `sketch: ${thousands(sketchPerSecond)} ticks/s, ${median(sketchEvents).toFixed(1)} events a tick, ${microseconds(sketchPerEvent)} µs an event`,
    `ratio:  ${median(ratio).toFixed(2)} (${min.toFixed(2)}..${max.toFixed(2)})`,
    `a run of 2,000 ticks: set-up ${milliseconds('setUp')}, ticks ${milliseconds('ticks')}, a majority alone ${milliseconds('alone')}, convergence ${milliseconds('convergence')}, clients ${milliseconds('clients')}`,
    `all but the ticks: ${((100 * around) / stage('ticks')).toFixed(0)} % of the ticks`,
    `live memory: ${heap(0)} behind the runs, ${heap(1)} behind as many more`,
  ].join('\n');
}

runBench(main);
