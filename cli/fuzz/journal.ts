// The journal of a campaign: what it is in the first line, then a line for every batch of runs that came to
// an end. It is only ever appended to, so a command that is killed loses the runs that were under way and
// nothing else; a last line that was not written to its end is cut off.

import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemReason, UsageError } from '../exit.ts';
import { type BatchAnswer, type Campaign, withoutPlan } from './campaign.ts';

/** The name of the journal in the folder of a campaign. */
export const JOURNAL = 'campaign.jsonl';

/** Changes when older journals cannot be gone on with. */
const FORMAT = 2;

/** A batch as it was noted. */
export type NotedBatch = Omit<BatchAnswer, 'hashes'>;

/** What a journal says. */
export interface Noted {
  readonly campaign: Campaign;
  /** The line that goes on with it. */
  readonly command: string;
  readonly batches: readonly NotedBatch[];
  /** Names of what was shrunk to the end. */
  readonly shrunk: readonly string[];
  /** Milliseconds that were spent on its runs. */
  readonly elapsedMs: number;
  /** Whether the campaign came to its end. */
  readonly hasEnded: boolean;
}

type Line =
  | {
      readonly type: 'head';
      readonly format: number;
      readonly campaign: Campaign;
      readonly command: string;
    }
  | { readonly type: 'command'; readonly command: string }
  | { readonly type: 'batch'; readonly elapsedMs: number; readonly batch: NotedBatch }
  | { readonly type: 'shrunk'; readonly name: string }
  | { readonly type: 'end' };

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
    const text = this.text();
    const end = text.lastIndexOf('\n') + 1;
    if (end < text.length)
      this.attempt(() => truncateSync(this.path, Buffer.byteLength(text.slice(0, end))));
    const lines = text.slice(0, end).split('\n').slice(0, -1);
    return lines.length === 0
      ? null
      : this.noted(lines.map((line, at) => this.parsed(line, at + 1)));
  }

  /** Begins anew: what was noted before is gone. `command`: the line that goes on with it. */
  begin(campaign: Campaign, command: string): void {
    const head: Line = { type: 'head', format: FORMAT, campaign, command };
    this.attempt(() => writeFileSync(this.path, `${JSON.stringify(head)}\n`));
  }

  /** Notes runs that were made. */
  noteBatch(answer: BatchAnswer, elapsedMs: number): void {
    const { hashes: _hashes, ...rest } = answer;
    const batch = { ...rest, failed: answer.failed.map(withoutPlan) };
    this.append({ type: 'batch', elapsedMs: Math.round(elapsedMs), batch });
  }

  /** Notes that another line goes on with it, such as one with more runs. */
  noteCommand(command: string): void {
    this.append({ type: 'command', command });
  }

  noteShrunk(name: string): void {
    this.append({ type: 'shrunk', name });
  }

  noteEnd(): void {
    this.append({ type: 'end' });
  }

  private append(line: Line): void {
    this.attempt(() => appendFileSync(this.path, `${JSON.stringify(line)}\n`));
  }

  private text(): string {
    const found = statSync(this.path, { throwIfNoEntry: false });
    // What is no ordinary file, such as a device, holds nothing of ours.
    if (found === undefined || !found.isFile()) return '';
    return this.attempt(() => readFileSync(this.path, 'utf8'), 'read');
  }

  private parsed(line: string, number: number): Line {
    try {
      return JSON.parse(line) as Line;
    } catch {
      throw this.unusable(`line ${number} is damaged`);
    }
  }

  private noted([head, ...lines]: readonly Line[]): Noted {
    if (head?.type !== 'head') throw this.unusable('it does not begin as one');
    if (head.format !== FORMAT) throw this.unusable('another version wrote it');
    return {
      campaign: head.campaign,
      command: lines.reduce(
        (last, line) => (line.type === 'command' ? line.command : last),
        head.command,
      ),
      batches: lines.flatMap((line) => (line.type === 'batch' ? [line.batch] : [])),
      shrunk: lines.flatMap((line) => (line.type === 'shrunk' ? [line.name] : [])),
      elapsedMs: lines.reduce((last, line) => (line.type === 'batch' ? line.elapsedMs : last), 0),
      hasEnded: lines.some(({ type }) => type === 'end'),
    };
  }

  private unusable(why: string): UsageError {
    return new UsageError(
      `${this.shown} is no journal to go on with: ${why}`,
      'move it away to begin anew, or give another folder by --out',
    );
  }

  private attempt<T>(call: () => T, doing: 'read' | 'write' = 'write'): T {
    try {
      return call();
    } catch (error) {
      throw new UsageError(`cannot ${doing} ${this.shown}: ${systemReason(error, doing)}`);
    }
  }
}
