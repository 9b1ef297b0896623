// A client of the cluster: the client library decides whom to ask and when to ask again, this gives it sockets and
// the time.

import { randomInt } from 'node:crypto';
import { setInterval, clearInterval } from 'node:timers';
import { Client } from 'whitewater/client';
import { Machine } from './machine.js';
import { connectTo } from './network.js';
import { MEMBERS } from './settings.js';

/** @import { Ask, Outbox, Outcome } from 'whitewater/client' */
/** @import { Socket } from 'node:net' */

/** In milliseconds: until the outcome is called unknown, until another node is asked, between two tries. */
const PATIENCE = { timeout: 40_000, retry: 500, pause: 50 };

/** One session: one request at a time, in order. */
export class RemoteClient {
  // The number is the session's: nobody else may ever use it.
  #client = new Client(randomInt(1, 2 ** 47));
  #folder;
  /** @type {Map<number, Socket>} */
  #sockets = new Map();
  /** By sequence number. @type {Map<number, (outcome: Outcome) => void>} */
  #waiting = new Map();
  #clock;

  constructor(/** @type {string} */ folder) {
    this.#folder = folder;
    this.#clock = setInterval(() => {
      this.#with((out) => this.#client.advance(Date.now(), MEMBERS, PATIENCE, out));
    }, 20);
  }

  /** Appends a value to a list; says whether it is done, refused, or nobody knows. @param {string} name @param {string} value */
  append(name, value) {
    return this.#ask({ kind: 'command', command: Machine.command(name, value) });
  }

  /** Reads a list, as it is when all that was answered before is in it. @param {string} name */
  read(name) {
    return this.#ask({ kind: 'read', query: name, manner: 'index' });
  }

  close() {
    clearInterval(this.#clock);
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  /** @param {Ask} ask @returns {Promise<Outcome>} */
  #ask(ask) {
    const sequence = this.#client.submit({ ask, to: null, redirects: true }, Date.now());
    return new Promise((done) => {
      this.#waiting.set(sequence, done);
      this.#with((out) => this.#client.advance(Date.now(), MEMBERS, PATIENCE, out));
    });
  }

  #receive(/** @type {number} */ from, /** @type {string} */ line) {
    const { request, answer } = JSON.parse(line);
    this.#with((out) => {
      this.#client.receive(from, request, answer, Date.now(), MEMBERS, PATIENCE, out);
    });
  }

  /** Calls the library, then does what it asks for. */
  #with(/** @type {(out: Outbox) => void} */ call) {
    /** @type {Outbox} */
    const out = { requests: [], ended: [] };
    call(out);
    for (const { to, request, ask } of out.requests) {
      this.#socketTo(to)?.write(`${JSON.stringify({ kind: 'request', request, ask })}\n`);
    }
    for (const { request, outcome } of out.ended) {
      const done = this.#waiting.get(request.sequence);
      this.#waiting.delete(request.sequence);
      done?.(outcome);
    }
  }

  #socketTo(/** @type {number} */ id) {
    const open = this.#sockets.get(id);
    if (open !== undefined) return open;
    const forget = () => void this.#sockets.delete(id);
    const socket = connectTo(this.#folder, id, (line) => this.#receive(id, line), forget);
    if (socket !== null) this.#sockets.set(id, socket);
    return socket;
  }
}
