// One node as a process: `node server.js ID FOLDER [PORT]`. It keeps its state in FOLDER/nID, says in FOLDER/nID.port
// where it listens, and runs until it is killed, which may be at any time and by any signal.

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { readMessage } from 'whitewater/core';
import { Host } from './host.js';
import { listen, Peers } from './network.js';
import { addressFile, CLIENT_LINE_MAX, MEMBERS, TICK_MS } from './settings.js';
import { openStorage } from './storage.js';

const [idText = '', folder = '', portText = '0'] = process.argv.slice(2);
const id = Number(idText);
const isPort = /^[0-9]{1,5}$/.test(portText) && Number(portText) < 65_536;
if (!MEMBERS.includes(id) || idText === '' || folder === '' || !isPort) {
  console.error(`usage: node server.js ${MEMBERS.join('|')} FOLDER [PORT]`);
  process.exit(2);
}
const say = (/** @type {string} */ sentence) => console.log(`  n${id} ${sentence}`);
// Whoever started this process with a channel wants it to end with himself.
process.on('disconnect', () => process.exit(0));

const storage = await openStorage(join(folder, `n${id}`)).catch(refuse);
const { term, entries, base } = storage.state;
const torn = storage.tornBytes === 0 ? '' : `; cut a torn write of ${storage.tornBytes} bytes off`;
say(`starts in term ${term} with the log up to entry ${base.index + entries.length}${torn}`);
const host = new Host(id, storage, new Peers(folder), say);
const port = await listen(Number(portText), take).catch(refuse);
// Renamed into place, so that nobody reads half a number.
writeFileSync(`${addressFile(folder, id)}.new`, `${port}`);
renameSync(`${addressFile(folder, id)}.new`, addressFile(folder, id));

let role = '';
setInterval(() => {
  host.tick();
  const { status } = host;
  if (status.role !== role && status.role === 'leader') say(`leads term ${status.term}`);
  role = status.role;
}, TICK_MS);

/** What keeps the node from starting, such as a damaged disk or a port in use, is the operator's to mend: a sentence. */
function refuse(/** @type {unknown} */ error) {
  console.error(`n${id} does not start: ${error instanceof Error ? error.message : String(error)}`);
  return process.exit(1);
}

/** A line from a member or from a client. What is neither is passed over. */
function take(/** @type {string} */ line, /** @type {(line: string) => void} */ answer) {
  const read = readMessage(line);
  if (read.ok) {
    host.receive(read.message);
    return;
  }
  const asked = line.length <= CLIENT_LINE_MAX ? clientLine(line) : null;
  if (asked === null) return say(`passes over a line that is no message: ${read.problem}`);
  if (asked.kind === 'status') return answer(JSON.stringify(host.status));
  const { request, ask } = asked;
  host.serve(request, ask, (said) => answer(JSON.stringify({ request, answer: said })));
}

/** What a client says, looked at field by field; null when it is nothing that is known. */
function clientLine(/** @type {string} */ line) {
  /** @type {unknown} */
  let read;
  try {
    read = JSON.parse(line);
  } catch {
    return null;
  }
  const { kind, request, ask } = /** @type {Record<string, any>} */ (read ?? {});
  if (kind === 'status') return { kind: /** @type {const} */ ('status') };
  if (kind !== 'request' || typeof request !== 'object' || typeof ask !== 'object') return null;
  const { client, sequence } = request ?? {};
  if (!Number.isSafeInteger(client) || !Number.isSafeInteger(sequence)) return null;
  if (ask?.kind === 'command' && isCommand(ask.command)) return { kind, request, ask };
  return ask?.kind === 'read' && typeof ask.query === 'string' ? { kind, request, ask } : null;
}

/** Whether the state machine knows a command: one that it does not must not get into the log. */
function isCommand(/** @type {unknown} */ command) {
  try {
    const parts = typeof command === 'string' ? JSON.parse(command) : null;
    return Array.isArray(parts) && parts.length === 2 && parts.every((x) => typeof x === 'string');
  } catch {
    return false;
  }
}
