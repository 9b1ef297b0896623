// The seed's message bus as a facade over the simulated network. Underneath, messages are one-way data and
// answers are tied to requests by id; the facade remembers who waits for which. It lives outside the
// world: a copied world has no callers waiting.

import { send } from './sending.ts';
import type {
  Message,
  MessageBus,
  MessageId,
  NodeId,
  OnResponse,
  SendError,
} from '../core/index.ts';
import type { World } from './world.ts';

interface Waiting {
  readonly from: NodeId;
  readonly to: NodeId;
  /** The caller's incarnation: another life of the same node is another caller. */
  readonly incarnation: number;
  readonly onResponse: OnResponse;
  readonly deadline: number;
  /** The outcome, once it is known; told on the next `poll`. */
  outcome: { error: SendError | null; response: Message | null } | null;
}

/**
 * Sends requests through a world's network on behalf of its nodes. Drive the world and call `poll` after
 * each tick: outcomes are told there, never during `send` or `cancel`.
 *
 * The first answer that arrives goes to the caller instead of the node; further copies reach the node.
 */
export class SimulatedMessageBus implements MessageBus {
  private readonly world: World;
  private readonly timeoutTicks: number;
  private readonly waiting = new Map<MessageId, Waiting>();

  /** `timeoutTicks`: ticks after which an unanswered request ends as `timed-out`. */
  constructor(world: World, timeoutTicks: number) {
    this.world = world;
    this.timeoutTicks = timeoutTicks;
    world.onArrival = (message) => this.takeArrival(message);
    world.onLoss = (message) => this.takeLoss(message);
  }

  send(from: NodeId, to: NodeId, message: Message, onResponse: OnResponse): MessageId {
    const { world } = this;
    const sent: Message = { ...message, from, to, id: world.nextMessageId() };
    const { incarnation } = world.node(from);
    const deadline = world.now + this.timeoutTicks;
    this.waiting.set(sent.id, { from, to, incarnation, onResponse, deadline, outcome: null });
    world.guarded(() => send(world, sent));
    return sent.id;
  }

  cancel(id: MessageId): void {
    this.settle(id, 'cancelled', null);
  }

  /** Tells every outcome that became known to callers that still live, in the order of sending. */
  poll(): void {
    for (const [id, waiting] of [...this.waiting]) {
      if (
        this.world.node(waiting.from).incarnation !== waiting.incarnation ||
        this.world.node(waiting.from).core === null
      ) {
        // A caller that died hears nothing.
        this.waiting.delete(id);
        continue;
      }
      if (waiting.outcome === null && this.world.now >= waiting.deadline) {
        waiting.outcome = { error: 'timed-out', response: null };
      }
      if (waiting.outcome === null) continue;
      this.waiting.delete(id);
      waiting.onResponse(waiting.outcome.error, waiting.outcome.response);
    }
  }

  /** An arriving message: the first answer to a living caller is kept for it. Returns whether it was. */
  private takeArrival(message: Message): boolean {
    const waiting = this.waiting.get(message.id);
    if (waiting === undefined || waiting.outcome !== null) return false;
    if (message.from !== waiting.to || message.to !== waiting.from) return false;
    if (this.world.node(waiting.from).incarnation !== waiting.incarnation) return false;
    waiting.outcome = { error: null, response: message };
    return true;
  }

  /** A message that a partition stopped: the request, or its answer. */
  private takeLoss(message: Message): void {
    this.settle(message.id, 'unreachable', null);
  }

  private settle(id: MessageId, error: SendError, response: Message | null): void {
    const waiting = this.waiting.get(id);
    if (waiting !== undefined && waiting.outcome === null) waiting.outcome = { error, response };
  }
}
