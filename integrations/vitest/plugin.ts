// The plugin: which files are tests, what module each of them is, and which of them run again when a file changes.

import { fileURLToPath } from 'node:url';
// Tells the type of a plugin that vitest may configure it.
import type {} from 'vitest/config';
import type { Vite } from 'vitest/node';
import { parseFile } from '../../dsl/index.ts';
import { readText, shownPath, usedFiles } from '../files.ts';
import { RUNTIME, type TestModule, testModule, unreadableModule, USED } from './module.ts';
import { type JudgedOptions, judgeOptions, type WhitewaterOptions } from './options.ts';
import { UseGraph } from './use-graph.ts';

export type { WhitewaterOptions };

/** What is a scenario; not what asks for a file in another form, such as `my.raft?raw`. */
const SCENARIO = /\.raft$/;

/**
 * A plugin for vitest under which `.raft` files are tests. Errors: an `Error` when an option cannot be. Outside
 * of vitest it does nothing.
 */
export function whitewater(options: WhitewaterOptions = {}): Vite.Plugin {
  const judged = judgeOptions(options);
  const uses = new UseGraph();
  let isVitest = false;
  return {
    name: 'whitewater',
    enforce: 'pre',
    configureVitest({ vitest, project }) {
      isVitest = true;
      project.config.include.push(...judged.include);
      // A file that others use may be taken for a test itself: then vitest would run it alone again.
      (vitest.config.watchTriggerPatterns ??= []).push({
        pattern: SCENARIO,
        testsToRun: (file) => uses.affectedBy(file),
      });
    },
    resolveId(source) {
      if (source === RUNTIME) return runtimePath();
      return source.endsWith(USED) ? source : null;
    },
    load(id) {
      if (id.endsWith(USED)) return 'export {};';
      if (!isVitest || !SCENARIO.test(id)) return null;
      const { module, asked } = moduleOf(id, judged);
      for (const path of asked) this.addWatchFile(path);
      uses.set(id, asked);
      return module;
    },
  };
}

/** Built, it lies beside this file, in one piece with what it needs; from the sources, vitest compiles it. */
function runtimePath(): string {
  const file = import.meta.url.endsWith('.ts') ? './runtime.ts' : './vitest-runtime.js';
  return fileURLToPath(new URL(file, import.meta.url));
}

function moduleOf(
  path: string,
  { seed, limits }: JudgedOptions,
): { readonly module: TestModule; readonly asked: ReadonlySet<string> } {
  const folder = process.cwd();
  const shown = shownPath(path, folder);
  const read = readText(path, shown);
  if (!read.ok) return { module: unreadableModule(path, read.problem), asked: new Set() };
  const port = usedFiles(path, folder);
  const parsed = parseFile(shown, read.text, port, limits);
  const { asked, refusals } = port;
  return { module: testModule({ path, parsed, refusals, setup: { folder, seed, limits } }), asked };
}
