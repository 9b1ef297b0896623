// The words of `whitewater zoo`: its options and its help. What it does is loaded when it is asked for.

import type { Command } from '@commander-js/extra-typings';
import type { ExitStatus } from '../exit.ts';
import type { Host } from '../host.ts';

/** What is taken when nothing else is typed. */
const SEEDS = '5';
const SEED = '1';
const BUDGET = '300';

const ZOO_HELP = `
Works in a clone of the repository, where the sources are that bugs are planted in. Every bug is hunted with
the same random runs; before all else, a bug that cannot be missed must be found, and the engine without any
must not be accused. docs/planted-bugs.md says what a bug is, and how to add your own.

Examples:
  whitewater zoo --only quorum-too-small vote-not-persisted
  whitewater zoo --seeds 1 --budget 10 --no-shrink
  whitewater zoo --bugs my-bugs --json
  whitewater zoo --out docs/zoo.md
  whitewater zoo --json > a.jsonl, and when it was cut off: whitewater zoo --known a.jsonl

Exit status: 0 every bug was found by most of its hunts, 1 some were not, 2 a mistake in what was typed or a
bug that cannot be planted, 3 the pipeline is broken: its results prove nothing, 130 interrupted.`;

/** Adds the command to the program. */
export function addZoo(
  program: Command<[], { color: boolean }>,
  host: Host,
  onStatus: (status: ExitStatus) => void,
): void {
  program
    .command('zoo')
    .description('plant bugs, and see how soon random runs find them')
    .option('--bugs <folder>', 'a folder of bugs (default: those of the repository)')
    .option('--only <id...>', 'only these bugs')
    .option('--seeds <count>', 'hunts for each bug', SEEDS)
    .option('-s, --seed <seed>', 'what the seeds of all runs begin with', SEED)
    .option('--budget <seconds>', 'seconds for each hunt, and for shrinking', BUDGET)
    .option('-j, --jobs <count>', 'hunts at a time (default: one for each core)')
    .option('--json', 'print JSON, an object a line')
    .option('--no-shrink', 'leave what was found as it is')
    .option('--out <file>', 'write the table there too, as a page in Markdown')
    .option('--known <file...>', 'take what these files say, which --json wrote, and hunt the rest')
    .addHelpText('after', ZOO_HELP)
    .action(async (typed) => {
      const { zooCommand } = await import('./zoo.ts');
      onStatus(await zooCommand(typed, host));
    });
}
