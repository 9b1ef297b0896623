// The port between a node's host and whatever carries its messages: a network, or a simulation of one.

import type { Message, MessageId } from './messages.ts';
import type { NodeId } from './types.ts';

/**
 * Why a request got no answer. In none of these cases does the caller know whether it was carried out.
 * `unreachable`: a partition stood in the way, of the request or of its answer. `cancelled`: the caller
 * gave up. `timed-out`: nothing came back in time.
 */
export type SendError = 'unreachable' | 'cancelled' | 'timed-out';

/** Takes the one outcome of a request: an error and null, or null and the answer. */
export type OnResponse = (error: SendError | null, response: Message | null) => void;

/**
 * Carries messages between nodes. What implementations promise:
 *   1. As long as the caller lives, `onResponse` is called exactly once: with the first answer, or with one error.
 *   2. Nothing is called back into during `send` or `cancel`; outcomes come later.
 *   3. Further copies of an answer are still delivered to the node like any message.
 *   4. A partition counts when the request is sent, when it arrives, and when its answer travels back; a
 *      request that was carried out may therefore end in an error.
 *   5. `cancel` is idempotent; what is unknown or over is ignored.
 * Source: the seed's message bus interface.
 */
export interface MessageBus {
  /** Sends a request. The returned id is also put on the message, and on its answer. Never 0. */
  send(from: NodeId, to: NodeId, message: Message, onResponse: OnResponse): MessageId;
  /** Gives up on a request: its `onResponse` gets `cancelled`, unless it had its outcome. The message may still arrive. */
  cancel(id: MessageId): void;
}
