// `help` of the prompt: the commands of the language by their families, and the words of the prompt.

import { type CommandHelp, commands, suggestion } from '../../dsl/index.ts';
import { type Style, wrapped } from '../../view/index.ts';
import { PROMPT_WORDS } from './words-of-prompt.ts';

/** The lines of `help`, or of `help COMMAND`. */
export function helpLines(topic: string, columns: number, style: Style): readonly string[] {
  return topic === '' ? overview(columns, style) : explained(topic, columns, style);
}

function overview(columns: number, style: Style): readonly string[] {
  const families = new Map<string, string[]>();
  for (const { family, name } of commands) {
    families.set(family, [...(families.get(family) ?? []), name]);
  }
  const room = Math.max(16, columns - 2);
  const lines = [...families].flatMap(([family, names]) => listed(family, names, room, style));
  const own = PROMPT_WORDS.map(({ name }) => name);
  const hint = 'help COMMAND explains one, for example: help tick until';
  return [...lines, ...listed('the prompt itself', own, room, style), ...wrapped(hint, room)];
}

function listed(head: string, names: readonly string[], room: number, style: Style): string[] {
  return [style.strong(head), ...wrapped(names.join(', '), room).map((line) => `  ${line}`)];
}

function explained(topic: string, columns: number, style: Style): readonly string[] {
  const wanted = topic.toLowerCase().replace(/\s+/g, ' ');
  const room = Math.max(16, columns - 2);
  const own = PROMPT_WORDS.filter(({ forms, name }) => [name, ...forms].includes(wanted));
  const found = [...own.map((each) => ({ ...each, example: '' })), ...meant(wanted)];
  if (found.length === 0) {
    const names = [...commands, ...PROMPT_WORDS].map(({ name }) => name);
    const near = suggestion(wanted, names);
    const lines = wrapped(`there is no command ${topic}; help lists them`, room);
    return near === undefined ? lines : [...lines, `hint: ${near}`];
  }
  return found.flatMap(({ forms, help, example }, at) => [
    ...(at === 0 ? [] : ['']),
    ...wrapped(help, room).map((line, first) => (first === 0 ? style.strong(line) : line)),
    ...forms.map((form) => `  ${form}`),
    ...(example === '' || forms.includes(example) ? [] : ['for example:']),
    ...(example === '' || forms.includes(example)
      ? []
      : example.split('\n').map((line) => `  ${line}`)),
  ]);
}

/** The commands whose name, or whose beginning, was asked for. */
function meant(wanted: string): readonly CommandHelp[] {
  const exact = commands.filter(({ name }) => name.toLowerCase() === wanted);
  if (exact.length > 0) return exact;
  // `help tick until`, `help disk 0 full`: the first word says enough.
  const [first = ''] = wanted.split(' ');
  const named = commands.filter(({ name }) => wanted.startsWith(`${name} `));
  if (named.length > 0) return named;
  return commands.filter(({ name }) => name === first || name.startsWith(`${first} `));
}
