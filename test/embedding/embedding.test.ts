// The example host, with the present sources, as processes over TCP and files. Its own storage is looked at as well:
// what it cuts off, and what it refuses.

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as core from '../../core/index.ts';
import { blocksOf } from '../docs/pages.ts';

const home = mkdtempSync(join(tmpdir(), 'whitewater-hosts-'));

beforeAll(async () => {
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  const names = ['run', 'server', 'storage'];
  await build({
    entryPoints: names.map((name) => `examples/embedding/${name}.js`),
    outdir: home,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    alias: Object.fromEntries(
      ['core', 'client'].map((part) => [`whitewater/${part}`, resolve(part, 'index.ts')]),
    ),
  });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('three processes over TCP and files', () => {
  it('elect, replicate, are killed with -9, come back, and lose nothing that was acknowledged', () => {
    const temporary = join(home, 'temporary');
    mkdirSync(temporary);
    const env = { ...process.env, TMPDIR: temporary };
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, 'run.js')], {
      encoding: 'utf8',
      env,
      timeout: 55_000,
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/n(\d) leads term \d+; a client appends 1 to 30\n[^]*n\1 is killed/);
    expect(stdout).toMatch(/n\d installs a snapshot up to \d+/);
    expect(stdout).toContain('n0 starts in term');
    expect(stdout).toContain('cut a torn write of 36 bytes off');
    expect(stdout.trimEnd()).toMatch(
      /nothing was lost: 1 to 8[56] are there, each once and in order$/,
    );
    expect(status).toBe(0);
    // Nothing is left behind.
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('docs/embedding.md', () => {
  const excerpts = blocksOf('docs/embedding.md').filter(({ language }) => language === 'js');

  it.each(excerpts)('line $line shows what stands in $word', ({ word, text }) => {
    expect(unindented(readFileSync(word, 'utf8'))).toContain(unindented(text));
  });

  it('shows parts of the host and of the disk, and names every file', () => {
    expect(new Set(excerpts.map(({ word }) => word)).size).toBe(2);
    const page = readFileSync('docs/embedding.md', 'utf8');
    for (const name of readdirSync('examples/embedding')) expect(page).toContain(`| \`${name}\``);
  });
});

function unindented(text: string): string {
  return text.replace(/^ +/gm, '');
}

interface Storage {
  readonly state: core.DurableState;
  readonly tornBytes: number;
  write(node: core.Node, write: core.Write, done: () => void): void;
  close(): Promise<void>;
}

let opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened) await storage.close();
  opened = [];
});

async function openStorage(folder: string): Promise<Storage> {
  const module = (await import(pathToFileURL(join(home, 'storage.js')).href)) as {
    openStorage: (folder: string) => Promise<Storage>;
  };
  const storage = await module.openStorage(folder);
  opened.push(storage);
  return storage;
}

/** A disk on which a node alone in its cluster has written: `count` commands, each in a write of its own. */
async function written(name: string, count: number): Promise<{ folder: string; node: core.Node }> {
  const folder = join(home, name);
  const storage = await openStorage(folder);
  const node = core.restoreNode(
    0,
    core.completeOptions({}),
    core.configurationOf([0]),
    storage.state,
  );
  const out = new core.Output();
  const carryOut = async (): Promise<void> => {
    if (!out.write.needed) return out.clear();
    const { lastIndex, lastTerm } = node.log;
    const position = { term: node.currentTerm, lastIndex, lastTerm };
    await new Promise<void>((done) => storage.write(node, out.write, done));
    const committed = [...out.committed];
    out.clear();
    for (const { index } of committed) core.acknowledgeApply(node, index);
    core.acknowledgeWrite(node, position, out);
    for (const { index } of out.committed) core.acknowledgeApply(node, index);
    await carryOut();
  };
  core.campaign(node, { preVote: false, force: false }, out);
  await carryOut();
  for (let number = 1; number <= count; number += 1) {
    core.propose(node, `command ${number}`, core.NO_REQUEST, out);
    await carryOut();
  }
  return { folder, node };
}

describe('its disk', () => {
  it('gives back what was made durable', async () => {
    const { folder, node } = await written('plain', 3);
    const { state, tornBytes } = await openStorage(folder);
    expect(tornBytes).toBe(0);
    expect(state.term).toBe(node.currentTerm);
    expect(state.votedFor).toBe(0);
    expect(state.entries).toEqual(node.log.entriesFrom(1));
  });

  it('loses only the write that is torn, wherever it is torn, and can be written on', async () => {
    const { folder, node } = await written('torn', 3);
    const file = join(folder, 'state.log');
    const whole = readFileSync(file);
    const start = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (const length of [start, start + 1, start + 9, start + 40, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, length));
      const { state, tornBytes } = await openStorage(folder);
      expect(tornBytes).toBe(length - start);
      expect(state.entries).toEqual(node.log.entriesFrom(1).slice(0, -1));
      expect(readFileSync(file).length).toBe(start);
    }
    // What is written behind the cut is read again.
    appendFileSync(file, whole.subarray(start));
    expect((await openStorage(folder)).state.entries).toEqual(node.log.entriesFrom(1));
  });

  it('refuses to serve when something is damaged before what was written later', async () => {
    const { folder } = await written('damaged', 3);
    const file = join(folder, 'state.log');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('command 1');
    bytes[at] = 'C'.charCodeAt(0);
    writeFileSync(file, bytes);
    await expect(openStorage(folder)).rejects.toThrow(/is damaged at byte \d+, before what was/);
  });

  it('keeps a snapshot with the log behind it, and passes over one that was not finished', async () => {
    const { folder, node } = await written('snapshot', 5);
    const storage = await openStorage(folder);
    const out = new core.Output();
    core.takeSnapshot(node, 'the state', out);
    core.compactLog(node, 4, out);
    await new Promise<void>((done) => storage.write(node, out.write, done));
    writeFileSync(join(folder, 'state.log.new'), 'half a checkp');
    const { state } = await openStorage(folder);
    expect(state.snapshot).toEqual(node.snapshot);
    expect(state.base).toMatchObject({ index: 4, term: 1 });
    expect(state.entries).toEqual(node.log.entriesFrom(5));
    expect(existsSync(join(folder, 'state.log.new'))).toBe(false);
  });
});
