// The bugs of a folder, and what is wrong with them.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { suggestion } from '../../dsl/index.ts';
import { type Bug, BugError, findSourceRoot, loadBug } from '../planting/index.ts';
import { findProperty, type PropertyId } from '../../sim/index.ts';
import { systemReason, UsageError } from '../exit.ts';

/** A bug that can be hunted. */
export interface Quarry {
  readonly bug: Bug;
  readonly property: PropertyId;
  /** Statements of the scenario that was written by hand; null without one. */
  readonly handwritten: number | null;
}

/** A bug that cannot, and why. */
export interface Misfit {
  readonly id: string;
  readonly problem: string;
}

/** The bugs of a folder, by id. */
export interface Menagerie {
  readonly quarries: readonly Quarry[];
  readonly misfits: readonly Misfit[];
}

/** Where the repository's own bugs lie. Throws a `UsageError` outside of a clone. */
export function ownBugs(): string {
  try {
    return join(findSourceRoot(), 'fixtures/bugs');
  } catch (error) {
    throw new UsageError(
      'planted bugs need the sources of Whitewater, which the installed package does not carry',
      `clone the repository, and type npm ci && npx whitewater zoo there (${String((error as Error).message)})`,
    );
  }
}

/**
 * Reads the bugs below `folder`, or those of `only`. Throws a `UsageError` when there is no such folder, no bug in
 * it, or none of a wanted name; what is wrong with a single bug makes it a misfit.
 */
export function collectBugs(folder: string, shown: string, only: readonly string[]): Menagerie {
  const ids = bugIds(folder, shown);
  const missing = only.filter((id) => !ids.includes(id));
  if (missing.length > 0) {
    const names = missing.map((id) => `"${id}"`).join(', ');
    throw new UsageError(`there is no bug ${names} in ${shown}`, nearestBug(missing[0] ?? '', ids));
  }
  const quarries: Quarry[] = [];
  const misfits: Misfit[] = [];
  for (const id of only.length === 0 ? ids : ids.filter((each) => only.includes(each))) {
    const read = readBug(resolve(folder, id));
    if ('problem' in read) misfits.push({ id, problem: read.problem });
    else quarries.push(read);
  }
  return { quarries, misfits };
}

/** What to type instead of a folder in which there is no bug. */
export function folderHint(folder: string): string {
  const where =
    'a clone of the repository has bugs in fixtures/bugs, such as --bug fixtures/bugs/vote-not-persisted';
  try {
    const [id, ids] = [basename(folder), bugIds(ownBugs(), 'fixtures/bugs')];
    return ids.includes(id)
      ? `a clone of the repository has this one: --bug fixtures/bugs/${id}`
      : `${where}; ${nearestBug(id, ids)}`;
  } catch {
    return where;
  }
}

/** Lines that are neither comment nor blank. */
export function statementsIn(text: string): number {
  return text.split('\n').filter((line) => /^\s*[^\s#]/.test(line)).length;
}

function bugIds(folder: string, shown: string): string[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(
      `cannot read the bugs in ${shown}: ${systemReason(error)}`,
      'a folder of bugs holds a folder for each, with its bug.json and scenario.raft',
    );
  }
  // A link to a folder will do.
  const ids = entries.filter((entry) => !entry.isFile() && !entry.name.startsWith('.'));
  if (ids.length === 0) {
    throw new UsageError(
      `there are no bugs in ${shown}`,
      'a bug is a folder with a bug.json in it; docs/planted-bugs.md says what that holds',
    );
  }
  // Folders come in an order that the file system chose.
  return ids.map(({ name }) => name).sort();
}

function readBug(folder: string): Quarry | { readonly problem: string } {
  let bug: Bug;
  try {
    bug = loadBug(folder);
  } catch (error) {
    if (!(error instanceof BugError)) throw error;
    return { problem: error.message };
  }
  const property = findProperty(bug.property)?.id;
  if (property === undefined) {
    const problem = `planted bug ${bug.id}: there is no property ${bug.property}`;
    return { problem: `${problem}; docs/architecture.md lists them` };
  }
  return { bug, property, handwritten: handwrittenSize(folder) };
}

function handwrittenSize(folder: string): number | null {
  try {
    return statementsIn(readFileSync(join(folder, 'scenario.raft'), 'utf8'));
  } catch {
    return null;
  }
}

/** The name that was meant, or such as share a word with it. */
function nearestBug(typed: string, ids: readonly string[]): string {
  const meant = suggestion(typed, ids);
  if (meant !== undefined) return meant;
  const words = typed.toLowerCase().split(/[^a-z0-9]+/);
  const alike = ids.filter((id) => id.split('-').some((word) => words.includes(word)));
  const some = (alike.length > 0 ? alike : ids).slice(0, 5);
  return `there is ${some.join(', ')}${some.length < ids.length ? ', …' : ''}`;
}
