// Every `ts` block of the library's page is a program of its own, and prints what the `text` block behind it
// shows. The entry points that the package has are those that the page lists.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { blocksOf, codeIn, rowsBelow } from './pages.ts';

const PAGE = 'docs/library.md';
const folder = mkdtempSync(join(tmpdir(), 'whitewater-library-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is no library has a page of its own. */
const ELSEWHERE = ['whitewater/vitest'];

const entryPoints = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { exports: object }).exports,
)
  .map((name) => name.replace('.', 'whitewater'))
  .filter((name) => !ELSEWHERE.includes(name));

/** A program with the package's entry points replaced by the sources. */
function fromSources(text: string): string {
  return text.replace(/from 'whitewater(\/[a-z]+)?'/g, (_, part: string | undefined) => {
    const source = pathToFileURL(resolve(`.${part ?? ''}/index.ts`));
    return `from '${source.href}'`;
  });
}

function run(text: string, name: string): string {
  const file = join(folder, `${name}.mts`);
  writeFileSync(file, fromSources(text));
  const ended = spawnSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8' });
  return ended.stdout + (ended.status === 0 ? '' : ended.stderr);
}

describe(PAGE, () => {
  const blocks = blocksOf(PAGE);
  for (const [at, block] of blocks.entries()) {
    if (block.language !== 'ts') continue;
    test(`line ${block.line} prints what is shown`, () => {
      const shown = blocks[at + 1];
      expect(shown?.language).toBe('text');
      const lines = run(block.text, `example-${block.line}`).split('\n');
      const patterns = (shown?.text ?? '').split('\n').filter((line) => line !== '…');
      const isShortened = shown?.text.includes('\n…\n') ?? false;
      if (isShortened) for (const line of patterns) expect(lines).toContain(line);
      else expect(lines).toEqual(patterns);
    });
  }

  test('has an example for every entry point', () => {
    const listed = rowsBelow(PAGE, '# The library').flatMap(([cell = '']) => codeIn(cell));
    expect([...listed].sort()).toEqual([...entryPoints].sort());
    for (const name of entryPoints) {
      const uses = blocks.some(({ text }) => text.includes(`from '${name}'`));
      expect(uses, name).toBe(true);
    }
  });
});
