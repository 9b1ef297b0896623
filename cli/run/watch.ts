// `--watch`: runs again whenever a scenario, or a file that one uses, changes.

import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { EXIT, type ExitStatus, UsageError } from '../exit.ts';
import type { Host } from '../host.ts';
import { pickedLine, shownPath } from '../files/collect.ts';
import { explain } from '../mistakes.ts';

/** Milliseconds of quiet after a change before the next run: editors write in several steps. */
const QUIET_MS = 60;

/** Hundredths of a second to wait for the system to begin watching a file. */
const WATCH_WAITS = 50;

/** One run; what it read. */
export type RunOnce = () => Promise<{ readonly used: readonly string[] }>;

/** Runs, waits for a change, runs again, until the user ends it. */
export async function watchFiles(
  paths: readonly string[],
  host: Host,
  once: RunOnce,
): Promise<ExitStatus> {
  const watcher = watch(
    paths.map((path) => {
      const named = pickedLine(path, host.folder)?.path ?? path;
      return watchedPath(resolve(host.folder, named));
    }),
    { ignoreInitial: true, ignored: isIgnored },
  );
  // Someone else's folder may be closed to us; what can be seen is watched all the same.
  watcher.on('error', () => undefined);
  const changes = new Changes();
  watcher.on('all', (event, path) => {
    if (event !== 'addDir') changes.note(resolve(host.folder, path));
  });
  try {
    await new Promise<void>((ready) => watcher.once('ready', ready));
    while (!host.interrupted.aborted) {
      changes.forget();
      await watchAlso(watcher, await runForgiving(once, host));
      if (host.interrupted.aborted) break;
      host.err.write('waiting for changes; Ctrl-C ends\n');
      await changes.next(host.interrupted);
      if (!host.interrupted.aborted) host.err.write(ruleOf(changes.paths, host));
    }
  } finally {
    await watcher.close();
  }
  return EXIT.interrupted;
}

/** The rule between two runs: when, and for which files. */
function ruleOf(paths: readonly string[], host: Host): string {
  const time = new Date().toTimeString().slice(0, 8);
  const [first = ''] = paths.map((path) => shownPath(path, host.folder));
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  const text = `── ${time}  ${first}${more} changed `;
  return `\n${text}${'─'.repeat(Math.max(2, Math.min(host.err.columns, 100) - text.length))}\n`;
}

/** Watches further files. Resolves when they are watched, so that no change after that is missed. */
async function watchAlso(watcher: FSWatcher, paths: readonly string[]): Promise<void> {
  const isWatched = (path: string): boolean =>
    watcher.getWatched()[dirname(path)]?.includes(basename(path)) === true;
  const fresh = paths.filter((path) => !isWatched(path));
  if (fresh.length === 0) return;
  watcher.add(fresh);
  for (let wait = 0; wait < WATCH_WAITS && !fresh.every(isWatched); wait += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A mistake in a file or a path is told and waited out; one of ours ends the command. */
async function runForgiving(once: RunOnce, host: Host): Promise<readonly string[]> {
  try {
    return (await once()).used;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await explain(error, (text) => host.err.write(text));
    return [];
  }
}

/** What to watch for a path: itself, or for a glob the nearest folder that exists. */
function watchedPath(path: string): string {
  let place = path;
  while (statSync(place, { throwIfNoEntry: false }) === undefined && dirname(place) !== place) {
    place = dirname(place);
  }
  return place;
}

function isIgnored(path: string): boolean {
  if (/[\\/](node_modules|\.[^\\/.][^\\/]*)([\\/]|$)/.test(path)) return true;
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return isFile && !path.endsWith('.raft');
}

/** Remembers changes, and lets one wait for the next. */
class Changes {
  private readonly noted = new Set<string>();
  private wake: (() => void) | undefined;

  /** What changed since it was last forgotten. */
  get paths(): readonly string[] {
    return [...this.noted];
  }

  note(path: string): void {
    this.noted.add(path);
    this.wake?.();
  }

  forget(): void {
    this.noted.clear();
  }

  /** Resolves a short while after a change, or when the signal comes. */
  async next(signal: AbortSignal): Promise<void> {
    while (this.noted.size === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}
