// The prompt without its terminal: takes lines, tells what became of them. Long work is done in pieces, so that
// an interruption is heard; what was interrupted is as if it had not been typed.

import { resolve } from 'node:path';
import {
  chunksOf,
  complete,
  type Completion,
  type Diagnostic,
  type Session,
  type SessionEvent,
} from '../../dsl/index.ts';
import { counted, fitDiagnostic, hanging, type Style, visible, wrapped } from '../../view/index.ts';
import { EXIT, type ExitStatus, UsageError } from '../exit.ts';
import { readText } from '../files/read.ts';
import { breathe, type Host, lineWidth } from '../host.ts';
import { explain } from '../mistakes.ts';
import { inPieces } from './pieces.ts';
import { failedLines, verdictLines } from './failure-lines.ts';
import { helpLines } from './help.ts';
import { atPrompt, inBlock } from './hints.ts';
import { saveScenario } from './save.ts';
import { PROMPT_WORDS, type PromptWord, promptWord } from './words-of-prompt.ts';

/** Width of what goes into a pipe. */
const PIPE_COLUMNS = 100;
/** Columns below which the prompt itself is short. */
const NARROW = 50;

/** What a prompt works with. */
export interface PromptTools {
  readonly session: Session;
  readonly host: Host;
  readonly style: Style;
  /** The option that plants the bug again, for lines to type next. */
  readonly shownBug?: string | undefined;
  readonly renderDiagnostic: (diagnostic: Diagnostic, source: string) => string;
}

/** What may be typed now. */
export class Prompt {
  /** Whether the user asked to end it. */
  hasEnded = false;
  /** The gravest thing that happened: a mistake in a line, or else something that did not hold. */
  status: ExitStatus = EXIT.ok;
  private readonly tools: PromptTools;
  private readonly session: Session;
  /** Lines of a block that is not closed yet. */
  private block: string[] = [];
  private isBusy = false;
  private isStopped = false;

  constructor(tools: PromptTools) {
    this.tools = tools;
    this.session = tools.session;
  }

  /** What stands in front of the next line. */
  get text(): string {
    const { columns } = this.tools.host.out;
    const isNarrow = columns < NARROW;
    const missing = this.missing;
    if (missing > 0) return `${'... '.padStart(isNarrow ? 4 : 8)}${'  '.repeat(missing)}`;
    const { tick, leader, hasEnded } = this.session.status;
    if (tick === null) return isNarrow ? '> ' : 'whitewater> ';
    if (isNarrow) return `${tick} ${hasEnded ? 'end' : leader === null ? '-' : `n${leader}`}> `;
    const who = leader === null ? 'no leader' : `n${leader} leads`;
    return `tick ${tick}, ${hasEnded ? 'ended' : who}> `;
  }

  /** Takes a line. Never throws. */
  async take(line: string): Promise<void> {
    try {
      await this.understand(line.trimEnd());
    } catch (error) {
      const write = (text: string): void =>
        this.print(
          text
            .trimEnd()
            .split('\n')
            .flatMap((part) => this.broken(part)),
        );
      this.worsen(await explain(error, write));
    }
  }

  /**
   * Plays a file, up to the end of one of its tests. False when it has errors. With `isKnown`, the user has just seen
   * how the test fails: only what to do now is told.
   */
  async open(text: string, wanted: number | null, isKnown = false): Promise<boolean> {
    const offer = this.session.open(text, wanted);
    if (offer.kind !== 'taken') {
      this.refuse(offer.kind === 'wrong' ? offer.diagnostics : []);
      return false;
    }
    if (isKnown) await this.carryOutKnown();
    else {
      this.diagnose(offer.warnings);
      await this.carryOut();
    }
    return true;
  }

  /** Ctrl-C: stops what is carried out, or throws away an open block. Answers whether there was any such thing. */
  interrupt(): boolean {
    this.isStopped = this.isBusy;
    const hadBlock = this.block.length > 0;
    if (!this.isBusy && hadBlock) {
      this.say(`${counted(this.block.length, 'line')} of an open block thrown away`);
      this.block = [];
    }
    return this.isBusy || hadBlock;
  }

  /** No line follows. What is open by then was not carried out. */
  end(): void {
    if (this.block.length === 0 || this.hasEnded) return;
    const [first = ''] = this.block;
    this.say(`\`${visible(first.trim())}\` has no \`end\`; its block was not carried out`);
    this.worsen(EXIT.usage);
  }

