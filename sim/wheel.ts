// Packets on their way, by the tick in which they arrive; those due in the same tick stay in the order
// in which they were sent. Nothing is allocated for a packet that arrives within the next 62 ticks.

import type { Endpoint } from './endpoint.ts';
import type { Packet, Travelling } from './packet.ts';

const SIZE = 64;
/** Ticks ahead that have a slot of their own: one less, since what is left of the last tick is still in its slot. */
const NEAR = SIZE - 1;

/** The packets of one tick: `packets[head..count)` are still to come. */
class Slot {
  packets: Packet[] = [];
  causes: number[] = [];
  head = 0;
  count = 0;

  push(packet: Packet, cause: number): void {
    this.packets[this.count] = packet;
    this.causes[this.count] = cause;
    this.count += 1;
  }

  /** Lets the packet at `offset` be the next. */
  bringForward(offset: number): void {
    const { packets, causes, head } = this;
    const packet = packets[offset];
    const cause = causes[offset];
    packets[offset] = packets[head];
    causes[offset] = causes[head];
    packets[head] = packet;
    causes[head] = cause;
  }

  /** Moves past the first packet, which `head` pointed at. */
  advance(): void {
    this.head += 1;
    if (this.head < this.count) return;
    this.head = 0;
    this.count = 0;
  }

  /** Takes out the packet at `offset`. */
  remove(offset: number): void {
    if (offset === this.head) {
      this.advance();
      return;
    }
    this.packets.splice(offset, 1);
    this.causes.splice(offset, 1);
    this.count -= 1;
  }

  /** Where the first packet is that `accepts` agrees to; -1 when there is none. */
  find(accepts: (packet: Packet) => boolean): number {
    for (let offset = this.head; offset < this.count; offset++) {
      if (accepts(this.packets[offset])) return offset;
    }
    return -1;
  }

  countBetween(from: Endpoint, to: Endpoint): number {
    let count = 0;
    for (let offset = this.head; offset < this.count; offset++) {
      const packet = this.packets[offset];
      if (packet.from === from && packet.to === to) count++;
    }
    return count;
  }

  list(): Travelling[] {
    const list: Travelling[] = [];
    for (let offset = this.head; offset < this.count; offset++) {
      list.push({ packet: this.packets[offset], cause: this.causes[offset] });
    }
    return list;
  }

  fill(list: readonly Travelling[]): void {
    this.head = 0;
    this.count = 0;
    for (const { packet, cause } of list) this.push(packet, cause);
  }
}

/** A packet with the tick it is due in. */
export interface Due {
  readonly due: number;
  readonly travelling: Travelling;
}

/** Plain data; copied with the network. */
export class Wheel {
  /** Packets on their way. */
  count = 0;
  /** Trace event that sent the packet taken last; -1 without a trace. */
  cause = -1;
  /** By due tick modulo the size. */
  private slots: Slot[] = Array.from({ length: SIZE }, () => new Slot());
  /** What is due later than that, in the order in which it was sent. */
  private far: Due[] = [];

  /** Puts a packet on the way in tick `now`, to arrive in tick `due`, which may be `now`. */
  put(packet: Packet, cause: number, due: number, now: number): void {
    this.count += 1;
    if (due - now < NEAR) this.slots[due % SIZE].push(packet, cause);
    else this.far.push({ due, travelling: { packet, cause } });
  }

  /** Takes the next packet that is due in tick `now`; undefined when there is none (left). */
  takeDue(now: number): Packet | undefined {
    if (this.far.length > 0) this.bringNear(now);
    const slot = this.slots[now % SIZE];
    return slot.count === 0 ? undefined : this.take(slot, slot.head);
  }

  /** How many packets are due in tick `now` and not taken yet. */
  countDue(now: number): number {
    if (this.far.length > 0) this.bringNear(now);
    const slot = this.slots[now % SIZE];
    return slot.count - slot.head;
  }

  /** Lets another of the packets due in tick `now` be the next: the one so many places behind it. */
  bringForward(now: number, places: number): void {
    const slot = this.slots[now % SIZE];
    slot.bringForward(slot.head + places);
  }

  /** Puts packets on the way that arrive before anything else of tick `due`, which is near. */
  putFirst(list: readonly Travelling[], due: number): void {
    if (list.length === 0) return;
    const slot = this.slots[due % SIZE];
    slot.fill([...list, ...slot.list()]);
    this.count += list.length;
  }

  /** How many packets are on their way from one endpoint to another. */
  countBetween(from: Endpoint, to: Endpoint): number {
    let count = 0;
    for (const slot of this.slots) count += slot.countBetween(from, to);
    for (const { travelling } of this.far) {
      if (travelling.packet.from === from && travelling.packet.to === to) count++;
    }
    return count;
  }

  /** Takes the first packet, in due order, that `accepts` agrees to (null: any); undefined when none does. */
  takeFirst(now: number, accepts: ((packet: Packet) => boolean) | null): Packet | undefined {
    if (this.count === 0) return undefined;
    for (let due = now; due < now + SIZE; due++) {
      const slot = this.slots[due % SIZE];
      if (slot.count === 0) continue;
      const offset = accepts === null ? slot.head : slot.find(accepts);
      if (offset >= 0) return this.take(slot, offset);
    }
    return this.takeFar(accepts);
  }

  /** Every packet, in due order. */
  list(now: number): Due[] {
    const list: Due[] = [];
    for (let due = now; due < now + SIZE; due++) {
      for (const travelling of this.slots[due % SIZE].list()) list.push({ due, travelling });
    }
    return [...list, ...this.farInOrder()];
  }

  copy(): Wheel {
    const copy = new Wheel();
    copy.count = this.count;
    for (const [offset, slot] of this.slots.entries()) {
      if (slot.count > 0) copy.slots[offset].fill(slot.list());
    }
    copy.far = this.far.slice();
    return copy;
  }

  private take(slot: Slot, offset: number): Packet {
    const packet = slot.packets[offset];
    this.cause = slot.causes[offset];
    this.count -= 1;
    slot.remove(offset);
    return packet;
  }

  private takeFar(accepts: ((packet: Packet) => boolean) | null): Packet | undefined {
    const found = this.farInOrder().find(
      ({ travelling }) => accepts === null || accepts(travelling.packet),
    );
    if (found === undefined) return undefined;
    this.far = this.far.filter((item) => item !== found);
    this.count -= 1;
    this.cause = found.travelling.cause;
    return found.travelling.packet;
  }

  private farInOrder(): Due[] {
    return this.far
      .map((item, offset) => ({ item, offset }))
      .sort((a, b) => a.item.due - b.item.due || a.offset - b.offset)
      .map(({ item }) => item);
  }

  private bringNear(now: number): void {
    const near = this.far.filter(({ due }) => due - now < NEAR);
    if (near.length === 0) return;
    this.far = this.far.filter(({ due }) => due - now >= NEAR);
    // What was far left earlier than anything else that is due then.
    const byTick = new Map<number, Travelling[]>();
    for (const { due, travelling } of near) {
      const list = byTick.get(due) ?? [];
      list.push(travelling);
      byTick.set(due, list);
    }
    for (const [due, list] of byTick) {
      const slot = this.slots[due % SIZE];
      slot.fill([...list, ...slot.list()]);
    }
  }
}
