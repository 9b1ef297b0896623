// A client: one request at a time, in order, repeated under the same number until it is answered or its
// time is up. It knows the nodes, guesses the leader and follows redirects. It sends nothing by itself: what
// is to be sent and what has ended is pushed into an outbox, and its host tells it the time; so the same
// code serves a simulation and real sockets. Source: paper section 8, thesis chapter 6.

import { NOBODY, type NodeId, type RequestId } from '../core/index.ts';
import type { Answer, Ask, Refusal, Request } from './protocol.ts';

/** What a client is told to do. */
export interface Operation {
  readonly ask: Ask;
  /** Where to send it first; null lets the client choose. */
  readonly to: NodeId | null;
  /** Whether a node that does not lead may send the client on, and silence makes it ask another. */
  readonly redirects: boolean;
}

/** Why a request failed for certain. `cas-mismatch`: its condition did not hold. */
export type ErrorReason = Exclude<Refusal['reason'], 'session-expired'> | 'cas-mismatch';

/**
 * How a request ended. `unknown`: it may have taken effect, or still may. `timed-out`: nobody said.
 * `session-expired`: the nodes do not remember any more.
 */
export type Outcome =
  | {
      readonly status: 'ok';
      readonly value: string;
      /** See `Answer`; -1 except for stale reads. */
      readonly staleTicks: number;
    }
  | { readonly status: 'error'; readonly reason: ErrorReason; readonly value: string }
  | {
      readonly status: 'unknown';
      readonly reason: 'timed-out' | 'session-expired';
      readonly value: string;
    };

/** A request with its outcome. */
export interface Ended {
  readonly request: RequestId;
  readonly operation: Operation;
  readonly submittedAt: number;
  readonly endedAt: number;
  /** The node whose answer ended it; `NOBODY` when its time was up. */
  readonly answeredBy: NodeId;
  readonly outcome: Outcome;
}

/** A request that is under way. */
export interface Outstanding {
  readonly request: RequestId;
  readonly operation: Operation;
  readonly submittedAt: number;
  /** Where the present attempt went. */
  target: NodeId;
  /** Whom the client last chose by itself: the next choice is the node behind it, wherever refusals led meanwhile. */
  chosen: NodeId;
  /** When the client tries again. */
  retryAt: number;
  attempts: number;
  /** The node that refused last and why, for diagnosis; null before. */
  refused: { readonly by: NodeId; readonly answer: Refusal } | null;
  /** Whether a leader accepted the change of members that it asks for. */
  accepted: boolean;
}

/** What a client wants its host to do. The host empties it after every call. */
export interface Outbox {
  readonly requests: Request[];
  readonly ended: Ended[];
}

/** Times, in whatever unit the host counts. */
export interface Patience {
  /** Until the client gives up and calls the outcome unknown. */
  readonly timeout: number;
  /** Of silence, until it asks another node. */
  readonly retry: number;
  /** Before it asks again a node that could not do it just now. */
  readonly pause: number;
}

/** One client. Plain data besides its methods; `copy` makes another that goes on the same. */
export class Client {
  readonly number: number;
  queue: { operation: Operation; sequence: number; submittedAt: number }[] = [];
  outstanding: Outstanding | null = null;
  ended: Ended[] = [];
  /** Where the last answer came from, or the node a refusal named. */
  likelyLeader: NodeId = NOBODY;
  private lastSequence = 0;

  /** `number` is the client's session: no two clients of a cluster may ever have the same. */
  constructor(number: number) {
    this.number = number;
  }

  /** The number of the operation that was queued last; 0 before the first. */
  get newestSequence(): number {
    return this.lastSequence;
  }

  /** Queues an operation behind all others. Returns its sequence number. */
  submit(operation: Operation, now: number): number {
    this.lastSequence += 1;
    this.queue.push({ operation, sequence: this.lastSequence, submittedAt: now });
    return this.lastSequence;
  }

  /** Queues the last operation again under the same number. Returns it; 0 when none has ended. */
  retry(now: number): number {
    const last = this.ended.at(-1);
    if (last === undefined) return 0;
    const { sequence } = last.request;
    this.queue.unshift({ operation: { ...last.operation, to: null }, sequence, submittedAt: now });
    return sequence;
  }

  /** The outcome of a sequence number, the newest when it was repeated; undefined while it is under way. */
  outcomeOf(sequence: number): Ended | undefined {
    return this.ended.findLast((ended) => ended.request.sequence === sequence);
  }

  /** Whether `advance` would do something now. `timeout`: see `Patience`. */
  isDue(now: number, timeout: number): boolean {
    const { outstanding } = this;
    if (outstanding === null) return this.queue.length > 0;
    const { submittedAt, operation, retryAt } = outstanding;
    return now - submittedAt >= timeout || (operation.redirects && now >= retryAt);
  }

  /** Begins what waits, repeats what was not answered, gives up what took too long. `nodes`: whom it may ask. */
  advance(now: number, nodes: readonly NodeId[], patience: Patience, out: Outbox): void {
    const { outstanding } = this;
    if (outstanding === null) {
      this.startNext(now, nodes, patience, out);
    } else if (now - outstanding.submittedAt >= patience.timeout) {
      const outcome: Outcome = { status: 'unknown', reason: 'timed-out', value: '' };
      this.end(outstanding, outcome, NOBODY, now, out);
      this.startNext(now, nodes, patience, out);
    } else if (outstanding.operation.redirects && now >= outstanding.retryAt) {
      // Silence or no leader: somebody else may know more.
      if (outstanding.refused === null) this.likelyLeader = NOBODY;
      outstanding.chosen = nodeAfter(nodes, outstanding.chosen);
      outstanding.target = outstanding.chosen;
      this.send(outstanding, now, patience, out);
    }
  }

