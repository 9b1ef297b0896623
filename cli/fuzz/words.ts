// The words of `whitewater fuzz`, `replay` and `shrink`: options and help. What they do is loaded when it is
// asked for.

import { type Command, Option } from '@commander-js/extra-typings';
import type { ExitStatus } from '../exit.ts';
import type { Host } from '../host.ts';
import { TRACE_FORMS } from '../run/trace-options.ts';

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

const EXIT_HELP = `
Exit status: 0 all held, 1 something did not, 2 a mistake in what was typed or in a file,
3 a mistake of whitewater itself, 130 interrupted.`;

const REPLAY_HELP = `
TICKET is what a campaign prints for a run that fails, such as 0.1.0:everything:1.6:efb3.

Examples:
  whitewater replay 0.1.0:everything:1.6:efb3
  whitewater replay 0.1.0:everything:1.6:efb3 --trace
  whitewater replay 0.1.0:everything:1.6:efb3 --save found.raft
${EXIT_HELP}`;

const SHRINK_HELP = `
FILE is a scenario that fails; FILE:LINE names the test that stands in that line. Ctrl-C keeps the best so far.

Examples:
  whitewater shrink found.raft
  whitewater shrink found.raft --out small.raft
  whitewater shrink my-tests.raft:12 --runs 500

Exit status: 0 it is small now, 2 a mistake in what was typed or in the file, or it does not fail,
3 a mistake of whitewater itself, 130 interrupted.`;

type Program = Command<[], { color: boolean }>;
/** Called with the status of the command that ran. */
type OnStatus = (status: ExitStatus) => void;

const BUG_HELP = 'plant the bug of this folder; works in a clone only';

/** Adds the commands to the program. */
export function addRandomRuns(program: Program, host: Host, onStatus: OnStatus): void {
  addFuzz(program, host, onStatus);
  addReplay(program, host, onStatus);
  addShrink(program, host, onStatus);
}

function addReplay(program: Program, host: Host, onStatus: OnStatus): void {
  program
    .command('replay')
    .description('make one random run again, from its ticket')
    .argument('<ticket>', 'what names the run')
    .option('--trace', 'print every event')
    .addOption(new Option('--trace-form <form>', 'how to print them').choices(TRACE_FORMS))
    .option('--trace-out <file>', 'write every event there, as JSON lines')
    .option('--request <name>', 'show the path of a request, such as c1.3')
    .option('--save <file>', 'write down all it did, as a scenario')
    .option('--repl-on-failure', 'open the prompt where it fails, on all it did')
    .option('--anyway', 'try it even if another version made the ticket')
    .option('--bug <folder>', BUG_HELP)
    .option('--json', 'print JSON, an object a line')
    .addHelpText('after', REPLAY_HELP)
    .action(async (ticket, typed) => {
      const { replayCommand } = await import('./replay.ts');
      onStatus(await replayCommand(ticket, typed, host));
    });
}

function addShrink(program: Program, host: Host, onStatus: OnStatus): void {
  program
    .command('shrink')
    .description('make a test that fails small')
    .argument('<file>', 'a scenario, or FILE:LINE for one of its tests')
    .option('--out <file>', 'where it goes (default: FILE with .shrunk before its ending)')
    .option('-n, --runs <count>', 'candidates to run at most (default: 30000)')
    .option('-s, --seed <seed>', 'for a test without a `seed` line', '1')
    .option('--bug <folder>', BUG_HELP)
    .option('--json', 'print JSON, an object a line')
    .addHelpText('after', SHRINK_HELP)
    .action(async (file, typed) => {
      const { shrinkCommand } = await import('./shrink.ts');
      onStatus(await shrinkCommand(file, typed, host));
    });
}

function addFuzz(program: Program, host: Host, onStatus: OnStatus): void {
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
    .option(
      '--coverage',
      'count situations, faults and messages; from 1,000 runs on, fail by what never came up',
    )
    .option('--check-determinism', 'make each run twice, and compare')
    .option('--ticks <count>', 'ticks of the random part of each run')
    .option('--nodes <count>', 'voters at the beginning of each run')
    .option('--learners <count>', 'learners behind them')
    .option('--clients <count>', 'clients')
    .option('--keys <count>', 'keys that clients use')
    .option('--gap <ticks>', 'mean time between two acts of a storm')
    .addOption(new Option('--pace <name>', 'how acts follow').choices(['storm', 'script'] as const))
    .option('--unrestricted', 'data may be lost beyond what a cluster recovers from')
    .option('--bug <folder>', BUG_HELP)
    .option('--json', 'print JSON, an object a line')
    .addHelpText('after', FUZZ_HELP)
    .action(async (typed) => {
      const { fuzzCommand } = await import('./fuzz.ts');
      onStatus(await fuzzCommand(typed, host));
    });
}
