// What came up: in how many runs each situation of the catalogue did, and who was given which kinds of
// messages. The coverage of one run and that of a campaign are the same thing; adding up loses nothing and
// does not depend on the order.

import { ROLE_KINDS, type RoleKind } from '../../core/index.ts';
import { PACKET_KINDS, type PacketKind } from '../packet.ts';
import { placeOf, SITUATIONS, type SituationId } from './catalogue.ts';

/** Who takes a message: a node in one of its roles, or a client. */
export type Receiver = RoleKind | 'client';

/** All receivers, in the order of the rows of the table. */
export const RECEIVERS: readonly Receiver[] = [...ROLE_KINDS, 'client'];

/** Coverage as plain data. What never came up is left out. */
export interface CoverageData {
  /** Runs it is drawn from. */
  readonly runs: number;
  /** By situation: in how many of the runs it came up. At most `runs` each. */
  readonly situations: Readonly<Partial<Record<SituationId, number>>>;
  /** By receiver and kind: how many messages were delivered, in all runs together. */
  readonly messages: Readonly<
    Partial<Record<Receiver, Readonly<Partial<Record<PacketKind, number>>>>>
  >;
}

const RECEIVER_PLACES = new Map<string, number>(RECEIVERS.map((name, place) => [name, place]));
const KIND_PLACES = new Map<string, number>(PACKET_KINDS.map((name, place) => [name, place]));

/** Counts by situation, and by receiver and kind of message. Plain columns of numbers. */
export class Coverage {
  /** Runs that are counted here. */
  runs: number;
  /** By place in the catalogue. */
  private readonly situations = new Float64Array(SITUATIONS.length);
  /** By receiver and kind, row by row. */
  private readonly messages = new Float64Array(RECEIVERS.length * PACKET_KINDS.length);

  /** `runs`: 1 for the coverage of a run, 0 for a sum that is still empty. */
  constructor(runs: number) {
    this.runs = runs;
  }

  /** Notes that a situation came up in this run. Once is as good as often. */
  reach(id: SituationId): void {
    const place = placeOf(id);
    if (place !== undefined) this.situations[place] = 1;
  }

  /** Counts a message that was delivered. */
  noteMessage(receiver: Receiver, kind: PacketKind): void {
    const row = RECEIVER_PLACES.get(receiver) ?? 0;
    const column = KIND_PLACES.get(kind) ?? 0;
    this.messages[row * PACKET_KINDS.length + column] += 1;
  }

  /** In how many of the runs a situation came up. */
  runsWith(id: SituationId): number {
    return this.situations[placeOf(id) ?? -1] ?? 0;
  }

  /** How many messages of a kind a receiver was given. */
  messagesTo(receiver: Receiver, kind: PacketKind): number {
    const row = RECEIVER_PLACES.get(receiver) ?? 0;
    return this.messages[row * PACKET_KINDS.length + (KIND_PLACES.get(kind) ?? 0)] ?? 0;
  }

  /** The situations that never came up, in the order of the catalogue. */
  missing(): readonly SituationId[] {
    return SITUATIONS.filter((_, place) => this.situations[place] === 0).map(({ id }) => id);
  }

  /** Adds the runs of another one to these. */
  merge(other: Coverage): void {
    this.runs += other.runs;
    for (let place = 0; place < this.situations.length; place++) {
      this.situations[place] += other.situations[place];
    }
    for (let place = 0; place < this.messages.length; place++) {
      this.messages[place] += other.messages[place];
    }
  }

  /** As plain data, in the order of the catalogue and the table; equal counts have equal texts. */
  toJSON(): CoverageData {
    const situations: Partial<Record<SituationId, number>> = {};
    for (const { id } of SITUATIONS) {
      const count = this.runsWith(id);
      if (count > 0) situations[id] = count;
    }
    const messages: Partial<Record<Receiver, Partial<Record<PacketKind, number>>>> = {};
    for (const receiver of RECEIVERS) {
      for (const kind of PACKET_KINDS) {
        const count = this.messagesTo(receiver, kind);
        if (count > 0) (messages[receiver] ??= {})[kind] = count;
      }
    }
    return { runs: this.runs, situations, messages };
  }

  /**
   * The inverse of `toJSON`. Errors: throws when the data counts what this version does not know, or counts
   * it in no whole number, so that a sum never hides what it left out.
   */
  static fromJSON(data: CoverageData): Coverage {
    const coverage = new Coverage(counted(data.runs, 'runs'));
    for (const [id, count] of Object.entries(data.situations)) {
      coverage.situations[known(placeOf(id), 'situation', id)] = counted(count, id);
    }
    for (const [receiver, kinds] of Object.entries(data.messages)) {
      const row = known(RECEIVER_PLACES.get(receiver), 'receiver', receiver);
      for (const [kind, count] of Object.entries(kinds)) {
        const column = known(KIND_PLACES.get(kind), 'kind of message', kind);
        coverage.messages[row * PACKET_KINDS.length + column] = counted(count, kind);
      }
    }
    return coverage;
  }

  copy(): Coverage {
    const copy = new Coverage(0);
    copy.merge(this);
    return copy;
  }
}

function known(place: number | undefined, what: string, name: string): number {
  if (place === undefined) throw new RangeError(`there is no ${what} ${name} in this version`);
  return place;
}

function counted(count: number, name: string): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new RangeError(`a count is a whole number from 0 (got ${String(count)} for ${name})`);
}
