import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

// Typed rules need a file the compiler knows; the rules proven here do not.
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });

async function rulesBroken(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return [...new Set(result.messages.map((message) => message.ruleId ?? message.message))];
}

const pureFolders = ['core', 'sim', 'dsl', 'fuzz', 'view'];

const banned: [what: string, code: string, rule: string][] = [
  ['chance', 'export const draw = Math.random();', 'no-restricted-properties'],
  ['chance by another name', 'export const { random } = Math;', 'no-restricted-syntax'],
  ['a computed name', "export const draw = Math['random']();", 'no-restricted-properties'],
  ['rounding', 'export const delay = Math.log(2);', 'no-restricted-properties'],
  ['more rounding', 'export const delay = Math.exp(2);', 'no-restricted-properties'],
  ['the date', 'export const now = Date.now();', 'no-restricted-globals'],
  ['a new date', 'export const now = new Date();', 'no-restricted-globals'],
  ['the clock', 'export const now = performance.now();', 'no-restricted-globals'],
  ['a timer', 'setTimeout(() => 1, 10);', 'no-restricted-globals'],
  ['an interval', 'setInterval(() => 1, 10);', 'no-restricted-globals'],
  ['the process', 'export const home = process.env;', 'no-restricted-globals'],
  ['the global object', 'export const clock = globalThis;', 'no-restricted-globals'],
  ['a microtask', 'queueMicrotask(() => 1);', 'no-restricted-globals'],
  ['a promise', 'export const later = Promise.resolve(1);', 'no-restricted-globals'],
  ['an async function', 'export async function run(): Later {}', 'no-restricted-syntax'],
  ['an async arrow', 'export const run = async () => 1;', 'no-restricted-syntax'],
  ['a dynamic import', "export const later = import('./later.ts');", 'no-restricted-syntax'],
  ['the order of keys', 'for (const key in { a: 1 }) use(key);', 'no-restricted-syntax'],
  ['a module of Node', "import 'node:fs';", 'no-restricted-imports'],
  ['one without the prefix', "export { join } from 'path';", 'no-restricted-imports'],
  ['the locale', "export const order = 'a'.localeCompare('b');", 'no-restricted-properties'],
];

describe.each(pureFolders)('%s/ refuses', (folder) => {
  test.each(banned)('%s', async (_what, code, rule) => {
    expect(await rulesBroken(`${folder}/planted.ts`, `${code}\n`)).toContain(rule);
  });
});

test('what the pure folders must not touch is free in cli/', async () => {
  const code = "import 'node:fs';\nsetTimeout(() => process.exit(Math.random()), Date.now());\n";
  expect(await rulesBroken('cli/planted.ts', code)).toEqual([]);
});

describe('everywhere, the lint refuses', () => {
  test.each<[what: string, code: string, rule: string]>([
    ['any', 'export const all: any = 1;', '@typescript-eslint/no-explicit-any'],
    [
      'a non-null assertion',
      'export const one = list[0]!;',
      '@typescript-eslint/no-non-null-assertion',
    ],
    ['something unused', 'const unused = 1;', '@typescript-eslint/no-unused-vars'],
    ['a debugger statement', 'debugger;', 'no-debugger'],
    ['an unfinished place', `// ${'FIX'}ME: later`, 'no-warning-comments'],
    ['loose equality', 'export const same = a == b;', 'eqeqeq'],
  ])('%s', async (_what, code, rule) => {
    expect(await rulesBroken('core/planted.ts', `${code}\n`)).toContain(rule);
    expect(await rulesBroken('cli/planted.ts', `${code}\n`)).toContain(rule);
  });
});

test('a test that hides the others is refused, a non-null assertion in a test is not', async () => {
  const code = (name: string): string => `${name}('claim', () => use(list[0]!));\n`;
  expect(await rulesBroken('test/planted.test.ts', code('test.only'))).toEqual([
    'no-restricted-syntax',
  ]);
  expect(await rulesBroken('test/planted.test.ts', code('test'))).toEqual([]);
});

test('pure code passes', async () => {
  const code = 'export const half = (ticks: number): number => Math.floor(ticks / 2);\n';
  expect(await rulesBroken('core/planted.ts', code)).toEqual([]);
});
