// The real surroundings: this process and its terminal.

import { once } from 'node:events';
import type { WriteStream } from 'node:tty';
import { EXIT, systemReason } from './exit.ts';
import { decoded, type FileText } from './files/read.ts';
import type { ColourLevel, Host, Output } from './host.ts';

/** Options that count before the command line is parsed. */
interface ProcessHostOptions {
  readonly colours: boolean;
}

/** Connects a `Host` with this process: signals, closed pipes, terminal. */
export function createProcessHost(options: ProcessHostOptions): Host {
  const interruption = new AbortController();
  listenForSignals(interruption);
  for (const stream of [process.stdout, process.stderr]) endWhenUnwritable(stream, interruption);
  return {
    folder: process.cwd(),
    out: outputOf(process.stdout, options.colours, interruption.signal),
    err: outputOf(process.stderr, options.colours, interruption.signal),
    interrupted: interruption.signal,
    readInput,
  };
}

/** The first signal asks for an orderly end; the second one does not ask. */
function listenForSignals(interruption: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(EXIT.interrupted);
      interruption.abort();
    });
  }
}

/**
 * An output that fails ends the command in order, so that a report in a file is complete. `whitewater … | head`:
 * who reads no further wants no more, and no complaint. The exit status set here goes before the command's.
 */
function endWhenUnwritable(stream: NodeJS.WriteStream, interruption: AbortController): void {
  let isLost = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // What is written after that fails as well.
    if (isLost) return;
    isLost = true;
    interruption.abort();
    const isClosed = error.code === 'EPIPE';
    process.exitCode = isClosed ? EXIT.interrupted : EXIT.usage;
    if (isClosed || stream === process.stderr) return;
    process.stderr.write(`whitewater: cannot write the output: ${systemReason(error, 'write')}\n`);
  });
}

function outputOf(stream: WriteStream, wanted: boolean, interrupted: AbortSignal): Output {
  return {
    write: (text) => void stream.write(text),
    ready: () => roomIn(stream, interrupted),
    // isTTY is undefined on a pipe, whatever its type says.
    terminal: Boolean(stream.isTTY),
    get columns() {
      return stream.isTTY && stream.columns > 0 ? stream.columns : 80;
    },
    colours: wanted ? colourLevel(stream, process.env) : 0,
  };
}

/** A reader may be slower than we are: what it has not read yet must not fill the memory. */
async function roomIn(stream: WriteStream, signal: AbortSignal): Promise<void> {
  if (!stream.writableNeedDrain || signal.aborted) return;
  // Rejects when the signal comes.
  await once(stream, 'drain', { signal }).catch(() => undefined);
}

/**
 * FORCE_COLOR decides when it is set, then NO_COLOR (any text but an empty one), then whether a
 * terminal that knows colours is there. Source: no-color.org, force-color.org.
 */
export function colourLevel(
  stream: { readonly isTTY?: boolean; getColorDepth?: (env: object) => number },
  environment: NodeJS.ProcessEnv,
): ColourLevel {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced !== undefined) return forcedLevel(forced);
  if (refused !== undefined && refused !== '') return 0;
  if (stream.isTTY !== true || terminal === 'dumb') return 0;
  const depth = stream.getColorDepth?.(environment) ?? 4;
  if (depth >= 24) return 3;
  if (depth >= 8) return 2;
  return depth >= 4 ? 1 : 0;
}

function forcedLevel(text: string): ColourLevel {
  if (text === '0' || text === 'false') return 0;
  if (text === '2') return 2;
  return text === '3' ? 3 : 1;
}

async function readInput(bytesMax: number): Promise<FileText> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece as Uint8Array);
    size += (piece as Uint8Array).length;
    if (size > bytesMax) return { ok: false, problem: 'standard input has more than 10 MB' };
  }
  return decoded(Buffer.concat(pieces), 'standard input');
}
