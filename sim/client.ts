// A client: one request at a time, in order, retried with the same sequence number until it is answered
// or its time is up. It knows the nodes, guesses the leader and follows redirects. Source: paper section 8.

import { NOBODY, type NodeId, type RequestId } from '../core/index.ts';
import type { Command } from './command.ts';
import type { ClientAnswer } from './packet.ts';

/** What a client is told to do. */
export interface Operation {
  readonly command: Command;
  /** Where to send it first; null lets the client choose. */
  readonly to: NodeId | null;
  /** Whether a node that does not lead may send the client on, and silence makes it ask another. */
  readonly redirects: boolean;
}

/** How a request ended. `unknown`: it may or may not have taken effect, now or later. */
export type Outcome =
  | { readonly status: 'ok'; readonly value: string }
  | {
      readonly status: 'error';
      readonly reason: 'not-leader' | 'superseded' | 'cas-mismatch';
      readonly value: string;
    }
  | { readonly status: 'unknown'; readonly reason: 'timed-out'; readonly value: string };

/** A request with its outcome, in the order in which they ended. */
export interface Ended {
  readonly request: RequestId;
  readonly operation: Operation;
  readonly submittedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** The node whose answer ended it; nobody when time did. */
  readonly by: NodeId;
}

/** A request that is under way. */
export interface Outstanding {
  readonly request: RequestId;
  readonly operation: Operation;
  readonly submittedAt: number;
  /** Where the present attempt went. */
  target: NodeId;
  /** Id of the present attempt's message; answers to earlier attempts are taken as well. */
  messageId: number;
  /** Tick in which the client tries again. */
  retryAt: number;
  attempts: number;
  /** What the last answer was, for diagnosis. */
  lastRefusal: string;
}

/** One client. Plain data; copied with the world. */
export class SimulatedClient {
  readonly number: number;
  queue: { operation: Operation; sequence: number; submittedAt: number }[] = [];
  outstanding: Outstanding | null = null;
  ended: Ended[] = [];
  /** Where the last answer came from, or the node a refusal named. */
  likelyLeader: NodeId = NOBODY;
  private lastSequence = 0;

  constructor(number: number) {
    this.number = number;
  }

  /** Queues an operation. Returns its sequence number. */
  submit(operation: Operation, now: number): number {
    this.lastSequence += 1;
    this.queue.push({ operation, sequence: this.lastSequence, submittedAt: now });
    return this.lastSequence;
  }

  /** Queues the last operation again under the same sequence number. Returns it; 0 when there was none. */
  retry(now: number): number {
    const last = this.ended.at(-1);
    if (last === undefined) return 0;
    const { sequence } = last.request;
    this.queue.unshift({ operation: { ...last.operation, to: null }, sequence, submittedAt: now });
    return sequence;
  }

  /** The outcome of a sequence number, the newest when it was retried; undefined while it is under way. */
  outcomeOf(sequence: number): Ended | undefined {
    return this.ended.findLast((ended) => ended.request.sequence === sequence);
  }

  copy(): SimulatedClient {
    const copy = new SimulatedClient(this.number);
    copy.queue = this.queue.slice();
    copy.outstanding = this.outstanding === null ? null : { ...this.outstanding };
    copy.ended = this.ended.slice();
    copy.likelyLeader = this.likelyLeader;
    copy.lastSequence = this.lastSequence;
    return copy;
  }
}

/** What a client makes of an answer that ends its request. */
export function outcomeOfAnswer(answer: ClientAnswer): Outcome {
  if (!answer.ok) return { status: 'error', reason: answer.reason, value: '' };
  const { outcome, value } = answer.result;
  return outcome === 'done'
    ? { status: 'ok', value }
    : { status: 'error', reason: 'cas-mismatch', value };
}
