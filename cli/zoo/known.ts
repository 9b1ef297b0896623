// Rows of other rounds, as `--json` printed them: so a table that takes hours can be made in parts, on several
// machines, or go on after it was cut off.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findProperty } from '../../sim/index.ts';
import { systemReason, UsageError } from '../exit.ts';
import type { Menagerie } from './bugs.ts';
import { type Row, rowOf } from './rows.ts';
import type { Catch, Trial } from './trial.ts';

/** A bug as `rowObject` writes it, as far as it is read. */
interface KnownRow {
  readonly type: 'bug';
  readonly bug: string;
  readonly hunts: readonly KnownHunt[];
}

interface KnownHunt extends Omit<Trial, 'catch' | 'accusations'>, Partial<Catch> {
  readonly found: boolean;
  readonly accusations: readonly { seed: string; property: string | null; message: string }[];
}

/**
 * The rows of bugs that are asked for; of two for one bug the later counts. Bugs that could not be planted then are
 * left out, and so is what was cut off: a last line, and rows of fewer hunts than `seeds`. Errors: throws a `UsageError`
 * for a file that is none of `zoo --json`.
 */
export function readKnown(
  files: readonly string[],
  folder: string,
  { quarries }: Menagerie,
  seeds: number,
): readonly Row[] {
  const known = new Map<string, KnownRow>();
  for (const file of files) {
    for (const row of rowsIn(textOf(file, folder), file)) {
      if (row.hunts.length >= seeds) known.set(row.bug, row);
    }
  }
  return quarries.flatMap((quarry) => {
    const row = known.get(quarry.bug.id);
    return row === undefined ? [] : [rowOf(quarry, row.hunts.map(trialOf))];
  });
}

function textOf(file: string, folder: string): string {
  try {
    return readFileSync(resolve(folder, file), 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${file}: ${systemReason(error, 'read')}`,
      'type files that `zoo --json` wrote behind --known',
    );
  }
}

function rowsIn(text: string, file: string): KnownRow[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const value = valueOf(line);
    // What was cut off while it was written is hunted again.
    if (value === undefined && at === lines.length - 1) return [];
    if (isKnownRow(value)) return [value];
    if (isOther(value)) return [];
    throw new UsageError(
      `line ${at + 1} of ${file} is no bug that was hunted`,
      'type files that `zoo --json` wrote behind --known',
    );
  });
}

function valueOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function isKnownRow(value: unknown): value is KnownRow {
  if (!isObject(value) || value.type !== 'bug' || typeof value.bug !== 'string') return false;
  return Array.isArray(value.hunts) && value.hunts.every(isKnownHunt);
}

/** A summary, or a bug that could not be planted. */
function isOther(value: unknown): boolean {
  return isObject(value) && (value.type === 'summary' || typeof value.problem === 'string');
}

function isKnownHunt(value: unknown): boolean {
  if (!isObject(value) || typeof value.seed !== 'string') return false;
  const numbers = [value.runs, value.ticks, value.seconds, value.breakdowns];
  const isCounted = numbers.every((each) => typeof each === 'number');
  const isCaught =
    value.found === false ||
    (typeof value.property === 'string' && typeof value.original === 'number');
  return isCounted && isCaught && Array.isArray(value.accusations);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function trialOf(hunt: KnownHunt): Trial {
  const { seed, reason, runs, ticks, seconds, accusations, breakdowns } = hunt;
  return {
    ...{ seed, reason, runs, ticks, seconds, breakdowns },
    catch: hunt.found ? catchOf(hunt) : null,
    accusations: accusations.map(({ seed: of, property, message }) => ({
      spec: { seed: of, profile: 'everything', overrides: {} },
      property: property === null ? null : (findProperty(property)?.id ?? null),
      message,
    })),
  };
}

function catchOf(hunt: KnownHunt): Catch {
  const { run = '', property = '', message = '', isOwn = false, original = 0 } = hunt;
  const { shrunk = null, shrinkSeconds = null, scenario = null, remark = null } = hunt;
  return { run, property, message, isOwn, original, shrunk, shrinkSeconds, scenario, remark };
}
