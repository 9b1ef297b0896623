// The words of `whitewater fuzz`: its options and its help. What it does is loaded when it is asked for.

import { type Command, Option } from '@commander-js/extra-typings';
import type { ExitStatus } from '../exit.ts';
import type { Host } from '../host.ts';

const FUZZ_HELP = `
Run number N of a campaign has the seed SEED.N. What fails is saved in the folder as a plan, shrunk, and shown
with the lines to type next. A campaign that was interrupted or killed goes on when the same command is typed
again. docs/fuzzing.md tells all of it.

Profiles: calm, network, crash, disk, reconfiguration, clock, everything.

Examples:
  whitewater fuzz
  whitewater fuzz --minutes 10 --seed random
  whitewater fuzz --profile disk --nodes 3 --runs 5000 --out disks
  whitewater fuzz --coverage --runs 10000

Exit status: 0 all held, 1 something broke, a saved file still fails or the coverage has gaps, 2 a mistake in
what was typed or a folder that cannot be used, 3 a mistake of whitewater itself or a run that is not
deterministic, 130 interrupted.`;

/** Adds the command to the program. */
export function addFuzz(
  program: Command<[], { color: boolean }>,
  host: Host,
  onStatus: (status: ExitStatus) => void,
): void {
  program
    .command('fuzz')
    .description('search for bugs by random runs, and make what fails small')
    .option('-p, --profile <name>', 'which faults and operations may strike', 'everything')
    .option('-s, --seed <seed>', 'a number, a word, or `random` for a new one', '1')
    .option('-n, --runs <count>', 'runs to make (default: 1000, or as many as the time allows)')
    .option('--minutes <count>', 'minutes to spend on runs')
    .option('--seconds <count>', 'seconds to spend on runs')
    .option('-j, --jobs <count>', 'threads (default: one for each core)')
    .option('--out <folder>', 'where what is found is saved', 'whitewater-out')
    .option('--fresh', 'begin anew, even if a campaign in the folder is not ended')
    .option('--bail', 'end at the first run that fails')
    .option('--no-shrink', 'leave plans as they are')
    .option('--shrink-runs <count>', 'runs to spend on making one plan small')
    .option('--coverage', 'count situations, faults and messages, and fail by what never came up')
    .option('--check-determinism', 'make each run twice, and compare')
    .option('--ticks <count>', 'ticks of the random part of each run')
    .option('--nodes <count>', 'voters at the beginning of each run')
    .option('--learners <count>', 'learners behind them')
    .option('--clients <count>', 'clients')
    .option('--keys <count>', 'keys that clients use')
    .option('--gap <ticks>', 'mean time between two acts of a storm')
    .addOption(new Option('--pace <name>', 'how acts follow').choices(['storm', 'script'] as const))
    .option('--unrestricted', 'data may be lost beyond what a cluster recovers from')
    .option('--bug <folder>', 'plant the bug of this folder; works in a clone only')
    .option('--json', 'print JSON, an object a line')
    .addHelpText('after', FUZZ_HELP)
    .action(async (typed) => {
      const { fuzzCommand } = await import('./fuzz.ts');
      onStatus(await fuzzCommand(typed, host));
    });
}
