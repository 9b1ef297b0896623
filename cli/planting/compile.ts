// TypeScript sources to functions, in memory. The compiler is a tool of the repository, not of the
// installed package, so it is imported only when something is planted.

import { posix } from 'node:path';
import { compileFunction } from 'node:vm';
import type TypeScript from 'typescript';

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
  readonly #compiler: Compiler;
  readonly #cache = new Map<string, { readonly text: string; readonly compiled: CompiledModule }>();

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  static async create(): Promise<SourceCompiler> {
    try {
      const { default: compiler } = await import('typescript');
      return new SourceCompiler(compiler);
    } catch {
      throw new Error('planting bugs needs the package typescript: run npm ci in the clone');
    }
  }

  /** The text as it stands in the tree. */
  compile(file: string, text: string): CompiledModule {
    const known = this.#cache.get(file);
    if (known?.text === text) return known.compiled;
    const compiled = this.compileEdited(file, text);
    this.#cache.set(file, { text, compiled });
    return compiled;
  }

  /** A text that only one engine has: compiled, not remembered. */
  compileEdited(file: string, text: string): CompiledModule {
    const code = this.#transpile(file, text);
    const body = compileFunction(code, ['exports', 'require', 'module'], {
      filename: `planted:${file}`,
    }) as ModuleBody;
    const imports = this.#compiler
      .preProcessFile(code, true, true)
      .importedFiles.map((reference) => reference.fileName);
    return { file, body, imports: [...new Set(imports)] };
  }

  #transpile(file: string, text: string): string {
    const ts = this.#compiler;
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
