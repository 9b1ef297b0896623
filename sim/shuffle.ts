// The order of things inside a tick, drawn anew for every tick: of the deliveries that are due and of the
// nodes' timers, so that no timer always loses and no sender always comes first.

import { drawBetween, type Salt, saltOf } from './random.ts';

/** The draws of one world's orders. Holds no state that a copy would need: each order follows from seed and tick. */
export class Shuffle {
  readonly deliveries: Salt;
  private readonly timers: Salt;
  /** Filled anew for each tick. */
  private readonly order: number[] = [];

  constructor(seed: string) {
    this.deliveries = saltOf(seed, 'order/deliveries');
    this.timers = saltOf(seed, 'order/timers');
  }

  /** The numbers below `count` in the order of this tick. Valid until it is called again. */
  orderOfTimers(count: number, tick: number): readonly number[] {
    const { order } = this;
    order.length = count;
    for (let place = 0; place < count; place++) order[place] = place;
    for (let place = count - 1; place > 0; place--) {
      const other = drawBetween(this.timers, tick, place, 0, place);
      const moved = order[place];
      order[place] = order[other];
      order[other] = moved;
    }
    return order;
  }
}
