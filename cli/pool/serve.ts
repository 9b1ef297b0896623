// The thread's side of the pool.

import { Pulse } from './pulse.ts';

/** What a thread is sent. Plain data. */
export interface Envelope<Order> {
  readonly order: Order;
  readonly cells: Int32Array<SharedArrayBuffer>;
}

/** The default export of a thread's file: answers one order after another, by `work`. */
export function serve<Order, Answer>(
  work: (order: Order, pulse: Pulse) => Answer | Promise<Answer>,
): (envelope: Envelope<Order>) => Promise<Answer> {
  return async ({ order, cells }) => {
    const pulse = new Pulse(cells);
    pulse.beat();
    return work(order, pulse);
  };
}
