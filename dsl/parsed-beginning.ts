// What a growing text begins with, parsed: so that a line more costs the reading of that line, and not of all before.

import type { ParsedLine } from './parser.ts';

/** The part of a text whose lines are known. */
export interface KnownLines {
  readonly lines: readonly ParsedLine[];
  /** Lines of the text that they come from, empty ones included. */
  readonly count: number;
  /** What stands behind them. */
  readonly rest: string;
}

/** Remembers the lines of a beginning that has no errors and needs no other names than those of commands. */
export class ParsedBeginning {
  private text = '';
  private lines: readonly ParsedLine[] = [];
  private count = 0;
  /** What the next text begins with that is to be remembered: whole lines. */
  private wanted = '';

  /** Says how much of the next text stays. */
  want(beginning: string): void {
    this.wanted = beginning;
  }

  /** What is known of a text. */
  of(text: string): KnownLines {
    if (!text.startsWith(this.text)) {
      this.text = '';
      this.lines = [];
      this.count = 0;
    }
    const { lines, count } = this;
    return { lines, count, rest: text.slice(this.text.length) };
  }

  /** Remembers the lines of a text, as far as they are wanted. */
  remember(text: string, lines: readonly ParsedLine[]): void {
    const { wanted } = this;
    if (wanted.length <= this.text.length || !text.startsWith(wanted)) return;
    const more = wanted.slice(this.text.length).split(/\r\n|\n|\r/).length - 1;
    this.count += more;
    this.lines = lines.filter((line) => lineOf(line) <= this.count);
    this.text = wanted;
  }
}

function lineOf(line: ParsedLine): number {
  return line.kind === 'statement' ? line.statement.span.line : (line.token.startLine ?? 1);
}
