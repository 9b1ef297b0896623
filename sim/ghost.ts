// The ghost of a run: what the checker remembers of the whole history, in columns of numbers. They grow
// with every entry, and the garbage collector should not have to look at each. Copied with the world.

import {
  type ConfigurationAt,
  type Entry,
  type LogIndex,
  NOBODY,
  type NodeId,
  type Term,
} from '../core/index.ts';
import { foldNumber, foldText } from './hash.ts';

/** What was committed, by index; [0] is unused. */
export class CommittedLog {
  /** The simulator's chained hash up to there. */
  chain: number[] = [0];
  term: Term[] = [0];
  /** Term of the leader that committed it first, that leader, and the tick. */
  inTerm: Term[] = [0];
  by: NodeId[] = [NOBODY];
  tick: number[] = [0];
  /** The configurations among it, ascending; first the one the cluster was started with. */
  configurations: ConfigurationAt[] = [];

  /** Highest index that any leader committed. */
  get lastIndex(): LogIndex {
    return this.chain.length - 1;
  }

  push(chain: number, term: Term, inTerm: Term, by: NodeId, tick: number): void {
    this.chain.push(chain);
    this.term.push(term);
    this.inTerm.push(inTerm);
    this.by.push(by);
    this.tick.push(tick);
  }

  /** The newest configuration at or before `index`; undefined before the first. */
  configurationAt(index: LogIndex): ConfigurationAt | undefined {
    return this.configurations.findLast((known) => known.index <= index);
  }

  /** Forgets what was committed behind `index`. */
  cutBehind(index: LogIndex): void {
    this.chain = this.chain.slice(0, index + 1);
    this.term = this.term.slice(0, index + 1);
    this.inTerm = this.inTerm.slice(0, index + 1);
    this.by = this.by.slice(0, index + 1);
    this.tick = this.tick.slice(0, index + 1);
    this.configurations = this.configurations.filter((known) => known.index <= index);
  }

  copy(): CommittedLog {
    const copy = new CommittedLog();
    copy.chain = this.chain.slice();
    copy.term = this.term.slice();
    copy.inTerm = this.inTerm.slice();
    copy.by = this.by.slice();
    copy.tick = this.tick.slice();
    copy.configurations = this.configurations.slice();
    return copy;
  }
}

/** Hashes of entries by index: the same entry behind the same prefix is hashed once, however many nodes hold it. */
export class HashedEntries {
  entry: Entry[] = [];
  previous: number[] = [];
  chain: number[] = [];

  /** The chained hash of a log that ends with `entry` behind a prefix hashed `previous`. */
  chainOf(previous: number, entry: Entry, index: LogIndex): number {
    if (this.entry[index] === entry && this.previous[index] === previous) return this.chain[index];
    const chain = chainAfter(previous, entry);
    this.entry[index] = entry;
    this.previous[index] = previous;
    this.chain[index] = chain;
    return chain;
  }

  copy(): HashedEntries {
    const copy = new HashedEntries();
    copy.entry = this.entry.slice();
    copy.previous = this.previous.slice();
    copy.chain = this.chain.slice();
    return copy;
  }
}

/** Every (index, term) that was ever in a log, with the hash of the log up to it. */
export class SeenPositions {
  /** The first one seen at each index, in columns; further terms at the same index are rare. */
  private term: Term[] = [];
  private chain: number[] = [];
  private further = new Map<LogIndex, Map<Term, number>>();

  /** The hash first seen for a position; undefined when it is new, and noted. */
  chainAt(index: LogIndex, term: Term, chain: number): number | undefined {
    const first = this.term[index] as Term | undefined;
    if (first === undefined) {
      this.term[index] = term;
      this.chain[index] = chain;
      return undefined;
    }
    if (first === term) return this.chain[index];
    let others = this.further.get(index);
    if (others === undefined) this.further.set(index, (others = new Map<Term, number>()));
    const known = others.get(term);
    if (known === undefined) others.set(term, chain);
    return known;
  }

  copy(): SeenPositions {
    const copy = new SeenPositions();
    copy.term = this.term.slice();
    copy.chain = this.chain.slice();
    for (const [index, others] of this.further) copy.further.set(index, new Map(others));
    return copy;
  }
}

/** The chained hash of a log that ends with `entry`. */
export function chainAfter(previous: number, entry: Entry): number {
  let sum = foldNumber(previous, entry.term);
  sum = foldNumber(sum, entry.kind === 'command' ? 1 : entry.kind === 'no-op' ? 2 : 3);
  sum = foldText(sum, entry.command);
  if (entry.configuration === null) return sum;
  const { voters, outgoing, learners } = entry.configuration;
  for (const members of [voters, outgoing, learners]) {
    sum = foldNumber(sum, members.length);
    for (const member of members) sum = foldNumber(sum, member);
  }
  return sum;
}
