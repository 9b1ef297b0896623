// The network: packets in flight, and what may happen to them on a link. A link is a direction between
// two endpoints. Chances are decided when a packet is sent; cuts count on sending and on arrival; drop
// and hold rules count on arrival, so that they also catch what is on its way.

import { type Endpoint, isClient } from './endpoint.ts';
import type { PacketKind, Packet, Travelling } from './packet.ts';
import { Clogs } from './clogs.ts';
import { drawLatency, type Latency, type Range } from './latency.ts';
import { drawBetween, drawChance, saltOf, type Salt } from './random.ts';
import { Wheel } from './wheel.ts';

/** How links behave unless told otherwise. Chances are in percent. */
export interface LinkModel {
  latency: Latency;
  losePercent: number;
  duplicatePercent: number;
  /** A packet that is reordered travels 1 to 4 ticks longer, so that later ones overtake it. */
  reorderPercent: number;
  /** A packet that is replayed arrives once more, 10 to 60 ticks after it arrived first. */
  replayPercent: number;
}

/** A chance that a link takes with each packet. */
export type Chance = 'lose' | 'duplicate' | 'reorder' | 'replay';

/** What a rule applies to; an absent part matches everything. */
export interface PacketFilter {
  readonly kind?: PacketKind | undefined;
  readonly from?: readonly Endpoint[] | undefined;
  readonly to?: readonly Endpoint[] | undefined;
}

/** Catches packets on arrival, in order of the rules. `remaining` counts down; Infinity catches for ever. */
export interface Rule {
  readonly action: 'drop' | 'hold';
  readonly filter: PacketFilter;
  remaining: number;
  /** Tick in which it was laid down. */
  readonly since: number;
  /** How many it caught. */
  caught: number;
}

/** Why a packet did not arrive. `overflow`: too many were under way on its link. */
export type LossReason = 'cut' | 'lost' | 'overflow' | 'dropped' | 'down';

/** What became of a packet that was sent: it arrives once, twice at nearly the same time, or again much later. */
export type Sending = 'once' | 'twice' | 'replayed' | 'cut' | 'lost' | 'overflow';

/** The last loss on a link, for diagnosis. */
export interface Loss {
  readonly tick: number;
  readonly reason: LossReason;
  readonly kind: PacketKind;
}

const LINK_BASE = 8192;
const REORDER_TICKS: Range = { min: 1, max: 4 };
const REPLAY_TICKS: Range = { min: 10, max: 60 };
/** What a link's draws of one packet are for: each has its own ordinal. */
const DRAWS_PER_PACKET = 8;

/** The key of a link. */
export function linkKey(from: Endpoint, to: Endpoint): number {
  return from * LINK_BASE + to;
}

/** The endpoints of a link's key. */
export function linkEnds(key: number): { from: Endpoint; to: Endpoint } {
  return { from: Math.trunc(key / LINK_BASE), to: key % LINK_BASE };
}

/** Whether a filter matches a packet. */
export function matches(filter: PacketFilter, packet: Packet): boolean {
  return (
    (filter.kind === undefined || filter.kind === packet.kind) &&
    (filter.from === undefined || filter.from.includes(packet.from)) &&
    (filter.to === undefined || filter.to.includes(packet.to))
  );
}

/** How much longer a packet travels that is reordered. */
function drawReordering(salt: Salt, tick: number, ordinal: number): number {
  return drawBetween(salt, tick, ordinal, REORDER_TICKS.min, REORDER_TICKS.max);
}

/** Ticks after which a packet arrives once more; 0 when it does not. One draw says both. */
function replayAfter(salt: Salt, tick: number, ordinal: number, percent: number): number {
  if (percent === 0) return 0;
  const { min, max } = REPLAY_TICKS;
  const drawn = drawBetween(salt, tick, ordinal, 0, 100 * (max - min + 1) - 1);
  return drawn % 100 < percent ? min + Math.trunc(drawn / 100) : 0;
}

/** The chances that a link takes of its own, in percent; undefined for those of all links. */
type OwnChances = Record<Chance, number | undefined>;

const NO_OWN_CHANCES: Readonly<OwnChances> = {
  lose: undefined,
  duplicate: undefined,
  reorder: undefined,
  replay: undefined,
};

/** What links of clients go by, unless they have chances of their own. */
const NO_CHANCES: Readonly<LinkModel> = {
  latency: { min: 0, max: 0 },
  losePercent: 0,
  duplicatePercent: 0,
  reorderPercent: 0,
  replayPercent: 0,
};

interface LinkDraws {
  readonly salt: Salt;
  tick: number;
  ordinal: number;
}

