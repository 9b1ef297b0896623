// The words of `whitewater diagram`: its options and its help. What it does is loaded when it is asked for.

import { type Command, Option } from '@commander-js/extra-typings';
import type { ExitStatus } from '../exit.ts';
import type { Host } from '../host.ts';
import { DIAGRAM_FORMATS } from './options.ts';

const DIAGRAM_HELP = `
FILE is a .raft file, FILE:LINE the test that stands in that line, - standard input, or a ticket of a random
run. Heartbeats are folded unless something follows from one.

  text      for a terminal: one line after the other, however long the run
  svg       a picture that stands for itself, for light and dark pages
  mermaid   for pages that draw Mermaid, such as those of GitHub
  plantuml  for PlantUML
  shiviz    a log with vector clocks, for ShiViz: what happened before what

Examples:
  whitewater diagram my-test.raft
  whitewater diagram my-test.raft:4 --from 10 --to 40 --out election.svg
  whitewater diagram my-test.raft --around failure --margin 60
  whitewater diagram my-test.raft --format mermaid --title 'An election'

Exit status: 0 drawn, whether the test holds or not, 2 a mistake in what was typed or in a file,
3 a mistake of whitewater itself, 130 interrupted, or nobody reads on.`;

/** Adds the command to the program. */
export function addDiagram(
  program: Command<[], { color: boolean }>,
  host: Host,
  onStatus: (status: ExitStatus) => void,
): void {
  program
    .command('diagram')
    .description('draw what happens in a test: who sends what to whom, who leads, what is lost')
    .argument('<file>', 'a file, a file with the line of a test, -, or a ticket')
    .addOption(
      new Option(
        '-f, --format <name>',
        'how to draw (default: by the ending of --out, or text)',
      ).choices(DIAGRAM_FORMATS),
    )
    .option('-o, --out <file>', 'write it there')
    .option('--from <tick>', 'leave out what is before this tick')
    .option('--to <tick>', 'leave out what is after this tick')
    .option('--around <place>', '`failure`, or a tick: only what is near it')
    .option('--margin <ticks>', 'how near that is (default: 30)')
    .option('--heartbeats', 'draw each heartbeat, and what is lost again and again each time')
    .option('--title <text>', 'what stands above it (default: the name of the test)')
    .option('--width <letters>', 'how wide lines of text are (default: as the terminal)')
    .option('-g, --grep <text>', 'the test whose name contains this, in any case')
    .option('-s, --seed <seed>', 'a number or a word; a `seed` line wins', '1')
    .option('--bug <folder>', 'plant the bug of this folder; works in a clone only')
    .addHelpText('after', DIAGRAM_HELP)
    .action(async (file, options) => {
      const { diagramCommand } = await import('./diagram.ts');
      onStatus(await diagramCommand(file, options, host));
    });
}
