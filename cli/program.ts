// The words of the command line: commands, options, help. What they do is loaded when it is asked for.

import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import { addDiagram } from './diagram/words.ts';
import { EXIT, type ExitStatus, UsageError } from './exit.ts';
import { addRandomRuns } from './fuzz/words.ts';
import type { Host } from './host.ts';
import { explain } from './mistakes.ts';
import { addRepl } from './repl/words.ts';
import { REPORTERS } from './run/options.ts';
import { TRACE_FORMS } from './run/trace-options.ts';
import { packageVersion } from './version.ts';
import { addZoo } from './zoo/words.ts';

/** Runs one command line: the words after `whitewater`. Never throws. Returns the exit status. */
export async function runCommandLine(words: readonly string[], host: Host): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.ok;
  const program = createProgram(host, (result) => {
    status = result;
  });
  try {
    if (words[0] === 'complete' && words.length > 1 && !asksForHelp(words[1])) {
      const { complete } = await import('./completion.ts');
      return complete(words.slice(1), program, host);
    }
    if (words[0] === 'help') refuseUnknownTopic(program, words[1]);
    await program.parseAsync([...words], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return await explain(error, (text) => host.err.write(text));
  }
}

function asksForHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

/** `help` of something that is no command says so; the library would print the general help. */
function refuseUnknownTopic(program: Command, topic: string | undefined): void {
  const names = program.commands.map((command) => command.name());
  if (topic === undefined || topic === 'help' || names.includes(topic)) return;
  throw new UsageError(`there is no command ${topic}`, `the commands are: ${names.join(', ')}`);
}

const EXIT_HELP = `
Exit status: 0 all held, 1 something did not, 2 a mistake in what was typed or in a file,
3 a mistake of whitewater itself or a run that is not deterministic, 130 interrupted, or nobody reads on.`;

const RUN_HELP = `
PATH is a .raft file, a folder (searched for .raft files), a glob in quotes, or - for standard input.
FILE:LINE runs the test that stands in that line. A folder's .whitewaterignore lists what searching
that folder, or one above it, leaves out.

Examples:
  whitewater run scenarios
  whitewater run my-test.raft --seed random
  whitewater run my-test.raft:4 --trace
  whitewater run 'scenarios/**/*.raft' --grep "split vote" --trace
${EXIT_HELP}`;

const HISTORY_HELP = `
PATH is a file, a folder (searched for .edn, .json, .jsonl, .log and .txt), or a glob in quotes.
A history is JSON or EDN, an event a line or one list, or the lines of a Jepsen log.

Examples:
  whitewater history history.edn
  whitewater history results --json
  whitewater history 'results/**/*.jsonl' --budget 1000000
${EXIT_HELP}`;

const COMPLETE_HELP = `
Put one of these into your shell's start-up file:
  bash        source <(whitewater complete bash)
  zsh         source <(whitewater complete zsh)
  fish        whitewater complete fish | source
  powershell  whitewater complete powershell | Out-String | Invoke-Expression`;

/** Called with the status of the command that ran. */
type OnStatus = (status: ExitStatus) => void;

function createProgram(host: Host, onStatus: OnStatus): Command {
  const program = new Command('whitewater')
    .description('What a Raft must survive: runs Raft clusters, tick by tick, from plain text.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(whitewater --help lists what there is)')
    .addHelpText('after', EXIT_HELP)
    .configureOutput({
      writeOut: (text) => host.out.write(text),
      writeErr: (text) => host.err.write(text),
      getOutHelpWidth: () => Math.min(host.out.columns, 100),
      getErrHelpWidth: () => Math.min(host.err.columns, 100),
      outputError: (text, write) => write(text.replace(/^error: /, 'whitewater: ')),
    })
    .exitOverride();
  addRun(program, host, onStatus);
  addRepl(program, host, onStatus);
  addCheck(program, host, onStatus);
  addFormat(program, host, onStatus);
  addHistory(program, host, onStatus);
  addRandomRuns(program, host, onStatus);
  addZoo(program, host, onStatus);
  addDiagram(program, host, onStatus);
  program
    .command('complete')
    .description('print the completion script for a shell')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .addHelpText('after', COMPLETE_HELP);
  for (const command of program.commands) {
    command.showHelpAfterError(`(whitewater ${command.name()} --help says more)`);
  }
  return program;
}

function addRun(program: Command<[], { color: boolean }>, host: Host, onStatus: OnStatus): void {
  program
    .command('run')
    .description('run scenarios')
    .argument('[path...]', 'files, folders, globs, or - for standard input', ['.'])
    .option(
      '-s, --seed <seed>',
      'a number, a word, or `random` for a new one; a `seed` line wins',
      '1',
    )
    .option('-g, --grep <text>', 'only tests whose name contains this, in any case')
    .option('--bail', 'stop at the first test that does not pass')
    .option('-u, --update', 'rewrite the golden lines below `show`')
    .option('--trace', 'print every event of each test')
    .addOption(new Option('--trace-form <form>', 'how to print them').choices(TRACE_FORMS))
    .option('--trace-out <file>', 'write every event there, as JSON lines')
    .option('--request <name>', 'show the path of a request, such as c1.3')
    .option('--json', 'print JSON, an object a line')
    .addOption(new Option('--reporter <name>', 'how to write results').choices(REPORTERS))
    .option('-o, --output <file>', 'write the report there; people still see theirs')
    .option('-w, --watch', 'run again when a file changes')
    .option('--check-determinism', 'run each test twice, and compare')
    .option('--repl-on-failure', 'open the prompt where the first test fails')
    .option('--bug <folder>', 'plant the bug of this folder; works in a clone only')
    .addHelpText('after', RUN_HELP)
    .action(async (paths, options) => {
      const { runCommand } = await import('./commands.ts');
      onStatus(await runCommand(paths, options, host));
    });
}

function addCheck(program: Command<[], { color: boolean }>, host: Host, onStatus: OnStatus): void {
  program
    .command('check')
    .description('say everything that is wrong with scenarios, without running them')
    .argument('[path...]', 'files, folders, globs, or - for standard input', ['.'])
    .option('--json', 'print JSON, an object a line')
    .action(async (paths, options) => {
      const { checkCommand } = await import('./commands.ts');
      onStatus(await checkCommand(paths, options.json ?? false, host));
    });
}

function addFormat(program: Command<[], { color: boolean }>, host: Host, onStatus: OnStatus): void {
  program
    .command('fmt')
    .description('lay scenarios out, in place')
    .argument('<path...>', 'files, folders or globs; `-` formats standard input to standard output')
    .option('--check', 'change nothing; list what is not formatted, and exit with 1 if anything is')
    .action(async (paths, options) => {
      const { formatCommand } = await import('./commands.ts');
      onStatus(await formatCommand(paths, options.check ?? false, host));
    });
}

function addHistory(
  program: Command<[], { color: boolean }>,
  host: Host,
  onStatus: OnStatus,
): void {
  program
    .command('history')
    .description('judge whether histories of clients are linearizable')
    .argument('<path...>', 'files, folders or globs')
    .option('--budget <steps>', 'give up on a history after so many steps')
    .option('--keyed', 'every value is a pair of a key and a value')
    .option('--json', 'print JSON, an object a line')
    .addHelpText('after', HISTORY_HELP)
    .action(async (paths, options) => {
      const { historyCommand } = await import('./history.ts');
      onStatus(await historyCommand(paths, options, host));
    });
}
