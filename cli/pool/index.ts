// Work on all cores. `WorkerPool` hands orders to threads and gives their answers back; a thread that dies or
// hangs is one lost order, never a lost command. `serve` makes a function the entry of such a thread.

export { type Answered, WorkerPool, workerFile } from './pool.ts';
export { Pulse } from './pulse.ts';
export { serve } from './serve.ts';
