// A planted bug: what `fixtures/bugs/<id>/bug.json` says, read and judged.

import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** One change of one source file. */
export interface BugEdit {
  /** The source to change: below `core/` or `sim/`, from the package root, such as `core/commit.ts`. */
  readonly file: string;
  /** Exact text in it, found exactly once. It may span lines (`\n`). */
  readonly find: string;
  /** What stands there instead. Empty removes the text. */
  readonly replace: string;
}

/** The schema of `bug.json`. Every field is required and no other is allowed. */
export interface Bug {
  /** The folder's name: lower-case words joined by `-`, such as `vote-twice`. */
  readonly id: string;
  /** The part of Raft it damages, a lower-case word such as `election` or `commit`. */
  readonly category: string;
  /** The invariant that must see it, by its id. */
  readonly property: string;
  /** One sentence: what the damaged Raft does wrong. */
  readonly summary: string;
  /** Where it was seen or which rule it breaks: a commit, an issue, a section of the paper. */
  readonly source: string;
  /** At least one. No two may touch the same text. */
  readonly edits: readonly BugEdit[];
}

/** A planted bug that cannot be used; the message names the bug and everything wrong with it. */
export class BugError extends Error {
  constructor(bug: string, problems: readonly string[]) {
    super(problems.map((problem) => `planted bug ${bug}: ${problem}`).join('\n'));
    this.name = 'BugError';
  }
}

const TEXT_FIELDS = ['id', 'category', 'property', 'summary', 'source'] as const;
const EDIT_FIELDS = ['file', 'find', 'replace'] as const;
const WORD = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const EDITABLE = /^(core|sim)\/([a-z0-9][a-z0-9-]*\/)*[a-z0-9][a-z0-9-]*\.ts$/;

/** Reads `<folder>/bug.json`. Throws a `BugError` that lists every broken rule. */
export function loadBug(folder: string): Bug {
  const id = basename(resolve(folder));
  const path = join(folder, 'bug.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new BugError(id, [`cannot read ${path}`]);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BugError(id, [`${path} is not JSON: ${(error as Error).message}`]);
  }
  return parseBug(id, value);
}

/** Judges the content of a `bug.json` that lies in a folder called `id`. */
export function parseBug(id: string, value: unknown): Bug {
  if (!isRecord(value)) throw new BugError(id, ['bug.json must hold one object']);
  const problems = [
    ...fieldProblems(value, [...TEXT_FIELDS, 'edits'], ''),
    ...TEXT_FIELDS.flatMap((field) => textProblems(value, field)),
    ...editsProblems(value['edits']),
  ];
  if (typeof value['id'] === 'string' && value['id'] !== id)
    problems.push(`id must be the name of its folder, ${id} (got ${value['id']})`);
  if (typeof value['category'] === 'string' && !WORD.test(value['category']))
    problems.push(`category must be lower-case words joined by - (got ${value['category']})`);
  if (!WORD.test(id)) problems.push('its folder must be named in lower-case words joined by -');
  if (problems.length > 0) throw new BugError(id, problems);
  return value as unknown as Bug;
}

function textProblems(bug: Record<string, unknown>, field: string): string[] {
  const value = bug[field];
  if (value === undefined) return [];
  return typeof value === 'string' && value.trim() !== ''
    ? []
    : [`${field} must be a text that is not empty`];
}

function editsProblems(edits: unknown): string[] {
  if (edits === undefined) return [];
  if (!Array.isArray(edits) || edits.length === 0)
    return ['edits must be a list of at least one edit'];
  return edits.flatMap((edit: unknown, offset) => editProblems(edit, `edit ${offset + 1}: `));
}

function editProblems(edit: unknown, where: string): string[] {
  if (!isRecord(edit)) return [`${where}must be an object`];
  const problems = fieldProblems(edit, EDIT_FIELDS, where);
  for (const field of EDIT_FIELDS) {
    if (edit[field] !== undefined && typeof edit[field] !== 'string')
      problems.push(`${where}${field} must be a text`);
  }
  const { file, find, replace } = edit;
  if (typeof file === 'string' && !EDITABLE.test(file))
    problems.push(`${where}file must be a source below core/ or sim/ (got ${file})`);
  if (find === '') problems.push(`${where}find must not be empty`);
  if (typeof find === 'string' && find === replace)
    problems.push(`${where}find and replace are the same, nothing would change`);
  return problems;
}

function fieldProblems(
  value: Record<string, unknown>,
  allowed: readonly string[],
  where: string,
): string[] {
  const missing = allowed.filter((field) => value[field] === undefined);
  const unknown = Object.keys(value).filter((field) => !allowed.includes(field));
  return [
    ...missing.map((field) => `${where}${field} is missing`),
    ...unknown.map((field) => `${where}there is no field ${field}`),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
