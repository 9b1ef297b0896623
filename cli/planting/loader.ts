// Links compiled sources into a module graph of their own. Files below the root are fresh in each
// graph, so nothing that one engine does can be seen by another; packages are the real ones.

import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { CompiledModule } from './compile.ts';

type Namespace = Record<string, unknown>;

/** A file of the graph, compiled. Throws when there is none. */
export type GetModule = (file: string) => CompiledModule;

/** Packages that were imported once, in the form compiled sources expect. */
const packages = new Map<string, Namespace>();

/** Evaluates `entries` and everything they reach; what all of them export comes back as one namespace. */
export async function linkModules(
  entries: readonly string[],
  getModule: GetModule,
): Promise<LinkedModules> {
  const graph = collectModules(entries, getModule);
  for (const specifier of packagesOf(graph)) await importPackage(specifier);
  const instances = new Map<string, { exports: Namespace }>();
  const load = (file: string): Namespace => {
    const known = instances.get(file);
    if (known !== undefined) return known.exports;
    const compiled = graph.get(file);
    if (compiled === undefined) throw new Error(`${file} is imported only while running`);
    const module = { exports: {} as Namespace };
    // Before its body runs: a circle sees what is there so far, as in CommonJS.
    instances.set(file, module);
    const require = (specifier: string): Namespace | undefined =>
      isRelative(specifier) ? load(resolveFrom(file, specifier)) : packages.get(specifier);
    compiled.body(module.exports, require, module);
    return module.exports;
  };
  const namespace = Object.assign({}, ...entries.map(load)) as Namespace;
  return { namespace, files: new Set(graph.keys()) };
}

export interface LinkedModules {
  readonly namespace: Namespace;
  /** Every file of the graph. */
  readonly files: ReadonlySet<string>;
}

function collectModules(
  entries: readonly string[],
  getModule: GetModule,
): Map<string, CompiledModule> {
  const graph = new Map<string, CompiledModule>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (graph.has(file)) continue;
    const compiled = getModule(file);
    graph.set(file, compiled);
    for (const specifier of compiled.imports)
      if (isRelative(specifier)) open.push(resolveFrom(file, specifier));
  }
  return graph;
}

function packagesOf(graph: ReadonlyMap<string, CompiledModule>): Set<string> {
  const imports = [...graph.values()].flatMap((compiled) => compiled.imports);
  return new Set(imports.filter((specifier) => !isRelative(specifier)));
}

async function importPackage(specifier: string): Promise<void> {
  if (packages.has(specifier)) return;
  if (specifier.startsWith('node:') || builtinModules.includes(specifier))
    throw new Error(`an engine must not import ${specifier}, a module of Node's own`);
  const namespace = (await import(specifier)) as Namespace;
  // Marked as a module, or compiled code would wrap it and `default` would be one level too deep:
  // import() has settled already what the default of a CommonJS package such as seedrandom is.
  packages.set(specifier, Object.freeze({ ...namespace, __esModule: true }));
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('./') || specifier.startsWith('../');
}

function resolveFrom(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}
