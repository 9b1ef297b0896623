// `npm run bench`: Whitewater beside other Rafts under the same load, in one run, as ratios. Five
// nodes, no faults, heartbeats every tick, one proposal a tick, messages delivered until quiet. Each
// measurement is a process of its own; contenders take turns, so that a busy moment of the machine
// hits them all. Only ratios of one run mean anything, and gaps below 1.5 are noise.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measurement } from './measurement.ts';
import { built, compile, node, progress, root, runBench, wholeNumber } from './processes.ts';
import { renderReport, summarize, type Series } from './report.ts';

const peers = join(root, 'bench/peers');

interface ContenderProcess {
  readonly name: string;
  readonly program: string;
  readonly variants: readonly string[];
  /** Whether every proposal must have been committed: under a storm some are lost. */
  readonly steady: boolean;
}

const sketch = (name: string, network: 'steady' | 'storm', kind: string): ContenderProcess => ({
  name,
  program: join(built, 'bench/sketch.js'),
  variants: [network, kind],
  steady: network === 'steady',
});

const whitewater = (name: string, variants: readonly string[]): ContenderProcess => ({
  name,
  program: join(built, 'bench/whitewater.js'),
  variants,
  steady: true,
});

/** What the others are divided by. */
const BASELINE = '@coaty/consensus.raft';

const contenders: readonly ContenderProcess[] = [
  whitewater('whitewater, all invariants', []),
  whitewater('whitewater, no invariants', ['off']),
  { name: BASELINE, program: join(peers, 'coaty.cjs'), variants: [], steady: true },
  sketch('bare sketch', 'steady', 'bare'),
  sketch('bare sketch, invariants', 'steady', 'checked'),
  sketch('bare sketch, storm, invariants', 'storm', 'checked'),
];

const HELP = `npm run bench -- [options]
  --rounds N    measurements per contender (default 5)
  --ticks N     timed ticks per measurement (default 30000)
  --warm-up N   ticks before them (default 3000)
  --json        one JSON object a line instead of the table`;

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      ticks: { type: 'string', default: '30000' },
      'warm-up': { type: 'string', default: '3000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const rounds = wholeNumber('--rounds', values.rounds);
  const ticks = wholeNumber('--ticks', values.ticks);
  const warmUpTicks = wholeNumber('--warm-up', values['warm-up']);
  installPeers();
  compile();
  const summaries = summarize(runRounds(rounds, ticks, warmUpTicks), BASELINE);
  if (values.json) for (const summary of summaries) console.log(JSON.stringify(summary));
  else console.log(renderReport(summaries, { rounds, ticks, baseline: BASELINE }));
}

/** The peers are a package of their own: hundreds of files that only this command needs. */
function installPeers(): void {
  if (existsSync(join(peers, 'node_modules/@coaty/consensus.raft'))) return;
  progress('bench: installing the peers, once: npm ci --prefix bench/peers');
  npm(['ci', '--prefix', peers, '--ignore-scripts', '--no-audit', '--no-fund']);
}

function runRounds(rounds: number, ticks: number, warmUpTicks: number): Series[] {
  const series = contenders.map(({ name }) => ({ name, measurements: [] as Measurement[] }));
  for (let round = 0; round < rounds; round++) {
    progress(`bench: round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < contenders.length; turn++) {
      // Another one begins each round: whoever comes first finds the caches cold.
      const position = (turn + round) % contenders.length;
      const contender = contenders[position];
      if (contender === undefined) throw new Error(`no contender ${position}`);
      series[position]?.measurements.push(runOnce(contender, ticks, warmUpTicks));
    }
  }
  return series;
}

function runOnce(contender: ContenderProcess, ticks: number, warmUpTicks: number): Measurement {
  const { name, program, variants, steady } = contender;
  const output = node([program, String(ticks), String(warmUpTicks), ...variants], 'pipe');
  const measurement = JSON.parse(output) as Measurement;
  // A fast cluster that commits nothing would win: the work must have been done.
  if (steady && Math.abs(measurement.committed - ticks) > ticks / 100)
    throw new Error(`${name} committed ${measurement.committed} of ${ticks} proposals`);
  return measurement;
}

function npm(args: string[]): void {
  const isWindows = process.platform === 'win32';
  execFileSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows });
}

runBench(main);