/** The state of the network. Plain data; copied with the world. */
export class Network {
  private readonly seed: string;
  /** What holds for every link between nodes. Links of clients have latency but no chances. */
  readonly model: LinkModel = {
    latency: { min: 1, max: 1 },
    losePercent: 0,
    duplicatePercent: 0,
    reorderPercent: 0,
    replayPercent: 0,
  };
  /** A latency that faults put on every link; null when none does. */
  delay: Latency | null = null;
  /** Packets that may be under way on a link between two nodes; more are lost. 0 is any number. */
  queue = 0;
  /** Links on which everything waits for a while. */
  clogs = new Clogs();
  /** Latency of single links, by key. */
  private delays = new Map<number, Latency>();
  /** Chances of single links, by key. */
  private chances = new Map<number, OwnChances>();
  /** Tick in which a link was cut, by key. */
  private cuts = new Map<number, number>();
  rules: Rule[] = [];
  /** What `hold` rules caught, in order of arrival. */
  held: Travelling[] = [];
  private readonly losses = new Map<number, Loss>();
  private draws = new Map<number, LinkDraws>();
  /** Packets on their way. */
  readonly wheel: Wheel;

  constructor(seed: string, wheel = new Wheel()) {
    this.seed = seed;
    this.wheel = wheel;
  }

  /** Whether neither chance nor delay is set, and every message takes as long: the ordinary case, which costs nothing. */
  private get isPlain(): boolean {
    const { latency } = this.model;
    return latency.min === latency.max && this.isWithoutChances;
  }

  private get isWithoutChances(): boolean {
    const { model } = this;
    return (
      model.losePercent === 0 &&
      model.duplicatePercent === 0 &&
      model.reorderPercent === 0 &&
      model.replayPercent === 0 &&
      this.queue === 0 &&
      this.delay === null &&
      this.delays.size === 0 &&
      this.chances.size === 0
    );
  }

  /** Whether every message that is sent now arrives, once and in its time. */
  get isUndisturbed(): boolean {
    return (
      this.isWithoutChances &&
      this.cuts.size === 0 &&
      this.rules.length === 0 &&
      this.clogs.count === 0 &&
      this.held.length === 0
    );
  }

  /** Sends a packet in tick `now`: puts it on the way, perhaps more than once, or loses it. Returns which. */
  send(packet: Packet, cause: number, now: number): Sending {
    if (this.cuts.size > 0 && this.isCut(packet.from, packet.to)) {
      return this.lose(packet, 'cut', now);
    }
    if (this.isPlain) {
      this.wheel.put(packet, cause, now + this.model.latency.min, now);
      return 'once';
    }
    return this.sendByChance(packet, cause, now);
  }

  private sendByChance(packet: Packet, cause: number, now: number): Sending {
    const key = linkKey(packet.from, packet.to);
    const latency = this.delays.get(key) ?? this.delay ?? this.model.latency;
    const { salt, base } = this.nextDraw(key, now);
    const own = this.chances.get(key);
    const all = isClient(packet.from) || isClient(packet.to) ? NO_CHANCES : this.model;
    const lose = own?.lose ?? all.losePercent;
    if (drawChance(salt, now, base + 1, lose)) return this.lose(packet, 'lost', now);
    let due = now + drawLatency(salt, now, base, latency);
    const reorder = own?.reorder ?? all.reorderPercent;
    if (drawChance(salt, now, base + 2, reorder)) due += drawReordering(salt, now, base + 3);
    if (!this.enqueue(packet, cause, due, now)) return this.lose(packet, 'overflow', now);
    let sending: Sending = 'once';
    if (drawChance(salt, now, base + 4, own?.duplicate ?? all.duplicatePercent)) {
      const travel = drawLatency(salt, now, base + 5, latency);
      const second = now + travel + drawReordering(salt, now, base + 6);
      if (this.enqueue(packet, cause, second, now)) sending = 'twice';
    }
    const later = replayAfter(salt, now, base + 7, own?.replay ?? all.replayPercent);
    if (later > 0 && this.enqueue(packet, cause, due + later, now)) sending = 'replayed';
    return sending;
  }

  /** Puts a packet on the way unless its link is full. Links of clients never are. */
  private enqueue(packet: Packet, cause: number, due: number, now: number): boolean {
    const { from, to } = packet;
    if (this.queue > 0 && !isClient(from) && !isClient(to)) {
      const waiting = this.clogs.waitingOn(linkKey(from, to));
      if (waiting + this.wheel.countBetween(from, to) >= this.queue) return false;
    }
    this.wheel.put(packet, cause, due, now);
    return true;
  }

  /** Makes a packet wait that arrives over a clogged link. Returns whether it does. */
  clogsUp(packet: Packet, cause: number): boolean {
    return this.clogs.catch(linkKey(packet.from, packet.to), packet, cause);
  }

  /**
   * Frees the links that are clogged until tick `until` at the latest. What waited there is the first to arrive
   * in tick `now`. Returns how much that is.
   */
  unclog(until: number, now: number): number {
    const freed = this.clogs.open(until);
    this.wheel.putFirst(freed, now);
    return freed.length;
  }

