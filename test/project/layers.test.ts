import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** A small project that keeps the rules: every folder with a door and a file behind it. */
const sound: Record<string, string> = {
  'index.ts': "export * from './dsl/index.ts';",
  'core/index.ts': "export * from './step.ts';",
  'core/step.ts': 'export const step = 1;',
  'sim/index.ts': "export * from './world.ts';\nexport * from './disk.ts';",
  'sim/disk.ts': "import type { world } from './world.ts';\nexport type Disk = typeof world;",
  'sim/world.ts':
    "import seedrandom from 'seedrandom';\nimport './disk.ts';\nexport const world = seedrandom;",
  'dsl/index.ts': "import { step } from '../core/index.ts';\nexport const run = step;",
  'fuzz/index.ts': "import { run } from '../dsl/index.ts';\nexport const hunt = run;",
  'view/index.ts': "import { world } from '../sim/index.ts';\nexport const draw = world;",
  'api/index.ts':
    "import { hunt } from '../fuzz/index.ts';\nimport { draw } from '../view/index.ts';\nexport const drive = [hunt, draw];",
  'cli/main.ts': "import 'node:fs';\nimport '../fuzz/index.ts';\nimport '../view/index.ts';",
  'test/core.test.ts': "import { step } from '../core/step.ts';\nimport 'vitest';\nstep;",
};

/** Planted faults: a file, what is in it, the rule that must name it. */
const faults: [file: string, code: string, rule: string][] = [
  ['core/up.ts', "import '../sim/index.ts';", 'arrow-core'],
  ['core/up-type.ts', "import type { world } from '../sim/index.ts';", 'arrow-core'],
  ['sim/up.ts', "import '../dsl/index.ts';", 'arrow-sim'],
  ['dsl/up.ts', "import '../fuzz/index.ts';", 'arrow-dsl'],
  ['dsl/aside.ts', "import '../view/index.ts';", 'arrow-dsl'],
  ['view/aside.ts', "import '../dsl/index.ts';", 'arrow-view'],
  ['fuzz/up.ts', "import '../cli/main.ts';", 'arrow-fuzz'],
  ['view/up.ts', "import '../api/index.ts';", 'arrow-view'],
  ['api/up.ts', "import '../cli/main.ts';", 'arrow-api'],
  ['sim/to-the-entry.ts', "import '../index.ts';", 'arrow-sim'],
  ['web/from-the-top.ts', "import '../cli/main.ts';", 'top-is-imported-by-nobody'],
  ['integrations/from-the-top.ts', "import '../cli/main.ts';", 'top-is-imported-by-nobody'],
  ['sim/past-the-door.ts', "import '../core/step.ts';", 'through-the-door'],
  ['cli/past-the-door.ts', "import '../sim/world.ts';", 'through-the-door'],
  ['core/tested.ts', "import '../test/core.test.ts';", 'arrow-core'],
  ['cli/tested.ts', "import '../test/core.test.ts';", 'product-without-tests'],
  ['cli/tooled.ts', "import 'typescript';", 'product-without-tools'],
  ['core/packaged.ts', "import 'seedrandom';", 'packages-core'],
  ['sim/packaged.ts', "import 'chevrotain';", 'packages-sim'],
  ['view/packaged.ts', "import 'chalk';", 'packages-view'],
  ['api/packaged.ts', "import 'chevrotain';", 'packages-api'],
  ['core/files.ts', "import 'node:fs';", 'builtins-in-pure-folders'],
  ['sim/path.ts', "import 'path';", 'builtins-in-pure-folders'],
  ['core/circle-a.ts', "import './circle-b.ts';", 'no-circles'],
  ['core/alone.ts', 'export const alone = 1;', 'no-orphans'],
  ['core/nowhere.ts', "import './missing.ts';", 'resolvable'],
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const folders: string[] = [];

function writeProject(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-layers-'));
  folders.push(folder);
  for (const name of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
    cpSync(join(root, name), join(folder, name));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${code}\n`);
  }
  return folder;
}

/** What the rules say, as `file rule`. The reporter for programs always ends with status 0. */
function violationsIn(folder: string): string[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', '.'];
  const output = execFileSync(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 });
  const report = JSON.parse(output.toString()) as { summary: { violations: Violation[] } };
  return report.summary.violations.map(({ from, rule }) => `${from} ${rule.name}`);
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('a project that keeps the rules is not accused', () => {
  expect(violationsIn(writeProject(sound))).toEqual([]);
});

describe('a planted fault is named', () => {
  let violations: string[] = [];
  beforeAll(() => {
    const planted = Object.fromEntries(faults.map(([file, code]) => [file, code]));
    // The other half of the circle; a circle is reported once.
    planted['core/circle-b.ts'] = "import './circle-a.ts';";
    violations = violationsIn(writeProject({ ...sound, ...planted }));
  });

  test.each(faults)('%s: %s', (file, _code, rule) => {
    expect(violations).toContain(`${file} ${rule}`);
  });
});
