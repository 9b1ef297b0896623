// What the prompt understands besides the scenario language. Help, completion and dispatch come from it.

import type { CommandHelp } from '../../dsl/index.ts';

/** What is said to the prompt itself. */
export type PromptWord =
  'help' | 'undo' | 'watch' | 'unwatch' | 'judge' | 'save' | 'load' | 'text' | 'quit';

/** A word of the prompt, for people. */
export type PromptHelp = Omit<CommandHelp, 'family' | 'example'> & { readonly word: PromptWord };

/** The words of the prompt, in the order of help. */
export const PROMPT_WORDS: readonly PromptHelp[] = [
  {
    ...{ word: 'help', name: 'help', forms: ['help', 'help COMMAND'] },
    help: 'Lists the commands, or explains one.',
  },
  {
    ...{ word: 'undo', name: 'undo', forms: ['undo', 'undo N'] },
    help: 'Takes back the last statement, or the last N; `show` and comments before it go along.',
  },
  {
    ...{ word: 'watch', name: 'watch', forms: ['watch', 'watch CONDITION'] },
    help: 'Tells after which tick a condition changes; alone, lists what is watched.',
  },
  {
    ...{ word: 'unwatch', name: 'unwatch', forms: ['unwatch'] },
    help: 'Watches nothing any more.',
  },
  {
    ...{ word: 'judge', name: 'judge', forms: ['judge'] },
    help: 'Ends the test on a copy, with convergence, and says how it comes out.',
  },
  {
    ...{ word: 'text', name: 'text', forms: ['text'] },
    help: 'Prints what `save` would write.',
  },
  {
    ...{ word: 'save', name: 'save', forms: ['save FILE'] },
    help: 'Writes what was typed and not undone as a scenario; `run` comes to the same hash.',
  },
  {
    ...{ word: 'load', name: 'load', forms: ['load FILE'] },
    help: 'Types the lines of a file.',
  },
  {
    ...{ word: 'quit', name: 'quit', forms: ['quit', 'exit', 'Ctrl-D'] },
    help: 'Ends the prompt.',
  },
];

/** The word of the prompt that a line begins with. */
export function promptWord(line: string): PromptWord | undefined {
  const first = line.trim().split(/\s/, 1)[0]?.toLowerCase();
  if (first === 'exit') return 'quit';
  return PROMPT_WORDS.find(({ word }) => word === first)?.word;
}
