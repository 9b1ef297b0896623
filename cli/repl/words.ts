// The words of `whitewater repl` on the command line.

import type { Command } from '@commander-js/extra-typings';
import type { ExitStatus } from '../exit.ts';
import type { Host } from '../host.ts';

const REPL_HELP = `
With FILE, plays its last test, or that in the line of FILE:LINE, and stays.
Lines of a pipe are taken as if they were typed; the exit status is then that of \`run\`.
What is typed at a terminal is kept in $XDG_STATE_HOME/whitewater/history, or below ~/.local/state.

Examples:
  whitewater repl
  whitewater repl my-test.raft
  whitewater repl --seed 7 < typed.txt`;

/** Adds `repl` to the command line. */
export function addRepl(
  program: Command<[], { color: boolean }>,
  host: Host,
  onStatus: (status: ExitStatus) => void,
): void {
  program
    .command('repl')
    .description('type scenarios at a prompt')
    .argument('[file]', 'a .raft file, or FILE:LINE for one of its tests')
    .option('-s, --seed <seed>', 'a number, a word, or `random`; a `seed` line wins', '1')
    .option('--history <file>', 'keep what is typed there')
    .option('--no-history', 'keep nothing of what is typed')
    .option('--bug <folder>', 'plant the bug of this folder; works in a clone only')
    .addHelpText('after', REPL_HELP)
    .action(async (file, options) => {
      const { replCommand } = await import('./repl.ts');
      onStatus(await replCommand(file, options, host));
    });
}
