// The measuring stick: a bare Raft with nothing but elections, replication and the commit rule. No
// disk, pre-vote, trace or plan. It says what this machine can do at best, so that numbers of other
// days and machines can be compared.
// Usage: node sketch.js <ticks> <warm-up ticks> steady|storm bare|checked

import { ELECTION_TICKS, measure, NODES, readArguments, type Contender } from './measurement.ts';

interface Entry {
  readonly term: number;
  readonly command: number;
}

/** One shape for all kinds, so that every access to a message is the same for the engine. */
interface Message {
  readonly kind: 'vote-request' | 'vote-response' | 'append' | 'append-response';
  readonly from: number;
  readonly to: number;
  readonly term: number;
  /** Index of the entry before `entries`; of the last entry known, in answers and votes. */
  readonly index: number;
  readonly indexTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  readonly granted: boolean;
}

interface Cluster {
  send(message: Message): void;
  draw(bound: number): number;
  readonly checker: Checker | undefined;
}

const NO_ENTRIES: readonly Entry[] = [];
const BATCH = 64;
const SILENT = { index: 0, indexTerm: 0, entries: NO_ENTRIES, commit: 0, granted: false };

/** Invariants whose cost is what a step changed: leaders per term, committed entries, monotony. */
class Checker {
  readonly #leaders = new Map<number, number>();
  readonly #committed: Entry[] = [];

  becameLeader(node: SketchNode): void {
    const leader = this.#leaders.get(node.term) ?? node.id;
    if (leader !== node.id) throw new Error(`two leaders in term ${node.term}`);
    this.#leaders.set(node.term, node.id);
    const last = this.#committed.length;
    if (last > 0 && node.log[last - 1]?.term !== this.#committed[last - 1]?.term)
      throw new Error(`n${node.id} leads without entry ${last}`);
  }

  committed(node: SketchNode, from: number, to: number): void {
    for (let offset = from; offset < to; offset++) {
      const entry = node.log[offset];
      const known = this.#committed[offset];
      if (entry === undefined) throw new Error('commit beyond the log');
      if (known === undefined) this.#committed.push(entry);
      else if (known.term !== entry.term || known.command !== entry.command)
        throw new Error(`entry ${offset + 1} was committed twice`);
    }
  }

  stepped(
    node: SketchNode,
    nodes: readonly SketchNode[],
    termBefore: number,
    commitBefore: number,
  ): void {
    if (node.term < termBefore) throw new Error('term falls');
    if (node.commit < commitBefore) throw new Error('commit falls');
    if (node.commit > node.log.length) throw new Error('commit beyond the log');
    if (node.role !== 'leader') return;
    for (const other of nodes) {
      if (other !== node && other.role === 'leader' && other.term === node.term)
        throw new Error(`two nodes lead term ${node.term}`);
    }
  }
}

class SketchNode {
  readonly id: number;
  readonly log: Entry[] = [];
  role: 'follower' | 'candidate' | 'leader' = 'follower';
  term = 0;
  commit = 0;
  /** The state machine: a sum over all commands applied. */
  sum = 0;
  #votedFor = -1;
  #votes = 0;
  #elapsed = 0;
  #timeout: number;
  readonly #next: number[] = new Array<number>(NODES).fill(1);
  readonly #match: number[] = new Array<number>(NODES).fill(0);
  readonly #cluster: Cluster;

  constructor(id: number, cluster: Cluster) {
    this.id = id;
    this.#cluster = cluster;
    this.#timeout = ELECTION_TICKS + cluster.draw(ELECTION_TICKS);
  }

