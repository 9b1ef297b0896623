// The network: packets in flight, and what may happen to them on a link. A link is a direction between
// two endpoints. Chances are decided when a packet is sent; cuts count on sending and on arrival; drop
// and hold rules count on arrival, so that they also catch what is on its way.

import { type Endpoint, isClient } from './endpoint.ts';
import type { PacketKind, Packet, Travelling } from './packet.ts';
import { drawBetween, drawChance, saltOf, type Salt } from './random.ts';
import { Wheel } from './wheel.ts';

/** A range of whole numbers, both ends inclusive. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** How links behave unless told otherwise. Chances are in percent. */
export interface LinkModel {
  latency: Range;
  losePercent: number;
  duplicatePercent: number;
  /** A packet that is reordered travels 1 to 4 ticks longer, so that later ones overtake it. */
  reorderPercent: number;
}

/** A chance that a link takes with each packet. */
export type Chance = 'lose' | 'duplicate' | 'reorder';

/** What a rule applies to; an absent part matches everything. */
export interface PacketFilter {
  readonly kind?: PacketKind;
  readonly from?: readonly Endpoint[];
  readonly to?: readonly Endpoint[];
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

/** Why a packet did not arrive. */
export type LossReason = 'cut' | 'lost' | 'dropped' | 'down';

/** The last loss on a link, for diagnosis. */
export interface Loss {
  readonly tick: number;
  readonly reason: LossReason;
  readonly kind: PacketKind;
}

const LINK_BASE = 8192;
const REORDER_TICKS: Range = { min: 1, max: 4 };
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
  };
  /** A latency that faults put on every link; null when none does. */
  delay: Range | null = null;
  /** Latency of single links, by key. */
  private delays = new Map<number, Range>();
  /** Chances of single links, in percent, by key; a chance that is not there is the model's. */
  private chances = new Map<number, Partial<Record<Chance, number>>>();
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
      this.held.length === 0
    );
  }

  /**
   * Sends a packet in tick `now`: puts zero, one or two copies on the way. Returns how many, or why none.
   */
  send(packet: Packet, cause: number, now: number): number | LossReason {
    if (this.cuts.size > 0 && this.isCut(packet.from, packet.to)) {
      return this.lose(packet, 'cut', now);
    }
    if (this.isPlain) {
      this.wheel.put(packet, cause, now + this.model.latency.min, now);
      return 1;
    }
    return this.sendByChance(packet, cause, now);
  }

  private sendByChance(packet: Packet, cause: number, now: number): number | LossReason {
    const key = linkKey(packet.from, packet.to);
    const latency = this.delays.get(key) ?? this.delay ?? this.model.latency;
    const { salt, base } = this.nextDraw(key, now);
    const between = (offset: number, range: Range): number =>
      drawBetween(salt, now, base + offset, range.min, range.max);
    const percentOf = this.chancesOf(packet, key);
    if (drawChance(salt, now, base + 1, percentOf('lose'))) return this.lose(packet, 'lost', now);
    let due = now + between(0, latency);
    if (drawChance(salt, now, base + 2, percentOf('reorder'))) due += between(3, REORDER_TICKS);
    this.wheel.put(packet, cause, due, now);
    if (!drawChance(salt, now, base + 4, percentOf('duplicate'))) return 1;
    this.wheel.put(packet, cause, now + between(5, latency) + between(6, REORDER_TICKS), now);
    return 2;
  }

  /** The chances a packet takes: its link's own, or, between nodes, those of all links. */
  private chancesOf(packet: Packet, key: number): (chance: Chance) => number {
    const own = this.chances.get(key);
    const isBetweenNodes = !isClient(packet.from) && !isClient(packet.to);
    const { model } = this;
    return (chance) => own?.[chance] ?? (isBetweenNodes ? model[`${chance}Percent`] : 0);
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
  lose(packet: Packet, reason: LossReason, now: number): LossReason {
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
  setDelay(from: Endpoint, to: Endpoint, latency: Range | null): void {
    if (latency === null) this.delays.delete(linkKey(from, to));
    else this.delays.set(linkKey(from, to), latency);
  }

  /** Gives one link a chance of its own, in percent. */
  setChance(from: Endpoint, to: Endpoint, chance: Chance, percent: number): void {
    const key = linkKey(from, to);
    this.chances.set(key, { ...this.chances.get(key), [chance]: percent });
  }

  /** The chance, in percent, that is taken on a link. */
  chanceOn(from: Endpoint, to: Endpoint, chance: Chance): number {
    return this.chances.get(linkKey(from, to))?.[chance] ?? this.model[`${chance}Percent`];
  }

  /** The latency that holds on a link. */
  latencyOf(from: Endpoint, to: Endpoint): Range {
    return this.delays.get(linkKey(from, to)) ?? this.delay ?? this.model.latency;
  }

  /** Ends all faults: cuts, chances, delays of single links and rules. Latency as such is a setting and stays. */
  calm(): void {
    this.cuts.clear();
    this.delays.clear();
    this.chances.clear();
    this.delay = null;
    this.rules = [];
    this.model.losePercent = 0;
    this.model.duplicatePercent = 0;
    this.model.reorderPercent = 0;
  }

  copy(): Network {
    const copy = new Network(this.seed, this.wheel.copy());
    Object.assign(copy.model, this.model);
    copy.delay = this.delay;
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
