// The commands of the simulator's state machine, and how they travel through the core, which sees only text.

import type { Ask } from '../client/index.ts';

/** What a client asks of the state machine. */
export type Command =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'write'; readonly key: string; readonly value: string }
  | { readonly kind: 'cas'; readonly key: string; readonly from: string; readonly to: string };

/** Between the parts of a command that is not a plain value; no scenario can write this character. */
const SEPARATOR = '\u0001';

/** A command as the core carries it. A plain value is carried as it is. */
export function encodeCommand(command: Command): string {
  switch (command.kind) {
    case 'value':
      return command.value;
    case 'write':
      return [SEPARATOR, 'write', command.key, command.value].join(SEPARATOR);
    case 'cas':
      return [SEPARATOR, 'cas', command.key, command.from, command.to].join(SEPARATOR);
  }
}

/** A command as a client asks for it. */
export function commandAsk(command: Command): Ask {
  return { kind: 'command', command: encodeCommand(command) };
}

/** Whether an encoded command is a plain value, which is carried as it is. */
export function isPlainValue(text: string): boolean {
  return !text.startsWith(SEPARATOR);
}

/** The inverse of `encodeCommand`. */
export function decodeCommand(text: string): Command {
  if (isPlainValue(text)) return { kind: 'value', value: text };
  const [, , kind, key, first, second] = text.split(SEPARATOR);
  return kind === 'cas'
    ? { kind, key, from: first, to: second }
    : { kind: 'write', key, value: first };
}

/** A command in words: `foo`, `x = 5`, `x from 5 to 6`. */
export function commandText(text: string): string {
  const command = decodeCommand(text);
  switch (command.kind) {
    case 'value':
      return command.value;
    case 'write':
      return `${command.key} = ${command.value}`;
    case 'cas':
      return `${command.key} from ${command.from} to ${command.to}`;
  }
}