  tick(): void {
    if (this.role === 'leader') this.#appendToAll();
    else if (++this.#elapsed >= this.#timeout) this.#campaign();
  }

  propose(command: number): void {
    this.log.push({ term: this.term, command });
    this.#match[this.id] = this.log.length;
    this.#appendToAll();
    // What is new is taken to arrive; a rejection sets `next` back, and nothing but a proposal forward again.
    this.#next.fill(this.log.length + 1);
  }

  step(message: Message): void {
    if (message.term > this.term) {
      this.term = message.term;
      this.role = 'follower';
      this.#votedFor = -1;
    }
    if (message.kind === 'vote-request') this.#onVoteRequest(message);
    else if (message.kind === 'append') this.#onAppend(message);
    else if (message.term < this.term) return;
    else if (message.kind === 'append-response') this.#onAppendResponse(message);
    else this.#onVoteResponse(message);
  }

  #send(
    kind: Message['kind'],
    to: number,
    fields: Omit<Message, 'kind' | 'from' | 'to' | 'term'>,
  ): void {
    const { index, indexTerm, entries, commit, granted } = fields;
    const { id: from, term } = this;
    this.#cluster.send({ kind, from, to, term, index, indexTerm, entries, commit, granted });
  }

  #termAt(index: number): number {
    return this.log[index - 1]?.term ?? 0;
  }

  #resetTimer(): void {
    this.#elapsed = 0;
    this.#timeout = ELECTION_TICKS + this.#cluster.draw(ELECTION_TICKS);
  }

  #campaign(): void {
    this.term += 1;
    this.role = 'candidate';
    this.#votedFor = this.id;
    this.#votes = 1 << this.id;
    this.#resetTimer();
    const index = this.log.length;
    const indexTerm = this.#termAt(index);
    for (let to = 0; to < NODES; to++)
      if (to !== this.id) this.#send('vote-request', to, { ...SILENT, index, indexTerm });
  }

  #onVoteRequest(message: Message): void {
    const { from, term, index, indexTerm } = message;
    const ours = this.#termAt(this.log.length);
    const upToDate = indexTerm > ours || (indexTerm === ours && index >= this.log.length);
    const free = this.#votedFor === -1 || this.#votedFor === from;
    const granted = term === this.term && free && upToDate;
    if (granted) {
      this.#votedFor = from;
      this.#resetTimer();
    }
    this.#send('vote-response', from, { ...SILENT, granted });
  }

  #onVoteResponse({ from, granted }: Message): void {
    if (this.role !== 'candidate' || !granted) return;
    this.#votes |= 1 << from;
    let count = 0;
    for (let votes = this.#votes; votes !== 0; votes &= votes - 1) count++;
    if (2 * count <= NODES) return;
    this.role = 'leader';
    this.#next.fill(this.log.length + 1);
    this.#match.fill(0);
    this.#match[this.id] = this.log.length;
    this.#cluster.checker?.becameLeader(this);
    this.#appendToAll();
  }

  #appendToAll(): void {
    for (let to = 0; to < NODES; to++) if (to !== this.id) this.#append(to);
  }

  /** Sends what is not yet taken to have arrived. */
  #append(to: number): void {
    const next = this.#next[to] ?? 1;
    const index = next - 1;
    const last = this.log.length;
    const entries = next > last ? NO_ENTRIES : this.log.slice(index, Math.min(last, index + BATCH));
    const indexTerm = this.#termAt(index);
    this.#send('append', to, { index, indexTerm, entries, commit: this.commit, granted: false });
  }

  #onAppend(message: Message): void {
    const { from, index, indexTerm, entries, commit } = message;
    if (message.term < this.term) {
      this.#send('append-response', from, SILENT);
      return;
    }
    this.role = 'follower';
    this.#resetTimer();
    if (index > this.log.length || this.#termAt(index) !== indexTerm) {
      const hint = Math.min(this.log.length, index - 1);
      this.#send('append-response', from, { ...SILENT, index: hint });
      return;
    }
    let offset = index;
    for (const entry of entries) {
      const known = this.log[offset];
      if (known !== undefined && known.term !== entry.term) this.log.length = offset;
      if (offset === this.log.length) this.log.push(entry);
      offset += 1;
    }
    this.#advanceCommit(Math.min(commit, offset));
    this.#send('append-response', from, { ...SILENT, index: offset, granted: true });
  }

  #onAppendResponse({ from, index, granted }: Message): void {
    if (this.role !== 'leader') return;
    const match = this.#match[from] ?? 0;
    if (!granted) {
      this.#next[from] = Math.max(match + 1, Math.min((this.#next[from] ?? 1) - 1, index + 1));
      this.#append(from);
      return;
    }
    if (index <= match) return;
    this.#match[from] = index;
    this.#next[from] = Math.max(this.#next[from] ?? 1, index + 1);
    if (index <= this.commit || this.#termAt(index) !== this.term) return;
    let count = 0;
    for (const position of this.#match) if (position >= index) count++;
    if (2 * count <= NODES) return;
    this.#advanceCommit(index);
    this.#appendToAll();
  }

  #advanceCommit(to: number): void {
    if (to <= this.commit) return;
    this.#cluster.checker?.committed(this, this.commit, to);
    for (let offset = this.commit; offset < to; offset++)
      this.sum = Math.imul(this.sum ^ (this.log[offset]?.command ?? 0), 16777619);
    this.commit = to;
  }
}