  private nextDraw(key: number, now: number): { salt: Salt; base: number } {
    let state = this.draws.get(key);
    if (state === undefined) {
      const { from, to } = linkEnds(key);
      state = { salt: saltOf(this.seed, `link/${from}/${to}`), tick: now, ordinal: 0 };
      this.draws.set(key, state);
    }
    if (state.tick !== now) {
      state.tick = now;
      state.ordinal = 0;
    }
    return { salt: state.salt, base: state.ordinal++ * DRAWS_PER_PACKET };
  }

  /** Notes that a packet did not arrive. Returns the reason. */
  lose<Reason extends LossReason>(packet: Packet, reason: Reason, now: number): Reason {
    this.losses.set(linkKey(packet.from, packet.to), { tick: now, reason, kind: packet.kind });
    return reason;
  }

  /** The last loss on a link, if there was one. */
  lastLoss(from: Endpoint, to: Endpoint): Loss | undefined {
    return this.losses.get(linkKey(from, to));
  }

  /** The rule that catches an arriving packet, which counts it; undefined when none does. */
  catchBy(packet: Packet): Rule | undefined {
    if (this.rules.length === 0) return undefined;
    const rule = this.rules.find(
      ({ filter, remaining }) => remaining > 0 && matches(filter, packet),
    );
    if (rule === undefined) return undefined;
    rule.remaining -= 1;
    rule.caught += 1;
    if (rule.remaining === 0) this.rules = this.rules.filter((other) => other !== rule);
    return rule;
  }

  isCut(from: Endpoint, to: Endpoint): boolean {
    return this.cuts.has(linkKey(from, to));
  }

  /** The tick a link was cut in; undefined when it is whole. */
  cutSince(from: Endpoint, to: Endpoint): number | undefined {
    return this.cuts.get(linkKey(from, to));
  }

  /** Whether any link is cut. */
  get hasCuts(): boolean {
    return this.cuts.size > 0;
  }

  /** Cuts a link, if it is not cut already. */
  cut(from: Endpoint, to: Endpoint, now: number): void {
    const key = linkKey(from, to);
    if (!this.cuts.has(key)) this.cuts.set(key, now);
  }

  /** Mends every cut link for which `touches` holds. */
  mend(touches: (from: Endpoint, to: Endpoint) => boolean): void {
    for (const key of [...this.cuts.keys()]) {
      const { from, to } = linkEnds(key);
      if (touches(from, to)) this.cuts.delete(key);
    }
  }

  /** Gives one link a latency of its own; null takes it away. */
  setDelay(from: Endpoint, to: Endpoint, latency: Latency | null): void {
    if (latency === null) this.delays.delete(linkKey(from, to));
    else this.delays.set(linkKey(from, to), latency);
  }

  /** Gives one link a chance of its own, in percent. */
  setChance(from: Endpoint, to: Endpoint, chance: Chance, percent: number): void {
    const key = linkKey(from, to);
    const { lose, duplicate, reorder, replay } = this.chances.get(key) ?? NO_OWN_CHANCES;
    this.chances.set(key, { lose, duplicate, reorder, replay, [chance]: percent });
  }

  /** The chance, in percent, that is taken on a link. */
  chanceOn(from: Endpoint, to: Endpoint, chance: Chance): number {
    return this.chances.get(linkKey(from, to))?.[chance] ?? this.model[`${chance}Percent`];
  }

  /** The latency that holds on a link. */
  latencyOf(from: Endpoint, to: Endpoint): Latency {
    return this.delays.get(linkKey(from, to)) ?? this.delay ?? this.model.latency;
  }

  /**
   * Ends all faults: cuts, chances, delays of single links, bounds and rules. Latency as such is a setting and
   * stays; what is held or clogged is let go by whoever calls.
   */
  calm(): void {
    this.cuts.clear();
    this.delays.clear();
    this.chances.clear();
    this.delay = null;
    this.rules = [];
    this.model.losePercent = 0;
    this.model.duplicatePercent = 0;
    this.model.reorderPercent = 0;
    this.model.replayPercent = 0;
    this.queue = 0;
  }

  copy(): Network {
    const copy = new Network(this.seed, this.wheel.copy());
    Object.assign(copy.model, this.model);
    copy.delay = this.delay;
    copy.queue = this.queue;
    copy.clogs = this.clogs.copy();
    copy.delays = new Map(this.delays);
    copy.chances = new Map(this.chances);
    copy.cuts = new Map(this.cuts);
    copy.rules = this.rules.map((rule) => ({ ...rule }));
    copy.held = this.held.slice();
    for (const [key, loss] of this.losses) copy.losses.set(key, loss);
    for (const [key, state] of this.draws) copy.draws.set(key, { ...state });
    return copy;
  }

  /** Starts every stream of draws anew from another seed. Returns the network that continues. */
  reseeded(seed: string): Network {
    const copy = this.copy();
    const fresh = new Network(seed);
    return Object.assign(fresh, { ...copy, seed, draws: new Map<number, LinkDraws>() });
  }
}
