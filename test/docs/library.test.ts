// Every `ts` block of the pages about programs is a program of its own, and prints what the `text` block behind it
// shows. The entry points that the package has are those that the library's page lists; each has an example.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Verbs } from '../../api/verbs.ts';
import { type Block, blocksOf, codeIn, read, rowsBelow } from './pages.ts';

const PAGES = ['docs/library.md', 'docs/api.md'];
/** Between the outputs of two examples. */
const MARK = '\u0001';
/** Entry points behind another folder than one of their name. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '/node': '/integrations/node',
  '/vitest': '/integrations/vitest',
};

const folder = mkdtempSync(join(tmpdir(), 'whitewater-library-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entryPoints = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { exports: object }).exports,
).map((name) => name.replace('.', 'whitewater'));

/** A program with the package's entry points replaced by the sources. */
function fromSources(text: string): string {
  return text.replace(/from 'whitewater(\/[a-z]+)?'/g, (_, part = '') => {
    const source = pathToFileURL(resolve(`.${ELSEWHERE[String(part)] ?? String(part)}/index.ts`));
    return `from '${source.href}'`;
  });
}

const examples = PAGES.flatMap((page) => {
  const blocks = blocksOf(page);
  return blocks.flatMap((block, at) =>
    block.language === 'ts' ? [{ page, block, shown: blocks[at + 1] }] : [],
  );
});

/** What each example printed, by its place. */
let outputs: readonly string[] = [];

// One process for all of them: starting it is what takes time.
beforeAll(() => {
  const lines = examples.map(({ block }, at) => {
    writeFileSync(join(folder, `example-${at}.mts`), fromSources(block.text));
    return [
      `await import('./example-${at}.mts').catch((error) => console.log(error));`,
      `console.log('${MARK}');`,
    ].join('\n');
  });
  const all = join(folder, 'all.mts');
  writeFileSync(all, lines.join('\n'));
  const ended = spawnSync(process.execPath, ['--import', 'tsx', all], { encoding: 'utf8' });
  outputs = ended.stdout.split(`${MARK}\n`);
  expect(ended.stderr).toBe('');
});

function expectShown(output: string, shown: Block | undefined): void {
  expect(shown?.language).toBe('text');
  const lines = output.split('\n');
  const patterns = (shown?.text ?? '').split('\n').filter((line) => line !== '…');
  const isShortened = shown?.text.includes('\n…\n') ?? false;
  if (isShortened) for (const line of patterns) expect(lines).toContain(line);
  else expect(lines).toEqual(patterns);
}

describe.each(PAGES)('%s', (page) => {
  for (const [at, example] of examples.entries()) {
    if (example.page !== page) continue;
    test(`line ${example.block.line} prints what is shown`, () => {
      expectShown(outputs[at] ?? '', example.shown);
    });
  }
});

test('every entry point is listed and has an example', () => {
  const [page = ''] = PAGES;
  const listed = rowsBelow(page, '# The library').flatMap(([cell = '']) => codeIn(cell));
  expect([...listed].sort()).toEqual([...entryPoints].sort());
  const texts = [...PAGES, 'docs/vitest.md'].flatMap((each) => blocksOf(each));
  for (const name of entryPoints) {
    expect(
      texts.some(({ text }) => text.includes(`from '${name}'`)),
      name,
    ).toBe(true);
  }
});

test('docs/api.md names every verb and every option of a cluster', () => {
  const rows = ['## Let time pass', '## Do something'].flatMap((heading) =>
    rowsBelow('docs/api.md', heading).flatMap(([cell = '']) => codeIn(cell)),
  );
  const named = rows.map((code) => code.replace(/\(.*/, ''));
  const verbs = Object.getOwnPropertyNames(Verbs.prototype).filter(
    (name) => name !== 'constructor',
  );
  for (const verb of verbs) expect(named).toContain(verb);
  const setup = read('api/setup.ts');
  const options = rowsBelow('docs/api.md', '## Begin').flatMap(([cell = '']) => codeIn(cell));
  const body = /interface ClusterOptions \{([^]*?)\n\}/.exec(setup)?.[1] ?? '';
  const fields = [...body.matchAll(/readonly (\w+)\?:/g)].map((match) => match[1]);
  expect(options).toEqual(fields);
});
