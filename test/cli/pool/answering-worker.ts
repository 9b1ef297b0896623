// A thread for the tests of the pool: does what it is told.

import { serve } from '../../../cli/pool/index.ts';

export type Order = 'double' | 'throw' | 'exit' | 'hang' | 'grow' | Wait;

/** Works on until it is asked to stop. */
export interface Wait {
  /** One number that both sides see: how often it said that it works on. */
  readonly beats: Int32Array<SharedArrayBuffer>;
}

export default serve((order: Order, pulse) => {
  if (typeof order === 'object') {
    while (!pulse.isStopped) {
      pulse.beat();
      Atomics.add(order.beats, 0, 1);
    }
    return 'stopped';
  }
  if (order === 'throw') throw new RangeError('this order is too much');
  if (order === 'exit') process.exit(7);
  if (order === 'hang') for (;;) continue;
  if (order === 'grow') for (const list: unknown[] = []; ;) list.push(list);
  return order.repeat(2);
});
