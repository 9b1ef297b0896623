// One campaign a folder: a file with the number of the process that works there.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemReason, UsageError } from '../exit.ts';

const LOCK = 'campaign.lock';

/**
 * Takes a folder, and returns what gives it back. What a process left behind that is gone is taken over. Errors: a
 * `UsageError` when a process that is there has it, or when the system does not let it be taken. `shown`: the folder
 * as it was typed.
 */
export function lockFolder(folder: string, shown: string): () => void {
  const path = join(folder, LOCK);
  const holder = holderOf(path);
  if (holder !== null) throw inUse(shown, holder);
  try {
    rmSync(path, { force: true });
    // Fails when somebody else was faster.
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    const faster = holderOf(path);
    if (faster !== null) throw inUse(shown, faster);
    throw new UsageError(`cannot write ${join(shown, LOCK)}: ${systemReason(error, 'write')}`);
  }
  return () => rmSync(path, { force: true });
}

/** The process that has a lock; null when there is none, or its process is gone. */
function holderOf(path: string): number | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  const pid = Number(text.trim());
  // Our own number stands there when another machine or container, in which it was given too, was ended.
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return null;
  return isThere(pid) ? pid : null;
}

function isThere(pid: number): boolean {
  try {
    // Signal 0 asks, and does nothing.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inUse(shown: string, holder: number): UsageError {
  return new UsageError(
    `another fuzz, process ${holder}, works in ${shown}`,
    `wait for it, or give another folder by --out; if that process is no fuzz, remove ${join(shown, LOCK)}`,
  );
}
