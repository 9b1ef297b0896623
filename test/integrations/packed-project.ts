// The package as others have it: packed, installed into a project of its own, and used there by vitest. Packs
// what `npm run build` built last. Run by `npm run check:vitest`.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { blocksOf } from '../docs/pages.ts';
import { readXml } from '../cli/xml.ts';

/** What vitest's reporter for programs says of a test. */
interface Told {
  readonly title: string;
  readonly status: string;
  readonly location?: { readonly line: number };
  readonly meta: { readonly whitewater?: { readonly hash: string } };
}

/** What `whitewater run --json` says of a test. */
interface Ran {
  readonly test: string;
  readonly hash: string;
  readonly verdict: string;
}

/** A configuration with types. Its second use of the plugin has a slip: so it is known that the types are seen. */
const TYPED = `import { whitewater, type WhitewaterTaskMeta } from 'whitewater/vitest';
import { defineConfig } from 'vitest/config';
import type { TestModule } from 'vitest/node';

export default defineConfig({ plugins: [whitewater({ seed: 7, limits: { ticks: 1000 } })] });
export const slip = whitewater({ sead: 7 });
export function hashesOf(module: TestModule): (string | undefined)[] {
  const metas = [...module.children.allTests()].map((test) => test.meta().whitewater);
  return metas.map((meta: WhitewaterTaskMeta | undefined) => meta?.hash);
}
`;

const project = mkdtempSync(join(tmpdir(), 'whitewater-project-'));
const inProject = (name: string): string => readFileSync(join(project, name), 'utf8');

function run(program: string, words: readonly string[], folder = project): string {
  const env = { ...process.env, NO_COLOR: '1', CI: '1', FORCE_COLOR: undefined };
  const ended = spawnSync(program, words, { cwd: folder, encoding: 'utf8', env });
  if (ended.error !== undefined) throw ended.error;
  return ended.stdout + ended.stderr;
}

function vitest(...words: string[]): string {
  return run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...words]);
}

/** The package is installed from its file; vitest is taken from here, to spare a download. */
function install(): void {
  cpSync('fixtures/vitest-project', project, { recursive: true });
  const destination = ['--pack-destination', project];
  const said = run('npm', ['pack', '--ignore-scripts', '--loglevel=error', ...destination], '.');
  const file = said.trim().split('\n').at(-1) ?? '';
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  assert.match(run('npm', ['install', ...quiet, `./${file}`]), /^added \d+ packages/m);
  for (const name of ['vitest', 'vite', '@types/node']) {
    const place = join(project, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(resolve('node_modules', name), place, 'dir');
  }
}

/** The package brings its types: options, and what reporters read. */
function checkTypes(): void {
  writeFileSync(join(project, 'typed.config.ts'), TYPED);
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const said = run(process.execPath, [compiler, ...options, '--types', 'node', 'typed.config.ts']);
  assert.match(said, /^typed\.config\.ts\(6,\d+\): error TS2353: [^\n]*'sead'[^\n]*\n$/);
}

/** A whole run: what people see, and what programs read, is the same as what the command says. */
function checkReports(): void {
  const reporters = ['default', 'json', 'junit'].map((name) => `--reporter=${name}`);
  const shown = vitest(...reporters, '--outputFile.json=all.json', '--outputFile.junit=all.xml');
  const page = blocksOf('docs/vitest.md').filter(({ language }) => language === 'text');
  assert(page.length > 0);
  for (const { text } of page) assertShows(shown, text);
  // Another file's line, two mistakes of one file, golden lines.
  assertShows(shown, ' ❯ scenarios/common.raft:8:3\n      6|\n      7| define demand $value\n');
  assertShows(shown, ' ❯ scenarios/mistaken.raft:2:6\n      1| cluster of 3\n');
  assertShows(shown, ' ❯ scenarios/mistaken.raft:3:7\n');
  assertShows(shown, '  npx whitewater run scenarios/failing.raft --update\n');
  assertShows(shown, ' Test Files  3 failed | 2 passed | 1 skipped (6)\n');
  assertShows(shown, '      Tests  6 failed | 12 passed | 1 skipped (19)\n');
  const told = testsIn('all.json');
  for (const { test, hash, verdict } of commandRuns()) {
    const same = told.find(({ title }) => title === test);
    assert.equal(same?.meta.whitewater?.hash, hash, test);
    assert.equal(same.status, verdict === 'passed' ? 'passed' : 'failed', test);
  }
  assert.equal(readXml(inProject('all.xml')).count('testcase'), 19);
}

function testsIn(file: string): readonly Told[] {
  const { testResults } = JSON.parse(inProject(file)) as {
    testResults: readonly { readonly assertionResults: readonly Told[] }[];
  };
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}

/** The same files, run by the command that was installed. */
function commandRuns(): readonly Ran[] {
  const files = ['passing', 'failing', 'nasty'].map((name) => `scenarios/${name}.raft`);
  const said = run('node_modules/.bin/whitewater', ['run', '--json', ...files]);
  const lines = said.trim().split('\n');
  const runs = lines.map((line) => JSON.parse(line) as Ran).filter(({ test }) => test);
  assert.equal(runs.length, 15, said);
  return runs;
}

/** A line of a file runs the test that begins in it, with all values of its `for`. */
function checkLineFilters(): void {
  vitest('scenarios/passing.raft:12', '--reporter=json', '--outputFile=line.json');
  const tests = testsIn('line.json').filter(({ status }) => status === 'passed');
  const sizes = [1, 3, 5].map((nodes) => `every size elects [nodes=${nodes}]`);
  assert.deepEqual(
    tests.map(({ title }) => title),
    sizes,
  );
  for (const { location } of tests) assert.equal(location?.line, 12);
}

function assertShows(shown: string, part: string): void {
  let at = 0;
  for (const piece of part.split('…')) {
    const found = shown.indexOf(piece, at);
    assert(found >= 0, `there is no\n${piece}\nin\n${shown}`);
    at = found + piece.length;
  }
}

try {
  install();
  checkTypes();
  checkReports();
  checkLineFilters();
  console.log('vitest runs the scenarios of a project that installs the package');
} finally {
  rmSync(project, { recursive: true, force: true });
}