/** Five sketched nodes on a network that is quiet (`steady`) or not (`storm`). */
class SketchCluster implements Cluster, Contender {
  readonly checker: Checker | undefined;
  readonly #storm: boolean;
  readonly #nodes: SketchNode[];
  /** Deliveries by the tick they are due, modulo its length, which no delay exceeds. */
  readonly #wheel: Message[][] = Array.from({ length: 16 }, () => []);
  #queue: Message[] = [];
  #now = 0;
  #delivered = 0;
  #random = 1;
  /** One side of a partition as a bit set; 0 when there is none. */
  #side = 0;

  constructor(storm: boolean, checked: boolean) {
    this.#storm = storm;
    this.checker = checked ? new Checker() : undefined;
    this.#nodes = Array.from({ length: NODES }, (_, id) => new SketchNode(id, this));
  }

  draw(bound: number): number {
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    return (this.#random >>> 12) % bound;
  }

  send(message: Message): void {
    if (!this.#storm) {
      this.#queue.push(message);
      return;
    }
    const cut = ((this.#side >> message.from) & 1) !== ((this.#side >> message.to) & 1);
    if (cut || this.draw(20) === 0) return;
    this.#later(message);
    if (this.draw(50) === 0) this.#later(message);
  }

  tick(): void {
    this.#now += 1;
    if (this.#storm) this.#weather();
    for (const node of this.#nodes) node.tick();
    this.#leader()?.propose(this.#now);
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      for (const message of batch) this.#deliver(message);
    }
  }

  committed(): number {
    return Math.max(...this.#nodes.map((node) => node.commit));
  }

  messages(): number {
    return this.#delivered;
  }

  #weather(): void {
    if (this.#now % 500 === 0)
      this.#side = this.draw(3) === 0 ? (1 << this.draw(NODES)) | (1 << this.draw(NODES)) : 0;
    const slot = this.#now & 15;
    const due = this.#wheel[slot] ?? [];
    this.#wheel[slot] = [];
    for (const message of due) this.#deliver(message);
  }

  #later(message: Message): void {
    this.#wheel[(this.#now + 1 + this.draw(8)) & 15]?.push(message);
  }

  #leader(): SketchNode | undefined {
    let leader: SketchNode | undefined;
    for (const node of this.#nodes)
      if (node.role === 'leader' && node.term > (leader?.term ?? 0)) leader = node;
    return leader;
  }

  #deliver(message: Message): void {
    const node = this.#nodes[message.to];
    if (node === undefined) throw new Error(`no node n${message.to}`);
    this.#delivered += 1;
    const { term, commit } = node;
    node.step(message);
    this.checker?.stepped(node, this.#nodes, term, commit);
  }
}

const { ticks, warmUpTicks, variants } = readArguments();
const cluster = new SketchCluster(variants.includes('storm'), variants.includes('checked'));
console.log(JSON.stringify(measure(cluster, ticks, warmUpTicks)));
