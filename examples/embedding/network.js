// How nodes and clients reach each other: TCP on this machine, a line of JSON a message. A connection to a member
// that breaks is made again when there is something to say, and what could not be sent is lost, which Raft bears.
// There is no authentication here: real hosts want it, and encryption.

import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { messageText } from 'whitewater/core';
import { addressFile, MEMBER_LINE_MAX } from './settings.js';

/** @import { Message } from 'whitewater/core' */
/** @import { Socket } from 'node:net' */

/** Bytes that may wait for a slow member; what comes on top is lost. */
const WAITING_MAX = 4_000_000;

/** Calls `take` with every line that arrives, without its end. A line that is too long ends the connection. */
export function onLines(/** @type {Socket} */ socket, /** @type {(line: string) => void} */ take) {
  let begun = '';
  socket.setEncoding('utf8');
  socket.on('data', (/** @type {string} */ text) => {
    const lines = (begun + text).split('\n');
    begun = lines.pop() ?? '';
    if (begun.length > MEMBER_LINE_MAX) socket.destroy();
    else for (const line of lines) take(line);
  });
}

/**
 * Connects to a node; null when nobody knows where it listens. `ended` is called once, at the latest when the
 * connection could not be made.
 * @param {string} folder @param {number} id @param {(line: string) => void} take @param {() => void} ended
 */
export function connectTo(folder, id, take, ended) {
  const port = portOf(folder, id);
  if (port === null) return null;
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  onLines(socket, take);
  socket.on('error', () => undefined);
  socket.on('close', ended);
  return socket;
}

/** @param {string} folder @param {number} id */
function portOf(folder, id) {
  try {
    return Number(readFileSync(addressFile(folder, id), 'utf8'));
  } catch {
    return null;
  }
}

/** Answers everybody who connects. `take` gets every line, and a way to answer it. */
export function listen(
  /** @type {number} */ port,
  /** @type {(line: string, answer: (line: string) => void) => void} */ take,
) {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    onLines(socket, (line) => take(line, (answer) => socket.write(`${answer}\n`)));
  });
  return /** @type {Promise<number>} */ (
    new Promise((done, failed) => {
      server.on('error', failed);
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        done(typeof address === 'object' && address !== null ? address.port : port);
      });
    })
  );
}

/** The ways to the other members. */
export class Peers {
  #folder;
  /** @type {Map<number, Socket>} */
  #sockets = new Map();

  constructor(/** @type {string} */ folder) {
    this.#folder = folder;
  }

  /** Sends a message, or loses it. */
  send(/** @type {Message} */ message) {
    const { to } = message;
    const socket = this.#sockets.get(to) ?? this.#open(to);
    if (socket !== null && socket.writableLength < WAITING_MAX) {
      socket.write(`${messageText(message)}\n`);
    }
  }

  #open(/** @type {number} */ to) {
    const forget = () => void this.#sockets.delete(to);
    const socket = connectTo(this.#folder, to, () => undefined, forget);
    if (socket !== null) this.#sockets.set(to, socket);
    return socket;
  }
}
