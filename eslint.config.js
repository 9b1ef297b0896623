// What the lint refuses: sources of nondeterminism in the pure folders, holes in the types, and
// leftovers of debugging. Arrows between folders are in .dependency-cruiser.cjs, dead files and
// exports are found by knip. test/project/lint.test.ts proves that planted faults are caught.

import { builtinModules } from 'node:module';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Folders whose code must be a pure function of its arguments, on any machine, in any browser. */
const PURE = '{core,sim,dsl,fuzz,view,api}/**/*.ts';

const CLOCK = 'Time is the tick: it comes in through the arguments.';
const CHANCE = 'Draws come from the seed: use the streams of sim/.';
const HOST = 'Nothing of the host: files, processes and timers belong to cli/ and integrations/.';
const ASYNC = 'A run is synchronous: the order of promises is not ours.';
const LOCALE = 'Depends on the locale of the machine.';
const FLOAT = 'Engines may round this differently: use an integer table.';

const bannedGlobals = [
  ...['Date', 'performance', 'Temporal'].map((name) => ({ name, message: CLOCK })),
  ...['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame'].map((name) => ({
    name,
    message: CLOCK,
  })),
  ...['Promise', 'queueMicrotask', 'Atomics', 'SharedArrayBuffer'].map((name) => ({
    name,
    message: ASYNC,
  })),
  ...['crypto', 'WeakRef', 'FinalizationRegistry'].map((name) => ({ name, message: CHANCE })),
  ...['process', 'console', 'Buffer', 'require', 'module', 'global', 'globalThis'].map((name) => ({
    name,
    message: HOST,
  })),
  ...['window', 'document', 'navigator', 'self', 'fetch', '__dirname', '__filename'].map(
    (name) => ({ name, message: HOST }),
  ),
  { name: 'Intl', message: LOCALE },
];

const roundedFunctions = ['log', 'log2', 'log10', 'log1p', 'exp', 'expm1', 'pow', 'cbrt', 'hypot']
  .concat(['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh'])
  .concat(['asinh', 'acosh', 'atanh']);

const bannedProperties = [
  { object: 'Math', property: 'random', message: CHANCE },
  ...roundedFunctions.map((property) => ({ object: 'Math', property, message: FLOAT })),
  ...['localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase'].map(
    (property) => ({ property, message: LOCALE }),
  ),
];

const bannedSyntax = [
  { selector: ':function[async=true]', message: ASYNC },
  { selector: 'AwaitExpression', message: ASYNC },
  { selector: 'ForOfStatement[await=true]', message: ASYNC },
  { selector: 'ImportExpression', message: ASYNC },
  { selector: 'MetaProperty[meta.name="import"]', message: HOST },
  {
    selector: 'ForInStatement',
    message: 'The order of keys is not ours: loop over an array, or over sorted keys.',
  },
  {
    // `const { random } = Math` and `Math[name]` would walk past the list of properties.
    selector: 'VariableDeclarator[id.type="ObjectPattern"][init.name="Math"]',
    message: 'Call Math.name in full, so that the banned ones are seen.',
  },
  {
    selector: 'MemberExpression[computed=true][object.name="Math"]',
    message: 'Call Math.name in full, so that the banned ones are seen.',
  },
];

/** A test that hides all others of its file. */
const onlySyntax = {
  selector: 'MemberExpression[property.name="only"]',
  message: 'Other tests would not run.',
};

export default defineConfig(
  globalIgnores([
    'dist/',
    'coverage/',
    '.whitewater/',
    'bench/peers/node_modules/',
    'bench/peers/stubs/',
  ]),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-debugger': 'error',
      'no-warning-comments': ['error', { terms: ['fixme', 'todo', 'xxx'], location: 'anywhere' }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', module: 'writable' },
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      // restrict-template-expressions covers it, and knows that `String(unknown)` was meant.
      '@typescript-eslint/no-base-to-string': 'off',
      // A function that must answer with a promise need not await anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: false, allowNever: true },
      ],
    },
  },
  {
    files: [PURE],
    rules: {
      'no-restricted-globals': ['error', ...bannedGlobals],
      'no-restricted-properties': ['error', ...bannedProperties],
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules.map((name) => ({ name, message: HOST })),
          patterns: [{ regex: '^node:', message: HOST }],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error', onlySyntax],
    },
  },
);
