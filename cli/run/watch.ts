// `--watch`: runs again whenever a scenario, or a file that one uses, changes.

import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { EXIT, type ExitStatus, UsageError } from '../exit.ts';
import type { Host } from '../host.ts';
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
    paths.map((path) => watchedPath(resolve(host.folder, path))),
    { ignoreInitial: true, ignored: isIgnored },
  );
  // Someone else's folder may be closed to us; what can be seen is watched all the same.
  watcher.on('error', () => undefined);
  const changes = new Changes();
  watcher.on('all', (event) => {
    if (event !== 'addDir') changes.note();
  });
  try {
    await new Promise<void>((ready) => watcher.once('ready', ready));
    while (!host.interrupted.aborted) {
      changes.forget();
      await watchAlso(watcher, await runForgiving(once, host));
      if (host.interrupted.aborted) break;
      host.err.write('waiting for changes; Ctrl-C ends\n');
      await changes.next(host.interrupted);
    }
  } finally {
    await watcher.close();
  }
  return EXIT.interrupted;
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
  private noted = false;
  private wake: (() => void) | undefined;

  note(): void {
    this.noted = true;
    this.wake?.();
  }

  forget(): void {
    this.noted = false;
  }

  /** Resolves a short while after a change, or when the signal comes. */
  async next(signal: AbortSignal): Promise<void> {
    while (!this.noted && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}
