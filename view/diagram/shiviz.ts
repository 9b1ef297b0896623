// A trace as a log for ShiViz: events of hosts with vector clocks, from which it draws what happened before what.
// Written event by event. Each host's clock rises by one with each of its events, and a message brings the clock
// that its sender had. Heartbeats that are folded bring it too, without an event of their own: what was known
// through them stays known. Source: https://bestchai.bitbucket.io/shiviz/

import { endpointName, type TraceEvent, WORLD } from '../../sim/index.ts';
import { factOf } from './facts.ts';
import { dropFirst, HeartbeatFilter } from './heartbeats.ts';
import type { DiagramWindow } from './model.ts';
import { printable } from './printable.ts';
import { messageText } from './words.ts';

/** Clocks of messages under way that are remembered. */
const UNDER_WAY_MAX = 50_000;

/** The host at which the world's own doings happen, and losses. */
const NETWORK = 'network';

type Clock = ReadonlyMap<string, number>;

interface UnderWay {
  readonly clock: Clock;
  copies: number;
}

/** What is shown. */
export interface ShivizOptions {
  readonly window: DiagramWindow;
  readonly heartbeats: boolean;
}

/** Turns events into the lines of a log. */
export class ShivizLog {
  /** Events of the trace that the window leaves out. */
  leftOut = 0;
  private readonly window: DiagramWindow;
  private readonly filter: HeartbeatFilter;
  private readonly clocks = new Map<string, Clock>();
  private readonly underWay = new Map<number, UnderWay>();

  constructor({ window, heartbeats }: ShivizOptions) {
    this.window = window;
    this.filter = new HeartbeatFilter(heartbeats);
  }

  /**
   * The two lines a file begins with: the expression that ShiViz reads it by, and the one that would tell several
   * executions apart.
   */
  head(): string[] {
    return ['(?<host>\\S+) (?<clock>\\{[^}]*\\}) (?<tick>\\d+) (?<event>.*)', ''];
  }

  /** The lines of the next event: one, or none. */
  lines(event: TraceEvent): string[] {
    const { tick, kind } = event;
    if (kind === 'send') this.filter.noteSent(event);
    if (tick < this.window.from || tick > this.window.to) {
      this.leftOut += 1;
      return [];
    }
    return event.message === null ? this.other(event) : this.message(event);
  }

  private message(event: TraceEvent): string[] {
    const { kind, message, node } = event;
    if (message === null) return [];
    const text = messageText(message);
    const isFolded = this.filter.isFolded(event);
    switch (kind) {
      case 'send': {
        const from = endpointName(node);
        const what = `sends to ${endpointName(message.to)}: ${text}`;
        const lines = isFolded ? [] : [this.line(from, event, what)];
        this.underWay.set(event.i, { clock: this.clockOf(from), copies: 1 });
        if (this.underWay.size > UNDER_WAY_MAX) dropFirst(this.underWay);
        return lines;
      }
      case 'duplicate': {
        const sent = this.underWay.get(event.cause);
        if (sent !== undefined) sent.copies += 1;
        return [];
      }
      case 'deliver': {
        const to = endpointName(node);
        this.receive(to, event.cause);
        const what = `receives from ${endpointName(message.from)}: ${text}`;
        return isFolded ? [] : [this.line(to, event, what)];
      }
      case 'lose':
      case 'hold':
        // Who it was for knows nothing of it.
        if (isFolded) {
          if (kind === 'lose') this.forget(event.cause);
          return [];
        }
        this.receive(NETWORK, event.cause, kind === 'hold');
        return [this.line(NETWORK, event, printable(event.text))];
      default:
        return [];
    }
  }

  private other(event: TraceEvent): string[] {
    const fact = factOf(event);
    if (fact === null) return [];
    const host = event.node === WORLD ? NETWORK : endpointName(event.node);
    return [this.line(host, event, printable(fact.text))];
  }

  private clockOf(host: string): Clock {
    return this.clocks.get(host) ?? new Map<string, number>();
  }

  /** A host learns what the sender of a message knew. */
  private receive(host: string, sentAt: number, staysUnderWay = false): void {
    const sent = this.underWay.get(sentAt);
    if (sent === undefined) return;
    if (!staysUnderWay) this.forget(sentAt);
    const clock = new Map(this.clockOf(host));
    for (const [other, time] of sent.clock) {
      clock.set(other, Math.max(time, clock.get(other) ?? 0));
    }
    this.clocks.set(host, clock);
  }

  /** One copy of a message is not under way any more. */
  private forget(sentAt: number): void {
    const sent = this.underWay.get(sentAt);
    if (sent === undefined) return;
    sent.copies -= 1;
    if (sent.copies <= 0) this.underWay.delete(sentAt);
  }

  private line(host: string, { tick }: TraceEvent, what: string): string {
    const clock = new Map(this.clockOf(host));
    clock.set(host, (clock.get(host) ?? 0) + 1);
    this.clocks.set(host, clock);
    const own = [...clock].map(([name, time]) => `"${name}":${time}`);
    return `${host} {${own.join(',')}} ${tick} ${what}`;
  }
}
