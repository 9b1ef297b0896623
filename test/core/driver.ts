// Drives single nodes by hand: what tests of paper sentences need, and nothing else.

import {
  type AppendRequest,
  acknowledgeWrite,
  configurationOf,
  createNode,
  DEFAULT_OPTIONS,
  type Entry,
  makeEntry,
  type Message,
  NO_REQUEST,
  type Node,
  type Options,
  Output,
  type VoteRequest,
} from '../../core/index.ts';

/** A node of a cluster of `count`, with an output of its own. */
export interface Driven {
  readonly node: Node;
  readonly out: Output;
}

export function driven(id: number, count: number, options: Partial<Options> = {}): Driven {
  const members = configurationOf(Array.from({ length: count }, (_, member) => member));
  return { node: createNode(id, { ...DEFAULT_OPTIONS, ...options }, members), out: new Output() };
}

/** Empties the output. Returns what may leave at once and what waits for the write. */
export function take({ out }: Driven): { now: Message[]; later: Message[]; wrote: boolean } {
  const now = out.messages.items.slice(0, out.messages.count);
  const later = out.messagesAfterWrite.items.slice(0, out.messagesAfterWrite.count);
  const wrote = out.write.needed;
  out.clear();
  return { now, later, wrote };
}

/** Makes everything the node asked for durable, until it asks for nothing more. Returns all it sends. */
export function sync(target: Driven): Message[] {
  const sent: Message[] = [];
  for (;;) {
    const { now, later, wrote } = take(target);
    sent.push(...now, ...later);
    if (!wrote) return sent;
    const { node, out } = target;
    const { lastIndex, lastTerm } = node.log;
    acknowledgeWrite(node, { term: node.currentTerm, lastIndex, lastTerm }, out);
  }
}

/** Entries of the given terms behind `previous`. */
export function entries(terms: readonly number[], previous: Entry | null = null): Entry[] {
  const list: Entry[] = [];
  let last = previous;
  for (const term of terms) {
    const index = (last?.index ?? 0) + 1;
    const content = {
      kind: 'command',
      command: `e${index}`,
      configuration: null,
      request: NO_REQUEST,
    } as const;
    last = makeEntry(last?.checksum ?? 0, index, term, content);
    list.push(last);
  }
  return list;
}

export function appendRequest(
  from: number,
  to: number,
  term: number,
  all: readonly Entry[],
  after: number,
  leaderCommit = 0,
  upTo = all.length,
): AppendRequest {
  const previous = after === 0 ? undefined : all[after - 1];
  return {
    kind: 'append-request',
    from,
    to,
    id: 1,
    term,
    prevLogIndex: after,
    prevLogTerm: previous?.term ?? 0,
    prevLogChecksum: previous?.checksum ?? 0,
    entries: all.slice(after, upTo),
    leaderCommit,
    round: 1,
  };
}

export function voteRequest(
  from: number,
  to: number,
  term: number,
  lastLogIndex = 0,
  lastLogTerm = 0,
): VoteRequest {
  return { kind: 'vote-request', from, to, id: 1, term, lastLogIndex, lastLogTerm, force: false };
}
