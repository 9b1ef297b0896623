// Sees a run from outside of the core and notes which situations come up. The world tells it of every
// call, packet, crash and start; it changes nothing, draws nothing and adds nothing to the hash.

import type { Ended } from '../../client/index.ts';
import type { CoreEvent, Entry, Message, Node } from '../../core/index.ts';
import type { Before } from '../before.ts';
import type { PendingWrite } from '../disk.ts';
import { clientNumber, isClient } from '../endpoint.ts';
import type { Sending } from '../network.ts';
import type { ClientRequest, Packet } from '../packet.ts';
import type { SimulatedNode } from '../simulated-node.ts';
import type { ApplyResult } from '../state-machine.ts';
import type { World } from '../world.ts';
import { type Call, Memory, type Reach } from './call.ts';
import type { SituationId } from './catalogue.ts';
import { Coverage } from './coverage.ts';
import { seeApply, seeClientAnswer, seeEnd, seeReadRequest, seeReads } from './detect-clients.ts';
import { seeElectionEvent, seeLateElection, seeRole } from './detect-elections.ts';
import { seeHalfVotes, seeMemberEvent } from './detect-members.ts';
import { seeCrash, seeDelivery, seeFullDisk, seeStart, seeWritten } from './detect-persistence.ts';
import { seeAnswer, seeReplication } from './detect-replication.ts';
import { seePiece, seeSnapshotEvent, seeSnapshots } from './detect-snapshots.ts';

/** Situations that are a verb of an operator or of a disk, by the code the world notes them with. */
const SITUATION_OF_FAULT = new Map<string, SituationId>([
  ['torn', 'torn-tail-cut-off'],
  ['renew', 'wiped-server-comes-back'],
  ['recover', 'recovered-by-one-server'],
]);

type Changing<T> = { -readonly [Key in keyof T]: T[Key] };

/** What came up in one run. A copied world has a copy: what led there came up in both. */
export class CoverageWatch {
  readonly coverage: Coverage;
  private readonly memory: Memory;
  /** What the next call of the core is about. */
  private message: Message | null = null;
  private request: ClientRequest | null = null;
  private call: Changing<Call> | null = null;
  private readonly note: Reach = (id) => this.coverage.reach(id);

  constructor(coverage = new Coverage(1), memory = new Memory()) {
    this.coverage = coverage;
    this.memory = memory;
  }

  /** Notes a situation that the world itself knows of. */
  reach(id: SituationId): void {
    this.coverage.reach(id);
  }

  /** Something the scenario does, or a disk shows, by its code. */
  noteFault(code: string): void {
    const id = SITUATION_OF_FAULT.get(code);
    if (id !== undefined) this.coverage.reach(id);
  }

  /** What became of a packet when it was sent. */
  noteSent(result: Sending): void {
    if (result === 'twice' || result === 'replayed') this.coverage.reach('message-duplicated');
    else if (result === 'lost') this.coverage.reach('message-lost-by-chance');
  }

  /** A packet that was sent is lost where it should arrive. */
  noteLost(reason: 'cut' | 'dropped' | 'down'): void {
    if (reason === 'cut') this.coverage.reach('message-cut-off-under-way');
    else if (reason === 'down') this.coverage.reach('message-to-dead-node');
  }

  /** A packet is about to be taken by whom it is addressed to. */
  noteDelivery(world: World, packet: Packet): void {
    const { to } = packet;
    seeDelivery(world, packet, this.memory, this.note);
    if (!isClient(to)) {
      const role = world.nodes[to]?.core?.role.kind;
      if (role !== undefined) this.coverage.noteMessage(role, packet.kind);
      return;
    }
    this.coverage.noteMessage('client', packet.kind);
    if (packet.kind !== 'client-response') return;
    seeClientAnswer(world.clients.get(clientNumber(to)), packet, this.memory, this.note);
  }

  /** A node is about to take a message. */
  beforeMessage(core: Node, message: Message): void {
    this.message = message;
    switch (message.kind) {
      case 'append-request':
        return;
      case 'append-response':
        return seeAnswer(core, message, this.memory, this.note);
      case 'snapshot-request':
        return seePiece(core, message, this.note);
      case 'read-request':
        return seeReadRequest(core, this.note);
      default:
        seeLateElection(core, message, this.note);
    }
  }

  /** A node is about to take a client's request. */
  beforeRequest(request: ClientRequest): void {
    this.request = request;
  }

  /** After a call of the core, before anything it asks for is carried out. */
  afterCall(world: World, host: SimulatedNode, core: Node): void {
    const { before, out } = world;
    const { message, request } = this;
    this.message = null;
    this.request = null;
    if (message === null && request === null && out.isEmpty && isUnchanged(before, core)) return;
    const call = this.callOf(world, host, core);
    call.message = message;
    call.request = request;
    // Roles first: the others ask who led which term.
    seeRole(call);
    seeReplication(call);
    seeSnapshots(call);
    seeHalfVotes(call);
    seeReads(call);
    seeFullDisk(call);
    const { events } = out;
    for (let offset = 0; offset < events.count; offset++) seeEvent(call, events.items[offset]);
  }

  /** One object for all calls: there is one for every message of a run. */
  private callOf(world: World, host: SimulatedNode, core: Node): Changing<Call> {
    const { call } = this;
    if (call === null) {
      const { memory, note: reach } = this;
      const { before, out } = world;
      const none = { message: null, request: null };
      return (this.call = { world, host, core, before, out, ...none, memory, reach });
    }
    // A watch stays with one world, and that world with its view and its output.
    call.host = host;
    call.core = core;
    return call;
  }

  /** A node is about to crash. */
  noteCrash(world: World, host: SimulatedNode): void {
    seeCrash(world, host, this.note);
  }

  /** A node has started from its disk. */
  noteStart(host: SimulatedNode, core: Node): void {
    seeStart(host, core, this.memory, this.note);
  }

  /** A write that took its time has become durable. */
  noteWritten(core: Node, write: PendingWrite): void {
    seeWritten(core, write, this.note);
  }

  /** A node has applied an entry. */
  noteApplied(entry: Entry, result: ApplyResult, hadEffect: boolean): void {
    seeApply(entry, result, hadEffect, this.memory, this.note);
  }

  /** A client's request has ended. */
  noteEnd(ended: Ended): void {
    seeEnd(ended, this.memory, this.note);
  }

  copy(): CoverageWatch {
    return new CoverageWatch(this.coverage.copy(), this.memory.copy());
  }
}

function isUnchanged(before: Before, core: Node): boolean {
  return (
    before.role === core.role.kind &&
    before.term === core.currentTerm &&
    before.commitIndex === core.commitIndex
  );
}

function seeEvent(call: Call, event: CoreEvent): void {
  seeElectionEvent(call, event);
  seeMemberEvent(call, event);
  seeSnapshotEvent(call, event);
}
