// What a trace tells of each node: role, term, vote, log and commit index, as far as its events say, and which of
// these an event changed.

import { endpointName, positionName, type TraceEvent } from '../sim/index.ts';

/** The fields that are shown of a node, in their order. */
const FIELDS = ['role', 'term', 'vote', 'log', 'commit'] as const;
type Field = (typeof FIELDS)[number];

/** A field in words, and whether it changed since the node was last shown. */
export interface ShownField {
  readonly text: string;
  readonly changed: boolean;
}

/** One node, as far as a trace tells. */
export class NodeFacts {
  private readonly texts: Record<Field, string> = {
    role: 'follower',
    term: 't0',
    vote: '',
    log: 'log empty',
    commit: 'commit 0',
  };
  private commitIndex = 0;
  private readonly changed = new Set<Field>();

  /** Whether anything changed since it was last shown. */
  get hasChanged(): boolean {
    return this.changed.size > 0;
  }

  /** The fields as they are; from now on they count as seen. */
  show(): readonly ShownField[] {
    const shown = FIELDS.filter((field) => this.texts[field] !== '').map((field) => ({
      text: this.texts[field],
      changed: this.changed.has(field),
    }));
    this.changed.clear();
    return shown;
  }

  /** Takes an event of this node. */
  take({ change }: TraceEvent): void {
    if (change === undefined) return;
    switch (change.kind) {
      case 'term':
        this.set('term', `t${change.to}`);
        // A vote is of its term.
        this.set('vote', '');
        return;
      case 'vote':
        this.set('vote', `vote ${endpointName(change.candidate)}`);
        return;
      case 'role':
        this.set('role', change.to);
        return;
      case 'append':
        this.set('log', `log ${positionName(change.index, change.term)}`);
        return;
      case 'truncate':
        this.setLog(change.end);
        return;
      case 'commit':
        this.setCommit(change.to);
        return;
      case 'install':
        this.setLog(change.end);
        this.setCommit(Math.max(this.commitIndex, change.index));
        return;
      case 'start':
        this.set('role', change.role);
        this.set('term', `t${change.term}`);
        this.set('vote', change.votedFor < 0 ? '' : `vote ${endpointName(change.votedFor)}`);
        this.setLog(change.end);
        this.setCommit(change.commitIndex);
        return;
      case 'stop':
        this.set('role', change.condition);
        return;
      case 'fault':
        if (change.code === 'crash') this.set('role', 'down');
        return;
      default:
    }
  }

  private set(field: Field, text: string): void {
    if (this.texts[field] === text) return;
    this.texts[field] = text;
    this.changed.add(field);
  }

  private setLog({ index, term }: { readonly index: number; readonly term: number }): void {
    this.set('log', index === 0 ? 'log empty' : `log ${positionName(index, term)}`);
  }

  private setCommit(index: number): void {
    this.commitIndex = index;
    this.set('commit', `commit ${index}`);
  }
}
