// A first look at a trace: who is in it, and when. A second look can then draw row by row.

import {
  clientName,
  clientNumber,
  type Endpoint,
  isClient,
  type TraceEvent,
} from '../../sim/index.ts';
import type { DiagramWindow } from './model.ts';

interface Presence {
  first: number;
  last: number;
}

/** Takes in a trace, event by event, and keeps who was in it. */
export class DiagramSurvey {
  private readonly seen = new Map<Endpoint, Presence>();
  private readonly late = new Set<Endpoint>();

  add(event: TraceEvent): void {
    const { node, message, tick, change } = event;
    if (node >= 0) this.note(node, tick);
    if (message !== null) {
      this.note(message.from, tick);
      this.note(message.to, tick);
    }
    if (change?.kind === 'fault' && change.code === 'start') this.late.add(node);
  }

  /** Nodes that are started for the first time while the trace is running. */
  get latecomers(): readonly Endpoint[] {
    return [...this.late];
  }

  /** Columns: the clients with something to do in a window, then all nodes. */
  lanes({ from, to }: DiagramWindow): readonly Endpoint[] {
    const clients: Endpoint[] = [];
    let nodes = 0;
    for (const [endpoint, { first, last }] of this.seen) {
      if (!isClient(endpoint)) nodes = Math.max(nodes, endpoint + 1);
      else if (last >= from && first <= to) clients.push(endpoint);
    }
    const ids = Array.from({ length: nodes }, (_, id) => id);
    return [...clients.sort(byRank), ...ids];
  }

  private note(endpoint: Endpoint, tick: number): void {
    const known = this.seen.get(endpoint);
    if (known === undefined) this.seen.set(endpoint, { first: tick, last: tick });
    else known.last = tick;
  }
}

/** Those who have names of their own stand outside. */
function byRank(one: Endpoint, other: Endpoint): number {
  const rank = (endpoint: Endpoint): number =>
    clientName(clientNumber(endpoint)).startsWith('c') ? 1 : 0;
  return rank(one) - rank(other) || one - other;
}
