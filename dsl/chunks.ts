// A text in pieces that stand by themselves: a statement with its block and its golden lines, or lines that say
// nothing. A prompt takes one after the other.

/** Some whole lines. */
export interface Chunk {
  readonly text: string;
  /** How many `end`s are missing at its end; 0 for what is whole. */
  readonly open: number;
  /** Whether it holds nothing but comments and empty lines. */
  readonly isSilent: boolean;
}

/** A text as chunks, in order; joined by line ends they are the text again. Only the last may be open. */
export function chunksOf(text: string): readonly Chunk[] {
  const chunks: { lines: string[]; open: number; isSilent: boolean }[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const word = /^\s*([a-z]+|>|#|$)/i.exec(line)?.[1]?.toLowerCase();
    const isSilent = word === '' || word === '#';
    const last = chunks.at(-1);
    const belongs =
      last !== undefined && (last.open > 0 || word === '>' || (isSilent && last.isSilent));
    const chunk = belongs ? last : { lines: [], open: 0, isSilent };
    if (!belongs) chunks.push(chunk);
    chunk.lines.push(line);
    if (word === 'repeat' || word === 'define') chunk.open += 1;
    else if (word === 'end') chunk.open = Math.max(0, chunk.open - 1);
  }
  return chunks.map(({ lines, open, isSilent }) => ({ text: lines.join('\n'), open, isSilent }));
}
