// Engines built from the sources, as they are or with a bug in them. An engine is what dsl/index.ts and
// fuzz/index.ts export, on a core, a simulator, a language and a generator of its own.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Language from '../../dsl/index.ts';
import type * as Storms from '../../fuzz/index.ts';
import { BugError, type Bug } from './bug.ts';
import { CompileError, SourceCompiler, type CompiledModule } from './compile.ts';
import { editSources } from './edits.ts';
import { linkModules } from './loader.ts';

/** What `dsl/index.ts` and `fuzz/index.ts` export. Its classes are its own: do not mix values of two engines. */
export type PlantedEngine = typeof Language & typeof Storms;

const ENTRIES = ['dsl/index.ts', 'fuzz/index.ts'] as const;

/** Compilers by root: what was not edited is compiled once, however many bugs are planted. */
const compilers = new Map<string, SourceCompiler>();

/**
 * The engine with `bug` in it. Throws a `BugError` when an edit does not match exactly once, leaves
 * text that does not parse, or is in a file that the engine does not use.
 */
export async function plantBug(bug: Bug, sourceRoot = findSourceRoot()): Promise<PlantedEngine> {
  const edited = editSources(bug, (file) => readSource(sourceRoot, file));
  return build(sourceRoot, edited, bug.id);
}

/** The engine as the sources have it, built the same way: the twin that must not be accused. */
export async function loadCleanEngine(sourceRoot = findSourceRoot()): Promise<PlantedEngine> {
  return build(sourceRoot, new Map(), undefined);
}

/**
 * The folder above this file that holds the sources. Throws where only the compiled package is
 * installed.
 */
export function findSourceRoot(from = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      if (ENTRIES.every((entry) => existsSync(join(folder, entry)))) return folder;
      break;
    }
    if (folder === dirname(folder)) break;
  }
  throw new Error(
    "planting bugs needs Whitewater's sources (core/, sim/, dsl/, fuzz/), which the installed package " +
      'does not carry: use a clone of the repository',
  );
}

async function build(
  root: string,
  edited: ReadonlyMap<string, string>,
  bug: string | undefined,
): Promise<PlantedEngine> {
  const compiler = compilerFor(root);
  const getModule = (file: string): CompiledModule => {
    const text = edited.get(file);
    if (text !== undefined) return compileBug(compiler, file, text, bug ?? 'of no name');
    const source = readSource(root, file);
    if (source === undefined) throw new Error(`there is no ${file} in ${root}`);
    return compiler.compile(file, source);
  };
  const { namespace, files } = await linkModules(ENTRIES, getModule);
  const unused = [...edited.keys()].filter((file) => !files.has(file));
  if (bug !== undefined && unused.length > 0)
    throw new BugError(
      bug,
      unused.map((file) => `${file} is edited, but no file of the engine imports it`),
    );
  return namespace as unknown as PlantedEngine;
}

function compileBug(
  compiler: SourceCompiler,
  file: string,
  text: string,
  bug: string,
): CompiledModule {
  try {
    return compiler.compileEdited(file, text);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    throw new BugError(bug, [`its edits do not compile: ${error.message}`]);
  }
}

function compilerFor(root: string): SourceCompiler {
  let compiler = compilers.get(root);
  if (compiler === undefined) {
    compiler = new SourceCompiler();
    compilers.set(root, compiler);
  }
  return compiler;
}

function readSource(root: string, file: string): string | undefined {
  try {
    // A checkout with other line ends must not make a `find` of several lines miss.
    return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
