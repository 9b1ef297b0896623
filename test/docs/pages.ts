// Reads the pages that people read: their code blocks, tables and links.

import { readdirSync, readFileSync } from 'node:fs';

/** Every page, by its path from the repository's root. */
export const PAGES: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md'],
  ...markdownIn('docs'),
  ...markdownIn('docs/decisions'),
];

function markdownIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => `${folder}/${name}`);
}

/** The text of a page. */
export function read(page: string): string {
  return readFileSync(page, 'utf8');
}

/** A fenced block. */
export interface Block {
  /** The first word behind the fence: `raft`, `console`, `ts`. */
  readonly language: string;
  /** What follows it: `error`, `fails`, or the name of a file. */
  readonly word: string;
  readonly text: string;
  /** Line of the fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; info: string; line: number; lines: string[] } | undefined;
  for (const [offset, line] of read(page).split('\n').entries()) {
    const fence = /^ *(`{3,})(.*)$/.exec(line);
    if (open === undefined) {
      if (fence?.[1] === undefined) continue;
      open = { fence: fence[1], info: fence[2] ?? '', line: offset + 1, lines: [] };
    } else if (fence?.[1] === open.fence && fence[2] === '') {
      const [language = '', word = ''] = open.info.trim().split(/ +/);
      blocks.push({ language, word, text: `${open.lines.join('\n')}\n`, line: open.line });
      open = undefined;
    } else {
      open.lines.push(line);
    }
  }
  return blocks;
}

/** The rows of the tables below a heading, as cells, heads and rules left out. */
export function rowsBelow(page: string, heading: string): readonly (readonly string[])[] {
  const lines = read(page).split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`${page} has no heading "${heading}"`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#{1,6} /.test(line));
  const section = end < 0 ? rest : rest.slice(0, end);
  const rows = section.filter((line) => line.startsWith('|'));
  const rules = rows.flatMap((row, at) => (/^\|[ :|-]+\|$/.test(row) ? [at] : []));
  const isHead = (at: number): boolean => rules.includes(at) || rules.includes(at + 1);
  return rows.flatMap((row, at) => (isHead(at) ? [] : [cellsOf(row)]));
}

function cellsOf(row: string): readonly string[] {
  const inner = row.replace(/^\||\|$/g, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** What a cell or a sentence sets in backquotes. */
export function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}
