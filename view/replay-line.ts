// The line to type to see a test again.

/** What messages call standard input. */
export const STANDARD_INPUT = '<stdin>';

/** A test to see again. */
export interface Replay {
  readonly file: string;
  /** Null when the file's own is one that cannot be typed. */
  readonly seed: string | null;
  /** The line that picks it among the tests of its file; null when it has no others. */
  readonly line: number | null;
  /** Its name, if the line alone does not pick it: its `for` lines make several tests. */
  readonly name: string | null;
  /** The folder of the bug that was planted for it. */
  readonly bug?: string;
  /** The ticket of a random run, which stands in no file. */
  readonly ticket?: string;
}

/** The command that runs the test again and shows its trace. */
export function replayLine(replay: Replay): string {
  const { bug, ticket } = replay;
  if (ticket === undefined) return `${runLine(replay)} --trace`;
  return `npx whitewater replay ${quoted(ticket)}${bugOption(bug)} --trace`;
}

/** The command that opens the prompt where the test fails; null for what cannot be read again. */
export function stepLine(replay: Replay): string | null {
  const { bug, ticket } = replay;
  if (ticket !== undefined) {
    return `npx whitewater replay ${quoted(ticket)}${bugOption(bug)} --repl-on-failure`;
  }
  if (replay.file === STANDARD_INPUT) return null;
  return `${runLine(replay)} --repl-on-failure`;
}

/** The command that runs the test again. */
function runLine({ file, seed, line, name, bug }: Replay): string {
  const place = line === null || file === STANDARD_INPUT ? '' : `:${line}`;
  const pick = name === null ? '' : ` --grep ${quoted(name)}`;
  const pin = seed === null ? '' : ` --seed ${quoted(seed)}`;
  return `npx whitewater run ${quoted(`${pathOf(file)}${place}`)}${pick}${pin}${bugOption(bug)}`;
}

/** The option that plants a bug again, with a space before it; empty without one. */
export function bugOption(bug: string | null | undefined): string {
  return bug === undefined || bug === null ? '' : ` --bug ${quoted(bug)}`;
}

/** The command that rewrites the golden lines of the test's file. */
export function updateLine({ file }: Pick<Replay, 'file'>): string {
  return `npx whitewater run ${quoted(pathOf(file))} --update`;
}

/** A file as a word that is no option. */
function pathOf(file: string): string {
  if (file === STANDARD_INPUT) return '-';
  return file.startsWith('-') ? `./${file}` : file;
}

/**
 * A word as a shell takes it back: bare, in double quotes where they are safe (they work in every shell),
 * else in single quotes.
 */
export function quoted(word: string): string {
  if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word)) return word;
  if (!/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