  /** Takes an answer. Those to requests that ended are late copies and change nothing. */
  receive(
    from: NodeId,
    request: RequestId,
    answer: Answer,
    now: number,
    nodes: readonly NodeId[],
    patience: Patience,
    out: Outbox,
  ): void {
    const { outstanding } = this;
    if (outstanding === null || outstanding.request.sequence !== request.sequence) return;
    if (answer.ok && answer.kind === 'accepted') {
      outstanding.accepted = true;
      this.likelyLeader = from;
      return;
    }
    if (!answer.ok) outstanding.refused = { by: from, answer };
    const outcome = outcomeOf(answer, outstanding);
    if (outcome === null) {
      if (!answer.ok) this.follow(outstanding, answer, from, now, patience, out);
      return;
    }
    if (answer.ok) this.likelyLeader = from;
    this.end(outstanding, outcome, from, now, out);
    this.startNext(now, nodes, patience, out);
  }

  copy(): Client {
    const copy = new Client(this.number);
    copy.queue = this.queue.slice();
    copy.outstanding = this.outstanding === null ? null : { ...this.outstanding };
    copy.ended = this.ended.slice();
    copy.likelyLeader = this.likelyLeader;
    copy.lastSequence = this.lastSequence;
    return copy;
  }

  private startNext(now: number, nodes: readonly NodeId[], patience: Patience, out: Outbox): void {
    const next = this.queue.shift();
    if (next === undefined) return;
    const { operation, sequence, submittedAt } = next;
    const guess = this.likelyLeader === NOBODY ? (nodes.at(0) ?? 0) : this.likelyLeader;
    const chosen = operation.to ?? guess;
    const outstanding: Outstanding = {
      request: { client: this.number, sequence },
      operation,
      submittedAt,
      target: chosen,
      chosen,
      retryAt: 0,
      attempts: 0,
      refused: null,
      accepted: false,
    };
    this.outstanding = outstanding;
    this.send(outstanding, now, patience, out);
  }

  private send(outstanding: Outstanding, now: number, patience: Patience, out: Outbox): void {
    outstanding.attempts += 1;
    outstanding.retryAt = now + patience.retry;
    const { target: to, request, operation } = outstanding;
    out.requests.push({ to, request, ask: operation.ask });
  }

  /** Goes where a refusal points: to the leader it names, or on after a short wait. */
  private follow(
    outstanding: Outstanding,
    refusal: Refusal,
    from: NodeId,
    now: number,
    patience: Patience,
    out: Outbox,
  ): void {
    const leader = leaderBehind(refusal, from);
    if (leader === NOBODY) {
      outstanding.target = from;
      outstanding.retryAt = now + patience.pause;
      return;
    }
    this.likelyLeader = leader;
    outstanding.target = leader;
    this.send(outstanding, now, patience, out);
  }

  private end(
    outstanding: Outstanding,
    outcome: Outcome,
    answeredBy: NodeId,
    now: number,
    out: Outbox,
  ): void {
    const { request, operation, submittedAt } = outstanding;
    this.outstanding = null;
    const ended = { request, operation, submittedAt, endedAt: now, answeredBy, outcome };
    this.ended.push(ended);
    out.ended.push(ended);
  }
}

function nodeAfter(nodes: readonly NodeId[], node: NodeId): NodeId {
  return nodes.find((id) => id > node) ?? nodes.at(0) ?? node;
}

/** Whom to ask after a refusal; `NOBODY` to wait a little and ask somebody. */
function leaderBehind(refusal: Refusal, from: NodeId): NodeId {
  if (refusal.reason === 'not-leader') return refusal.leader;
  return refusal.reason === 'superseded' ? from : NOBODY;
}

/** What an answer makes of a request; null when the client should go on trying. */
function outcomeOf(answer: Answer, outstanding: Outstanding): Outcome | null {
  if (answer.ok) return outcomeOfSuccess(answer);
  const { operation, attempts, accepted } = outstanding;
  const { reason } = answer;
  if (reason === 'session-expired') return { status: 'unknown', reason, value: '' };
  // An earlier attempt may have begun the change, or finished it.
  const mayBeOurs = accepted || attempts > 1;
  if (reason === 'no-change' && mayBeOurs) return { status: 'ok', value: '', staleTicks: -1 };
  const isPassing = PASSING.has(reason) || (reason === 'change-in-progress' && mayBeOurs);
  if (isPassing && operation.redirects) return null;
  return { status: 'error', reason, value: '' };
}

/** Refusals behind which somebody else, or the same node a little later, may do it. */
const PASSING: ReadonlySet<Refusal['reason']> = new Set([
  'not-leader',
  'superseded',
  'transfer-in-progress',
  'no-commit-in-term',
]);

function outcomeOfSuccess(answer: Extract<Answer, { readonly ok: true }>): Outcome {
  switch (answer.kind) {
    case 'applied': {
      const { outcome, value } = answer.result;
      return outcome === 'done'
        ? { status: 'ok', value, staleTicks: -1 }
        : { status: 'error', reason: 'cas-mismatch', value };
    }
    case 'read':
      return { status: 'ok', value: answer.value, staleTicks: answer.staleTicks };
    default:
      return { status: 'ok', value: '', staleTicks: -1 };
  }
}
