// The only list of commands. Dispatch, help, completion, examples and the language's pages come from it.

import type { Command, CommandHelp } from './command.ts';
import { FAULT_COMMANDS } from './commands-of-faults.ts';
import { TEST_COMMANDS } from './commands-of-tests.ts';

const ALL: readonly Command[] = [...TEST_COMMANDS, ...FAULT_COMMANDS];

/** All commands, in the order of help. */
export const commands: readonly CommandHelp[] = ALL;

const byFirstWord = new Map<string, Command[]>();
for (const entry of ALL) {
  const first = entry.name.split(' ')[0] ?? '';
  byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), entry]);
}

/** The words that begin a command. */
export const firstWords: readonly string[] = [...byFirstWord.keys()];

/** The commands that begin with `word`, in lower case; empty when none does. */
export function commandsAt(word: string): readonly Command[] {
  return byFirstWord.get(word) ?? [];
}
