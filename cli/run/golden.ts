// `--update`: the lines under `show` are rewritten to what it printed.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { GoldenUpdate } from '../../dsl/index.ts';
import { refuseOddFile } from '../files/target.ts';
import { systemReason, UsageError } from '../exit.ts';

/**
 * A text with its golden lines replaced. Line endings are kept. Throws a `UsageError` when two runs want
 * different lines in one place, as the values of a `for` may.
 */
export function applyGolden(file: string, text: string, updates: readonly GoldenUpdate[]): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r\n|\n/);
  for (const update of fromTheBottom(file, updates)) {
    lines.splice(update.from - 1, Math.max(0, update.to - update.from + 1), ...update.lines);
  }
  const joined = lines.join(ending);
  return joined.endsWith(ending) ? joined : joined + ending;
}

function fromTheBottom(file: string, updates: readonly GoldenUpdate[]): GoldenUpdate[] {
  const places = new Map<number, GoldenUpdate>();
  for (const update of updates) {
    const other = places.get(update.from);
    if (other !== undefined && other.lines.join('\n') !== update.lines.join('\n')) {
      throw new UsageError(
        `${file}:${update.from}: two runs print different lines here, so no golden lines fit both`,
        'take the golden lines out, or out of what `for`, `repeat` or `define` runs more than once',
      );
    }
    places.set(update.from, update);
  }
  return [...places.values()].sort((a, b) => b.from - a.from);
}

/**
 * Replaces a file's contents in one step, so that an interruption leaves the old or the new ones. Errors: a `UsageError`
 * when it cannot be written, or something else than an ordinary file is there.
 */
export function replaceFile(path: string, text: string, shown: string): void {
  refuseOddFile(path, shown);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UsageError(`cannot write ${shown}: ${systemReason(error, 'write')}`);
  }
}
