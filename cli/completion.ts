// Completion for shells. The scripts come from a library; what may follow is read off the program itself.

import { readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import tab from '@bomb.sh/tab';
import { RANDOM_PROFILES } from '../dsl/index.ts';
import { EXIT, type ExitStatus, UsageError } from './exit.ts';
import type { Host } from './host.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** What is offered behind options whose values are not all known. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  '--seed': ['1', 'random'],
  '--profile': RANDOM_PROFILES,
};

/**
 * `complete SHELL` prints the script for a shell; `complete -- WORDS` is what the script asks, and answers
 * with a candidate a line.
 */
export function complete(words: readonly string[], program: Command, host: Host): ExitStatus {
  describeProgram(program, host, words.at(-1) ?? '');
  const [first = ''] = words;
  if (first === '--') {
    tab.parse(words.slice(1));
    return EXIT.ok;
  }
  const shell = SHELLS.find((name) => name === first);
  if (shell === undefined || words.length > 1) {
    const mistake = `${words.join(' ')} is no shell that completion is known for`;
    throw new UsageError(mistake, `use one of: ${SHELLS.join(', ')}`);
  }
  tab.setup(program.name(), program.name(), shell);
  return EXIT.ok;
}

function describeProgram(program: Command, host: Host, typed: string): void {
  for (const command of program.createHelp().visibleCommands(program)) {
    const name = command.name();
    const entry = tab.command(name, command.description());
    for (const option of command.createHelp().visibleOptions(command)) {
      const values = option.argChoices ?? OFFERED[option.long ?? ''] ?? [];
      const long = option.long?.slice(2) ?? '';
      const short = option.short?.slice(1);
      if (option.required || option.optional) {
        const offer = (add: (value: string, description: string) => void): void => {
          for (const value of values) add(value, '');
        };
        entry.option(long, option.description, offer, short);
      } else if (short === undefined) entry.option(long, option.description);
      else entry.option(long, option.description, short);
    }
    if (name === 'complete') {
      entry.argument('shell', (add) => SHELLS.forEach((shell) => add(shell, '')));
    } else if (name === 'help') {
      entry.argument('command', (add) => {
        for (const other of program.commands) add(other.name(), other.description());
      });
    } else if (command.registeredArguments.some((each) => each.name() !== 'ticket')) {
      entry.argument(
        'path',
        (add) => scenarioPaths(typed, host).forEach((path) => add(path, '')),
        true,
      );
    }
  }
}

/** Folders and scenario files that begin with what was typed. */
function scenarioPaths(typed: string, host: Host): string[] {
  const folder = typed.endsWith('/') ? typed : typed.includes('/') ? `${dirname(typed)}/` : '';
  try {
    return readdirSync(resolve(host.folder, folder === '' ? '.' : folder), { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.raft'))
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  } catch {
    return [];
  }
}
