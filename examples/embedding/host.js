// A node's host: it gives the core ticks, messages and requests, and does what the core asks for after each call,
// in the order that docs/embedding.md explains.

import * as core from 'whitewater/core';
import { Machine } from './machine.js';
import { MEMBERS, SNAPSHOT_EVERY, SNAPSHOT_KEEP } from './settings.js';

/** @import { Answer, Ask } from 'whitewater/client' */
/** @import { Entry, Message, Node, ReadOutcome, RequestId } from 'whitewater/core' */
/** @import { Peers } from './network.js' */
/** @import { openStorage } from './storage.js' */

/** @typedef {(answer: Answer) => void} Reply */

export class Host {
  #out = new core.Output();
  #node;
  #machine;
  #storage;
  #peers;
  #say;
  /** Who waits for an entry, by its index. @type {Map<number, { term: number, reply: Reply }>} */
  #proposals = new Map();
  /** Who waits for a read; `readIndex` is -1 until the core grants it. */
  #reads =
    /** @type {{ request: RequestId, query: string, readIndex: number, reply: Reply }[]} */ ([]);

  /**
   * @param {number} id @param {Awaited<ReturnType<typeof openStorage>>} storage
   * @param {Peers} peers @param {(sentence: string) => void} say
   */
  constructor(id, storage, peers, say) {
    const { state } = storage;
    const members = core.configurationOf(MEMBERS);
    this.#node = core.restoreNode(id, core.completeOptions({}), members, state);
    // The state machine is rebuilt: from the snapshot now, from the log when the core hands its entries out again.
    this.#machine = state.snapshot === null ? new Machine() : Machine.ofText(state.snapshot.data);
    this.#storage = storage;
    this.#peers = peers;
    this.#say = say;
  }

  /** What anybody may know of this node. */
  get status() {
    const { id, role, currentTerm, commitIndex, lastApplied, log } = this.#node;
    return {
      id,
      role: role.kind,
      term: currentTerm,
      commitIndex,
      lastApplied,
      base: log.baseIndex,
    };
  }

  /** One tick of this node's clock. */
  tick() {
    const { electionTimeoutTicksMin: min, electionTimeoutTicksMax: max } = this.#node.options;
    const timeout = min + Math.floor(Math.random() * (max - min + 1));
    core.tick(this.#node, timeout, this.#out);
    this.#carryOut();
  }

  /** A member says something. A message for somebody else came to an old address: it is nobody's. */
  receive(/** @type {Message} */ message) {
    if (message.to !== this.#node.id) return;
    core.step(this.#node, message, this.#out);
    this.#carryOut();
  }

  /** A client asks for something; `reply` is called once, unless this node dies before. */
  serve(/** @type {RequestId} */ request, /** @type {Ask} */ ask, /** @type {Reply} */ reply) {
    if (ask.kind === 'command') this.#propose(request, ask.command, reply);
    else if (ask.kind === 'read') this.#read(request, ask.query, reply);
    this.#carryOut();
  }

  /** @param {RequestId} request @param {string} command @param {Reply} reply */
  #propose(request, command, reply) {
    const outcome = core.propose(this.#node, command, request, this.#out);
    // In the log is not yet done: it is answered when the entry is committed and applied.
    if (outcome.ok) this.#proposals.set(outcome.index, { term: outcome.term, reply });
    else reply(outcome);
  }

  /** @param {RequestId} request @param {string} query @param {Reply} reply */
  #read(request, query, reply) {
    const read = { request, query, readIndex: -1, reply };
    this.#reads.push(read);
    const start = core.readIndex(this.#node, request, 'index', this.#out);
    if (start.ok) return;
    this.#reads = this.#reads.filter((each) => each !== read);
    reply(start);
  }

  // order-begins
  /** Does what the last call of the core asks for. */
  #carryOut() {
    const node = this.#node;
    const out = this.#out;
    // 1. Start the write. 3. When it and all before it are durable: say what had to wait, and tell the core.
    const afterWrite = [...out.messagesAfterWrite];
    if (out.write.needed) {
      const { lastIndex, lastTerm } = node.log;
      const position = { term: node.currentTerm, lastIndex, lastTerm };
      this.#storage.write(node, out.write, () => {
        this.#send(afterWrite);
        core.acknowledgeWrite(node, position, this.#out);
        this.#carryOut();
      });
    } else if (afterWrite.length > 0) {
      this.#storage.afterWrites(() => this.#send(afterWrite));
    }
    // 2. What need not wait for the disk leaves at once: a leader's appends are on their way while it writes itself.
    this.#send(out.messages);
    // The output is the core's again with the next call: what is left to do is taken out of it first.
    const install = out.install;
    const [committed, reads, events] = [[...out.committed], [...out.reads], [...out.events]];
    out.clear();
    // 4. The state machine: a snapshot takes its place, then what is committed is applied, in order.
    if (install !== null) {
      this.#machine = Machine.ofText(install.data);
      // What it covers is not applied here: those who wait for it ask again, under the same number.
      this.#proposals.clear();
    }
    for (const entry of committed) this.#apply(entry);
    // 5. Reads, once their index is applied. 6. Words for people.
    for (const read of reads) this.#noteRead(read);
    this.#answerReads();
    for (const event of events) this.#report(event);
    this.#snapshotIfDue();
  }
  // order-ends

  /** @param {Iterable<Message>} messages */
  #send(messages) {
    for (const message of messages) this.#peers.send(message);
  }

