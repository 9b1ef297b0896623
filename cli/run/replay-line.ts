// The line to type to see a test again.

/** A test to see again. */
export interface Replay {
  readonly file: string;
  readonly test: string;
  readonly seed: string;
  /** Whether the file has further tests, so that this one must be picked. */
  readonly amongOthers: boolean;
}

/** Arguments of `whitewater` that run the test again and show its trace. */
export function replayArguments(replay: Replay): string {
  const { file, test, seed, amongOthers } = replay;
  const pick = amongOthers ? ` --grep ${quoted(test)}` : '';
  const path = file.startsWith('-') ? `./${file}` : file;
  return `run ${quoted(path)}${pick} --seed ${quoted(seed)} --trace`;
}

/** The whole line. */
export function replayLine(replay: Replay): string {
  return `whitewater ${replayArguments(replay)}`;
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
