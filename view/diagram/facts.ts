// One event of the trace as a fact worth drawing: its words, its sort, and what it changes about its lane.

import type { Endpoint, TraceEvent } from '../../sim/index.ts';

/** Whether what stands in a lane runs. */
export type Mode = 'up' | 'paused' | 'down';

/** What a fact changes about lanes; drawn as bars, badges and bands. */
export type LaneChange =
  | { readonly kind: 'role'; readonly role: string; readonly term: number }
  | { readonly kind: 'term'; readonly term: number }
  | { readonly kind: 'mode'; readonly mode: Mode }
  /** The nodes are divided; who is in no group is in one of its own kind. */
  | { readonly kind: 'divide'; readonly groups: readonly (readonly Endpoint[])[] }
  | { readonly kind: 'isolate' }
  /** Links are whole again: all, or those of some endpoints. */
  | { readonly kind: 'heal'; readonly endpoints: readonly Endpoint[] | null };

/** How a fact is drawn. */
export type FactSort =
  | 'role'
  | 'term'
  | 'vote'
  | 'append'
  | 'truncate'
  | 'commit'
  | 'refuse'
  | 'note'
  | 'timer'
  | 'down'
  | 'up'
  | 'paused'
  | 'cut'
  | 'heal'
  | 'fault'
  | 'client'
  | 'phase'
  | 'violation';

/** One thing that happened. */
export interface Fact {
  readonly sort: FactSort;
  /** In words, without its place; as the trace says it. */
  readonly text: string;
  readonly change: LaneChange | null;
}

/** The fact of an event that is neither a message nor silent; null for what diagrams never draw. */
export function factOf(event: TraceEvent): Fact | null {
  const { kind, text, change } = event;
  switch (kind) {
    case 'send':
    case 'deliver':
    case 'lose':
    case 'duplicate':
    case 'hold':
    case 'write':
    case 'sync':
    case 'apply':
      return null;
    case 'role':
    case 'term': {
      const isRole = change?.kind === 'role';
      if (isRole) return { sort: kind, text, change: { ...roleOf(change), term: change.term } };
      const term = change?.kind === 'term' ? { kind: 'term' as const, term: change.to } : null;
      return { sort: kind, text, change: term };
    }
    case 'fault':
      return faultOf(event);
    case 'refuse': {
      const isOut = change?.kind === 'stop';
      return isOut ? { sort: 'down', text, change: DOWN } : { sort: kind, text, change: null };
    }
    default:
      return { sort: kind, text, change: null };
  }
}

function roleOf({ to }: { readonly to: string }): { readonly kind: 'role'; readonly role: string } {
  return { kind: 'role', role: to };
}

const DOWN: LaneChange = { kind: 'mode', mode: 'down' };
const UP: LaneChange = { kind: 'mode', mode: 'up' };

/** What the scenario did, told by its code: the first word, and what follows it. */
function faultOf({ text, change }: TraceEvent): Fact {
  if (change?.kind === 'start') {
    const role = { kind: 'role', role: change.role, term: change.term } as const;
    return { sort: 'up', text, change: role };
  }
  const code = change?.kind === 'fault' ? change.code : '';
  const [verb = '', ...rest] = code.split(' ');
  const object = rest.join(' ');
  switch (verb) {
    case 'crash':
      return { sort: 'down', text, change: DOWN };
    case 'pause':
      return { sort: 'paused', text, change: { kind: 'mode', mode: 'paused' } };
    case 'resume':
      return { sort: 'up', text, change: UP };
    case 'restart':
      // Others wait for some ticks, and say so when they start.
      return { sort: 'up', text, change: text === 'is restarted' ? UP : null };
    case 'start':
    case 'renew':
      return { sort: 'up', text, change: UP };
    case 'partition': {
      const groups = object.split(' | ').map(nodesIn);
      return { sort: 'cut', text, change: { kind: 'divide', groups } };
    }
    case 'isolate':
      return { sort: 'cut', text, change: { kind: 'isolate' } };
    case 'cut':
    case 'clog':
      return { sort: 'cut', text, change: null };
    case 'heal': {
      const endpoints = object === 'all links' ? null : nodesIn(object);
      return { sort: 'heal', text, change: { kind: 'heal', endpoints } };
    }
    case 'calm':
      return { sort: 'heal', text, change: { kind: 'heal', endpoints: null } };
    default:
      return { sort: 'fault', text, change: null };
  }
}

/** The nodes that a text names: `n0 and n1`. */
function nodesIn(text: string): readonly Endpoint[] {
  return [...text.matchAll(/\bn(\d+)\b/g)].map(([, digits]) => Number(digits));
}
