// Clogged links: what arrives over one waits, and all of it arrives, in order, when the time is over. Source:
// the clogging of FoundationDB's simulated network (sim2).

import type { Packet, Travelling } from './packet.ts';

interface Clog {
  /** Tick in which the link is free again. */
  until: number;
  /** What came meanwhile, in order of arrival. */
  waiting: Travelling[];
}

/** The clogged links, by key. Plain data; copied with the network. */
export class Clogs {
  private clogs = new Map<number, Clog>();

  /** How many links are clogged. */
  get count(): number {
    return this.clogs.size;
  }

  /** Clogs a link until tick `until`; one that is clogged longer stays so. */
  add(link: number, until: number): void {
    const clog = this.clogs.get(link);
    if (clog === undefined) this.clogs.set(link, { until, waiting: [] });
    else if (clog.until < until) clog.until = until;
  }

  /** Tick in which a link is free again; undefined when it is free. */
  untilOf(link: number): number | undefined {
    return this.clogs.get(link)?.until;
  }

  /** Makes a packet wait that arrives over a link, if the link is clogged. Returns whether it does. */
  catch(link: number, packet: Packet, cause: number): boolean {
    const clog = this.clogs.get(link);
    clog?.waiting.push({ packet, cause });
    return clog !== undefined;
  }

  /** Frees the links whose time is over in tick `now`. Returns what waited there, link by link. */
  open(now: number): readonly Travelling[] {
    const freed: Travelling[] = [];
    for (const [link, { until, waiting }] of this.clogs) {
      if (until > now) continue;
      this.clogs.delete(link);
      freed.push(...waiting);
    }
    return freed;
  }

  /** Everything that waits, link by link. */
  list(): readonly { readonly until: number; readonly travelling: Travelling }[] {
    return [...this.clogs.values()].flatMap(({ until, waiting }) =>
      waiting.map((travelling) => ({ until, travelling })),
    );
  }

  /** How many packets wait on a link. */
  waitingOn(link: number): number {
    return this.clogs.get(link)?.waiting.length ?? 0;
  }

  /** Takes out the first packet that `accepts` agrees to; undefined when none does. */
  takeFirst(accepts: (packet: Packet) => boolean): Travelling | undefined {
    for (const { waiting } of this.clogs.values()) {
      const offset = waiting.findIndex(({ packet }) => accepts(packet));
      if (offset >= 0) return waiting.splice(offset, 1)[0];
    }
    return undefined;
  }

  copy(): Clogs {
    const copy = new Clogs();
    for (const [link, { until, waiting }] of this.clogs) {
      copy.clogs.set(link, { until, waiting: waiting.slice() });
    }
    return copy;
  }
}
