// A node's disk: one file, in which every line is what one sync made durable: a checksum and a list of writes, the
// oldest first. A write is the core's: term, vote and the end of the log in one step. When a snapshot was taken or
// the log's beginning dropped, the whole state is written to a new file that takes the place of the old one.
//
// A line is started only when the one before it is durable. So what is damaged at the end of the file is a torn
// write, which nobody was promised: it is cut off. Damage with a sound line behind it is damage to what was
// promised: the node must not serve.

import { Buffer } from 'node:buffer';
import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { inspectDisk, LOG_START, NOBODY } from 'whitewater/core';

/** @import { DurableState, Entry, Node, Snapshot, Write } from 'whitewater/core' */
/** @import { FileHandle } from 'node:fs/promises' */

/**
 * One write as it stands in the file. A checkpoint is the whole state and stands first.
 * @typedef {{ kind: 'checkpoint', state: DurableState }
 *   | { kind: 'append', term: number, votedFor: number, fromIndex: number, entries: Entry[] }} StoredWrite
 */

const FILE = 'state.log';

/** Opens the disk of a node, or makes it. Throws when what is on it must not be served from. */
export async function openStorage(/** @type {string} */ folder) {
  await mkdir(folder, { recursive: true });
  const path = join(folder, FILE);
  // A checkpoint that was not finished: the old file still counts.
  rmSync(`${path}.new`, { force: true });
  const { state, tornBytes } = readState(path);
  const file = await open(path, 'a');
  await file.sync();
  await syncFolder(folder);
  return new Storage(folder, path, file, state, tornBytes);
}

class Storage {
  /** What was on the disk when it was opened. */
  state;
  /** Bytes of a torn write that were cut off then. */
  tornBytes;
  #folder;
  #path;
  #file;
  /** @type {{ stored: StoredWrite | null, done: () => void }[]} */
  #queue = [];
  #isBusy = false;

  /**
   * @param {string} folder @param {string} path @param {FileHandle} file
   * @param {DurableState} state @param {number} tornBytes
   */
  constructor(folder, path, file, state, tornBytes) {
    this.#folder = folder;
    this.#path = path;
    this.#file = file;
    this.state = state;
    this.tornBytes = tornBytes;
  }

  /**
   * Starts a write. `done` is called, never from within this call, when it and all writes before it are durable.
   * What is to be written is taken from the node now: it may have changed when the disk gets to it.
   * @param {Node} node @param {Write} write @param {() => void} done
   */
  write(node, write, done) {
    const isWhole = write.snapshot !== null || write.movesBase;
    this.#enqueue(isWhole ? checkpointOf(node) : appendOf(node, write), done);
  }

  /**
   * Calls `done` when all writes so far are durable; at once when they are.
   * @param {() => void} done
   */
  afterWrites(done) {
    if (this.#isBusy) this.#enqueue(null, done);
    else done();
  }

  /** Ends what `openStorage` began. Nothing is being written then. */
  async close() {
    await this.#file.close();
  }

  /** @param {StoredWrite | null} stored @param {() => void} done */
  #enqueue(stored, done) {
    this.#queue.push({ stored, done });
    // A failed sync says nothing of what is on the disk: the rejection that nobody handles ends the process.
    if (!this.#isBusy) void this.#drain();
  }

  /** Writes until nothing is left. What was asked for during one sync shares the next. */
  async #drain() {
    this.#isBusy = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0);
      await this.#makeDurable(batch.flatMap(({ stored }) => (stored === null ? [] : [stored])));
      for (const { done } of batch) done();
    }
    this.#isBusy = false;
  }

  /** @param {StoredWrite[]} writes */
  async #makeDurable(writes) {
    if (writes.length === 0) return;
    const checkpoint = writes.findLastIndex(({ kind }) => kind === 'checkpoint');
    if (checkpoint >= 0) return this.#replaceFile(lineOf(writes.slice(checkpoint)));
    await this.#file.appendFile(lineOf(writes));
    await this.#file.datasync();
  }

  /** The new file is durable before it gets its name, and its name before anybody relies on it. */
  async #replaceFile(/** @type {string} */ line) {
    const file = await open(`${this.#path}.new`, 'a');
    await file.appendFile(line);
    await file.sync();
    await rename(`${this.#path}.new`, this.#path);
    await syncFolder(this.#folder);
    await this.#file.close();
    this.#file = file;
  }
}

/** @returns {StoredWrite} */
function checkpointOf(/** @type {Node} */ { currentTerm, votedFor, snapshot, log }) {
  const base = { index: log.baseIndex, term: log.baseTerm, checksum: log.baseChecksum };
  const entries = log.entriesFrom(base.index + 1);
  return { kind: 'checkpoint', state: { term: currentTerm, votedFor, snapshot, base, entries } };
}

/** @param {Node} node @param {Write} write @returns {StoredWrite} */
function appendOf({ currentTerm: term, votedFor, log }, { fromIndex }) {
  const entries = fromIndex === 0 ? [] : log.entriesFrom(fromIndex);
  return { kind: 'append', term, votedFor, fromIndex, entries };
}

/** Reads the file, cuts a torn write off its end, and judges what is left. */
function readState(/** @type {string} */ path) {
  const bytes = contentOf(path);
  /** @type {StoredWrite[]} */
  const writes = [];
  let sound = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, sound)) {
    const line = writesIn(bytes.toString('utf8', sound, end));
    if (line === null) break;
    writes.push(...line);
    sound = end + 1;
  }
  const behind = bytes.toString('utf8', sound).split('\n').slice(1);
  if (behind.some((line) => writesIn(line) !== null)) {
    throw new Error(`${path} is damaged at byte ${sound}, before what was written later`);
  }
  if (sound < bytes.length) truncateSync(path, sound);
  const state = stateAfter(writes);
  const verdict = inspectDisk(state, state.base.index + state.entries.length);
  if (!verdict.ok) throw new Error(`${path} must not be served from: ${verdict.reason}`);
  return { state: verdict.state, tornBytes: bytes.length - sound };
}

/** @returns {DurableState} */
function stateAfter(/** @type {StoredWrite[]} */ writes) {
  let [term, votedFor, base] = [0, NOBODY, LOG_START];
  /** @type {Snapshot | null} */
  let snapshot = null;
  /** @type {Entry[]} */
  let entries = [];
  for (const write of writes) {
    if (write.kind === 'checkpoint') {
      ({ term, votedFor, base, snapshot } = write.state);
      entries = [...write.state.entries];
      continue;
    }
    ({ term, votedFor } = write);
    if (write.fromIndex > 0) entries.length = write.fromIndex - 1 - base.index;
    entries.push(...write.entries);
  }
  return { term, votedFor, snapshot, base, entries };
}

/** @param {StoredWrite[]} writes */
function lineOf(writes) {
  const text = JSON.stringify(writes);
  return `${checksumOf(text)} ${text}\n`;
}

/** The writes of a line; null when it is not what was written. @returns {StoredWrite[] | null} */
function writesIn(/** @type {string} */ line) {
  const text = line.slice(9);
  return line.startsWith(`${checksumOf(text)} `) ? JSON.parse(text) : null;
}

function checksumOf(/** @type {string} */ text) {
  return crc32(text).toString(16).padStart(8, '0');
}

function contentOf(/** @type {string} */ path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return Buffer.alloc(0);
    throw error;
  }
}

/** A file's name is durable when its folder is. */
async function syncFolder(/** @type {string} */ folder) {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
