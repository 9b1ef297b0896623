// A source map that knows lines only: which line of a file each line of a generated module stands for.

/** A map as Vite takes it. Source: the source map specification, revision 3 (ECMA-426). */
export interface LineMap {
  readonly version: 3;
  readonly sources: string[];
  readonly sourcesContent: string[];
  readonly names: string[];
  readonly mappings: string;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Maps generated line N to line `lines[N - 1]` of the source, from 1; null for a line that has no place in it. */
export function lineMap(path: string, text: string, lines: readonly (number | null)[]): LineMap {
  let before = 0;
  const mappings = lines.map((line) => {
    if (line === null) return '';
    const step = line - 1 - before;
    before = line - 1;
    // Column 0, the same source, the line as a difference, column 0.
    return `AA${digits(step)}A`;
  });
  return {
    version: 3,
    ...{ sources: [path], sourcesContent: [text], names: [], mappings: mappings.join(';') },
  };
}

/** A whole number in base 64: sign in the lowest bit, five bits a digit, the sixth says that more follow. */
function digits(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit] ?? '';
  } while (rest > 0);
  return text;
}