  /** What the last word of a line may become. */
  completionOf(line: string): Completion {
    const { nodes } = this.session.status;
    const inside = this.missing > 0;
    const { text } = this.session;
    const defined = [...text.matchAll(/^\s*define\s+([^\s$#]+)/gim)];
    const written = [...text.matchAll(/\b(?:writes|cas)\s+([\w-]+)/gi)];
    const keys = written.map((match) => match[1] ?? '');
    const names = [
      ...(inside ? [] : PROMPT_WORDS.map(({ name }) => name)),
      ...defined.map((match) => match[1] ?? ''),
    ];
    const word = inside ? undefined : promptWord(line);
    if (word === 'help' && /\s/.test(line.trimStart())) {
      return complete(line.trimStart().replace(/^\S+\s+/, ''), { nodes, names, keys });
    }
    return complete(line, { nodes, names, keys });
  }

  /** Blocks that are open. */
  private get missing(): number {
    return chunksOf(this.block.join('\n')).at(-1)?.open ?? 0;
  }

  private async understand(line: string): Promise<void> {
    // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
    if (/[\u0000-\u0008\u000b-\u001f\u007f\ufffd]/.test(line)) {
      throw new UsageError(`this line holds bytes that no text has: ${line.slice(0, 40)}`);
    }
    const word = promptWord(line);
    if (this.block.length > 0) return this.addToBlock(line, word);
    if (line.trim() === '') return;
    const rest = line.trim().replace(/^\S+\s*/, '');
    switch (word) {
      case undefined:
        return this.addToBlock(line);
      case 'help':
        return this.print(helpLines(rest, this.columns, this.tools.style));
      case 'undo':
        return this.undo(rest);
      case 'watch':
        return this.watch(rest);
      case 'unwatch':
        return this.print(this.session.unwatch().map((each) => `no longer watched: ${each}`));
      case 'judge':
        return this.judge();
      case 'text':
        return this.print((this.scenario() ?? '').trimEnd().split('\n'));
      case 'save':
        return this.print(saveScenario(rest, this.scenario(), this.tools));
      case 'load':
        return this.load(rest);
      case 'quit':
        this.hasEnded = true;
        return;
    }
  }

  private async addToBlock(line: string, word?: PromptWord): Promise<void> {
    const lines = [...this.block, line];
    const text = lines.join('\n');
    if (lines.length === 1 && chunksOf(text).every(({ open }) => open === 0)) {
      return this.offer(text);
    }
    const diagnostics = this.session.judge(text);
    if (diagnostics.length > 0) {
      this.refuse(
        word === undefined ? diagnostics : diagnostics.map((each) => inBlock(each, word)),
      );
      if (this.block.length > 0) this.say('the block is still open, without this line');
      return;
    }
    this.block = lines;
    if (this.missing > 0) return;
    this.block = [];
    await this.offer(text);
  }

  /** Offers whole pieces, and carries them out. */
  private async offer(text: string): Promise<void> {
    const offer = this.session.offer(text);
    if (offer.kind === 'wrong') return this.refuse(offer.diagnostics);
    if (offer.kind === 'ended') {
      throw new UsageError(
        'the test has ended, so nothing more happens in it',
        'undo steps back before the statement that failed; cluster of 3 begins another test',
      );
    }
    this.diagnose(offer.warnings);
    await this.carryOut();
  }

  /** Carries out what has failed before the user's eyes already. */
  private async carryOutKnown(): Promise<void> {
    let sentence = 'every statement holds: the test fails behind them, as judge shows';
    await this.busily((ticks) => {
      const isOver = this.session.advance(ticks);
      for (const event of this.session.takeEvents()) {
        if (event.kind !== 'failed') continue;
        const place = event.result.failure?.span.line ?? 0;
        sentence = `line ${place} has just failed: undo steps back before its statement`;
      }
      return isOver;
    });
    this.print(wrapped(sentence, this.columns).map((line) => this.tools.style.remark(line)));
  }

  private async carryOut(): Promise<void> {
    const { session } = this;
    const isWhole = await this.busily((ticks) => {
      const isOver = session.advance(ticks);
      for (const event of session.takeEvents()) this.tell(event);
      return isOver;
    });
    if (isWhole) return;
    const { tick } = session.status;
    const left = session.interrupt();
    const others = left > 1 ? `; ${counted(left - 1, 'more piece')} not carried out` : '';
    this.say(`interrupted in tick ${tick ?? 0}: back before the statement${others}`);
  }

  /** Works in pieces until it is over. False when it was interrupted. */
  private async busily(work: (ticks: number) => boolean): Promise<boolean> {
    const { interrupted } = this.tools.host;
    const sized = inPieces(work);
    this.isBusy = true;
    this.isStopped = false;
    try {
      while (!sized()) {
        await breathe();
        if (this.isStopped || interrupted.aborted) return false;
      }
      return true;
    } finally {
      this.isBusy = false;
    }
  }

  private async undo(rest: string): Promise<void> {
    const count = rest === '' ? 1 : /^[1-9][0-9]{0,6}$/.test(rest) ? Number(rest) : 0;
    if (count === 0)
      throw new UsageError(`undo takes a number of statements, not ${rest}`, 'undo 5');
    const before = this.session.watched();
    const taken = this.session.undo(count);
    if (taken.length === 0) throw new UsageError('there is nothing to undo');
    await this.carryOut();
    const room = Math.max(16, this.columns - 9);
    const shown = taken.length > 12 ? taken.slice(0, 12) : taken;
    const firstLines = shown.map((each) => visible(each.replace(/\n[^]*\n/, ' … ')));
    this.print(
      firstLines.map((each) => `undone: ${each.length > room ? `${each.slice(0, room)}…` : each}`),
    );
    if (shown.length < taken.length) this.print([`… ${taken.length - shown.length} more`]);
    const changed = this.session.watched().filter(({ holds }, at) => holds !== before[at]?.holds);
    this.print(changed.map((each) => `${standing(each)}: ${each.observed}`));
  }

  private watch(rest: string): void {
    if (rest === '') {
      const none = 'nothing is watched; for example: watch leader.commitIndex >= 5';
      const watched = this.session.watched().map((each) => `${standing(each)}: ${each.observed}`);
      return this.print(watched.length === 0 ? [none] : watched);
    }
    if (this.session.status.tick === null) {
      throw new UsageError('there is no cluster to watch yet', 'cluster of 3');
    }
    const watched = this.session.watch(rest);
    if (!('holds' in watched)) return this.refuse(watched);
    this.say(`watched: ${standing({ text: rest, ...watched })}`);
  }

  /** Ends the test on a copy. */
  private async judge(): Promise<void> {
    const run = this.session.toTheEnd();
    if (run === null) throw new UsageError('there is no test to judge yet', 'cluster of 3');
    if (!(await this.busily((ticks) => run.advance(ticks)))) return this.print(['interrupted']);
    const result = run.result();
    if (result.failure !== undefined) this.worsen(EXIT.failed);
    this.print(verdictLines(result, this.session, this.tools, this.columns));
  }

  private async load(typed: string): Promise<void> {
    const { host } = this.tools;
    const file = unquoted(typed);
    if (file === '') throw new UsageError('load needs the name of a file', 'load my-test.raft');
    const read = readText(resolve(host.folder, file), file);
    if (!read.ok) throw new UsageError(read.problem);
    await this.offer(read.text.replace(/\s+$/, ''));
  }

  private scenario(): string | null {
    const text = this.session.scenario();
    if (text === null) throw new UsageError('there is no test yet', 'cluster of 3');
    return text;
  }

  private tell(event: SessionEvent): void {
    const { style } = this.tools;
    switch (event.kind) {
      case 'shown':
        return this.print(event.lines.flatMap((line) => this.broken(visible(line))));
      case 'test':
        if (event.others === 0) return;
        return this.say(
          `${visible(event.test.name)}: one of ${event.others + 1} tests that \`for\` makes here`,
        );
      case 'changed': {
        const { tick, text, holds, observed } = event.change;
        const what = holds ? 'holds now' : 'does not hold any more';
        const paint = holds ? style.good : style.remark;
        const lines = this.broken(`tick ${tick}: ${text}: ${what}: ${visible(observed)}`);
        return this.print(lines.map((line) => line.replace(what, (words) => paint(words))));
      }
      case 'failed':
        if (event.result.failure !== undefined) this.worsen(EXIT.failed);
        return this.print(failedLines(event, this.tools, this.columns));
    }
  }

  private refuse(diagnostics: readonly Diagnostic[]): void {
    this.worsen(EXIT.usage);
    this.diagnose(diagnostics);
  }

  private diagnose(diagnostics: readonly Diagnostic[]): void {
    const { renderDiagnostic, style } = this.tools;
    const { sources } = this.session;
    for (const diagnostic of diagnostics) {
      const known = atPrompt(diagnostic);
      const text = renderDiagnostic(known, sources.get(known.file) ?? '');
      const { place, rest } = fitDiagnostic(text, lineWidth(this.tools.host.out));
      const paint = known.severity === 'error' ? style.bad : style.remark;
      this.print([...place.map(paint), ...rest]);
    }
  }

  /** 1 is graver than nothing, 2 than 1, 3 than 2. */
  private worsen(status: ExitStatus): void {
    if (status > this.status) this.status = status;
  }

  private get columns(): number {
    const { out } = this.tools.host;
    return out.terminal ? out.columns : PIPE_COLUMNS;
  }

  /** A line as a terminal has room for it: what does not fit goes on below, further in. */
  private broken(line: string): string[] {
    return hanging(line, lineWidth(this.tools.host.out));
  }

  private say(sentence: string): void {
    this.print(this.broken(sentence));
  }

  private print(lines: readonly string[]): void {
    if (lines.length > 0) this.tools.host.out.write(`${lines.join('\n')}\n`);
  }
}

/** A condition that is watched, and how it stands. */
function standing({ text, holds }: { readonly text: string; readonly holds: boolean }): string {
  return `${text}: ${holds ? 'holds' : 'does not hold'} now`;
}

/** A file's name as it was typed, perhaps in quotes. */
function unquoted(typed: string): string {
  return /^"(.*)"$/.exec(typed.trim())?.[1] ?? typed.trim();
}
