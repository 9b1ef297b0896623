// Three processes on this machine elect, replicate, are killed with SIGKILL and come back, and nothing that was
// acknowledged is lost: `node examples/embedding/run.js`. It takes a few seconds, ends by itself and leaves nothing
// behind. One client appends 1, 2, 3 … to a list. At the end the list must hold every number that was acknowledged,
// each once and in order, whoever led and died meanwhile.

import { fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { RemoteClient } from './client.js';
import { connectTo } from './network.js';
import { MEMBERS } from './settings.js';

/** @import { ChildProcess } from 'node:child_process' */
/** @typedef {{ id: number, role: string, term: number, lastApplied: number, base: number }} Status */

const LIST = 'numbers';
/** Milliseconds after which something is wrong. */
const DEADLINE = 50_000;

const folder = mkdtempSync(join(tmpdir(), 'whitewater-embedding-'));
const server = fileURLToPath(new URL('server.js', import.meta.url));
/** @type {Map<number, ChildProcess>} */
const running = new Map();
/** The last number that was acknowledged. */
let acknowledged = 0;

process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
setTimeout(() => {
  console.log(`FAILED: not done after ${DEADLINE / 1000} seconds`);
  process.exit(1);
}, DEADLINE).unref();

const client = new RemoteClient(folder);
await play();
client.close();
process.exit(0);

async function play() {
  console.log(`three processes start, with their files in ${folder}`);
  for (const id of MEMBERS) start(id);
  const first = await leader();
  console.log(`n${first.id} leads term ${first.term}; a client appends 1 to 30`);
  await appendUpTo(30);

  console.log(`n${first.id} is killed with SIGKILL while the client goes on with 31 to 80`);
  const rest = appendUpTo(80);
  await kill(first.id);
  await rest;
  console.log(`all acknowledged: n${(await leader()).id} has taken over`);

  console.log(`n${first.id} comes back`);
  start(first.id);
  await caughtUp(first.id);

  console.log('all three are killed with SIGKILL in the middle of a request');
  const cutOff = client.append(LIST, `${acknowledged + 1}`);
  await Promise.all(MEMBERS.map(kill));
  const torn = MEMBERS[0];
  console.log(`and a power failure is played on n${torn}: half a write at the end of its file`);
  appendFileSync(join(folder, `n${torn}`, 'state.log'), '0badc0de [{"kind":"append","term":9,');

  console.log('all three come back');
  for (const id of MEMBERS) start(id);
  const outcome = await cutOff;
  console.log(`the request of before ends: ${outcome.status}`);
  if (outcome.status === 'ok') acknowledged += 1;
  await appendUpTo(acknowledged + 5);
  await judge();
}

/** The list, read after the storm, against what was acknowledged. */
async function judge() {
  const read = await client.read(LIST);
  const expected = Array.from({ length: acknowledged }, (_, offset) => offset + 1).join(' ');
  if (read.status === 'ok' && read.value === expected) {
    console.log(`nothing was lost: 1 to ${acknowledged} are there, each once and in order`);
    return;
  }
  console.log(`FAILED: expected ${expected}\n  observed ${JSON.stringify(read)}`);
  process.exit(1);
}

/** Appends the numbers behind the last acknowledged one. */
async function appendUpTo(/** @type {number} */ last) {
  while (acknowledged < last) {
    const outcome = await client.append(LIST, `${acknowledged + 1}`);
    if (outcome.status !== 'ok') {
      console.log(`FAILED: appending ${acknowledged + 1} ended with ${outcome.reason}`);
      process.exit(1);
    }
    acknowledged += 1;
  }
}

function start(/** @type {number} */ id) {
  // `fork` hands this process's own options on, and a channel, whose end ends the node.
  running.set(id, fork(server, [`${id}`, folder]));
}

/** Kills a node at once and waits until it is gone. */
async function kill(/** @type {number} */ id) {
  const child = running.get(id);
  if (child === undefined) return;
  running.delete(id);
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
}

/** Waits for a leader. @returns {Promise<Status>} */
async function leader() {
  for (;;) {
    const all = await Promise.all([...running.keys()].map(statusOf));
    const leaders = all.filter((status) => status?.role === 'leader');
    const [newest] = leaders.sort((a, b) => (b?.term ?? 0) - (a?.term ?? 0));
    if (newest !== null && newest !== undefined) return newest;
    await sleep(20);
  }
}

/** Waits until a node has applied what the leader has. */
async function caughtUp(/** @type {number} */ id) {
  const { lastApplied } = await leader();
  for (;;) {
    const status = await statusOf(id);
    if (status !== null && status.lastApplied >= lastApplied) return;
    await sleep(20);
  }
}

/** Asks a node how it is; null when it does not answer. @returns {Promise<Status | null>} */
function statusOf(/** @type {number} */ id) {
  return new Promise((done) => {
    const take = (/** @type {string} */ line) => {
      done(JSON.parse(line));
      socket?.destroy();
    };
    const socket = connectTo(folder, id, take, () => done(null));
    if (socket === null) done(null);
    else socket.write('{"kind":"status"}\n');
  });
}

function cleanUp() {
  for (const child of running.values()) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
