// Edits of a planted bug, applied to the text of the sources.

import { BugError, type Bug, type BugEdit } from './bug.ts';

/** The text of a source below the root, line ends as `\n`; undefined when there is no such file. */
export type ReadSource = (file: string) => string | undefined;

interface Place {
  readonly start: number;
  readonly end: number;
  readonly replace: string;
}

/**
 * The edited files of a bug by their path. Every `find` is looked for in the text as it stands in
 * the tree, so the order of edits means nothing. Throws a `BugError` that lists every edit whose
 * `find` does not match exactly once and every two that overlap.
 */
export function editSources(bug: Bug, readSource: ReadSource): ReadonlyMap<string, string> {
  const problems: string[] = [];
  const edited = new Map<string, string>();
  for (const file of new Set(bug.edits.map((edit) => edit.file))) {
    const text = readSource(file);
    if (text === undefined) {
      problems.push(`there is no ${file}`);
      continue;
    }
    const edits = bug.edits.filter((edit) => edit.file === file);
    const places = edits.flatMap((edit) => findPlace(edit, text, problems));
    places.sort((a, b) => a.start - b.start);
    const overlap = places.some((place, k) => k > 0 && place.start < (places[k - 1]?.end ?? 0));
    if (overlap) problems.push(`two edits of ${file} touch the same text`);
    edited.set(file, replacePlaces(text, places));
  }
  if (problems.length > 0) throw new BugError(bug.id, problems);
  return edited;
}

function findPlace(edit: BugEdit, text: string, problems: string[]): Place[] {
  const starts = occurrences(text, edit.find);
  const [start] = starts;
  if (start !== undefined && starts.length === 1)
    return [{ start, end: start + edit.find.length, replace: edit.replace }];
  const times = starts.length === 0 ? 'never' : `${starts.length} times`;
  problems.push(
    `find matches ${times} in ${edit.file}, it must match exactly once: ${quote(edit.find)}`,
  );
  return [];
}

/** Overlapping occurrences count too: the place would be just as doubtful. */
function occurrences(text: string, find: string): number[] {
  const starts: number[] = [];
  for (let at = text.indexOf(find); at !== -1; at = text.indexOf(find, at + 1)) starts.push(at);
  return starts;
}

function replacePlaces(text: string, places: readonly Place[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, replace } of places) {
    result += text.slice(from, start) + replace;
    from = end;
  }
  return result + text.slice(from);
}

function quote(find: string): string {
  const short = find.length > 80 ? `${find.slice(0, 80)}…` : find;
  return JSON.stringify(short);
}
