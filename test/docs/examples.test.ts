// Every example of the pages is run. A `raft` block without a `cluster of` line stands in a test of five
// nodes that n0 leads; one with the word `error` is refused and one with `fails` fails, both in the words of
// the next `text` block; one with a file's name is a file for the blocks and commands of its page. A line
// `…` in what is shown stands for lines that are left out.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../cli/program.ts';
import { parseFile, renderDiagnostic, runTest } from '../../dsl/index.ts';
import { createRandomPort } from '../../fuzz/index.ts';
import { hostIn } from '../cli/surroundings.ts';
import { type Block, blocksOf, PAGES } from './pages.ts';

const WITHIN = 'cluster of 5\nset 0.leaderTimeout to 0\ntick until all.commitIndex is 1\n';

/** A folder per page, with its files and the scenarios that ship. */
const folders = new Map<string, string>();
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folderOf(page: string): string {
  const known = folders.get(page);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-page-'));
  cpSync('scenarios', join(folder, 'scenarios'), { recursive: true });
  for (const block of blocksOf(page)) {
    if (isFile(block)) writeFileSync(join(folder, block.word), block.text);
  }
  folders.set(page, folder);
  return folder;
}

function isFile(block: Block): boolean {
  return block.language === 'raft' && block.word.endsWith('.raft');
}

function nameOf(block: Block): string {
  return isFile(block) ? block.word : 'example.raft';
}

/** A block as a file. */
function sourceOf({ text }: Block): string {
  return /^ *(cluster of|define)\b/m.test(text) ? text : `${WITHIN}${text}`;
}

function parsed(page: string, block: Block): ReturnType<typeof parseFile> {
  const folder = folderOf(page);
  return parseFile(nameOf(block), sourceOf(block), {
    read: (path) => {
      const place = join(folder, path);
      return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
    },
  });
}

function diagnosticsOf(page: string, block: Block): string {
  const { diagnostics, sources } = parsed(page, block);
  const shown = diagnostics.map((each) => renderDiagnostic(each, sources.get(each.file) ?? ''));
  return shown.join('\n\n');
}

/** Runs a whole command line of Whitewater in a page's folder. */
async function whitewater(page: string, line: string): Promise<{ status: number; text: string }> {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)];
  const host = hostIn(folderOf(page), { columns: 100 });
  const status = await runCommandLine(
    words.map(([, single, double, bare]) => single ?? double ?? bare ?? ''),
    host,
  );
  return { status, text: host.out.text() + host.err.text() };
}

/** What a campaign says on its way when it takes long. */
const PROGRESS = /^[0-9,]+ of [0-9,]+ runs, [0-9,]+ runs\/min$/;

/** Without what differs from run to run and from place to place. */
function steady(text: string): readonly string[] {
  const lines = text.replace(/[0-9]+(\.[0-9]+)? s\)/g, 'S s)').split('\n');
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '' && !PROGRESS.test(line));
}

/** That the shown lines are the actual ones, in order and without a gap that no `…` admits. */
function expectShown(shown: string, actual: string): void {
  const lines = steady(actual);
  let at = 0;
  let maySkip = false;
  for (const line of steady(shown)) {
    if (line.trim() === '…') {
      maySkip = true;
      continue;
    }
    const fits = patternOf(line);
    const skipped = maySkip ? lines.slice(at).findIndex((each) => fits.test(each)) : 0;
    const found = at + Math.max(0, skipped);
    expect(lines[found] ?? '', `among\n${lines.slice(at).join('\n')}`).toMatch(fits);
    at = found + 1;
    maySkip = false;
  }
  if (!maySkip) expect(lines.slice(at)).toEqual([]);
}

/** A line as a pattern: `…` inside it stands for anything. */
function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

interface Typed {
  readonly command: string;
  readonly shown: string;
  readonly status: number;
}

/** The commands of a `console` block; `echo $?` behind one states its exit status. */
function commandsOf(text: string): readonly Typed[] {
  const typed: Typed[] = [];
  for (const part of text.split(/^\$ /m).slice(1)) {
    const [command = '', ...rest] = part.split('\n');
    const last = typed.at(-1);
    if (command !== 'echo $?') typed.push({ command, shown: rest.join('\n'), status: 0 });
    else if (last !== undefined) typed[typed.length - 1] = { ...last, status: Number(rest[0]) };
  }
  return typed;
}

const scripts = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts,
);

/** What a reader types besides Whitewater itself: npm's own words, and the scripts of this package. */
function isNpmLine(command: string): boolean {
  return command.split(' && ').every((part) => {
    const [program, verb, script] = part.split(' ');
    if (program === 'cd' || (program === 'git' && verb === 'clone')) return true;
    if (program !== 'npm') return false;
    return verb === 'ci' || scripts.includes(verb === 'run' ? (script ?? '') : (verb ?? ''));
  });
}

const withExamples = PAGES.filter((page) =>
  blocksOf(page).some(({ language }) => language === 'raft' || language === 'console'),
);

describe.each(withExamples)('%s', (page) => {
  const blocks = blocksOf(page);
  for (const [at, block] of blocks.entries()) {
    const place = `line ${block.line}`;
    if (block.language === 'raft' && block.word === 'error') {
      test(`${place} is refused in these words`, () => {
        expect(blocks[at + 1]?.language).toBe('text');
        expectShown(blocks[at + 1]?.text ?? '', diagnosticsOf(page, block));
      });
    } else if (block.language === 'raft' && block.word === 'fails') {
      test(`${place} fails in these words`, async () => {
        const file = join(folderOf(page), nameOf(block));
        writeFileSync(file, sourceOf(block));
        const { status, text } = await whitewater(page, `run ${nameOf(block)}`);
        expect(status).toBe(1);
        expectShown(blocks[at + 1]?.text ?? '', text);
      });
    } else if (block.language === 'raft' && !isFailing(block, blocks)) {
      test(`${place} holds`, () => {
        expect(diagnosticsOf(page, block)).toBe('');
        for (const each of parsed(page, block).tests) {
          const { verdict, failure, golden } = runTest(each, { random: createRandomPort() });
          expect({ verdict, failure: failure?.message, golden }).toEqual({
            ...{ verdict: 'passed', failure: undefined, golden: [] },
          });
        }
      });
    } else if (block.language === 'console') {
      test.each(commandsOf(block.text))(`${place}: $command`, async (typed) => {
        if (isNpmLine(typed.command)) return;
        expect(typed.command).toMatch(/^npx whitewater /);
        const line = typed.command.replace(/^npx whitewater /, '');
        const { status, text } = await whitewater(page, line);
        if (typed.shown.trim() !== '') expectShown(typed.shown, text);
        expect(status, text).toBe(typed.status);
      });
    }
  }
});

/** Whether a named file is there to fail: a command of its page that runs it ends with 1. */
function isFailing(block: Block, blocks: readonly Block[]): boolean {
  if (!isFile(block)) return false;
  const typed = blocks.flatMap(({ language, text }) =>
    language === 'console' ? commandsOf(text) : [],
  );
  return typed.some(({ command, status }) => status !== 0 && command.includes(` ${block.word}`));
}
