// The command as it would be installed, bundled from the present sources, to be run as a process.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';

/** The package of the tests of one file. */
const home = mkdtempSync(join(tmpdir(), 'whitewater-built-'));
const MAIN = join(home, 'bin/whitewater.js');

beforeAll(() => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: { 'build:command': string };
  };
  const [bundler = '', ...words] = scripts['build:command'].split(' ');
  const elsewhere = words.map((word) =>
    word.startsWith('--outdir=') ? `--outdir=${join(home, 'dist/command')}` : word,
  );
  const { status, stderr } = spawnSync(resolve('node_modules/.bin', bundler), elsewhere);
  if (status !== 0) throw new Error(`the command does not build: ${String(stderr)}`);
  cpSync('package.json', join(home, 'package.json'));
  cpSync('bin', join(home, 'bin'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(home, 'node_modules'), 'dir');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** How a process ended. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A process that runs. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output and error together match. */
  readonly says: (pattern: RegExp) => Promise<void>;
}

/** Starts the command with an open file as its standard output. */
export function startWriting(
  folder: string,
  words: readonly string[],
  output: number,
): { readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    stdio: ['ignore', output, 'pipe'],
  });
  let err = '';
  child.stderr?.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  return {
    ended: new Promise((done) => child.on('close', (status) => done({ status, out: '', err }))),
  };
}

/** Runs the command as a user who may not read everything: root may. */
export function asNobody(folder: string, words: readonly string[]): Promise<Ended> {
  chmodSync(home, 0o755);
  const isRoot = process.getuid?.() === 0;
  return start(folder, words, {}, isRoot ? { uid: 65_534, gid: 65_534 } : {}).ended;
}

/** Starts the command with some words. */
export function start(
  folder: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  user: { readonly uid?: number; readonly gid?: number } = {},
): Started {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
    ...user,
  });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
    listeners.forEach((listener) => listener());
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
    listeners.forEach((listener) => listener());
  });
  const ended = new Promise<Ended>((done) =>
    child.on('close', (status) => done({ status, out, err })),
  );
  const says = (pattern: RegExp): Promise<void> =>
    new Promise((done) => {
      const look = (): void => {
        if (pattern.test(out + err)) done();
      };
      listeners.add(look);
      look();
    });
  return { child, ended, says };
}

/** Runs the command to its end. */
export async function whitewater(
  folder: string,
  words: readonly string[],
  input?: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const { child, ended } = start(folder, words, env);
  child.stdin?.end(input ?? '');
  const result = await ended;
  // No stack trace, whatever happened.
  expect(result.out + result.err).not.toMatch(/^\s+at .*[:(]\d+/m);
  return result;
}
