// What is replicated: lists by name, to which clients append. The sessions belong to it, so that a request that is
// in the log twice takes effect once, whoever led meanwhile; both go into snapshots.

import { SessionTable } from 'whitewater/core';

/** @import { Applied } from 'whitewater/client' */
/** @import { Entry } from 'whitewater/core' */

const SESSIONS_MAX = 1000;

export class Machine {
  /** @type {Map<string, string[]>} */
  #lists = new Map();
  #sessions = new SessionTable(SESSIONS_MAX);

  /** A command that appends `value` to the list `name`. @param {string} name @param {string} value */
  static command(name, value) {
    return JSON.stringify([name, value]);
  }

  /** The state that `toText` wrote. */
  static ofText(/** @type {string} */ text) {
    const { lists, sessions } = JSON.parse(text);
    const machine = new Machine();
    machine.#lists = new Map(lists);
    machine.#sessions = SessionTable.of(SESSIONS_MAX, sessions);
    return machine;
  }

  /** The whole state as text: the data of a snapshot. */
  toText() {
    return JSON.stringify({ lists: [...this.#lists], sessions: this.#sessions.entries() });
  }

  /** The values of a list. */
  read(/** @type {string} */ name) {
    return (this.#lists.get(name) ?? []).join(' ');
  }

  /**
   * Applies an entry. Null when the client's session was forgotten: nobody knows what its request came to.
   * @param {Entry} entry @returns {Applied | null}
   */
  apply({ kind, command, request }) {
    if (kind !== 'command') return { outcome: 'done', value: '' };
    const check = this.#sessions.check(request);
    if (check.kind === 'expired') return null;
    if (check.kind === 'duplicate') return { outcome: 'done', value: check.response };
    const [name, value] = JSON.parse(command);
    this.#lists.set(name, [...(this.#lists.get(name) ?? []), value]);
    this.#sessions.record(request, '');
    return { outcome: 'done', value: '' };
  }
}
