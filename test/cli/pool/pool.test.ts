// The pool of threads: answers, deaths, silence, stopping.

import { expect, onTestFinished, test, vi } from 'vitest';
import { WorkerPool, workerFile } from '../../../cli/pool/index.ts';
import type { Order } from './answering-worker.ts';

function pool(jobs: number, patienceMs = 60_000, growthMax?: number): WorkerPool<Order, string> {
  const worker = workerFile('answering-worker', import.meta.url);
  const made = new WorkerPool<Order, string>({
    ...{ worker, jobs, patienceMs },
    ...(growthMax === undefined ? {} : { growthMax }),
  });
  onTestFinished(() => made.close());
  return made;
}

test('an order that throws, or ends its thread, is lost; the others are answered', async () => {
  const threads = pool(2);
  const orders: Order[] = ['double', 'throw', 'exit', 'double', 'double'];
  const answers = await Promise.all(orders.map((order) => threads.run(order)));
  expect(answers.map(({ kind }) => kind)).toEqual(['answer', 'lost', 'lost', 'answer', 'answer']);
  expect(answers[0]).toEqual({ kind: 'answer', answer: 'doubledouble' });
  expect(answers[1]).toMatchObject({ error: { message: 'this order is too much' } });
});

test('an order that hangs is given up, and the next one is answered', async () => {
  const threads = pool(1, 300);
  expect(await threads.run('hang')).toEqual({ kind: 'stuck', megabytes: null });
  expect(await threads.run('double', 60_000)).toMatchObject({ kind: 'answer' });
});

test('an order whose list grows for ever is given up before the list is too long', async () => {
  const threads = pool(1, 60_000, 100 * 2 ** 20);
  expect(await threads.run('grow')).toEqual({ kind: 'stuck', megabytes: 100 });
  expect(await threads.run('double')).toMatchObject({ kind: 'answer' });
});

test('an order that works on is not given up, and answers when it is asked to stop', async () => {
  // The pool looks when the test says so: each time, the thread has said something since.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const threads = pool(1, 100);
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const waiting = threads.run({ beats });
  for (let looks = 0; looks < 50; looks += 1) {
    const before = Atomics.load(beats, 0);
    while (Atomics.load(beats, 0) === before) await new Promise((seen) => setImmediate(seen));
    vi.advanceTimersByTime(10);
  }
  threads.stop();
  expect(await waiting).toEqual({ kind: 'answer', answer: 'stopped' });
});
