// How things stand in the lanes of a diagram: roles, terms, who runs, who is cut off from whom.

import { type Endpoint, isClient } from '../../sim/index.ts';
import type { LaneChange, Mode } from './facts.ts';
import type { DiagramItem } from './model.ts';

/** One lane at one moment. */
export interface LaneState {
  readonly role: string;
  /** -1 while nothing has told it. */
  readonly term: number;
  readonly mode: Mode;
}

const UNKNOWN: LaneState = { role: 'follower', term: -1, mode: 'up' };

/** Who is divided from whom: nodes of the same number reach each other. Nodes that are not listed have 0. */
export type Division = ReadonlyMap<Endpoint, number>;

/** The lanes while a diagram is drawn, item by item. */
export class LaneStates {
  private states = new Map<Endpoint, LaneState>();
  private groups = new Map<Endpoint, number>();

  /** The state of a lane. */
  of(endpoint: Endpoint): LaneState {
    return this.states.get(endpoint) ?? UNKNOWN;
  }

  /** Who is cut off from whom by a partition or by being isolated; empty when nobody is. */
  get division(): Division {
    return this.groups;
  }

  /** Takes in what an item changes. */
  take(item: DiagramItem): void {
    if (item.kind === 'message') this.hear(item.packet);
    if (item.kind !== 'note') return;
    for (const { change } of item.facts) if (change !== null) this.change(item.node, change);
  }

  /** A message tells the term of who sent it, where nothing else has. */
  hear(packet: { readonly from: Endpoint; readonly kind: string; readonly term?: number }): void {
    const { from, kind, term = -1 } = packet;
    // A pre-vote asks about a term that nobody is in yet.
    if (isClient(from) || kind.startsWith('pre-vote') || this.of(from).term >= 0) return;
    this.states.set(from, { ...this.of(from), term });
  }

  change(node: Endpoint, change: LaneChange): void {
    const state = this.of(node);
    switch (change.kind) {
      case 'role':
        this.states.set(node, { role: change.role, term: change.term, mode: 'up' });
        return;
      case 'term':
        this.states.set(node, { ...state, term: change.term });
        return;
      case 'mode': {
        // Who went down comes back as a follower.
        const role = state.mode === 'down' || change.mode === 'down' ? 'follower' : state.role;
        this.states.set(node, { ...state, role, mode: change.mode });
        return;
      }
      case 'divide':
        this.groups = new Map();
        for (const [place, members] of change.groups.entries()) {
          for (const id of members) this.groups.set(id, place + 1);
        }
        return;
      case 'isolate':
        this.groups = new Map(this.groups).set(node, ISOLATED + node);
        return;
      case 'heal':
        this.groups = healed(this.groups, change.endpoints);
    }
  }

  copy(): LaneStates {
    const copy = new LaneStates();
    copy.states = new Map(this.states);
    copy.groups = new Map(this.groups);
    return copy;
  }
}

/** Groups of single nodes are numbered from here. */
const ISOLATED = 10_000;

function healed(groups: Division, endpoints: readonly Endpoint[] | null): Map<Endpoint, number> {
  if (endpoints === null) return new Map<Endpoint, number>();
  const left = new Map([...groups].filter(([id]) => !endpoints.includes(id)));
  return left;
}
