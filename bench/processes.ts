// How a bench starts what it measures: compiled first, each measurement a process of its own.

import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** The folder of the project. */
export const root = resolve(import.meta.dirname, '..');
/** Where the compiled benches lie. */
export const built = join(root, '.whitewater/bench');

/** Something the user asked for that cannot be. */
export class UsageError extends Error {}

/** An option's value. Errors: throws a `UsageError` unless it is a whole number from 1. */
export function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`${name} must be a whole number from 1 to 999999999 (got ${text})`);
  return Number(text);
}

/** Plain JavaScript, as users run it: a loader for TypeScript would be measured too. */
export function compile(): void {
  progress('bench: compiling');
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  node([compiler, '-p', join(root, 'bench/tsconfig.json')], 'inherit');
}

/** Runs a program to its end. Returns what it printed, if that is piped. */
export function node(args: string[], stdout: 'pipe' | 'inherit'): string {
  const output = execFileSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
  }) as Buffer | null;
  return output?.toString() ?? '';
}

/** Says what happens, beside the report. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs a bench; what goes wrong becomes one line and the exit status. */
export function runBench(main: () => void): void {
  try {
    main();
  } catch (error) {
    progress(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
