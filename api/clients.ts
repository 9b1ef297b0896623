// Clients of a cluster: sessions with one request under way at a time and a queue behind it. Asking takes no time; the
// answer comes while ticks pass.

import type { Client, Outcome } from '../client/index.ts';
import type { RequestId } from '../core/index.ts';
import { clientOf, requestName, type World } from '../sim/index.ts';
import { type NodeSelector, valueWord } from './words.ts';

/** The words that make a request again. */
const AGAIN = 'retries';

/** What clients need of the cluster they ask. */
export interface Asked {
  readonly world: World;
  statement(text: string): void;
  awaitAnswer(name: string, hasEnded: () => boolean, within: number): void;
  /** Fails because a request did not end as it should. */
  refuse(message: string, expected: string, observed: string): never;
}

/** Whom a command is sent to. Without it the client finds the leader. */
export interface Destination {
  readonly to?: NodeSelector;
  /** Whether it may be sent on to the leader, and asks again when nobody answers. Default true. */
  readonly redirects?: boolean;
}

/** One client. Its number is its session: `c1` in reports. */
export class ClientHandle {
  readonly number: number;
  private readonly cluster: Asked;

  constructor(cluster: Asked, number: number) {
    this.cluster = cluster;
    this.number = number;
  }

  /** Sends a plain command, which becomes the state machine's `data`. */
  send(command: string | number, { to, redirects = true }: Destination = {}): RequestHandle {
    const where = to === undefined ? '' : ` to ${to}`;
    return this.ask(`sends ${valueWord(command)}${where}${redirects ? '' : ' without redirects'}`);
  }

  /** Writes a value to a key. */
  write(key: string, value: string | number): RequestHandle {
    return this.ask(`writes ${valueWord(key)} = ${valueWord(value)}`);
  }

  /** Sets a key from one value to another, if it holds that one. */
  cas(key: string, from: string | number, to: string | number): RequestHandle {
    return this.ask(`cas ${valueWord(key)} from ${valueWord(from)} to ${valueWord(to)}`);
  }

  /** Reads a key: linearizable by `index` (the default) or by `lease`; `stale` from whatever a node has applied. */
  read(
    key: string,
    { by, from }: { readonly by?: 'index' | 'lease' | 'stale'; readonly from?: NodeSelector } = {},
  ): RequestHandle {
    const manner = by === undefined ? '' : by === 'stale' ? ' stale' : ` by ${by}`;
    return this.ask(`reads ${valueWord(key)}${manner}${from === undefined ? '' : ` from ${from}`}`);
  }

  /** Makes the last request again under its number, as after a lost answer. Errors: throws when none has ended. */
  retry(): RequestHandle {
    return this.ask(AGAIN);
  }

  /** Whether nothing of it is under way or queued. */
  get isIdle(): boolean {
    const { outstanding, queue } = clientOf(this.cluster.world, this.number);
    return outstanding === null && queue.length === 0;
  }

  private ask(words: string): RequestHandle {
    return requestMadeBy(this.cluster, `client ${this.number} ${words}`);
  }
}

/** The request that a statement makes. */
export function requestMadeBy(cluster: Asked, statement: string): RequestHandle {
  const { clients } = cluster.world;
  const before = new Map([...clients.values()].map((client) => [client.number, asked(client)]));
  const ended = new Map([...clients.values()].map(({ number, ended }) => [number, ended.length]));
  cluster.statement(statement);
  const client = [...clients.values()].find((each) => asked(each) > (before.get(each.number) ?? 0));
  if (client === undefined) return new RequestHandle(cluster, { client: -1, sequence: 0 }, 0);
  // What is made again goes ahead of the queue, everything else behind it.
  const isAgain = statement === `client ${client.number} ${AGAIN}`;
  const queued = client.queue.at(isAgain ? 0 : -1);
  const sequence = queued?.sequence ?? client.outstanding?.request.sequence ?? 0;
  const request = { client: client.number, sequence };
  return new RequestHandle(cluster, request, ended.get(client.number) ?? 0);
}

/** Requests of a client, ended or not. What is made again counts again. */
function asked({ ended, outstanding, queue }: Client): number {
  return ended.length + (outstanding === null ? 0 : 1) + queue.length;
}

/** A request that was made. Reading it takes no time. */
export class RequestHandle {
  /** As reports write it: `c1.3`, `operator.1` for a change of the members. */
  readonly name: string;
  private readonly cluster: Asked;
  private readonly request: RequestId;
  /** Requests of its client that had ended when it was made. */
  private readonly before: number;

  constructor(cluster: Asked, request: RequestId, before: number) {
    this.cluster = cluster;
    this.request = request;
    this.before = before;
    this.name = request.sequence === 0 ? 'no request' : requestName(request);
  }

  /** How it ended; undefined while it is under way. */
  get outcome(): Outcome | undefined {
    const { client, sequence } = this.request;
    const ended = this.cluster.world.clients.get(client)?.ended.slice(this.before) ?? [];
    return ended.find(({ request }) => request.sequence === sequence)?.outcome;
  }

  /** Whether it ended well. */
  get isOk(): boolean {
    return this.outcome?.status === 'ok';
  }

  /** Lets ticks pass until it has ended, at most `within` (default 1,000). Errors: throws a `RaftFailure` when it has not. */
  wait({ within = 1000 }: { readonly within?: number } = {}): Outcome {
    const { cluster, name } = this;
    cluster.awaitAnswer(name, () => this.outcome !== undefined, within);
    return this.outcome ?? cluster.refuse(`${name} has no answer`, `an answer to ${name}`, 'none');
  }

  /** Waits for it, and answers its value ('' for a write). Errors: throws a `RaftFailure` when it did not end well. */
  value(options: { readonly within?: number } = {}): string {
    const outcome = this.wait(options);
    if (outcome.status === 'ok') return outcome.value;
    return this.cluster.refuse(
      `${this.name} did not end well`,
      `${this.name} is answered`,
      `${outcome.status}: ${outcome.reason}`,
    );
  }
}
