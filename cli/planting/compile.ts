// TypeScript sources to functions, in memory. The compiler is a tool of the repository, not of the
// installed package, and slow to load, so it is loaded only when a text was never compiled before.

import { createRequire } from 'node:module';
import { dirname, posix } from 'node:path';
import { compileFunction } from 'node:vm';
import type TypeScript from 'typescript';
import { CompileCache } from './compile-cache.ts';

const require = createRequire(import.meta.url);

type Compiler = typeof TypeScript;

/** A module's body; each call makes one fresh instance of the module. */
export type ModuleBody = (
  exports: Record<string, unknown>,
  require: (specifier: string) => unknown,
  module: { exports: Record<string, unknown> },
) => void;

export interface CompiledModule {
  /** Its path from the root, such as `core/step.ts`. */
  readonly file: string;
  readonly body: ModuleBody;
  /** What it imports when it runs, as written. Imports of types are gone. */
  readonly imports: readonly string[];
}

/** A source that does not parse; the message says where. */
export class CompileError extends Error {
  constructor(file: string, problems: readonly string[]) {
    super(problems.map((problem) => `${file}${problem}`).join('\n'));
    this.name = 'CompileError';
  }
}

/** Compiles sources, and remembers them by file and text: most files are the same in every engine. */
export class SourceCompiler {
  readonly #known = new Map<string, { readonly text: string; readonly compiled: CompiledModule }>();
  readonly #cache: CompileCache;
  #compiler: Compiler | undefined;

  /** Throws when the compiler is not installed. */
  constructor() {
    const place = placeOfCompiler();
    const { version } = require(place) as { version: string };
    const maker = `typescript ${version}, CommonJS for ES2022`;
    this.#cache = new CompileCache(dirname(dirname(place)), maker);
  }

  /** The text as it stands in the tree. */
  compile(file: string, text: string): CompiledModule {
    const known = this.#known.get(file);
    if (known?.text === text) return known.compiled;
    const compiled = this.compileEdited(file, text);
    this.#known.set(file, { text, compiled });
    return compiled;
  }

  /** A text that only one engine has: compiled, not remembered. */
  compileEdited(file: string, text: string): CompiledModule {
    const code = this.#cache.of(text, () => this.#transpile(file, text));
    const body = compileFunction(code, ['exports', 'require', 'module'], {
      filename: `planted:${file}`,
    }) as ModuleBody;
    const imports = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
    return { file, body, imports: [...new Set(imports)] };
  }

  #transpile(file: string, text: string): string {
    const ts = (this.#compiler ??= require('typescript') as Compiler);
    const { outputText, diagnostics = [] } = ts.transpileModule(text, {
      fileName: posix.basename(file),
      reportDiagnostics: true,
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
        isolatedModules: true,
      },
    });
    const errors = diagnostics.filter(({ category }) => category === ts.DiagnosticCategory.Error);
    if (errors.length === 0) return outputText;
    throw new CompileError(
      file,
      errors.map(({ file: source, start, messageText }) => {
        const message = ts.flattenDiagnosticMessageText(messageText, ' ');
        if (source === undefined || start === undefined) return `: ${message}`;
        const { line, character } = source.getLineAndCharacterOfPosition(start);
        return `:${line + 1}:${character + 1}: ${message}`;
      }),
    );
  }
}

function placeOfCompiler(): string {
  try {
    return require.resolve('typescript/package.json');
  } catch {
    throw new Error('planting bugs needs the package typescript: run npm ci in the clone');
  }
}
