// What a diagram shows, whatever it is drawn with: lanes for clients and nodes, and a list of what happens in
// them, in the order of the trace. Drawn one after the other, its items need no more memory than the last one.

import type { Endpoint, Packet } from '../../sim/index.ts';
import type { Fact } from './facts.ts';
import type { LaneStates } from './lane-states.ts';

/** Ticks that are shown, both ends included. */
export interface DiagramWindow {
  readonly from: number;
  /** Infinity: to the end. */
  readonly to: number;
}

/** What became of a message. `open`: it is still under way when the window closes, or nobody will ever tell. */
export type Fate = 'arrives' | 'lost' | 'held' | 'open';

/** A message, at the moment at which its fate is known. */
export interface MessageItem {
  readonly kind: 'message';
  /** Numbers items in order, from 0; some numbers may be missing. */
  readonly id: number;
  readonly tick: number;
  readonly sentTick: number;
  /** Of the statement that ran when its fate became known; 0 for none. */
  readonly line: number;
  /** `id` of the last item before it was sent; -1 when that was before the window, or before all else. */
  readonly sentAfter: number;
  /** `id` of the item that says that it was held back; -1 when it was not. */
  readonly heldAt: number;
  readonly fate: Fate;
  /** Why it is lost or held, as a clause; else empty. */
  readonly why: string;
  /** 1, or 2 for the second time that a duplicated message arrives. */
  readonly copy: number;
  readonly packet: Packet;
}

/** What happens at one endpoint in one go; at `WORLD`, to all. */
export interface NoteItem {
  readonly kind: 'note';
  readonly id: number;
  readonly tick: number;
  /** Of the statement that ran; 0 for none. */
  readonly line: number;
  readonly node: Endpoint;
  readonly facts: readonly Fact[];
}

/** Heartbeats, the answers to them, and losses that repeat one that was drawn, folded into one. */
export interface FoldItem {
  readonly kind: 'fold';
  readonly id: number;
  /** The last tick of them. */
  readonly tick: number;
  readonly firstTick: number;
  /** Heartbeats that arrived or were lost; 0 when only answers are folded. */
  readonly count: number;
  /** Heartbeats and answers that were lost. */
  readonly lost: number;
  readonly answers: number;
  /** Messages that were lost as the last one before them between the same two was. */
  readonly again: number;
}

export type DiagramItem = MessageItem | NoteItem | FoldItem;

/** How much the window does not show. */
export interface LeftOut {
  readonly before: number;
  readonly after: number;
  /** The last tick there is. */
  readonly lastTick: number;
}

/** A whole diagram. */
export interface Diagram {
  readonly title: string;
  readonly lanes: readonly Endpoint[];
  readonly window: DiagramWindow;
  /** How things stand when the window opens. */
  readonly start: LaneStates;
  readonly items: readonly DiagramItem[];
  readonly leftOut: LeftOut;
}
