// The journal of a campaign: what it is in the first line, then a line for every batch of runs that came to
// an end. It is only ever appended to, so a command that is killed loses the runs that were under way and
// nothing else; a last line that was not written to its end is cut off.

import { appendFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemReason, UsageError } from '../exit.ts';
import { linesOf } from '../files/lines.ts';
import { type BatchAnswer, type Campaign, withoutPlan } from './campaign.ts';
import type { DifferentRun } from './drive.ts';
import { FORMAT, type Line, lineOfText, type NotedBatch, textOfLine } from './journal-lines.ts';
import { NotedRuns } from './noted-runs.ts';

/** The name of the journal in the folder of a campaign. */
export const JOURNAL = 'campaign.jsonl';

/** What a journal says. */
export interface Noted {
  readonly campaign: Campaign;
  /** The line that goes on with it. */
  readonly command: string;
  /** Sorted by their runs, each of which is there once. */
  readonly batches: readonly NotedBatch[];
  /** Runs whose second try came to something else. */
  readonly different: readonly DifferentRun[];
  /** Names of what was shrunk to the end. */
  readonly shrunk: readonly string[];
  /** Milliseconds that were spent on its runs. */
  readonly elapsedMs: number;
  /** Whether the campaign came to its end. */
  readonly hasEnded: boolean;
}

/** The journal in a folder. Errors: `UsageError`s when the system does not let it be read or written. */
export class Journal {
  private readonly path: string;
  private readonly shown: string;

  /** `shown`: the folder as it was typed. */
  constructor(folder: string, shown: string) {
    this.path = join(folder, JOURNAL);
    this.shown = join(shown, JOURNAL);
  }

  /** What was noted; null when nothing was. Cuts a half-written last line off. */
  read(): Noted | null {
    const size = this.size();
    if (size === 0) return null;
    const reading = new Reading();
    const end = this.attempt(() => this.readLines(reading), 'read');
    if (end < size) this.attempt(() => truncateSync(this.path, end));
    return reading.noted;
  }

  /** Begins anew: what was noted before is gone. `command`: the line that goes on with it. */
  begin(campaign: Campaign, command: string): void {
    const head: Line = { type: 'head', format: FORMAT, campaign, command };
    this.attempt(() => writeFileSync(this.path, `${textOfLine(head)}\n`));
  }

  /** Notes runs that were made; with hashes, if they are still to be compared. */
  noteBatch(answer: BatchAnswer, elapsedMs: number): void {
    const { hashes, ...rest } = answer;
    const failed = answer.failed.map(withoutPlan);
    const batch = { ...rest, failed, ...(hashes.length > 0 ? { hashes } : {}) };
    this.append({ type: 'batch', elapsedMs: Math.round(elapsedMs), batch });
  }

  /** Notes that another line goes on with it, such as one with more runs. */
  noteCommand(command: string): void {
    this.append({ type: 'command', command });
  }

  /** Notes that the runs of a batch were compared. */
  noteAudited({ from }: BatchAnswer): void {
    this.append({ type: 'audited', from });
  }

  noteDifferent({ index, difference }: DifferentRun): void {
    this.append({ type: 'different', index, difference });
  }

  noteShrunk(name: string): void {
    this.append({ type: 'shrunk', name });
  }

  noteEnd(): void {
    this.append({ type: 'end' });
  }

  private append(line: Line): void {
    this.attempt(() => appendFileSync(this.path, `${textOfLine(line)}\n`));
  }

  private size(): number {
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (found?.isFIFO() === true) throw this.unusable('it is a pipe');
    // What is no ordinary file, such as a device, holds nothing of ours.
    return found?.isFile() === true ? found.size : 0;
  }

  /** Answers the byte behind the last line that is whole. */
  private readLines(reading: Reading): number {
    let last = 0;
    for (const { number, text, end } of linesOf(this.path)) {
      const problem = reading.take(lineOfText(text), number);
      if (problem !== null) throw this.unusable(problem);
      last = end;
    }
    return last;
  }

  private unusable(why: string): UsageError {
    return new UsageError(
      `${this.shown} is no journal to go on with: ${why}`,
      'begin anew with --fresh, which drops what it holds, or give another folder by --out',
    );
  }

  private attempt<T>(call: () => T, doing: 'read' | 'write' = 'write'): T {
    try {
      return call();
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`cannot ${doing} ${this.shown}: ${systemReason(error, doing)}`);
    }
  }
}

/** A journal while it is read. */
class Reading {
  private head: (Line & { readonly type: 'head' }) | null = null;
  private command = '';
  private readonly runs = new NotedRuns();
  private readonly different: DifferentRun[] = [];
  private readonly shrunk: string[] = [];
  private elapsedMs = 0;
  private hasEnded = false;

  /** Takes the next line, which is null when it is damaged. Answers what is wrong with it, or null. */
  take(line: Line | null, number: number): string | null {
    const damaged = `line ${number} is damaged`;
    if (line === null) return damaged;
    if (this.head === null) return this.begin(line);
    switch (line.type) {
      case 'head':
        return damaged;
      case 'command':
        this.command = line.command;
        return null;
      case 'batch':
        this.elapsedMs = line.elapsedMs;
        if (this.runs.add(line.batch)) return null;
        return `${damaged}: it tells of runs that an earlier line tells of`;
      case 'audited':
        return this.runs.audit(line.from) ? null : damaged;
      case 'different':
        this.different.push({ index: line.index, difference: line.difference });
        return null;
      case 'shrunk':
        this.shrunk.push(line.name);
        return null;
      case 'end':
        this.hasEnded = true;
        return null;
    }
  }

  /** Null without a first line. */
  get noted(): Noted | null {
    const { head, command, different, shrunk, elapsedMs, hasEnded } = this;
    if (head === null) return null;
    const { batches } = this.runs;
    return { campaign: head.campaign, command, batches, different, shrunk, elapsedMs, hasEnded };
  }

  private begin(line: Line): string | null {
    if (line.type !== 'head') return 'it does not begin as one';
    if (line.format !== FORMAT) return 'another version wrote it';
    this.head = line;
    this.command = line.command;
    return null;
  }
}