  #apply(/** @type {Entry} */ entry) {
    const applied = this.#machine.apply(entry);
    const { index, term } = entry;
    core.acknowledgeApply(this.#node, index);
    const proposal = this.#proposals.get(index);
    if (proposal === undefined) return;
    this.#proposals.delete(index);
    // Another leader may have put another entry where the proposal stood.
    if (proposal.term !== term) proposal.reply({ ok: false, reason: 'superseded' });
    else if (applied === null) proposal.reply({ ok: false, reason: 'session-expired' });
    else proposal.reply({ ok: true, kind: 'applied', result: applied, index, term });
  }

  /** The core grants a read, or cannot vouch for it. */
  #noteRead(/** @type {ReadOutcome} */ outcome) {
    const { client, sequence } = outcome.request;
    const read = this.#reads.find(
      ({ request }) => request.client === client && request.sequence === sequence,
    );
    if (read === undefined) return;
    if (outcome.ok) {
      read.readIndex = outcome.readIndex;
      return;
    }
    this.#reads = this.#reads.filter((each) => each !== read);
    read.reply({ ok: false, reason: 'not-leader', leader: this.#node.leaderId });
  }

  #answerReads() {
    const { lastApplied: index } = this.#node;
    const isReady = (/** @type {{ readIndex: number }} */ { readIndex }) =>
      readIndex >= 0 && readIndex <= index;
    const ready = this.#reads.filter(isReady);
    if (ready.length === 0) return;
    this.#reads = this.#reads.filter((read) => !isReady(read));
    for (const { query, reply } of ready) {
      const value = this.#machine.read(query);
      reply({ ok: true, kind: 'read', value, index, staleTicks: -1 });
    }
  }

  #snapshotIfDue() {
    const node = this.#node;
    if (node.lastApplied - (node.snapshot?.index ?? 0) < SNAPSHOT_EVERY) return;
    if (core.takeSnapshot(node, this.#machine.toText(), this.#out) === null) return;
    core.compactLog(node, node.lastApplied - SNAPSHOT_KEEP, this.#out);
    this.#carryOut();
  }

  #report(/** @type {core.CoreEvent} */ event) {
    if (event.kind === 'campaign-started' && !event.pre)
      this.#say(`campaigns in term ${event.term}`);
    if (event.kind === 'snapshot-taken') this.#say(`takes a snapshot up to entry ${event.index}`);
    if (event.kind === 'snapshot-installed') this.#say(`installs a snapshot up to ${event.index}`);
  }
}
