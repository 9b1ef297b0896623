// Where the lines of the prompt come from: a terminal with history and completion, or a pipe.

import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { hanging } from '../../view/index.ts';
import { type Host, lineWidth } from '../host.ts';
import type { HistoryFile } from './history-file.ts';
import type { Prompt } from './prompt.ts';

/** What the prompt reads and where its line is edited. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
  /** Whether a person types. */
  readonly isTerminal: boolean;
}

/** Lines that a terminal remembers. */
const HISTORY_SIZE = 1_000;

/** Takes lines until there are no more, the user ends it, or the command is interrupted. */
export function converse(
  prompt: Prompt,
  streams: Streams,
  history: HistoryFile,
  host: Host,
): Promise<void> {
  return streams.isTerminal
    ? atTerminal(prompt, streams, history, host)
    : fromPipe(prompt, streams, host);
}

async function fromPipe(prompt: Prompt, { input }: Streams, host: Host): Promise<void> {
  const reader = createInterface({ input, crlfDelay: Infinity });
  const end = (): void => reader.close();
  host.interrupted.addEventListener('abort', end, { once: true });
  for await (const line of reader) {
    await prompt.take(line);
    await host.out.ready();
    if (prompt.hasEnded || host.interrupted.aborted) break;
  }
  reader.close();
  input.destroy();
  if (!host.interrupted.aborted) prompt.end();
}

function atTerminal(
  prompt: Prompt,
  { input, output }: Streams,
  history: HistoryFile,
  host: Host,
): Promise<void> {
  const reader = createInterface({
    ...{ input, output, terminal: true, historySize: HISTORY_SIZE, removeHistoryDuplicates: true },
    history: [...history.lines].reverse(),
    completer: (line: string): [string[], string] => {
      const { word, candidates } = prompt.completionOf(line);
      // A path such as `0.` is gone on with; everything else is a whole word.
      const whole = candidates.length === 1 && candidates[0]?.endsWith('.') !== true;
      return [whole ? [`${candidates[0] ?? ''} `] : [...candidates], word];
    },
  });
  const lines: string[] = [];
  let isTaking = false;
  let isClosed = false;
  const ask = (): void => {
    // A prompt that is drawn now would make the input flow again, and nothing would end the command.
    if (isClosed) return;
    reader.setPrompt(prompt.text);
    reader.prompt();
  };
  /** One line after the other: what is typed or pasted meanwhile waits. */
  const takeAll = async (): Promise<void> => {
    if (isTaking) return;
    isTaking = true;
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
      const remark = history.add(line.trim());
      if (remark !== undefined) host.out.write(`${remark}\n`);
      await prompt.take(line);
      if (prompt.hasEnded || host.interrupted.aborted) reader.close();
      if (isClosed) return;
    }
    isTaking = false;
    ask();
  };
  reader.on('line', (line) => {
    lines.push(line);
    void takeAll();
  });
  reader.on('SIGINT', () => {
    const hadText = reader.line !== '';
    output.write('^C\n');
    // What waits behind the statement that is stopped was typed for a state that is not there.
    lines.length = 0;
    const stopped = prompt.interrupt();
    // There is no method that empties the line without drawing the prompt again.
    Object.assign(reader, { line: '', cursor: 0 });
    if (!stopped && !hadText) {
      const how = hanging('(quit, or Ctrl-D, ends the prompt)', lineWidth(host.out));
      output.write(`${how.join('\n')}\n`);
    }
    if (!isTaking) ask();
  });
  return new Promise((resolve) => {
    reader.once('close', () => {
      isClosed = true;
      lines.length = 0;
      if (!prompt.hasEnded && !host.interrupted.aborted) output.write('\n');
      // A statement that still runs is stopped: nobody waits for it any more.
      prompt.interrupt();
      resolve();
    });
    host.interrupted.addEventListener('abort', () => reader.close(), { once: true });
    ask();
  });
}
