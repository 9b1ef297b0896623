// A thread for the tests of the pool: does what it is told.

import { serve } from '../../../cli/pool/index.ts';

export type Order = 'double' | 'throw' | 'exit' | 'hang' | 'wait';

export default serve((order: Order, pulse) => {
  if (order === 'throw') throw new RangeError('this order is too much');
  if (order === 'exit') process.exit(7);
  if (order === 'hang') for (;;) continue;
  while (order === 'wait' && !pulse.isStopped) pulse.beat();
  return order.repeat(2);
});
